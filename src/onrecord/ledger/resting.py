"""What a count over some days rests on: which lists were read, how far, and whether to their end."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.storage.walks import WalkRow, read_walks

LISTS = ("GET /calls", "GET /messages", "GET /v1/calls", "GET /v1/messages")
"""The lists in which messages and calls stand: the first two of the whole workspace, the others one conversation's."""


class Rest(NamedTuple):
    """One kind of list. `lists`: how many were read, `unfinished`: how many not to their end.

    `through_ms` is the latest moment that any of them proves. `whole` says whether the days are proved up to it
    without a hole; None where no list tells of the whole workspace.
    """

    surface: str
    operation: str
    lists: int
    unfinished: int
    whole: bool | None
    through_ms: int | None


def resting(conn: Connection, workspace_id: int, from_ms: int, to_ms: int) -> list[Rest]:
    """The lists that were ever read, in a fixed order."""
    found = []
    for operation in LISTS:
        walks = read_walks(conn, workspace_id, operation=operation)
        if walks:
            found.append(_rest(operation, walks, from_ms, to_ms))
    return found


def _rest(operation: str, walks: list[WalkRow], from_ms: int, to_ms: int) -> Rest:
    spans = [(one.lo_ms if one.finished_ms else one.reached_ms, one.hi_ms) for one in walks]
    proved = [(lo, hi) for lo, hi in spans if lo is not None and hi is not None]
    through = max((hi for _, hi in proved), default=None)
    of_all = not operation.startswith("GET /v1")
    return Rest(
        surface=walks[0].surface,
        operation=operation,
        lists=len(walks),
        unfinished=sum(one.finished_ms is None for one in walks),
        whole=through is not None and covers(proved, from_ms, min(to_ms, through)) if of_all else None,
        through_ms=through,
    )


def covers(spans: Iterable[tuple[int, int]], from_ms: int, to_ms: int) -> bool:
    """Whether the spans together leave no hole in [from_ms, to_ms)."""
    reached = from_ms
    for lo, hi in sorted(spans):
        if lo > reached:
            break
        reached = max(reached, hi)
    return reached >= to_ms
