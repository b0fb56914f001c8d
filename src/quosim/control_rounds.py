"""The control of rounds: events of the world, delivered on demand."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import islice

import msgspec

from quosim.control_hooks import known_events, owner
from quosim.deliveries.happenings import Happening, Subject, of_subject
from quosim.deliveries.hooks import VERSIONS, Hook
from quosim.deliveries.rounds import Manner, Round, Step
from quosim.deliveries.traps import TRAPS
from quosim.gate import Request
from quosim.house import House
from quosim.refusal import Refusal
from quosim.world.model import Contact, Task

Told = dict[str, object]
DIRECT = "direct"  # the hook of an address that nobody registered


class DeliverOrder(msgspec.Struct, forbid_unknown_fields=True):
    hook: str = "*"
    generation: str | None = None
    secret: str | None = None
    key: str | None = None  # the same, as the management routes call it
    version: str | None = None
    count: int | None = None
    ids: list[str] = []
    types: list[str] = []
    mix: bool = False
    loss: float = 0.0
    lost_as: str = "failed"
    duplicate: float = 0.0
    shuffle: bool | float = False
    delay_seconds: float = 0.0
    seed: int = 0
    concurrency: int = 32
    per_second: float = 0.0
    traps: list[str] = []
    trap_share: float = 1.0
    retry: bool = True
    wait: bool = True
    brief: bool = False

    @property
    def signs_with(self) -> str | None:
        return self.secret or self.key


async def deliver(house: House, request: Request) -> object:
    """Events of the world to hooks; answers when all are through unless told not to wait."""
    order = msgspec.json.decode(request.body, type=DeliverOrder)
    manner = _manner(order)
    strange = set(order.traps) - set(TRAPS)
    if strange:
        raise Refusal(f"no such trap: {', '.join(sorted(strange))}; there are {', '.join(TRAPS)}")
    hooks = _hooks(house, order, request.base)
    pairs = _dealt(house, order, hooks, _events(house, order, hooks))
    started = Round(house.office, pairs, manner)
    if order.wait:
        await started.run()
    else:
        house.office.keep(asyncio.create_task(started.run()))
    return _tell_round(started, brief=order.brief)


def _manner(order: DeliverOrder) -> Manner:
    """An address that nobody registered is tried once: there is no hook to come back to."""
    if order.lost_as not in ("failed", "success"):
        raise Refusal("`lost_as` is failed or success")
    manner = msgspec.convert(order, Manner, from_attributes=True)
    return replace(manner, retry=False) if order.signs_with is not None else manner


def _hooks(house: House, order: DeliverOrder, base: str) -> list[Hook]:
    if order.hook.startswith("http"):
        return _at(house, order) or [_direct(house, order, base)]
    if order.hook != "*":
        found = house.office.hooks.find(order.hook, order.generation)
        if found is None:
            raise Refusal(f"no such hook: {order.hook}")
        return [found]
    return [hook for hook in house.office.hooks if order.generation in (None, hook.generation)]


def _at(house: House, order: DeliverOrder) -> list[Hook]:
    """The hooks registered for an address, unless it comes with a secret of its own."""
    if order.signs_with is not None:
        return []
    return [one for one in house.office.hooks if one.url == order.hook and order.generation in (None, one.generation)]


def _direct(house: House, order: DeliverOrder, base: str) -> Hook:
    generation = order.generation or "N"
    events = known_events(generation, None)
    if order.signs_with is None and "unsigned" not in order.traps:
        raise Refusal("an address that nobody registered needs a key to sign with: `key`")
    now, version = house.clock.now(), order.version or VERSIONS[generation][0]
    key = order.signs_with or ""
    return Hook(DIRECT, generation, order.hook, tuple(events), ("*",), key, base, version, owner(house), now, now)


def _events(house: House, order: DeliverOrder, hooks: list[Hook]) -> list[Happening]:
    """Of the things named, or the newest `count` that any of the hooks wants; oldest first."""
    now, office = house.clock.now(), house.office
    if order.ids:
        return [one for ident in order.ids for one in _of_thing(_thing(house, ident), order.types, now)]
    if order.count is None:
        raise Refusal("say what to deliver: `count` or `ids`")
    newest = (
        one
        for one in office.happenings.newest_first(None, now, None)
        if (not order.types or one.type in order.types) and any(hook.wants(one) for hook in hooks)
    )
    return list(islice(newest, order.count))[::-1]


def _thing(house: House, ident: str) -> Subject:
    index = house.index
    found = index.message.get(ident) or index.call.get(ident) or index.contact.get(ident) or index.task.get(ident)
    if found is None:
        raise Refusal(f"nothing in the world has the id {ident}")
    return found


def _of_thing(thing: Subject, types: list[str], now: int) -> list[Happening]:
    """What has happened to it by now; what never happened to a contact or task does when it is named."""
    past = sorted((one for one in of_subject(thing) if one.at <= now), key=lambda one: one.at)
    if not types:
        return past
    noun = {Contact: "contact.", Task: "task."}.get(type(thing), "nothing")
    extra = [kind for kind in types if kind.startswith(noun) and kind not in {one.type for one in past}]
    return [one for one in past if one.type in types] + [Happening(now, kind, thing) for kind in extra]


def _dealt(
    house: House, order: DeliverOrder, hooks: list[Hook], events: list[Happening]
) -> list[tuple[Happening, Hook]]:
    """Every event to every hook that wants it; with `mix` to one of them, drawn by the seed."""
    now, office = house.clock.now(), house.office
    pairs: list[tuple[Happening, Hook]] = []
    rng = office.chance(f"mix {order.seed}")
    for one in events:
        wanting = [hook for hook in hooks if hook.wants(one) and office.exists(hook, one.type, now)]
        pairs += [(one, hook) for hook in ([rng.choice(wanting)] if order.mix and wanting else wanting)]
    return pairs


def _tell_round(one: Round, *, brief: bool) -> Told:
    told: Told = {
        "planned": len(one.steps),
        **{what: one.counted[what] for what in ("sent", "lost", "repeated")},
        "by_code": {str(code): count for code, count in sorted(one.by_code.items())},
        "seconds": round(one.seconds, 3),
    }
    return told if brief else {**told, "deliveries": [_tell_step(step) for step in one.steps]}


def _tell_step(step: Step) -> Told:
    made = step.delivery
    return {
        "id": None if made is None else made.id,
        "event": None if made is None else made.event_id,
        "type": step.happening.type,
        "resource": step.happening.id,
        "hook": step.hook.id,
        "generation": step.hook.generation,
        "codes": step.codes,
        "lost": step.is_lost,
        "traps": sorted(step.traps),
    }


Handler = Callable[[House, Request], Awaitable[object]]
ROUTES: dict[tuple[str, str], Handler] = {("POST", "/_sim/deliver"): deliver}
