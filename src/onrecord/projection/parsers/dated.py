"""The dated surface (2026-03-30): what each operation asserts, where null means none, where it is silent.

A call is silent about its voicemail and its summary unless they were asked for (`include`); asked for, a missing
`voicemail` says that none was left.
"""

from collections.abc import Mapping
from typing import cast

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.artefacts import NONE_HERE, media, recordings, summary, transcripts, voicemail
from onrecord.projection.parsers.checked import (
    Field,
    handled_by_ai,
    identifier,
    instant,
    number,
    parties,
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
    refer,
    tell_conversation,
    tell_one_of_people,
    witness,
)
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Statement

CALL = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("actorId", "member_id", identifier, True),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("participants", "participants", parties, False),
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
    Field("phoneNumber", "number", number, False),
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
CONTACT = (  # silent about numbers, addresses and own fields: those are properties, listed for one card at a time
    Field("firstName", "first_name", text, True),
    Field("lastName", "last_name", text, True),
    Field("company", "company", text, True),
    Field("role", "role", text, True),
    Field("source", "source", text, True),
    Field("externalId", "external_id", identifier, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
)
ORGANIZATION = (
    Field("name", "name", text, True),
    Field("subscriptionStatus", "subscription_status", identifier, True),
    Field("createdAt", "created_ms", instant, False),
)


def tell_call(statement: Statement, body: Body, reading: Reading) -> None:
    statement.kind = ActivityKind.CALL.value
    read_fields(body, CALL, statement)
    include = cast("str", reading.asked.get("include") or "")
    left = body.get("voicemail")
    if left is not None:
        told = voicemail(left, statement.not_understood)
        if told is not None:
            statement.told[ArtefactKind.VOICEMAIL] = told
    elif "voicemail" in include:
        statement.told[ArtefactKind.VOICEMAIL] = NONE_HERE
    written = body.get("summary")
    if written is not None:
        told = summary(written, statement.not_understood)
        if told is not None:
            statement.told[ArtefactKind.SUMMARY] = told
    elif "summary" in include and "summary" in body:
        statement.told[ArtefactKind.SUMMARY] = NONE_HERE


def tell_line(statement: Statement, body: Body, _reading: Reading) -> None:
    """Business hours name a time zone even where nobody set them (Los Angeles): then it says nothing."""
    statement.kind = SubjectKind.LINE.value
    read_fields(body, LINE, statement)
    hours = body.get("businessHours")
    if hours is None:
        return
    if not isinstance(hours, dict):
        statement.not_understood.append("businessHours")
        return
    zone = hours.get("timezone")
    is_set = bool(hours.get("enabled")) or hours.get("schedule") is not None
    statement.values["time_zone"] = zone if is_set and isinstance(zone, str) else None


def tell_line_members(statement: Statement, body: Body, _reading: Reading) -> None:
    statement.values["members"] = members_of(body.get("data"), statement.not_understood)


def tell_properties(statement: Statement, body: Body, _reading: Reading) -> None:
    """The numbers and addresses of one card; a later page is a slot of its own."""
    listed = body.get("data")
    if not isinstance(listed, list) or not all(isinstance(element, dict) for element in listed):
        statement.not_understood.append("data")
        return
    by_type: dict[str, list[tuple[object, object]]] = {}
    for element in listed:
        by_type.setdefault(str(element.get("type")), []).append((element.get("name"), element.get("value")))
    for kind, name in (("phone-number", "numbers"), ("email", "emails")):
        pairs = [(value, label) for label, value in by_type.get(kind, ()) if isinstance(value, str) and value.strip()]
        if pairs:
            statement.values[name] = tuple((value, label if isinstance(label, str) else None) for value, label in pairs)


def tell_nothing(_statement: Statement, _body: Body, _reading: Reading) -> None:
    """Kept as an observation; no record holds it yet."""


_REFERS: Mapping[str, Tell] = {SubjectKind.ACTIVITY: refer}

KNOWN_CALL = known(CALL, "summary", "voicemail")
KNOWN_MESSAGE = known(MESSAGE, "media")
KNOWN_CONVERSATION = known(CONVERSATION, "lastActivityAt", "mutedUntil", "snoozedUntil")
KNOWN_CONTACT = known(CONTACT, "sourceUrl", "actorId")
KNOWN_MEMBER = known(MEMBER, "pictureUrl", "updatedAt")
KNOWN_LINE = known(
    LINE, "formattedNumber", "forward", "portRequestId", "portingStatus", "restrictions", "businessHours"
)
KNOWN_RECORDING = frozenset({"id", "status", "startTime", "duration", "url", "type"})
KNOWN_TRANSCRIPT = frozenset({"recordingId", "status", "startTime", "createdAt", "duration", "dialogue"})

_WITNESSED: Mapping[str, Tell] = dict.fromkeys((SubjectKind.ACTIVITY, SubjectKind.CONTACT, SubjectKind.TASK), witness)

OPERATIONS: Mapping[str, Operation] = {
    "GET /calls": Operation(SubjectKind.ACTIVITY, tell_call, known=KNOWN_CALL),
    "GET /calls/{callId}": Operation(SubjectKind.ACTIVITY, tell_call, single=True, known=KNOWN_CALL),
    "GET /calls/{callId}/recordings": Operation(
        SubjectKind.ACTIVITY,
        part_teller(ArtefactKind.RECORDING, recordings),
        part=ArtefactKind.RECORDING,
        known=KNOWN_RECORDING,
    ),
    "GET /calls/{callId}/transcripts": Operation(
        SubjectKind.ACTIVITY,
        part_teller(ArtefactKind.TRANSCRIPT, transcripts),
        part=ArtefactKind.TRANSCRIPT,
        known=KNOWN_TRANSCRIPT,
    ),
    "GET /messages": Operation(SubjectKind.ACTIVITY, message_teller(MESSAGE, media), known=KNOWN_MESSAGE),
    "GET /messages/{messageId}": Operation(
        SubjectKind.ACTIVITY, message_teller(MESSAGE, media), single=True, known=KNOWN_MESSAGE
    ),
    "GET /conversations": Operation(SubjectKind.CONVERSATION, tell_conversation, _REFERS, known=KNOWN_CONVERSATION),
    "GET /webhooks/{webhookId}/events": Operation(SubjectKind.OTHER, witness, _WITNESSED),
    "GET /contacts": Operation(SubjectKind.CONTACT, object_teller(SubjectKind.CONTACT, CONTACT), known=KNOWN_CONTACT),
    "GET /contacts/{contactId}": Operation(
        SubjectKind.CONTACT, object_teller(SubjectKind.CONTACT, CONTACT), single=True, known=KNOWN_CONTACT
    ),
    "GET /contacts/{contactId}/notes": Operation(SubjectKind.CONTACT, tell_nothing),
    "GET /contacts/{contactId}/properties": Operation(SubjectKind.CONTACT, tell_properties),
    "GET /users": Operation(SubjectKind.MEMBER, object_teller(SubjectKind.MEMBER, MEMBER), known=KNOWN_MEMBER),
    "GET /users/{userId}": Operation(
        SubjectKind.MEMBER, object_teller(SubjectKind.MEMBER, MEMBER), single=True, known=KNOWN_MEMBER
    ),
    "GET /phone-numbers": Operation(SubjectKind.LINE, tell_line, known=KNOWN_LINE),
    "GET /phone-numbers/{phoneNumberId}": Operation(SubjectKind.LINE, tell_line, single=True, known=KNOWN_LINE),
    "GET /phone-numbers/{phoneNumberId}/users": Operation(
        SubjectKind.LINE, tell_line_members, tell_one_of_people("data", MEMBER)
    ),
    "GET /organization": Operation(
        SubjectKind.ORGANIZATION,
        object_teller(SubjectKind.ORGANIZATION, ORGANIZATION),
        single=True,
        known=known(ORGANIZATION, "updatedAt"),
    ),
}
