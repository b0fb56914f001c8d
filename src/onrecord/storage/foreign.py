"""Activities of phone numbers that are not the workspace's: told by a webhook, kept, and on no record."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from onrecord.domain.activity import ForeignActivityRecord
from onrecord.storage.rows import chunks, insert_rows, marks, run
from onrecord.storage.schema import foreign_activity

_COLUMNS = ("workspace_id", "id", "line_id")


def replace(conn: Connection, workspace_id: int, ids: Collection[str], found: Sequence[ForeignActivityRecord]) -> None:
    """Write which of the ids are foreign; the others of them are not, or no longer."""
    for some in chunks(sorted(ids)):
        statement = f"DELETE FROM foreign_activity WHERE workspace_id = ? AND id IN ({marks(len(some))})"  # noqa: S608 - only marks are put in
        run(conn, statement, [workspace_id, *some])
    insert_rows(conn, "foreign_activity", _COLUMNS, [(workspace_id, one.id, one.line_id) for one in found])


def of_line(conn: Connection, workspace_id: int, line_id: str) -> list[str]:
    """The ids of a line's; all of them may turn out to be ours when the line does."""
    mine = foreign_activity.c.workspace_id == workspace_id
    found = select(foreign_activity.c.id).where(mine, foreign_activity.c.line_id == line_id)
    return list(conn.execute(found).scalars())


def count(conn: Connection, workspace_id: int) -> int:
    mine = foreign_activity.c.workspace_id == workspace_id
    return conn.execute(select(func.count()).select_from(foreign_activity).where(mine)).scalar_one()
