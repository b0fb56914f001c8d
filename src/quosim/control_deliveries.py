"""The control of what the provider sends: hooks of any generation, rounds of deliveries, what happens, outages."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import parse_qs

import msgspec

from quosim.deliveries.happenings import Happening, Subject, of_subject
from quosim.deliveries.hooks import GENERATIONS, VERSIONS, Hook, HookOrder
from quosim.deliveries.log import Delivery
from quosim.deliveries.rounds import Manner, Round, Step
from quosim.deliveries.traps import TRAPS
from quosim.gate import Request
from quosim.house import House
from quosim.refusal import Refusal
from quosim.times import read_time, with_millis
from quosim.world.living import KINDS as LIVING_KINDS
from quosim.world.living import Wish
from quosim.world.model import Call, Contact, Conversation, Message, Task

Told = dict[str, object]
DIRECT = "direct"  # the hook of an address that nobody registered


class NewHook(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    generation: str = "L1"
    events: list[str] | None = None
    version: str | None = None
    resource_ids: list[str] = msgspec.field(default_factory=lambda: ["*"], name="resourceIds")
    label: str | None = None
    status: str = "enabled"
    key: str | None = None


class DeliverOrder(msgspec.Struct, forbid_unknown_fields=True):
    hook: str = "*"
    generation: str | None = None
    key: str | None = None
    version: str | None = None
    count: int | None = None
    ids: list[str] = []
    types: list[str] = []
    mix: bool = False
    loss: float = 0.0
    lost_as: str = "failed"
    duplicate: float = 0.0
    shuffle: bool = False
    delay_seconds: float = 0.0
    seed: int = 0
    concurrency: int = 32
    per_second: float = 0.0
    traps: list[str] = []
    trap_share: float = 1.0
    retry: bool = True
    wait: bool = True
    brief: bool = False


class Happen(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    line: str | None = None
    number: str | None = None
    count: int | None = None
    text: str | None = None
    new: bool | None = None


class Outage(msgspec.Struct, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    start: str | int | None = None
    end: str | int | None = None


# Hooks


async def make_hook(house: House, request: Request) -> object:
    """As the app's own settings page would (L1); the other generations as well, for whoever has no key at hand."""
    order = msgspec.json.decode(request.body, type=NewHook)
    events = _known(order.generation, order.events)
    if order.version not in (None, *VERSIONS[order.generation]):
        raise Refusal(f"{order.generation} has no version {order.version}")
    wanted = HookOrder(
        order.generation, order.url, events, order.resource_ids, order.label, order.status, order.version, order.key
    )
    hook = house.office.hooks.add(wanted, _owner(house), request.base, house.clock.now())
    return tell_hook(hook)


def _known(generation: str, events: Sequence[str] | None) -> Sequence[str]:
    if generation not in GENERATIONS:
        raise Refusal(f"no such generation: {generation}; there are {', '.join(GENERATIONS)}")
    strange = set(events or ()) - set(GENERATIONS[generation])
    if strange:
        raise Refusal(f"{generation} has no such event: {', '.join(sorted(strange))}")
    return events or GENERATIONS[generation]


def _owner(house: House) -> str:
    return next(iter(house.world.members)).id


def tell_hook(hook: Hook) -> Told:
    return {
        "id": hook.id,
        "generation": hook.generation,
        "version": hook.version,
        "url": hook.url,
        "events": list(hook.events),
        "resourceIds": list(hook.resource_ids),
        "status": hook.status,
        "label": hook.label,
        "key": hook.key,
    }


async def list_hooks(house: House, _request: Request) -> object:
    return {"hooks": [tell_hook(hook) for hook in house.office.hooks]}


async def clear_hooks(house: House, _request: Request) -> object:
    house.office.hooks.clear()
    return {"ok": True}


# Rounds


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
    return replace(manner, retry=False) if order.hook.startswith("http") else manner


def _hooks(house: House, order: DeliverOrder, base: str) -> list[Hook]:
    if order.hook.startswith("http"):
        return [_direct(house, order, base)]
    if order.hook != "*":
        found = house.office.hooks.find(order.hook, order.generation)
        if found is None:
            raise Refusal(f"no such hook: {order.hook}")
        return [found]
    return [hook for hook in house.office.hooks if order.generation in (None, hook.generation)]


def _direct(house: House, order: DeliverOrder, base: str) -> Hook:
    generation = order.generation or "N"
    events = _known(generation, None)
    if order.key is None and "unsigned" not in order.traps:
        raise Refusal("an address needs the key to sign with: `key`")
    now, version = house.clock.now(), order.version or VERSIONS[generation][0]
    key = order.key or ""
    return Hook(DIRECT, generation, order.hook, tuple(events), ("*",), key, base, version, _owner(house), now, now)


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


# The world


async def happen(house: House, request: Request) -> object:
    """Something happens now, and shows when its time has come: a call rings at once and is over in half a minute."""
    order = msgspec.json.decode(request.body, type=Happen)
    if order.kind not in LIVING_KINDS:
        raise Refusal(f"nothing of the kind happens: {order.kind}; there are {', '.join(LIVING_KINDS)}")
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


# The log and outages


async def list_deliveries(house: House, request: Request) -> object:
    """Everything that was ever to be delivered, of every generation, oldest first; `?hook=` and `?generation=`."""
    asked, office = parse_qs(request.query), house.office
    hooks, generations = asked.get("hook"), asked.get("generation")
    told = [
        tell_delivery(each)
        for each in office.log
        if (hooks is None or each.hook_id in hooks) and (generations is None or each.generation in generations)
    ]
    counted = {what: office.counted[what] for what in ("made", "sent", "success", "failed", "lost")}
    return {"counted": counted, "under_way": office.under_way, "waiting": office.waiting, "deliveries": told}


def tell_delivery(one: Delivery) -> Told:
    return {
        "id": one.id,
        "hook": one.hook_id,
        "generation": one.generation,
        "event": one.event_id,
        "type": one.type,
        "resource": one.resource_id,
        "test": one.is_test,
        "at": with_millis(one.at),
        "status": one.status,
        "codes": [attempt.code for attempt in reversed(one.attempts)],
    }


async def order_outage(house: House, request: Request) -> object:
    """Between two moments of the simulator's clock nothing arrives anywhere; `to` left out: until it is cleared."""
    order = msgspec.json.decode(request.body or b"{}", type=Outage)
    start = house.clock.now() if order.start is None else _moment(order.start)
    end = 2**62 if order.end is None else _moment(order.end)
    if end <= start:
        raise Refusal("an outage ends after it begins")
    house.office.outages.append((start, end))
    return {"ok": True}


async def clear_outages(house: House, _request: Request) -> object:
    house.office.outages.clear()
    return {"ok": True}


def _moment(told: str | int) -> int:
    moment = told if isinstance(told, int) else read_time(told)
    if moment is None:
        raise Refusal(f"no time: {told}")
    return moment


Handler = Callable[[House, Request], Awaitable[object]]
ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/_sim/hooks"): list_hooks,
    ("POST", "/_sim/hooks"): make_hook,
    ("DELETE", "/_sim/hooks"): clear_hooks,
    ("POST", "/_sim/deliver"): deliver,
    ("GET", "/_sim/deliveries"): list_deliveries,
    ("POST", "/_sim/happen"): happen,
    ("POST", "/_sim/outage"): order_outage,
    ("DELETE", "/_sim/outage"): clear_outages,
}
