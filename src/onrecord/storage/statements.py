"""What a record statement rests on: the lists that were read, and how far."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from onrecord.storage.schema import walk


class WalkedList(NamedTuple):
    """All walks of one operation together. `lists` is how many different lists were read (a v1 conversation each),
    `finished` how many of the walks came to their end; the window is the outermost of the finished ones. `items`
    counts every entry of every page, so what was read again is in it again."""

    surface: str
    operation: str
    lists: int
    finished: int
    lo_ms: int | None
    hi_ms: int | None
    finished_ms: int | None
    items: int


def walked_lists(conn: Connection, workspace_id: int) -> list[WalkedList]:
    """By operation, sorted."""
    done = walk.c.finished_ms.is_not(None)
    rows = conn.execute(
        select(
            walk.c.surface,
            walk.c.operation,
            func.count(walk.c.asked.distinct()),
            func.count(walk.c.finished_ms),
            func.min(walk.c.lo_ms).filter(done),
            func.max(walk.c.hi_ms).filter(done),
            func.max(walk.c.finished_ms),
            func.sum(walk.c["items"]),
        )
        .where(walk.c.workspace_id == workspace_id)
        .group_by(walk.c.surface, walk.c.operation)
        .order_by(walk.c.surface, walk.c.operation)
    )
    return [WalkedList(*row) for row in rows]
