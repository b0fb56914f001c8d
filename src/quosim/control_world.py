"""The control of what happens in the world from now on."""

from collections.abc import Awaitable, Callable

import msgspec

from quosim.deliveries.happenings import Subject
from quosim.gate import Request
from quosim.house import House
from quosim.refusal import Refusal
from quosim.times import with_millis
from quosim.world.living import KINDS, Wish
from quosim.world.model import Call, Conversation, Message

Told = dict[str, object]


class Happen(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    line: str | None = None
    number: str | None = None
    count: int | None = None
    text: str | None = None
    new: bool | None = None


async def happen(house: House, request: Request) -> object:
    """Something happens now, and shows when its time has come: a call rings at once and is over in half a minute."""
    order = msgspec.json.decode(request.body, type=Happen)
    if order.kind not in KINDS:
        raise Refusal(f"nothing of the kind happens: {order.kind}; there are {', '.join(KINDS)}")
    wish = Wish(order.kind, order.line, order.number, order.count, order.text, order.new)
    try:
        made = house.living.happen(wish, house.clock.now())
    except KeyError:
        raise Refusal(f"no such line: {order.line}") from None
    house.office.look()
    return {"made": [_tell_subject(one) for one in made]}


def _tell_subject(one: Subject | Conversation) -> Told:
    told: Told = {"kind": type(one).__name__.lower(), "id": one.id, "at": with_millis(one.at)}
    if isinstance(one, Message | Call):
        told |= {"line": one.line_id, "conversation": one.conversation_id}
    return told


Handler = Callable[[House, Request], Awaitable[object]]
ROUTES: dict[tuple[str, str], Handler] = {("POST", "/_sim/happen"): happen}
