"""Lists and routes of the provider that runs of the sync fail on: each since when, and what it answered last."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from onrecord.domain.alarm import Stuck
from onrecord.storage.schema import stuck_question


def read_stuck(conn: Connection, workspace_id: int) -> list[Stuck]:
    """Those on which the last run failed, the longest first."""
    columns = [stuck_question.c[name] for name in Stuck.__dataclass_fields__]
    wanted = select(*columns).where(stuck_question.c.workspace_id == workspace_id)
    rows = conn.execute(
        wanted.order_by(stuck_question.c.since_ms, stuck_question.c.surface, stuck_question.c.operation)
    )
    return [Stuck(*row) for row in rows]


def note_stuck(conn: Connection, workspace_id: int, failed: Mapping[tuple[str, str], str], *, now_ms: int) -> None:
    """A run asked for everything that was due and failed on these alone: {(surface, operation): what was answered}."""
    before = {(one.surface, one.operation): one.since_ms for one in read_stuck(conn, workspace_id)}
    conn.execute(delete(stuck_question).where(stuck_question.c.workspace_id == workspace_id))
    rows = [
        {
            "workspace_id": workspace_id,
            "surface": surface,
            "operation": operation,
            "since_ms": before.get((surface, operation), now_ms),
            "last_ms": now_ms,
            "why": why,
        }
        for (surface, operation), why in failed.items()
    ]
    if rows:
        conn.execute(insert(stuck_question), rows)
