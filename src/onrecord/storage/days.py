"""Counting what days hold. A day is a window of time: its bounds are the caller's, so that time zones are too.

Each day is counted by a range of an index, so that a year costs what it holds and no sorting.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, select

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.coverage import Window
from onrecord.storage.doubts import by_index
from onrecord.storage.gaps import same_activity
from onrecord.storage.inbox import Lines
from onrecord.storage.rows import chunks, run
from onrecord.storage.schema import activity, artefact, unheard

_DAYS = 150  # in one statement: SQLite bounds its parameters


def count_activities(
    conn: Connection, workspace_id: int, kind: str, days: Sequence[Window], *, lines: Sequence[str | None]
) -> list[int]:
    """How many activities of a kind began on each day, on these lines together."""
    condition = "a.workspace_id = ? AND a.kind = ?"
    return _count(conn, condition, [workspace_id, kind], days, lines)


def count_unheard_of(
    conn: Connection,
    workspace_id: int,
    kind: str,
    days: Sequence[Window],
    wordings: Collection[tuple[str | None, str, str]],
) -> list[int]:
    """On how many activities of each day it is not known whether there is anything of the kind.

    `wordings` are (line, word, reasons) of all that there are: each is in order of time in the index.
    """
    total = [0] * len(days)
    source = f"activity a{by_index(conn, kind)}"
    for line_id, word, word_reasons in sorted(wordings, key=str):
        condition = f"a.workspace_id = ? AND {unheard(kind)} AND a.{kind}_word = ? AND a.word_reasons = ?"
        found = _count(conn, condition, [workspace_id, word, word_reasons], days, [line_id], source)
        total = [one + more for one, more in zip(total, found, strict=True)]
    return total


def _count(
    conn: Connection,
    condition: str,
    given: Sequence[object],
    days: Sequence[Window],
    lines: Sequence[str | None],
    source: str = "activity a",
) -> list[int]:
    total: list[int] = []
    for some in chunks(days, _DAYS):
        total += _count_some(conn, condition, given, some, lines, source)
    return total


def _count_some(
    conn: Connection,
    condition: str,
    given: Sequence[object],
    days: list[Window],
    lines: Sequence[str | None],
    source: str,
) -> list[int]:
    counted = [0] * len(days)
    for line_id in lines:
        on_line = "a.line_id IS NULL" if line_id is None else "a.line_id = ?"
        one = f"(SELECT count(*) FROM {source} WHERE {condition} AND {on_line} AND a.at_ms >= ? AND a.at_ms < ?)"  # noqa: S608 - our own words
        of_line = [] if line_id is None else [line_id]
        values = [value for day in days for value in (*given, *of_line, day.lo_ms, day.hi_ms)]
        row = run(conn, "SELECT " + ", ".join([one] * len(days)), values).one()
        counted = [before + found for before, found in zip(counted, row, strict=True)]
    return counted


def artefacts_between(
    conn: Connection, workspace_id: int, kind: str, span: Window, *, lines: Lines
) -> Iterator[tuple[int, str]]:
    """(when its activity began, its state) of every artefact of a kind."""
    wanted = (
        select(activity.c.at_ms, artefact.c.state)
        .select_from(artefact.join(activity, same_activity()))
        .where(
            artefact.c.workspace_id == workspace_id,
            artefact.c.kind == kind,
            activity.c.at_ms >= span.lo_ms,
            activity.c.at_ms < span.hi_ms,
        )
    )
    if lines is not None:
        wanted = wanted.where(activity.c.line_id.in_(lines))
    for row in conn.execute(wanted):
        yield row.at_ms, row.state


def first_at_ms(conn: Connection, workspace_id: int, lines: Sequence[str | None]) -> int | None:
    """When the first activity of these lines began."""
    return min(_ends(conn, workspace_id, lines, activity.c.at_ms), default=None)


def last_at_ms(conn: Connection, workspace_id: int, lines: Sequence[str | None]) -> int | None:
    """When the last one began."""
    return max(_ends(conn, workspace_id, lines, activity.c.at_ms.desc()), default=None)


def _ends(conn: Connection, workspace_id: int, lines: Sequence[str | None], order: ColumnElement[int]) -> Iterator[int]:
    """The moment of each line that comes first in that order."""
    for line_id in lines:
        wanted = (
            select(activity.c.at_ms)
            .where(activity.c.workspace_id == workspace_id, activity.c.line_id.is_not_distinct_from(line_id))
            .order_by(order)
            .limit(1)
        )
        yield from conn.execute(wanted).scalars()


def activities_between(
    conn: Connection, workspace_id: int, kind: str, span: Window, *, lines: Lines, limit: int
) -> list[ActivityRecord]:
    """The activities of a kind that began in a span, in order of time; without what belongs to them."""
    wanted = (
        select(
            activity.c.id,
            activity.c.kind,
            activity.c.line_id,
            activity.c.conversation_key,
            activity.c.at_ms,
            activity.c.direction,
            activity.c.text,
            activity.c.outcome,
        )
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == kind,
            activity.c.at_ms >= span.lo_ms,
            activity.c.at_ms < span.hi_ms,
        )
        .order_by(activity.c.at_ms, activity.c.id)
        .limit(limit)
    )
    if lines is not None:
        wanted = wanted.where(activity.c.line_id.in_(lines))
    return [ActivityRecord(**row) for row in conn.execute(wanted).mappings()]
