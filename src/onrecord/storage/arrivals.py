"""Deliveries that are durable and wait to be taken apart, in the order in which they came."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select, update

from onrecord.storage.rows import insert_rows, select_in
from onrecord.storage.schema import arrival

_COLUMNS = ("workspace_id", "hook", "scheme", "delivery_id", "sent_ms", "received_ms", "stale", "body")


class Delivery(NamedTuple):
    """A request whose signature is good. `delivery_id` None where the scheme has none; times by the real clock."""

    hook: str
    scheme: str
    delivery_id: str | None
    sent_ms: int
    received_ms: int
    stale: bool
    body: bytes


def add(conn: Connection, workspace_id: int, arrivals: Iterable[Delivery]) -> None:
    insert_rows(conn, "arrival", _COLUMNS, [(workspace_id, *one) for one in arrivals])


def waiting(conn: Connection, workspace_id: int, *, limit: int, now_ms: int) -> list[int]:
    """The ids of the first that are due."""
    due = (
        select(arrival.c.id)
        .where(arrival.c.workspace_id == workspace_id, arrival.c.not_before_ms <= now_ms)
        .order_by(arrival.c.id)
        .limit(limit)
    )
    return list(conn.execute(due).scalars())


def take(conn: Connection, workspace_id: int, ids: Sequence[int]) -> list[Delivery]:
    """Take them out, in order; those that another process took meanwhile are missing."""
    taken = select_in(
        conn,
        "DELETE FROM arrival WHERE workspace_id = ? AND id",
        ids,
        "RETURNING id, hook, scheme, delivery_id, sent_ms, received_ms, stale, body",
        given=[workspace_id],
    )
    return [
        Delivery(hook, scheme, name, sent_ms, received_ms, bool(stale), bytes(body))
        for _, hook, scheme, name, sent_ms, received_ms, stale, body in sorted(taken, key=lambda row: int(row[0]))
    ]


def set_aside(conn: Connection, workspace_id: int, id_: int, *, not_before_ms: int) -> None:
    """Let one wait that could not be taken apart."""
    conn.execute(
        update(arrival)
        .where(arrival.c.workspace_id == workspace_id, arrival.c.id == id_)
        .values(not_before_ms=not_before_ms)
    )


def count(conn: Connection, workspace_id: int) -> int:
    """All that wait, those that were set aside too."""
    counted = select(func.count()).select_from(arrival).where(arrival.c.workspace_id == workspace_id)
    return int(conn.execute(counted).scalar_one())
