"""Trying whether anything can be kept, by keeping something: one row that is written over, so that nothing grows."""

from sqlalchemy import Connection, select

from onrecord.domain.clock import SECOND
from onrecord.storage.rows import run
from onrecord.storage.schema import probe

AGAIN_MS = 10 * SECOND
"""Whoever asks more often is told by what was kept last; a probe that failed has kept nothing and is tried again."""

FILLER_BYTES = 16_384
"""About what a delivery takes: a single page may still find room where nothing else does."""


def try_to_keep(conn: Connection, workspace_id: int, *, now_ms: int) -> None:
    """A job of the writer; once it is committed, deliveries can be kept too."""
    last_ms = conn.execute(select(probe.c.at_ms).where(probe.c.workspace_id == workspace_id)).scalar_one_or_none()
    if last_ms is not None and abs(now_ms - last_ms) < AGAIN_MS:
        return
    filler = bytes([now_ms // SECOND % 256]) * FILLER_BYTES  # the same bytes would not be written again
    run(
        conn,
        "INSERT INTO probe (workspace_id, at_ms, filler) VALUES (?, ?, ?)"
        " ON CONFLICT (workspace_id) DO UPDATE SET at_ms = excluded.at_ms, filler = excluded.filler",
        [workspace_id, now_ms, filler],
    )
