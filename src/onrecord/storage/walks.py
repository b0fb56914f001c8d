"""Walks: one paged traversal each, with its window and the mark that says it was finished.

A finished row proves [lo_ms, hi_ms); an unfinished one that knows its order proves [reached_ms, hi_ms). Rows are
stretched rather than multiplied: a later walk that joins a finished one moves its upper end.
"""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from onrecord.storage.schema import walk


class WalkRow(NamedTuple):
    """`asked` is canonical JSON. A list that has no times has no `lo_ms`; its `hi_ms` is when it was last read."""

    id: int
    surface: str
    operation: str
    asked: str
    lo_ms: int | None
    hi_ms: int | None
    reached_ms: int | None
    finished_ms: int | None


def read_walks(conn: Connection, workspace_id: int, *, operation: str | None = None) -> list[WalkRow]:
    """Every walk so far, oldest row first."""
    columns = [walk.c[name] for name in WalkRow._fields]
    wanted = select(*columns).where(walk.c.workspace_id == workspace_id).order_by(walk.c.id)
    if operation is not None:
        wanted = wanted.where(walk.c.operation == operation)
    return [WalkRow(*row) for row in conn.execute(wanted)]


def open_walk(
    conn: Connection,
    workspace_id: int,
    *,
    run_id: int | None,
    surface: str,
    operation: str,
    asked: str,
    lo_ms: int | None,
    hi_ms: int | None,
    now_ms: int,
) -> int:
    """A new walk that has proved nothing yet; its id."""
    opened = conn.execute(
        insert(walk).values(
            workspace_id=workspace_id,
            run_id=run_id,
            surface=surface,
            operation=operation,
            asked=asked,
            lo_ms=lo_ms,
            hi_ms=hi_ms,
            started_ms=now_ms,
        )
    )
    key = opened.inserted_primary_key
    if key is None:
        raise AssertionError("an inserted walk has an id")
    return int(key[0])


def note_page(
    conn: Connection, workspace_id: int, walk_id: int, *, items: int, lo_ms: int | None, reached_ms: int | None
) -> None:
    """One more page is in hand; `reached_ms` None leaves that mark alone. `lo_ms` may have risen by a split."""
    changes: dict[str, object] = {"pages": walk.c.pages + 1, "items": walk.c["items"] + items, "lo_ms": lo_ms}
    if reached_ms is not None:
        changes["reached_ms"] = reached_ms
    conn.execute(update(walk).where(walk.c.workspace_id == workspace_id, walk.c.id == walk_id).values(**changes))


def count_page(conn: Connection, workspace_id: int, walk_id: int, *, items: int) -> None:
    """One more page of a walk that stretches a finished one: its window moves only at the end."""
    conn.execute(
        update(walk)
        .where(walk.c.workspace_id == workspace_id, walk.c.id == walk_id)
        .values(pages=walk.c.pages + 1, items=walk.c["items"] + items)
    )


def finish_walk(conn: Connection, workspace_id: int, walk_id: int, *, hi_ms: int | None, now_ms: int) -> None:
    """The mark: everything from its lower end to `hi_ms` was listed."""
    conn.execute(
        update(walk)
        .where(walk.c.workspace_id == workspace_id, walk.c.id == walk_id)
        .values(hi_ms=hi_ms, reached_ms=walk.c.lo_ms, finished_ms=now_ms, ended=None)
    )


def end_walk(conn: Connection, workspace_id: int, walk_id: int, why: str) -> None:
    """It stopped unfinished; a later walk goes on from what it reached."""
    conn.execute(
        update(walk)
        .where(walk.c.workspace_id == workspace_id, walk.c.id == walk_id, walk.c.finished_ms.is_(None))
        .values(ended=why[:200])
    )


def is_begun(conn: Connection, workspace_id: int, operation: str) -> bool:
    """Whether that list was ever asked for."""
    begun = select(walk.c.id).where(walk.c.workspace_id == workspace_id, walk.c.operation == operation)
    return conn.execute(begun.limit(1)).first() is not None


def is_walked(conn: Connection, workspace_id: int, operation: str) -> bool:
    """Whether a walk of that list was ever finished."""
    finished = select(walk.c.id).where(
        walk.c.workspace_id == workspace_id, walk.c.operation == operation, walk.c.finished_ms.is_not(None)
    )
    return conn.execute(finished.limit(1)).first() is not None
