"""What changed, for screens that are open: a row per conversation and transaction."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from onrecord.storage.rows import insert_rows, run
from onrecord.storage.schema import change

KEPT = 20_000  # rows; a screen that has slept longer loads afresh


def add_changes(conn: Connection, workspace_id: int, lines: Mapping[str, str | None], *, now_ms: int) -> None:
    """Tell that conversations changed: the line of each, by key."""
    rows = [(workspace_id, key, line_id, now_ms) for key, line_id in sorted(lines.items())]
    if not rows:
        return
    insert_rows(conn, "change", ("workspace_id", "conversation_key", "line_id", "at_ms"), rows)
    run(conn, "DELETE FROM change WHERE workspace_id = ? AND id < ?", [workspace_id, latest(conn, workspace_id) - KEPT])


def latest(conn: Connection, workspace_id: int) -> int:
    """The id of the newest change; 0 where nothing changed yet."""
    newest = select(func.max(change.c.id)).where(change.c.workspace_id == workspace_id)
    return conn.execute(newest).scalar() or 0
