"""A report in words and numbers: the rows of a screen or a spreadsheet, and what it rests on, as sentences."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from onrecord.domain.clock import ms_to_iso
from onrecord.domain.csv_text import csv_text
from onrecord.ledger.report import HELD, TALLIED, By, Group, Report, Tally
from onrecord.ledger.resting import Rest
from onrecord.views.claimed import say_surface
from onrecord.views.people import People
from onrecord.views.times import Moments

SCHEMA = 1
AS_WE_HOLD = "As we hold"
COLUMNS = {
    "received": "Messages received",
    "sent": "Messages sent",
    "calls_in": "Calls in",
    "calls_out": "Calls out",
    "answered": "Calls answered",
    "talk_seconds": "Seconds of answered calls",
    "ringing_seconds": "Seconds given for unanswered calls",
    "without_length": "Answered calls without a length",
}
_GROUPS = {By.DAY: "Day", By.LINE: "Phone number", By.MEMBER: "Teammate in Quo"}
_LISTS = {"calls": "Calls", "messages": "Messages"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source's numbers for one group. `differs`: some number is not the one that is held."""

    source: str
    held: bool
    tally: Tally
    differs: frozenset[str]


@dataclass(frozen=True, slots=True)
class GroupRows:
    title: str
    rows: tuple[SourceRow, ...]


def group_name(by: By) -> str:
    return _GROUPS[by]


def rows_of(found: Report, people: People, times: Moments) -> list[GroupRows]:
    return [_group(_title(group, found.asked.by, people, times), group, found) for group in found.groups]


def total_of(found: Report) -> GroupRows:
    return _group("Together", found.total, found)


def _group(title: str, group: Group, found: Report) -> GroupRows:
    held = group.of(HELD)
    sources = [source for source in found.sources if source == HELD or source in group.tallies]
    return GroupRows(title, tuple(_row(source, group.of(source), held) for source in sources))


def _row(source: str, tally: Tally, held: Tally) -> SourceRow:
    differs = frozenset(name for name in TALLIED if getattr(tally, name) != getattr(held, name))
    return SourceRow(AS_WE_HOLD if source == HELD else say_surface(source), source == HELD, tally, differs)


def _title(group: Group, by: By, people: People, times: Moments) -> str:
    if by is By.DAY:
        return times.date_title(date.fromisoformat(group.key))
    if not group.key:
        return "Nobody named" if by is By.MEMBER else "A phone number we know nothing of"
    if by is By.MEMBER:
        return people.member(group.key) or group.key
    line = people.line(group.key)
    return f"{line.name} {line.number}".strip() if line else group.key


def rests_on(found: Report, times: Moments) -> list[str]:
    """What the numbers rest on, a sentence each."""
    told = [_rest(one, times) for one in found.rests_on]
    return told or ["No list of calls or messages was read so far: only what Quo told by itself is counted."]


def _rest(one: Rest, times: Moments) -> str:
    name = f"{_LISTS[one.operation.rpartition('/')[2]]}, {say_surface(one.surface)}"
    through = f" through {times.local(one.through_ms):%Y-%m-%d %H:%M}" if one.through_ms is not None else ""
    if one.whole is None:
        rest = f", {one.unfinished:,} of them not to their end" if one.unfinished else ", all to their end,"
        return f"{name}: {one.lists:,} conversations asked for one by one{rest}{through}."
    return f"{name}: read{through}, {'without a hole' if one.whole else 'with a hole in these days'}."


def as_csv(found: Report, people: People, times: Moments) -> str:
    """A row for each group and source, the totals, and what it rests on below."""
    return csv_text(_lines(found, people, times))


def _lines(found: Report, people: People, times: Moments) -> Iterator[list[object]]:
    header: list[object] = [group_name(found.asked.by), "Source", *COLUMNS.values()]
    yield header
    for group in (*found.groups, found.total):
        is_total = group is found.total
        title = "Together" if is_total else _title(group, found.asked.by, people, times)
        shown = group.key if found.asked.by is By.DAY and not is_total else title
        for row in _group(title, group, found).rows:
            yield [shown, row.source, *(getattr(row.tally, name) for name in COLUMNS)]
    for sentence in (days(found), *rests_on(found, times)):
        yield [sentence, *[""] * (len(header) - 1)]


def days(found: Report) -> str:
    """Of which days the report is."""
    asked = found.asked
    return f"Days: {asked.first.isoformat()} to {asked.last.isoformat()}, both included, in the workspace's time zone."


def as_json(found: Report) -> dict[str, Any]:
    """What `onrecord report --json` prints."""
    asked = found.asked
    return {
        "schema": SCHEMA,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "by": asked.by.value,
        "line": asked.line,
        "sources": list(found.sources),
        "groups": [{"key": group.key or None, "sources": _tallies(group)} for group in found.groups],
        "total": _tallies(found.total),
        "rests_on": [_rest_json(one) for one in found.rests_on],
    }


def _tallies(group: Group) -> dict[str, dict[str, int]]:
    return {source: asdict(tally) for source, tally in group.tallies.items()}


def _rest_json(one: Rest) -> dict[str, Any]:
    return {
        "surface": one.surface,
        "operation": one.operation,
        "lists": one.lists,
        "unfinished": one.unfinished,
        "whole": one.whole,
        "through_at": None if one.through_ms is None else ms_to_iso(one.through_ms),
    }
