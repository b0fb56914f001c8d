"""The v1 surface: what each operation asserts, where null means none, where it is silent.

A message without a `media` member (every one before 2026-08-21, some after) says nothing of photos. Participants
may be missing, partly or all (seen live, 2025); then what the list was asked for is the last resort.
"""

from collections.abc import Mapping

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.artefacts import (
    NONE_HERE,
    media,
    recordings,
    summary,
    voicemail,
    whole_transcript,
)
from onrecord.projection.parsers.checked import (
    Field,
    handled_by_ai,
    identifier,
    instant,
    number,
    numbers,
    party,
    read_fields,
    seconds,
    text,
)
from onrecord.projection.parsers.operation import (
    CONVERSATION,
    MESSAGE,
    Body,
    Operation,
    Tell,
    known,
    members_of,
    message_teller,
    object_teller,
    part_teller,
    read_context,
    refer,
    tell_conversation,
    tell_one_of_people,
)
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Statement

CALL = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("userId", "member_id", identifier, True),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("participants", "participants", numbers, False),
    Field("createdAt", "at_ms", instant, False),
    Field("answeredAt", "answered_ms", instant, True),
    Field("answeredBy", "answered_by", identifier, True),
    Field("initiatedBy", "initiated_by", identifier, True),
    Field("completedAt", "completed_ms", instant, True),
    Field("updatedAt", "updated_ms", instant, False),
    Field("callRoute", "call_route", identifier, True),
    Field("duration", "duration_seconds", seconds, False),
    Field("forwardedFrom", "forwarded_from", party, True),
    Field("forwardedTo", "forwarded_to", party, True),
    Field("aiHandled", "ai_handled", handled_by_ai, True),
)
LINE = (
    Field("number", "number", number, False),
    Field("name", "name", text, True),
    Field("symbol", "symbol", text, True),
    Field("groupId", "group_id", identifier, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
)
MEMBER = (
    Field("email", "email", text, True),
    Field("firstName", "first_name", text, True),
    Field("lastName", "last_name", text, True),
    Field("role", "role", identifier, True),
    Field("createdAt", "created_ms", instant, False),
)
CONTACT = (
    Field("source", "source", text, True),
    Field("externalId", "external_id", identifier, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
)
CARD = (  # the member `defaultFields` of a contact
    Field("firstName", "first_name", text, True),
    Field("lastName", "last_name", text, True),
    Field("company", "company", text, True),
    Field("role", "role", text, True),
)


def tell_call(statement: Statement, body: Body, reading: Reading) -> None:
    statement.kind = ActivityKind.CALL.value
    read_fields(body, CALL, statement)
    read_context(statement, reading)


def tell_line(statement: Statement, body: Body, _reading: Reading) -> None:
    statement.kind = SubjectKind.LINE.value
    read_fields(body, LINE, statement)
    if body.get("users") is not None:
        statement.values["members"] = members_of(body["users"], statement.not_understood)


def tell_contact(statement: Statement, body: Body, _reading: Reading) -> None:
    statement.kind = SubjectKind.CONTACT.value
    read_fields(body, CONTACT, statement)
    card = body.get("defaultFields")
    if isinstance(card, dict):
        read_fields(card, CARD, statement)
        _read_pairs(card, "phoneNumbers", "numbers", statement)
        _read_pairs(card, "emails", "emails", statement)
    elif card is not None:
        statement.not_understood.append("defaultFields")
    _read_own_fields(body, statement)


def _read_pairs(card: Body, key: str, name: str, statement: Statement) -> None:
    """`[{name, value}]` as (value, label); an entry without value is an empty row of the card."""
    listed = card.get(key)
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(element, dict) for element in listed):
        statement.not_understood.append(f"defaultFields.{key}")
        return
    pairs = []
    for element in listed:
        value, label = element.get("value"), element.get("name")
        if isinstance(value, str) and value.strip():
            pairs.append((value.replace("\x00", ""), label if isinstance(label, str) else None))
    statement.values[name] = tuple(pairs)


def _read_own_fields(body: Body, statement: Statement) -> None:
    listed = body.get("customFields")
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(element, dict) for element in listed):
        statement.not_understood.append("customFields")
        return
    statement.values["custom_fields"] = tuple(
        {key: element.get(key) for key in ("name", "type", "value")} for element in listed
    )


_PEOPLE = tell_one_of_people("users", MEMBER)
_REFERS: Mapping[str, Tell] = {SubjectKind.ACTIVITY: refer}

KNOWN_CALL = known(CALL)
KNOWN_MESSAGE = known(MESSAGE, "media")
KNOWN_CONVERSATION = known(CONVERSATION, "assignedTo", "lastActivityAt", "mutedUntil", "snoozedUntil")
KNOWN_CONTACT = known(CONTACT, "sourceUrl", "defaultFields", "customFields", "createdByUserId")
KNOWN_MEMBER = known(MEMBER, "pictureUrl", "updatedAt")
KNOWN_LINE = known(LINE, "formattedNumber", "forward", "portRequestId", "portingStatus", "restrictions", "users")
KNOWN_RECORDING = frozenset({"id", "status", "startTime", "duration", "url", "type"})
KNOWN_VOICEMAIL = frozenset({"id", "status", "duration", "transcript", "recordingUrl"})
KNOWN_SUMMARY = frozenset({"callId", "status", "summary", "nextSteps", "jobs"})
KNOWN_TRANSCRIPT = frozenset({"callId", "createdAt", "status", "duration", "dialogue"})

OPERATIONS: Mapping[str, Operation] = {
    "GET /v1/calls": Operation(SubjectKind.ACTIVITY, tell_call, known=KNOWN_CALL),
    "GET /v1/calls/{callId}": Operation(SubjectKind.ACTIVITY, tell_call, single=True, known=KNOWN_CALL),
    "GET /v1/call-recordings/{callId}": Operation(
        SubjectKind.ACTIVITY,
        part_teller(ArtefactKind.RECORDING, recordings),
        part=ArtefactKind.RECORDING,
        known=KNOWN_RECORDING,
    ),
    "GET /v1/call-voicemails/{callId}": Operation(
        SubjectKind.ACTIVITY,
        part_teller(ArtefactKind.VOICEMAIL, voicemail),
        part=ArtefactKind.VOICEMAIL,
        missing=NONE_HERE,  # the usual answer for a call without one
        known=KNOWN_VOICEMAIL,
    ),
    "GET /v1/call-summaries/{callId}": Operation(
        SubjectKind.ACTIVITY, part_teller(ArtefactKind.SUMMARY, summary), part=ArtefactKind.SUMMARY, known=KNOWN_SUMMARY
    ),
    "GET /v1/call-transcripts/{id}": Operation(
        SubjectKind.ACTIVITY,
        part_teller(ArtefactKind.TRANSCRIPT, whole_transcript),
        part=ArtefactKind.TRANSCRIPT,
        known=KNOWN_TRANSCRIPT,
    ),
    "GET /v1/messages": Operation(SubjectKind.ACTIVITY, message_teller(MESSAGE, media), known=KNOWN_MESSAGE),
    "GET /v1/messages/{id}": Operation(
        SubjectKind.ACTIVITY, message_teller(MESSAGE, media), single=True, known=KNOWN_MESSAGE
    ),
    "GET /v1/conversations": Operation(SubjectKind.CONVERSATION, tell_conversation, _REFERS, known=KNOWN_CONVERSATION),
    "GET /v1/contacts": Operation(SubjectKind.CONTACT, tell_contact, known=KNOWN_CONTACT),
    "GET /v1/contacts/{id}": Operation(SubjectKind.CONTACT, tell_contact, single=True, known=KNOWN_CONTACT),
    "GET /v1/users": Operation(SubjectKind.MEMBER, object_teller(SubjectKind.MEMBER, MEMBER), known=KNOWN_MEMBER),
    "GET /v1/users/{userId}": Operation(
        SubjectKind.MEMBER, object_teller(SubjectKind.MEMBER, MEMBER), single=True, known=KNOWN_MEMBER
    ),
    "GET /v1/phone-numbers": Operation(SubjectKind.LINE, tell_line, _PEOPLE, known=KNOWN_LINE),
    "GET /v1/phone-numbers/{phoneNumberId}": Operation(
        SubjectKind.LINE, tell_line, _PEOPLE, single=True, known=KNOWN_LINE
    ),
}
