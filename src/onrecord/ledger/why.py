"""Why a record says what it says: everything that was said of it, what was chosen, by which rule, down to the bytes."""

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord, ClaimRecord
from onrecord.domain.claim import FieldTrace
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.secret import without_link_secrets
from onrecord.domain.subject import SubjectKind
from onrecord.projection.directory import load_directory, load_held, reading_of
from onrecord.projection.reading import Reading
from onrecord.projection.trace import trace_activity, trace_card
from onrecord.storage import observations
from onrecord.storage.conversations import keys_of
from onrecord.storage.inbox import conversations_by_key
from onrecord.storage.names import contact_lines
from onrecord.storage.observations import ToldRow
from onrecord.views.claimed import say_explanation, say_outcome_rule, say_rule

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Why:
    """`record` is that of a message or call, None for everything else. `told` is in the order of its first telling."""

    id: str
    kind: str
    fields: tuple[FieldTrace, ...]
    told: tuple[ToldRow, ...]
    record: ActivityRecord | None = None

    @property
    def open(self) -> int:
        """How many fields are contradicted without an explanation."""
        return sum(field.open for field in self.fields)


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that Quo sent. `sha256` is of the bytes as they came; in `body` the secrets of links are cut out."""

    row: ToldRow
    body: bytes
    sha256: str


def why(conn: Connection, scope: Scope, subject: str) -> Why | None:
    """None for what nobody ever spoke of and for what may not be seen: nobody can tell which."""
    kind = observations.kind_of(conn, scope.workspace_id, subject)
    if kind is None:
        return None
    told = tuple(observations.told_of(conn, scope.workspace_id, kind, subject))
    if kind == SubjectKind.ACTIVITY:
        return _why_activity(conn, scope, subject, told)
    if not _may_see(conn, scope, kind, subject):
        return None
    return Why(subject, kind, tuple(trace_card(kind, subject, _readings(conn, scope, kind, subject))), told)


def _why_activity(conn: Connection, scope: Scope, subject: str, told: tuple[ToldRow, ...]) -> Why | None:
    readings = _readings(conn, scope, SubjectKind.ACTIVITY, subject)
    directory, _ = load_directory(conn, scope.workspace_id, {subject: readings})
    held = load_held(conn, scope.workspace_id, (reading.body for reading in readings))
    record, fields = trace_activity(subject, readings, directory, held)
    if not scope.allows_line(record.line_id if record is not None else None):
        return None
    return Why(subject, SubjectKind.ACTIVITY, tuple(fields), told, record)


def _readings(conn: Connection, scope: Scope, kind: str, subject: str) -> list[Reading]:
    return [reading_of(stored) for stored in observations.readings(conn, scope.workspace_id, kind, [subject])]


def _may_see(conn: Connection, scope: Scope, kind: str, subject: str) -> bool:
    """What is of one line, with that line; cards with a conversation of theirs; the rest with the whole workspace."""
    if scope.lines is None:
        return True
    if kind == SubjectKind.LINE:
        return subject in scope.lines
    if kind == SubjectKind.CONVERSATION:
        key = keys_of(conn, scope.workspace_id, [subject]).get(subject)
        return key is not None and bool(conversations_by_key(conn, scope.workspace_id, [key], lines=scope.lines))
    return kind == SubjectKind.CONTACT and not scope.lines.isdisjoint(contact_lines(conn, scope.workspace_id, subject))


def sent(conn: Connection, scope: Scope, asked: Why, observation_id: int) -> Sent | None:
    """One of the things that were sent about what was asked for; None for any other."""
    row = next((row for row in asked.told if row.id == observation_id), None)
    body = observations.body_of(conn, scope.workspace_id, asked.kind, asked.id, observation_id)
    if row is None or body is None:
        return None
    return Sent(row, without_link_secrets(body), hashlib.sha256(body).hexdigest())


def as_json(found: Why) -> dict[str, Any]:
    """What `onrecord why ID --json` prints."""
    return {
        "schema": SCHEMA,
        "id": found.id,
        "kind": found.record.kind if found.record else found.kind,
        "outcome": _outcome(found.record) if found.record and found.record.outcome else None,
        "fields": [_field(field) for field in found.fields],
        "told": [_told(row) for row in found.told],
    }


def _outcome(record: ActivityRecord) -> dict[str, Any]:
    return {"value": record.outcome, "why": say_outcome_rule(record.outcome)}


def _field(field: FieldTrace) -> dict[str, Any]:
    return {
        "field": field.field,
        "value": field.value,
        "rule": field.rule,
        "why": say_rule(field.rule),
        "open": field.open,
        "claims": [_claim(claim) for claim in field.claims],
    }


def _claim(claim: ClaimRecord) -> dict[str, Any]:
    return {
        "source": claim.slot,
        "surface": claim.surface,
        "at": ms_to_iso(claim.at_ms),
        "value": claim.value,
        "chosen": claim.chosen,
        "agrees": claim.agrees,
        "explained": claim.explained,
        "why": say_explanation(claim.explained) if claim.explained else None,
        "observation": claim.observation_id,
    }


def _told(row: ToldRow) -> dict[str, Any]:
    return {
        "observation": row.id,
        "surface": row.surface,
        "operation": row.operation,
        "asked": msgspec.json.decode(row.asked),
        "http_status": row.http_status,
        "provider_at": None if row.provider_ms is None else ms_to_iso(row.provider_ms),
        "asked_at": ms_to_iso(row.asked_ms),
        "first_seen_at": ms_to_iso(row.first_seen_ms),
        "last_seen_at": ms_to_iso(row.last_seen_ms),
        "seen": row.seen,
    }
