"""What was checked, and what it showed: for each kind and day held, expected, possible, and how far walks reach.

Pure arithmetic over finished walks and counts. A walk proves its window; one that was interrupted proves what it
reached, where its list comes newest first. On v1 the list of conversations is marked finished only when every thread
of it was read, so it proves what they hold; what v1 cannot read is listed as doubts, not here. The provider's delivery
log proves nothing here: it holds what one webhook was to announce since it was made, and a list holds what happened.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.coverage import Window, merged, missing
from onrecord.storage.walks import WalkRow

CHANGES = "GET /conversations"
_EVERY_THREAD = "GET /v1/conversations"
WITNESSES: Mapping[str, tuple[str, ...]] = {
    ActivityKind.MESSAGE: ("GET /messages", _EVERY_THREAD),
    ActivityKind.CALL: ("GET /calls", _EVERY_THREAD),
}
"""By kind of activity, the lists whose walks prove that all of it was seen."""

NEWEST_FIRST = frozenset({"GET /messages", "GET /calls"})


class DayState(StrEnum):
    """`unchecked`: no walk proves the whole day. `missing`: something known is not held. `possible`: something may be
    missing. `whole`: all that is known is held. `empty`: checked, and there was nothing."""

    UNCHECKED = "unchecked"
    MISSING = "missing"
    POSSIBLE = "possible"
    WHOLE = "whole"
    EMPTY = "empty"


class DayBounds(NamedTuple):
    """One day of the workspace's time zone: 23, 24 or 25 hours of it."""

    day: date
    window: Window


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one day holds. `expected` counts what is known to exist, held or not; `possible` what may be missing."""

    bounds: DayBounds
    held: int
    expected: int
    possible: int
    checked: bool

    @property
    def missing(self) -> int:
        return self.expected - self.held

    @property
    def state(self) -> DayState:
        if self.missing:
            return DayState.MISSING
        if not self.checked:
            return DayState.UNCHECKED
        if self.possible:
            return DayState.POSSIBLE
        return DayState.WHOLE if self.held else DayState.EMPTY


def activity_kind(kind: str) -> str:
    """The kind of activity of which a kind is seen: photos come with messages, the rest with calls."""
    return ActivityKind.MESSAGE if kind in {ActivityKind.MESSAGE, ArtefactKind.MEDIA} else ActivityKind.CALL


def checked_windows(walks: Iterable[WalkRow], kind: str) -> list[Window]:
    """What finished walks prove of one kind, in the fewest windows, oldest first."""
    witnesses = WITNESSES[activity_kind(kind)]
    return merged(window for walk in walks if walk.operation in witnesses and (window := _proved(walk)))


def _proved(walk: WalkRow) -> Window | None:
    if walk.lo_ms is None or walk.hi_ms is None:
        return None
    if walk.finished_ms is not None:
        return Window(walk.lo_ms, walk.hi_ms)
    if walk.operation in NEWEST_FIRST and walk.reached_ms is not None:
        return Window(walk.reached_ms, walk.hi_ms)
    return None


def checked_through_ms(windows: Sequence[Window]) -> int | None:
    """Up to when everything was checked without a hole since the newest hole; None where nothing was."""
    return windows[-1].hi_ms if windows else None


def unchecked(windows: Sequence[Window], span: Window) -> list[Window]:
    """The stretches of a span that no walk proves, oldest first."""
    return missing(span, windows)


def day_counts(
    days: Sequence[DayBounds],
    windows: Sequence[Window],
    *,
    held: Sequence[int],
    missing_at_ms: Iterable[int],
    possible: Sequence[int],
) -> list[DayCount]:
    """The days with what they hold; `held` and `possible` are in the order of the days, as is the result."""
    lacks = spread(days, missing_at_ms)
    return [
        DayCount(
            bounds,
            held=held[place],
            expected=held[place] + lacks[place],
            possible=possible[place],
            checked=not missing(_so_far(bounds.window, windows), windows),
        )
        for place, bounds in enumerate(days)
    ]


def _so_far(day: Window, windows: Sequence[Window]) -> Window:
    """The part of the day in which the checking stands now: the rest of it is still to come."""
    if windows and day.lo_ms < windows[-1].hi_ms < day.hi_ms:
        return Window(day.lo_ms, windows[-1].hi_ms)
    return day


def spread(days: Sequence[DayBounds], at_ms: Iterable[int]) -> list[int]:
    """How many of some moments fall on each of the days, which follow one another."""
    counted = [0] * len(days)
    begins = [bounds.window.lo_ms for bounds in days]
    for moment in at_ms:
        place = bisect_right(begins, moment) - 1
        if place >= 0 and moment < days[place].window.hi_ms:
            counted[place] += 1
    return counted
