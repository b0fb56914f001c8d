"""The same facts by both roads: a few things of a simulated world as REST answers them, and as webhooks of the three
generations tell them, trap by trap, each event by one generation or by several.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.projection.parsers import OPERATIONS
from onrecord.provider.client import Answer
from quosim.deliveries.happenings import Happening, of_subject
from quosim.deliveries.l1_events import l1_event
from quosim.deliveries.l2_events import l2_event
from quosim.deliveries.n_events import n_event
from quosim.deliveries.traps import REQUEST_TRAPS, TRAPS, drawn
from quosim.house import House, Options
from quosim.surfaces import dated_items, v1_account_items
from quosim.templates import Link
from quosim.world import make_world
from quosim.world.model import Call, Contact, Message

DAY_MS = 86_400_000
GENERATIONS = ("N", "L2", "L1")
INCLUDE = frozenset({"summary", "voicemail"})
BODY_TRAPS = sorted(TRAPS.keys() - REQUEST_TRAPS)
Fact = Message | Call | Contact


@dataclass(frozen=True, slots=True)
class Facts:
    """Some of a world. `later_ms` is a month after all of it."""

    house: House
    chosen: Sequence[Fact]
    later_ms: int


@cache
def _world() -> House:
    return House(Options(world="demo", rate=0), make_world)


def facts(seed: int, *, messages: int = 12, calls: int = 12, contacts: int = 4) -> Facts:
    house, chance = _world(), random.Random(seed)
    world = house.world
    chosen: list[Fact] = [
        *chance.sample(world.messages, messages), *chance.sample(world.calls, calls),
        *chance.sample(world.contacts, contacts),
    ]  # fmt: skip
    return Facts(house, chosen, world.end + 30 * DAY_MS)


def account(of: Facts) -> Iterator[Answer]:
    """The lines, which everything else is filed by."""
    lines = [dated_items.line(one, frozenset()) for one in of.house.world.lines]
    yield _answer("GET /phone-numbers", lines, of.later_ms)


def pulled(of: Facts) -> Iterator[Answer]:
    """Every fact as REST answers when all is over, each in an answer of its own."""
    for one in of.chosen:
        match one:
            case Message():
                yield _answer("GET /messages", [dated_items.message(of.house, one, of.later_ms)], of.later_ms)
            case Call():
                yield from _call(of, one)
            case Contact():
                card = v1_account_items.contact(one, of.house.day(of.later_ms), of.later_ms)
                yield _answer("GET /v1/contacts", [card], of.later_ms)


def conversations(of: Facts) -> Iterator[Answer]:
    """Those of the facts, as REST lists them; each names the last thing that happened in it."""
    index = of.house.index
    ids = sorted({one.conversation_id for one in of.chosen if not isinstance(one, Contact)})
    listed = [dated_items.conversation(index.sight(index.conversation[each], of.later_ms)) for each in ids]
    yield _answer("GET /conversations", listed, of.later_ms)


def _call(of: Facts, one: Call) -> Iterator[Answer]:
    asked = {"callId": one.id}
    listed = dated_items.call(of.house, one, of.later_ms, INCLUDE)
    yield _answer("GET /calls", [listed], of.later_ms, {"include": ",".join(sorted(INCLUDE))})
    recordings = [dated_items.recording(each, one, of.later_ms) for each in one.recordings]
    yield _answer("GET /calls/{callId}/recordings", recordings, of.later_ms, asked)
    transcripts = [dated_items.transcript(each, of.later_ms) for each in dated_items.transcripts(one, of.later_ms)]
    yield _answer("GET /calls/{callId}/transcripts", transcripts, of.later_ms, asked)


def pushed(of: Facts, chance: random.Random, *, several: float = 0.3, traps: float = 0.1) -> list[dict[str, Any]]:
    """Everything that happened, each told by one generation that knows it, or by more of them."""
    return [
        event(of, generation, happening, drawn(BODY_TRAPS, traps, chance))
        for one in of.chosen
        for happening in of_subject(one)
        for generation in _told_by(happening, chance, several)
    ]


def _told_by(happening: Happening, chance: random.Random, several: float) -> list[str]:
    able = [each for each in GENERATIONS if knows(each, happening)]
    first = chance.choice(able)
    return [each for each in able if each == first or chance.random() < several]


def knows(generation: str, happening: Happening) -> bool:
    is_contact = isinstance(happening.subject, Contact)
    return happening.type in OPERATIONS[generation] and not (is_contact and generation == "L2")


def event(of: Facts, generation: str, happening: Happening, traps: frozenset[str]) -> dict[str, Any]:
    event_id = f"EV{generation}{happening.id}{happening.type}"
    index = of.house.index
    match generation:
        case "N":
            thing = n_event(index, happening, event_id, traps)
        case "L2":
            thing = l2_event(index, happening, event_id, traps)
        case _:
            thing = l1_event(index, happening, event_id, "v3", traps)
    return _plain(thing)


def _answer(operation: str, data: Any, at: int, asked: dict[str, object] | None = None) -> Answer:
    surface = "v1" if "/v1/" in operation else "dated"
    return Answer(surface, operation, asked or {}, 200, json.dumps({"data": data}, default=_linked).encode(), at)


def _plain(thing: Any) -> Any:
    return json.loads(json.dumps(thing, default=_linked))


def _linked(link: Link) -> str:
    return f"https://share.quo.com/v1/resource/{link.file.resource}/{link.file.name}?sig=x"
