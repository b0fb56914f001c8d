"""Days of a year as small calendars: bounds in the workspace's time zone, and words for each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityKind, Direction
from onrecord.domain.clock import datetime_to_ms
from onrecord.domain.coverage import Window
from onrecord.storage.days import activities_between
from onrecord.storage.inbox import Lines, conversations_by_key
from onrecord.views.address import address_of
from onrecord.views.people import read_people
from onrecord.views.times import Moments
from onrecord.views.words import KIND_NAMES, say_call

MOST_OF_A_DAY = 500
_SHADES = 4


class Bounds(NamedTuple):
    """A day and the window of time that it is."""

    day: date
    window: Window


def bounds_of(day: date, times: Moments) -> Bounds:
    """23, 24 or 25 hours, from midnight to midnight where the workspace is."""
    return Bounds(day, Window(_midnight(day, times), _midnight(day + timedelta(days=1), times)))


def days_of_year(year: int, times: Moments, *, until: date) -> list[Bounds]:
    """Every day of the year, up to a day."""
    day, last = date(year, 1, 1), min(date(year, 12, 31), until)
    found = []
    while day <= last:
        found.append(bounds_of(day, times))
        day += timedelta(days=1)
    return found


def _midnight(day: date, times: Moments) -> int:
    return datetime_to_ms(datetime(day.year, day.month, day.day, tzinfo=times.zone))


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a calendar. `look` is the class it is drawn with; `says` reads it aloud; `leads`: has something."""

    day: date
    look: str
    says: str
    leads: bool


@dataclass(frozen=True, slots=True)
class Month:
    """`blank` is how many places stand before its first day in a week that begins on Sunday or on Monday."""

    title: str
    blank: int
    cells: tuple[Cell, ...]
    held: int
    missing: int
    possible: int
    unchecked: int


class Told(NamedTuple):
    """What the account says of one day, as the calendar draws it."""

    day: date
    state: str
    held: int
    missing: int
    possible: int
    checked: bool


_STATES = {
    "unchecked": "not checked",
    "missing": "{missing} missing",
    "possible": "{possible} possibly missing",
    "whole": "all that is known is saved",
    "empty": "checked, nothing there",
}


def months(told: Sequence[Told], kind: str, times: Moments) -> list[Month]:
    """The year as months, with the depth of colour that fits its fullest days."""
    held = sorted(one.held for one in told if one.held)
    full = held[int(len(held) * 0.95)] if held else 1
    begins_sunday = times.region in {"US", "CA", "PH"}
    return [_month(some, kind, full, begins_sunday) for number in range(1, 13) if (some := _in_month(told, number))]


def _in_month(told: Sequence[Told], number: int) -> list[Told]:
    return [one for one in told if one.day.month == number]


def _month(some: Sequence[Told], kind: str, full: int, begins_sunday: bool) -> Month:
    first = some[0].day
    weekday = (first.weekday() + 1) % 7 if begins_sunday else first.weekday()
    return Month(
        title=f"{first:%B}",
        blank=weekday,
        cells=tuple(_cell(one, kind, full) for one in some),
        held=sum(one.held for one in some),
        missing=sum(one.missing for one in some),
        possible=sum(one.possible for one in some),
        unchecked=sum(not one.checked for one in some),
    )


def _cell(one: Told, kind: str, full: int) -> Cell:
    shade = min(_SHADES, 1 + one.held * _SHADES // (full + 1)) if one.held else 0
    name = KIND_NAMES[kind][one.held != 1].lower()
    state = _STATES[one.state].format(missing=one.missing, possible=one.possible)
    return Cell(
        day=one.day,
        look=f"is-{one.state} shade-{shade}",
        says=f"{one.day:%B} {one.day.day}: {one.held} {name} saved, {state}",
        leads=bool(one.held or one.missing or one.possible),
    )


@dataclass(frozen=True, slots=True)
class Happening:
    """One message or call of a day, in a line."""

    clock: str
    who: str
    what: str
    icon: str
    place: str | None


def read_day(
    conn: Connection, scope: Scope, kind: str, window: Window, times: Moments, *, lines: Lines
) -> tuple[list[Happening], list[str]]:
    """What happened on a day, in order of time, and the ids of it."""
    found = activities_between(conn, scope.workspace_id, kind, window, lines=lines, limit=MOST_OF_A_DAY)
    keys = sorted({one.conversation_key for one in found})
    rows = conversations_by_key(conn, scope.workspace_id, keys, lines=scope.lines)
    people = read_people(conn, scope, times.region, {number for row in rows.values() for number in row.participants})
    happened = []
    for one in found:
        row = rows.get(one.conversation_key)
        called = say_call(one.direction, one.outcome) if kind == ActivityKind.CALL else None
        ours = "You: " if one.direction == Direction.OUTGOING else ""
        happened.append(
            Happening(
                clock=times.clock(one.at_ms),
                who=(row.name or people.together(row.participants)) if row else "Unknown",
                what=called.title if called else ours + (one.text or "Photo or file"),
                icon=called.icon if called else "chat",
                place=f"/c/{address_of(row.key, row.id)}?at={one.id}#{one.id}" if row else None,
            )
        )
    return happened, [one.id for one in found]
