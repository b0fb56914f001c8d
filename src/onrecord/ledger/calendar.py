"""One year of one kind, day by day, as the record has it now: reads, and leaves the arithmetic to `coverage`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityKind, Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.coverage import DELIVERY_LOG, Window
from onrecord.ledger.coverage import (
    CHANGES,
    WITNESSES,
    DayBounds,
    DayCount,
    activity_kind,
    checked_through_ms,
    checked_windows,
    day_counts,
    spread,
)
from onrecord.ledger.decisions import read as read_decisions
from onrecord.ledger.doubts import suspicious, unheard_counts
from onrecord.ledger.remembered import remembered
from onrecord.storage.days import artefacts_between, count_activities, count_unheard_of, first_at_ms, last_at_ms
from onrecord.storage.gaps import NOT_HELD, missing_activities
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.names import list_lines
from onrecord.storage.walks import WalkRow, read_walks

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`through_ms`: checked up to then. `log_ms`, `changes_ms`: how far the provider's delivery log was compared, and
    its changes asked for, which prove nothing of it; None where they were not. `first_ms`: when the record of these
    lines begins."""

    days: tuple[DayCount, ...]
    windows: tuple[Window, ...]
    through_ms: int | None
    log_ms: int | None
    changes_ms: int | None
    first_ms: int | None


def read_calendar(
    conn: Connection, workspace_id: int, kind: str, days: Sequence[DayBounds], *, lines: Lines = None
) -> Calendar:
    """The days of one kind of activity or artefact. `days` follow one another."""
    walks = _walks(conn, workspace_id, kind)
    windows = checked_windows(walks, kind)
    on = _lines(conn, workspace_id, lines)
    counted = _counted(conn, workspace_id, kind, days, windows, lines, on)
    return Calendar(
        days=tuple(counted),
        windows=tuple(windows),
        through_ms=checked_through_ms(windows),
        log_ms=_latest(walks, DELIVERY_LOG),
        changes_ms=_latest(walks, CHANGES),
        first_ms=first_at_ms(conn, workspace_id, on),
    )


def last_ms(conn: Connection, workspace_id: int, *, lines: Lines = None) -> int | None:
    """When the record of these lines ends: the provider's clock may be ahead of ours."""
    return last_at_ms(conn, workspace_id, _lines(conn, workspace_id, lines))


def _walks(conn: Connection, workspace_id: int, kind: str) -> list[WalkRow]:
    operations = (*WITNESSES[activity_kind(kind)], DELIVERY_LOG, CHANGES)
    return [walk for operation in operations for walk in read_walks(conn, workspace_id, operation=operation)]


def _latest(walks: Sequence[WalkRow], operation: str) -> int | None:
    finished = (walk.hi_ms for walk in walks if walk.operation == operation and walk.finished_ms is not None)
    return max((hi_ms for hi_ms in finished if hi_ms is not None), default=None)


def _lines(conn: Connection, workspace_id: int, lines: Lines) -> list[str | None]:
    """The lines to count on; what belongs to no line is seen by those who see every line."""
    known: list[str | None] = [line.id for line in list_lines(conn, workspace_id, lines=lines)]
    return [*known, None] if lines is None else known


def _counted(
    conn: Connection,
    workspace_id: int,
    kind: str,
    days: Sequence[DayBounds],
    windows: Sequence[Window],
    lines: Lines,
    on: Sequence[str | None],
) -> list[DayCount]:
    if not days:
        return []
    if kind in set(ActivityKind):
        held, lacking = _remembered(
            conn, workspace_id, kind, days, on, lambda: _activities(conn, workspace_id, kind, days, lines, on)
        )
        return day_counts(days, windows, held=held, missing_at_ms=lacking, possible=[0] * len(days))
    held, lacks, possible = _remembered(
        conn, workspace_id, kind, days, on, lambda: _artefacts(conn, workspace_id, kind, days, lines)
    )
    if kind == ArtefactKind.MEDIA:
        more = _suspects(conn, workspace_id, days, lines, on)
        possible = [one + another for one, another in zip(possible, more, strict=True)]
    return day_counts(days, windows, held=held, missing_at_ms=lacks, possible=possible)


def _remembered(
    conn: Connection,
    workspace_id: int,
    kind: str,
    days: Sequence[DayBounds],
    on: Sequence[str | None],
    count: Callable[[], T],
) -> T:
    what = ("days", kind, days[0].window.lo_ms, days[-1].window.hi_ms, tuple(on))
    return remembered(conn, workspace_id, what, count)


def _activities(
    conn: Connection,
    workspace_id: int,
    kind: str,
    days: Sequence[DayBounds],
    lines: Lines,
    on: Sequence[str | None],
) -> tuple[list[int], list[int]]:
    """(held by day, the moments of those that are known by reference only)"""
    held = count_activities(conn, workspace_id, kind, [bounds.window for bounds in days], lines=on)
    return held, [one.at_ms for one in missing_activities(conn, workspace_id, lines=lines)]


def _artefacts(
    conn: Connection, workspace_id: int, kind: str, days: Sequence[DayBounds], lines: Lines
) -> tuple[list[int], list[int], list[int]]:
    """(held by day, the moments of those that are not, possible by day)"""
    spans = [bounds.window for bounds in days]
    states = list(artefacts_between(conn, workspace_id, kind, Window(spans[0].lo_ms, spans[-1].hi_ms), lines=lines))
    held = spread(days, (at_ms for at_ms, state in states if state == ArtefactState.KEPT))
    wordings = {one[:3] for one in unheard_counts(conn, workspace_id, kind, lines)}
    possible = count_unheard_of(conn, workspace_id, kind, spans, wordings)
    return held, [at_ms for at_ms, state in states if state in NOT_HELD], possible


def _suspects(
    conn: Connection, workspace_id: int, days: Sequence[DayBounds], lines: Lines, on: Sequence[str | None]
) -> list[int]:
    """Messages that point to pictures although the provider says that they have none."""
    said = read_decisions(conn, workspace_id)
    found = remembered(conn, workspace_id, ("denied", tuple(on)), lambda: _denied(conn, workspace_id, lines))
    return spread(days, (one.at_ms for one in found if not said.decision(f"media:{one.id}")))


def _denied(conn: Connection, workspace_id: int, lines: Lines) -> list[Place]:
    found = suspicious(conn, workspace_id, lines=lines).values()
    return [Place(one.at_ms, one.activity_id) for one in found if one.word == Word.NONE]
