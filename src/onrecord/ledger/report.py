"""Counts and lengths «as each source says» beside «as we hold», for who disputes a bill.

Nothing is added up that a source did not say: a source that showed a call and was silent about its length is counted
with the call and not with a length.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityKind, Direction
from onrecord.domain.clock import datetime_to_ms, ms_to_datetime
from onrecord.ledger.resting import Rest, resting
from onrecord.projection.statement import surface_rank
from onrecord.storage.report import Claimed, Counted, activities_between, claims_between

HELD = "held"
"""The source of the row that tells what Onrecord holds; every other source is a surface."""


class By(StrEnum):
    """What a report has a group of rows for."""

    DAY = "day"
    LINE = "line"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Asked:
    """Days of the workspace's zone, both included; `line` None is every line that may be seen."""

    first: date
    last: date
    by: By = By.DAY
    line: str | None = None


@dataclass(slots=True)
class Tally:
    """What is added up. `talk_seconds` are the lengths of answered calls, `ringing_seconds` those given for calls that
    nobody answered, `without_length` the answered calls of which the source gave no length, or 0.
    """

    received: int = 0
    sent: int = 0
    calls_in: int = 0
    calls_out: int = 0
    answered: int = 0
    talk_seconds: int = 0
    ringing_seconds: int = 0
    without_length: int = 0

    def add_message(self, outgoing: bool) -> None:
        self.sent += outgoing
        self.received += not outgoing

    def add_call(self, outgoing: bool, answered: bool, seconds: int | None) -> None:
        self.calls_out += outgoing
        self.calls_in += not outgoing
        self.answered += answered
        if answered:
            self.talk_seconds += seconds or 0
            self.without_length += not seconds
        else:
            self.ringing_seconds += seconds or 0


TALLIED = tuple(Tally.__dataclass_fields__)


@dataclass(slots=True)
class Group:
    """`key` is a day as `2026-11-03`, a line's id or a member's; empty where nobody is named."""

    key: str
    tallies: dict[str, Tally] = field(default_factory=dict)

    def of(self, source: str) -> Tally:
        return self.tallies.setdefault(source, Tally())


@dataclass(frozen=True, slots=True)
class Report:
    """`sources` are HELD and the surfaces that showed anything, the better first. `rests_on`: what was asked."""

    asked: Asked
    from_ms: int
    to_ms: int
    sources: tuple[str, ...]
    groups: tuple[Group, ...]
    total: Group
    rests_on: tuple[Rest, ...]


class Word(NamedTuple):
    """What one surface says of one call."""

    answered: bool
    seconds: int | None


def report(conn: Connection, scope: Scope, asked: Asked, zone: ZoneInfo) -> Report:
    """Add up what began on the days asked for, for the lines that may be seen."""
    from_ms, to_ms = _midnight(asked.first, zone), _midnight(asked.last + timedelta(days=1), zone)
    lines = scope.lines if asked.line is None else frozenset({asked.line} if scope.allows_line(asked.line) else ())
    claims = _by_activity(claims_between(conn, scope.workspace_id, from_ms, to_ms, lines=lines))
    groups: dict[str, Group] = {}
    total = Group("")
    for one in activities_between(conn, scope.workspace_id, from_ms, to_ms, lines=lines):
        key = _key(one, asked.by, zone)
        for group in (groups.setdefault(key, Group(key)), total):
            _add(group, one, claims.get(one.id, {}))
    surfaces = sorted(set(total.tallies) - {HELD}, key=lambda name: (-surface_rank(name), name))
    rests_on = resting(conn, scope.workspace_id, from_ms, to_ms)
    ordered = tuple(groups[key] for key in sorted(groups))
    return Report(asked, from_ms, to_ms, (HELD, *surfaces), ordered, total, tuple(rests_on))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return datetime_to_ms(datetime.combine(day, time(), zone))


def _key(one: Counted, by: By, zone: ZoneInfo) -> str:
    if by is By.DAY:
        return ms_to_datetime(one.at_ms).astimezone(zone).date().isoformat()
    return (one.line_id if by is By.LINE else _member(one)) or ""


def _member(one: Counted) -> str | None:
    """Who of ours: the writer of a message, the maker of a call, whoever answered one. A missed call is nobody's."""
    if one.kind == ActivityKind.MESSAGE:
        return one.member_id
    return (one.initiated_by or one.member_id) if one.direction == Direction.OUTGOING else one.answered_by


def _add(group: Group, one: Counted, claims: dict[str, list[Claimed]]) -> None:
    outgoing = one.direction == Direction.OUTGOING
    surfaces = one.surfaces.split(",") if one.surfaces else []
    if one.kind == ActivityKind.MESSAGE:
        for source in (HELD, *surfaces):
            group.of(source).add_message(outgoing)
        return
    group.of(HELD).add_call(outgoing, one.answered_ms is not None, one.duration_seconds)
    for surface in surfaces:
        word = _word(one, surface, surfaces, claims)
        group.of(surface).add_call(outgoing, word.answered, word.seconds)


def _word(one: Counted, surface: str, surfaces: list[str], claims: dict[str, list[Claimed]]) -> Word:
    """What a surface says: its claim, or what is held where it alone showed the call and nothing was contested."""
    alone = len(surfaces) == 1
    answered = _said(claims.get("answered_ms", []), surface)
    seconds = _said(claims.get("duration_seconds", []), surface)
    return Word(
        answered != "none" if answered is not None else alone and one.answered_ms is not None,
        int(seconds) if seconds is not None and seconds.isdigit() else one.duration_seconds if alone else None,
    )


def _said(claims: Iterable[Claimed], surface: str) -> str | None:
    """A surface's word; of several the one that was chosen, else the newest. None where it says nothing."""
    own = [claim for claim in claims if claim.slot.partition(" ")[0] == surface]
    return max(own, key=lambda claim: (claim.chosen, claim.at_ms, claim.slot)).value if own else None


def _by_activity(claims: Iterator[Claimed]) -> dict[str, dict[str, list[Claimed]]]:
    found: dict[str, dict[str, list[Claimed]]] = {}
    for claim in claims:
        found.setdefault(claim.activity_id, {}).setdefault(claim.field, []).append(claim)
    return found
