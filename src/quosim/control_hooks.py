"""The control of hooks of any generation, of what was delivered to them, and of outages."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qs

import msgspec

from quosim.deliveries.hooks import GENERATIONS, VERSIONS, Hook, HookOrder
from quosim.deliveries.log import Delivery
from quosim.gate import Request
from quosim.house import House
from quosim.refusal import Refusal
from quosim.times import read_time, with_millis

Told = dict[str, object]


class NewHook(msgspec.Struct, forbid_unknown_fields=True):
    url: str
    generation: str = "L1"
    events: list[str] | None = None
    version: str | None = None
    resource_ids: list[str] = msgspec.field(default_factory=lambda: ["*"], name="resourceIds")
    label: str | None = None
    status: str = "enabled"
    key: str | None = None


class Outage(msgspec.Struct, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    start: str | int | None = None
    end: str | int | None = None


async def make_hook(house: House, request: Request) -> object:
    """As the app's own settings page would (L1); the other generations as well, for whoever has no key at hand."""
    order = msgspec.json.decode(request.body, type=NewHook)
    events = known_events(order.generation, order.events)
    if order.version not in (None, *VERSIONS[order.generation]):
        raise Refusal(f"{order.generation} has no version {order.version}")
    wanted = HookOrder(
        order.generation, order.url, events, order.resource_ids, order.label, order.status, order.version, order.key
    )
    hook = house.office.hooks.add(wanted, owner(house), request.base, house.clock.now())
    return tell_hook(hook)


def known_events(generation: str, events: Sequence[str] | None) -> Sequence[str]:
    if generation not in GENERATIONS:
        raise Refusal(f"no such generation: {generation}; there are {', '.join(GENERATIONS)}")
    strange = set(events or ()) - set(GENERATIONS[generation])
    if strange:
        raise Refusal(f"{generation} has no such event: {', '.join(sorted(strange))}")
    return events or GENERATIONS[generation]


def owner(house: House) -> str:
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


# The log


async def list_deliveries(house: House, request: Request) -> object:
    """Everything that was ever to be delivered, of every generation, oldest first; `?hook=` and `?generation=`."""
    asked, office = parse_qs(request.query), house.office
    hooks, generations = asked.get("hook"), asked.get("generation")
    told = [
        tell_delivery(each)
        for each in office.log
        if (hooks is None or each.hook_id in hooks) and (generations is None or each.generation in generations)
    ]
    counted = {what: office.counted[what] for what in ("sent", "success", "failed", "lost")}
    return {
        "counted": {"made": len(office.log), **counted},
        "under_way": office.under_way,
        "waiting": office.waiting,
        "deliveries": told,
    }


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


# Outages


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
    ("GET", "/_sim/deliveries"): list_deliveries,
    ("POST", "/_sim/outage"): order_outage,
    ("DELETE", "/_sim/outage"): clear_outages,
}
