"""«Why this value?» and «What Quo sent», shaped for eyes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord, ClaimRecord
from onrecord.domain.claim import FieldTrace
from onrecord.domain.clock import SECOND
from onrecord.storage.inbox import ConversationRow, conversations_by_key
from onrecord.storage.observations import ToldRow
from onrecord.views.address import address_of
from onrecord.views.claimed import (
    say_explanation,
    say_field,
    say_outcome,
    say_outcome_rule,
    say_rule,
    say_surface,
    say_value,
)
from onrecord.views.people import People, read_people
from onrecord.views.times import Moments
from onrecord.views.words import KIND_NAMES, say_call

_FIRST = ("duration_seconds", "answered_ms", "answered_by", "completed_ms", "at_ms", "status", "participants")


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says. `note`: why one that differs is no contradiction; `tone`: shown, same, open, explained."""

    source: str
    operation: str
    at: str
    value: str
    tone: str
    note: str
    sent: int


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    value: str
    why: str
    open: bool
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Sending:
    """One thing that Quo sent, as a row of a list."""

    id: int
    source: str
    operation: str
    asked: str
    at: str
    again: str
    refused: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: in words, and where it is to be seen; `href` is empty where it has no screen."""

    title: str
    detail: str
    href: str


def rows_of(fields: Iterable[FieldTrace], people: People, times: Moments) -> list[Row]:
    """Contradicted fields first, then those that people ask for, then the rest."""
    shown = [_row(field, people, times) for field in sorted(fields, key=_place)]
    return sorted(shown, key=lambda row: not row.open)


def _place(field: FieldTrace) -> tuple[int, str]:
    return (_FIRST.index(field.field) if field.field in _FIRST else len(_FIRST)), field.field


def _row(field: FieldTrace, people: People, times: Moments) -> Row:
    return Row(
        say_field(field.field).capitalize(),
        say_value(field.field, field.value, times, people),
        say_rule(field.rule),
        field.open,
        tuple(_word(claim, people, times) for claim in field.claims),
    )


def _word(claim: ClaimRecord, people: People, times: Moments) -> Word:
    differs = "explained" if claim.explained else "open"
    return Word(
        source=say_surface(claim.surface),
        operation=claim.slot.partition(" ")[2],
        at=times.exact(claim.at_ms - claim.at_ms % SECOND),
        value=say_value(claim.field, claim.value, times, people),
        tone="shown" if claim.chosen else "same" if claim.agrees else differs,
        note=say_explanation(claim.explained) if claim.explained else "",
        sent=claim.observation_id,
    )


def outcome_row(record: ActivityRecord | None) -> tuple[str, str] | None:
    """(what came of a call, why)."""
    if record is None or record.outcome is None:
        return None
    return say_outcome(record.outcome), say_outcome_rule(record.outcome)


def sendings_of(told: Sequence[ToldRow], times: Moments) -> list[Sending]:
    return [sending_of(row, times) for row in told]


def sending_of(row: ToldRow, times: Moments) -> Sending:
    at_ms = row.asked_ms if row.provider_ms is None else row.provider_ms
    return Sending(
        id=row.id,
        source=say_surface(row.surface),
        operation=row.operation,
        asked=_asked(row.asked),
        at=times.exact(at_ms - at_ms % SECOND),
        again=f"the same {row.seen} times, first {times.full(row.first_seen_ms)}" if row.seen > 1 else "",
        refused="" if 200 <= row.http_status < 300 else f"Quo answered {row.http_status}",
    )


def _asked(asked: str) -> str:
    """What was asked for, in a line: `include summary,voicemail`."""
    told = msgspec.json.decode(asked)
    return ", ".join(f"{name} {_joined(value)}" for name, value in sorted(told.items()))


def _joined(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def people_of(conn: Connection, scope: Scope, fields: Iterable[FieldTrace], times: Moments) -> People:
    """Everybody whom a claim names by a number."""
    values = (claim.value for field in fields for claim in field.claims)
    numbers = {part for value in values for part in value.split(",") if part.startswith("+")}
    return read_people(conn, scope, times.region, numbers)


def subject_of(
    conn: Connection, scope: Scope, record: ActivityRecord | None, subject: str, kind: str, times: Moments
) -> Subject:
    """What an id stands for, as people know it."""
    if record is None:
        name = KIND_NAMES[kind][0] if kind in KIND_NAMES else kind.replace("_", " ").capitalize()
        return Subject(name, subject, f"/c/{subject}" if kind == "conversation" else "")
    found = conversations_by_key(conn, scope.workspace_id, [record.conversation_key], lines=scope.lines)
    row = found.get(record.conversation_key)
    people = read_people(conn, scope, times.region, record.participants)
    what = say_call(record.direction, record.outcome).title if record.kind == "call" else _message(record)
    with_whom = people.together(record.participants)
    return Subject(f"{what}, {with_whom}", times.full(record.at_ms), _address(row, record) if row else "")


def _message(record: ActivityRecord) -> str:
    return "Message sent" if record.direction == "outgoing" else "Message received"


def _address(row: ConversationRow, record: ActivityRecord) -> str:
    return f"/c/{address_of(row.key, row.id)}?at={record.id}#{record.id}"
