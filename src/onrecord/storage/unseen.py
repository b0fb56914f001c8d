"""Activities that something refers to and that no answer has shown: known to exist, and not held."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from onrecord.domain.activity import UnseenActivityRecord
from onrecord.storage.rows import chunks, insert_rows, marks, run
from onrecord.storage.schema import unseen_activity


def with_lines(conn: Connection, workspace_id: int) -> list[str]:
    """The ids of those whose line is known."""
    mine = unseen_activity.c.workspace_id == workspace_id
    found = select(unseen_activity.c.id).where(mine, unseen_activity.c.line_id.is_not(None))
    return list(conn.execute(found).scalars())


def replace(
    conn: Connection, workspace_id: int, ids: Collection[str], records: Sequence[UnseenActivityRecord]
) -> set[UnseenActivityRecord]:
    """Write which of the ids are unseen; the others of them are no longer. Those that were not there before, and those
    that are there no more.
    """
    before: set[UnseenActivityRecord] = set()
    for some in chunks(sorted(ids)):
        statement = (
            f"DELETE FROM unseen_activity WHERE workspace_id = ? AND id IN ({marks(len(some))})"  # noqa: S608 - only marks are put in
            " RETURNING id, line_id, conversation_id"
        )
        before.update(UnseenActivityRecord(*row) for row in run(conn, statement, [workspace_id, *some]))
    rows = [(workspace_id, one.id, one.line_id, one.conversation_id) for one in records]
    insert_rows(conn, "unseen_activity", ("workspace_id", "id", "line_id", "conversation_id"), rows)
    return before.symmetric_difference(records)
