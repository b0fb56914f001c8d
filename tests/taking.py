"""Taking deliveries in as the hook does, without a request around them."""

from collections.abc import Iterable

from onrecord.intake.delivered import take_deliveries
from onrecord.provider.signature import Scheme
from onrecord.storage.arrivals import Delivery
from onrecord.storage.engine import Database
from pushing import raw

LEGACY_VERSIONS = {"v2", "v3", "v4"}


def delivery_of(event: object, *, at_ms: int = 1, delivery_id: str | None = None) -> Delivery:
    """Signed as its generation is; N gets its event's id for want of another."""
    inside = event.get("object") if isinstance(event, dict) and "type" not in event else event
    told = inside if isinstance(inside, dict) else {}
    legacy = told.get("apiVersion") in LEGACY_VERSIONS
    name = None if legacy else delivery_id or f"msg_{told.get('id')}"
    scheme = Scheme.LEGACY if legacy else Scheme.STANDARD
    return Delivery("16", scheme, name, at_ms, at_ms, stale=False, body=raw(event))


def push(database: Database, events: Iterable[object], *, at_ms: int = 1) -> None:
    """Each delivery in a transaction of its own."""
    for event in events:
        one = [delivery_of(event, at_ms=at_ms)]
        database.writer.write(lambda conn, one=one: take_deliveries(conn, 1, one, now_ms=at_ms))
