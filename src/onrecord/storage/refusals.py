"""Requests that carried no valid signature: all counted, the last of them kept to be looked at. Never their content."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from onrecord.storage.rows import insert_rows, run
from onrecord.storage.schema import refusal, refusal_count

KEPT = 200


class Refusal(NamedTuple):
    """`header` names the signature header that was there, `address` is masked."""

    at_ms: int
    why: str
    header: str | None
    address: str
    size_bytes: int


def add(conn: Connection, workspace_id: int, times: Mapping[str, int], last: Sequence[Refusal]) -> None:
    """Count refusals by why; keep the last of them."""
    newest_ms = max(one.at_ms for one in last)
    counted = [(workspace_id, why, count, newest_ms) for why, count in sorted(times.items())]
    insert_rows(
        conn,
        "refusal_count",
        ("workspace_id", "why", "times", "last_ms"),
        counted,
        tail="ON CONFLICT (workspace_id, why) DO UPDATE SET"
        " times = refusal_count.times + excluded.times, last_ms = excluded.last_ms",
    )
    rows = [(workspace_id, *one) for one in last]
    insert_rows(conn, "refusal", ("workspace_id", "at_ms", "why", "header", "address", "size_bytes"), rows)
    run(
        conn,
        "DELETE FROM refusal WHERE workspace_id = ? AND id <= (SELECT id FROM refusal WHERE workspace_id = ?"
        " ORDER BY id DESC LIMIT 1 OFFSET ?)",
        [workspace_id, workspace_id, KEPT],
    )


def counts(conn: Connection, workspace_id: int) -> dict[str, int]:
    """{why: how often}, of all time."""
    rows = conn.execute(
        select(refusal_count.c.why, refusal_count.c.times)
        .where(refusal_count.c.workspace_id == workspace_id)
        .order_by(refusal_count.c.why)
    )
    return dict(iter(rows))


def newest(conn: Connection, workspace_id: int, limit: int = KEPT) -> list[Refusal]:
    """The last refusals, newest first."""
    rows = conn.execute(
        select(refusal.c.at_ms, refusal.c.why, refusal.c.header, refusal.c.address, refusal.c.size_bytes)
        .where(refusal.c.workspace_id == workspace_id)
        .order_by(refusal.c.id.desc())
        .limit(limit)
    )
    return [Refusal._make(row) for row in rows]
