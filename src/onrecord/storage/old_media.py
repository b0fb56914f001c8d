"""Messages from before the provider returned media at all, of which the dated surface gives media all the same."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from onrecord.storage.rows import chunks, insert_rows, marks, run
from onrecord.storage.schema import old_media


def are_given(conn: Connection, workspace_id: int) -> bool:
    """Whether any message proves it."""
    return (
        conn.execute(select(old_media.c.id).where(old_media.c.workspace_id == workspace_id).limit(1)).first()
        is not None
    )


def replace(conn: Connection, workspace_id: int, ids: Collection[str], proofs: Collection[str]) -> None:
    """Write which of the ids prove it; the others of them do not, or no longer."""
    for some in chunks(sorted(ids)):
        statement = f"DELETE FROM old_media WHERE workspace_id = ? AND id IN ({marks(len(some))})"  # noqa: S608 - only marks are put in
        run(conn, statement, [workspace_id, *some])
    insert_rows(conn, "old_media", ("workspace_id", "id"), [(workspace_id, id_) for id_ in sorted(proofs)])
