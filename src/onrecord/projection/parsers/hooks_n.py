"""Webhooks of 2026-03-30 (N): what each event asserts, where null means none, where it is silent.

`message.failed` carries no media and is silent about them. `unavailable` (of contacts, of participants) means unknown.
Only a call that came in is missed or meets our menu: those two events need not say so.
The end of a call has words of its own here (`unanswered`, `ai-handled` …); which of them agree with those of REST is
the fold's business.
"""

from collections.abc import Mapping

from onrecord.domain.activity import ActivityKind, Direction
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.checked import (
    SILENT,
    WRONG,
    Field,
    identifier,
    instant,
    number,
    numbers,
    party,
    read_fields,
    seconds,
    text,
)
from onrecord.projection.parsers.operation import Body, Operation, Tell
from onrecord.projection.parsers.pushed import (
    FINISHED,
    KEPT_ONLY,
    about_activity,
    about_contact,
    before_the_end,
    gone,
    part_of,
    show,
    tell_media,
    tell_recordings,
    tell_summary,
    tell_transcript,
    tell_voicemail,
)
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Entry, Statement

MESSAGE = (
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("text", "text", text, False),
)
MESSAGE_CONTEXT = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("conversationId", "conversation_id", identifier, False),
    Field("userId", "member_id", identifier, False),
    Field("senderIdentifier", "from_number", number, False),
    Field("recipientIdentifiers", "to_numbers", numbers, False),
)
CALL = (
    Field("direction", "direction", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("answeredAt", "answered_ms", instant, True),
    Field("answeredByUserId", "answered_by", identifier, True),
    Field("completedAt", "completed_ms", instant, True),
    Field("updatedAt", "updated_ms", instant, False),
    Field("duration", "duration_seconds", seconds, False),
    Field("forwardedFrom", "forwarded_from", party, False),
    Field("forwardedTo", "forwarded_to", party, False),
)
CALL_UNDER_WAY = before_the_end(CALL)
LINE = (Field("phoneNumberId", "line_id", identifier, False),)
CALL_CONTEXT = (
    *LINE,
    Field("conversationId", "conversation_id", identifier, False),
    Field("userId", "member_id", identifier, False),
)
CONTACT = (
    Field("firstName", "first_name", text, True),
    Field("lastName", "last_name", text, True),
    Field("company", "company", text, True),
    Field("role", "role", text, True),
    Field("source", "source", text, True),
    Field("externalId", "external_id", identifier, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
)

STATUSES: Mapping[str, str | None] = {
    "answered": "completed",  # REST's word; here it would say that the call still goes on
    "unknown": None,  # it ended, and how is not said
}


def tell_message(statement: Statement, data: Body, _reading: Reading) -> None:
    resource = part_of(data, "resource", statement)
    show(statement, ActivityKind.MESSAGE, resource, MESSAGE)
    read_fields(part_of(data, "context", statement), MESSAGE_CONTEXT, statement)
    tell_media(statement, resource.get("media"), empty_means_none=True)


def _call(**said: str) -> Tell:
    """A call on its way, and what the name of the event says of it."""

    def tell(statement: Statement, data: Body, _reading: Reading) -> None:
        show(statement, ActivityKind.CALL, part_of(data, "resource", statement), CALL_UNDER_WAY)
        _read_context(statement, data)
        statement.values.update(said)

    return tell


def tell_completed(statement: Statement, data: Body, _reading: Reading) -> None:
    resource = part_of(data, "resource", statement)
    show(statement, ActivityKind.CALL, resource, CALL)
    _read_context(statement, data)
    statement.values["ended"] = True
    said = resource.get("status")
    if isinstance(said, str):
        status = STATUSES.get(said, said)
        if status is not None:
            statement.values["status"] = status
        if said == "ai-handled":
            statement.values["ai_handled"] = True
    if resource.get("hasVoicemail") is True:  # it comes in an event of its own, or has to be asked for
        statement.values["has_voicemail"] = True
        statement.told[ArtefactKind.VOICEMAIL] = (Entry(provider_status="in-progress"),)


def tell_recording(statement: Statement, data: Body, reading: Reading) -> None:
    _call()(statement, data, reading)
    tell_recordings(statement, part_of(data, "resource", statement).get("recordings"))


def tell_written(statement: Statement, data: Body, _reading: Reading) -> None:
    """A summary. Its context names the call's line and people; when the call was, it does not say."""
    resource = part_of(data, "resource", statement)
    by_agent = resource.get("handledByAiAgent") is True
    _read_context(statement, data)
    if by_agent:
        statement.values["ai_handled"] = True
    kind = "agent" if by_agent else "human"
    tell_summary(statement, {**resource, "status": resource.get("processingStatus"), "type": kind})


def tell_spoken(statement: Statement, data: Body, _reading: Reading) -> None:
    resource = part_of(data, "resource", statement)
    _read_context(statement, data)
    tell_transcript(statement, {**resource, "status": resource.get("processingStatus")})


def tell_left(statement: Statement, data: Body, _reading: Reading) -> None:
    """A voicemail, of the call that it names; one that names none is a subject of its own, without a record."""
    resource = part_of(data, "resource", statement)
    if isinstance(resource.get("callId"), str):
        _read_context(statement, data)
    else:
        read_fields(part_of(data, "context", statement), LINE, statement)
    tell_voicemail(statement, {**resource, "id": resource.get("voicemailId"), "status": FINISHED})


def tell_contact(statement: Statement, data: Body, _reading: Reading) -> None:
    resource = part_of(data, "resource", statement)
    statement.kind = SubjectKind.CONTACT.value
    read_fields(resource, CONTACT, statement)
    _read_pairs(resource, "phoneNumbers", "numbers", statement)
    _read_pairs(resource, "emails", "emails", statement)
    own = resource.get("customFields")
    if isinstance(own, list) and all(isinstance(element, dict) for element in own):
        statement.values["custom_fields"] = tuple(
            {key: element.get(key) for key in ("name", "type", "value")} for element in own
        )
    elif own is not None:
        statement.not_understood.append("customFields")


def _read_pairs(card: Body, key: str, name: str, statement: Statement) -> None:
    """`[{value, type}]`; `type` is the kind of the field, not what people call it."""
    listed = card.get(key)
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(element, dict) for element in listed):
        statement.not_understood.append(key)
        return
    values = (element.get("value") for element in listed)
    statement.values[name] = tuple(
        (value.replace("\x00", ""), None) for value in values if isinstance(value, str) and value.strip()
    )


def _read_context(statement: Statement, data: Body) -> None:
    context = part_of(data, "context", statement)
    read_fields(context, CALL_CONTEXT, statement)
    people = context.get("participants")
    if people is None:
        return
    if not isinstance(people, dict):
        statement.not_understood.append("participants")
        return
    if people.get("resolution") == "unavailable":
        return
    ours, theirs = people.get("workspace") or [], people.get("external") or []
    found = numbers([*ours, *theirs]) if isinstance(ours, list) and isinstance(theirs, list) else WRONG
    if found is WRONG:
        statement.not_understood.append("participants")
    elif found is not SILENT:
        statement.values["participants"] = found


TASKS = (
    "assigned",
    "completed",
    "created",
    "deleted",
    "duedate.removed",
    "duedate.updated",
    "linked",
    "overdue",
    "reopened",
    "unassigned",
    "unlinked",
    "updated",
)

OPERATIONS: Mapping[str, Operation] = {
    "message.received": about_activity(tell_message),
    "message.delivered": about_activity(tell_message),
    "message.failed": about_activity(tell_message),
    "message.undelivered": about_activity(tell_message),
    "call.ringing": about_activity(_call(status="ringing")),
    "call.answered": about_activity(_call(status="answered")),
    "call.missed": about_activity(_call(status="missed", direction=Direction.INCOMING.value)),
    "call.forwarded": about_activity(_call()),
    "call.menu.selected": about_activity(_call(call_route="phone-menu", direction=Direction.INCOMING.value)),
    "call.completed": about_activity(tell_completed),
    "call.recording.completed": about_activity(tell_recording),
    "call.summary.completed": about_activity(tell_written),
    "call.transcript.completed": about_activity(tell_spoken),
    "call.voicemail.completed": about_activity(tell_left),
    "contact.updated": about_contact(tell_contact),
    "contact.deleted": about_contact(gone(tell_contact)),
    **{f"task.{what}": KEPT_ONLY for what in TASKS},
}
