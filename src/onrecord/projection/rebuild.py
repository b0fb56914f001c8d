"""Making every record again from what was told and what was done.

The records are forgotten and everything is marked in one transaction. From then on it is ordinary catching up: a
process that dies in the middle leaves marks, and whoever catches up next finishes the work.
"""

from collections.abc import Callable

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.projection.bulk import fold_everything
from onrecord.storage import dirty, records
from onrecord.storage.engine import Database


def rebuild(
    database: Database, workspace_id: int, *, clock: Clock, settled: Callable[[int], None] = lambda _: None
) -> int:
    """Drop the records and fold them anew; the number of subjects. `settled` hears of each batch's size."""
    return fold_everything(
        database,
        workspace_id,
        clock=clock,
        first=lambda: begin_rebuild(database, workspace_id, clock=clock),
        settled=settled,
    )


def begin_rebuild(database: Database, workspace_id: int, *, clock: Clock) -> None:
    """Forget the records and mark everything, in one transaction."""
    now_ms = clock.now_ms()

    def forget(conn: Connection) -> None:
        dirty.take_turn(conn, workspace_id)
        records.empty_records(conn, workspace_id)
        dirty.mark_everything(conn, workspace_id, token=dirty.new_token(), now_ms=now_ms)

    database.writer.write(forget)
