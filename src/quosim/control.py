"""The other door: statistics, the truth, faults, the clock, and beginning anew. Never counted, limited or slowed."""

from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import parse_qs

import anyio.to_thread
import msgspec

from quosim import control_hooks, control_rounds, control_world
from quosim.dates import ROWS
from quosim.faults import DELIVERIES, DELIVERY_KINDS, KINDS, Fault
from quosim.floor import floor
from quosim.gate import Answer, Request
from quosim.house import House
from quosim.refusal import Refusal
from quosim.times import day_of, http_date, read_day, with_millis
from quosim.truth import KINDS as TRUTH_KINDS
from quosim.truth import Truth, shown

Asking = dict[str, object]


class FaultOrder(msgspec.Struct, forbid_unknown_fields=True):
    operation: str = "*"
    kind: str = "500"
    times: int | None = None
    share: float | None = None
    seed: int = 0


class ClockOrder(msgspec.Struct, forbid_unknown_fields=True):
    now: str | int | None = None
    advance_seconds: float | None = None
    as_of: str | None = None
    speed: float | None = None


class ResetOrder(msgspec.Struct, forbid_unknown_fields=True):
    world: str | None = None
    seed: int | None = None


async def stats(house: House, _query: str, _body: bytes) -> object:
    counted, now = house.statistics, house.clock.now()
    return {
        "now": with_millis(now),
        "as_of": day_of(now).isoformat(),
        "requests": {
            "total": counted.total,
            "by_operation": dict(sorted(counted.by_operation.items())),
            "by_status": dict(sorted(counted.by_status.items())),
        },
        "too_many": counted.too_many,
        "files": counted.files,
        "deliveries": house.office.counted["sent"],
    }


async def world(house: House, query: str, _body: bytes) -> object:
    """`?kind=` may be repeated. Digests need every file to be drawn once: the first call may take its time."""
    asked = parse_qs(query).get("kind", list(TRUTH_KINDS))
    unknown = set(asked) - set(TRUTH_KINDS)
    if unknown:
        raise Refusal(f"no such kind: {', '.join(sorted(unknown))}")
    truth = Truth(house)
    found = {kind: truth.rows(kind) for kind in asked}
    counted = floor(house)
    digest = house.renderings.sha256
    tell = partial(_tell_rows, found, digest)
    return {"floor": counted, **await anyio.to_thread.run_sync(tell)}


def _tell_rows(found: dict[str, list[Asking]], digest: Callable[..., str]) -> dict[str, list[Asking]]:
    return {kind: [_timed(shown(row, digest)) for row in rows] for kind, rows in found.items()}


def _timed(row: Asking) -> Asking:
    at = row["at"]
    return {**row, "at": with_millis(at)} if isinstance(at, int) else row


async def dates(house: House, _query: str, _body: bytes) -> object:
    """Where the clock is, every day on which the API changes, and the last day of the world."""
    changes = {day for row in ROWS for day in (row.since, row.until) if day is not None}
    return {
        "today": day_of(house.clock.now()).isoformat(),
        "changes": sorted(day.isoformat() for day in changes),
        "end": day_of(house.world.end).isoformat(),
    }


async def order_fault(house: House, _query: str, body: bytes) -> object:
    order = msgspec.json.decode(body, type=FaultOrder)
    kinds = DELIVERY_KINDS if order.operation == DELIVERIES else KINDS
    if order.kind not in kinds:
        raise Refusal(f"no such fault: {order.kind}; there are {', '.join(kinds)}")
    house.faults.add(Fault(order.operation, order.kind, order.times, order.share, order.seed))
    return {"ok": True}


async def clear_faults(house: House, _query: str, _body: bytes) -> object:
    house.faults.clear()
    return {"ok": True}


async def move_clock(house: House, query: str, body: bytes) -> object:
    """`as_of` moves to the first moment of a date; the API is always that of the clock's date."""
    order = msgspec.json.decode(body, type=ClockOrder)
    for moment in (order.as_of, order.now):
        if moment is not None:
            house.clock.set_to(moment if isinstance(moment, int) else _moment(moment))
    if order.advance_seconds is not None:
        house.clock.advance(order.advance_seconds)
    if order.speed is not None:
        house.clock.run_at(order.speed)
    house.office.look()
    return await stats(house, query, body)


def _moment(text: str) -> int:
    try:
        return read_day(text)
    except ValueError:
        raise Refusal(f"neither a date nor a time: {text}") from None


async def reset(house: House, query: str, body: bytes) -> object:
    order = msgspec.json.decode(body or b"{}", type=ResetOrder)
    name = order.world or house.world.name
    seed = house.world.seed if order.seed is None else order.seed
    try:
        fresh = await anyio.to_thread.run_sync(house.make, name, seed)
    except KeyError:
        raise Refusal(f"no such world: {name}") from None
    house.settle(fresh)
    return await stats(house, query, body)


Handler = Callable[[House, str, bytes], Awaitable[object]]
ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/_sim/stats"): stats,
    ("GET", "/_sim/dates"): dates,
    ("GET", "/_sim/world"): world,
    ("POST", "/_sim/faults"): order_fault,
    ("DELETE", "/_sim/faults"): clear_faults,
    ("POST", "/_sim/clock"): move_clock,
    ("POST", "/_sim/reset"): reset,
}
REQUESTED = {**control_hooks.ROUTES, **control_rounds.ROUTES, **control_world.ROUTES}  # these see the whole request


async def control(house: House, request: Request) -> Answer:
    """404 for what there is not (yet), 400 with the reason for what cannot be done."""
    order = request.method, request.path
    headers = [(b"date", http_date(house.clock.now() // 1000)), (b"content-type", b"application/json")]
    try:
        if order in REQUESTED:
            told = await REQUESTED[order](house, request)
        elif order in ROUTES:
            told = await ROUTES[order](house, request.query, request.body)
        else:
            return Answer(404, msgspec.json.encode({"error": f"no such control: {' '.join(order)}"}), headers)
    except (Refusal, msgspec.DecodeError) as refusal:
        return Answer(400, msgspec.json.encode({"error": str(refusal)}), headers)
    return Answer(200, msgspec.json.encode(told), headers)
