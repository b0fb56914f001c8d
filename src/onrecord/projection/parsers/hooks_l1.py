"""Webhooks made in the provider's app (L1, `apiVersion` v2 and v3): what each event asserts, where it is silent.

A message's text is its `body`, a group's `to` one text with commas. An ended call says `completed` also when nobody
answered. Voicemails come inside `call.completed` (sometimes without type or link), recordings as `media` of
`call.recording.completed`. A contact's fields are an object by name on the wire, a list in the documents.
"""

from collections.abc import Iterator, Mapping

from onrecord.domain.activity import ActivityKind
from onrecord.domain.number import NumberKind, canonical_number, number_kind
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.checked import Field, identifier, instant, number, numbers, read_fields, seconds, text
from onrecord.projection.parsers.operation import Body, Operation, Tell
from onrecord.projection.parsers.pushed import (
    KEPT_ONLY,
    about_activity,
    about_contact,
    before_the_end,
    gone,
    part_of,
    show,
    tell_inline_voicemail,
    tell_media,
    tell_parties,
    tell_recordings,
    tell_summary,
    tell_transcript,
)
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Statement

MESSAGE = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("conversationId", "conversation_id", identifier, False),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("body", "text", text, False),
    Field("from", "from_number", number, False),
    Field("to", "to_numbers", numbers, False),
    Field("userId", "member_id", identifier, False),
)
CALL = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("conversationId", "conversation_id", identifier, False),
    Field("userId", "member_id", identifier, False),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("answeredAt", "answered_ms", instant, True),
    Field("answeredBy", "answered_by", identifier, False),
    Field("completedAt", "completed_ms", instant, True),
    Field("duration", "duration_seconds", seconds, False),
)
CALL_UNDER_WAY = before_the_end(CALL)
CONTACT = (
    Field("firstName", "first_name", text, True),
    Field("lastName", "last_name", text, True),
    Field("company", "company", text, True),
    Field("role", "role", text, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
)


def tell_message(statement: Statement, data: Body, _reading: Reading) -> None:
    message = part_of(data, "object", statement)
    show(statement, ActivityKind.MESSAGE, message, MESSAGE)
    tell_media(statement, message.get("media"), empty_means_none=True)


def _call(fields: tuple[Field, ...], *, ended: bool) -> Tell:
    def tell(statement: Statement, data: Body, _reading: Reading) -> None:
        call = part_of(data, "object", statement)
        show(statement, ActivityKind.CALL, call, fields)
        tell_parties(statement, call)
        if ended:
            statement.values["ended"] = True
        tell_recordings(statement, call.get("media"))
        tell_inline_voicemail(statement, call.get("voicemail"))

    return tell


def tell_written(statement: Statement, data: Body, _reading: Reading) -> None:
    tell_summary(statement, part_of(data, "object", statement))


def tell_spoken(statement: Statement, data: Body, _reading: Reading) -> None:
    tell_transcript(statement, part_of(data, "object", statement))


def tell_contact(statement: Statement, data: Body, _reading: Reading) -> None:
    card = part_of(data, "object", statement)
    statement.kind = SubjectKind.CONTACT.value
    read_fields(card, CONTACT, statement)
    fields = card.get("fields")
    if fields is None:
        return
    if not isinstance(fields, dict | list):
        statement.not_understood.append("fields")
        return
    told = list(_fields(fields))
    statement.values["numbers"] = tuple((value, name) for name, kind, value in told if kind == "phone-number")
    statement.values["emails"] = tuple((value, name) for name, kind, value in told if kind == "email")
    statement.values["custom_fields"] = tuple(
        {"name": name, "type": kind, "value": value}
        for name, kind, value in told
        if kind not in {"phone-number", "email"}
    )


def _fields(fields: dict[str, object] | list[object]) -> Iterator[tuple[str | None, str, str]]:
    """(name, type, value) of every field that has a value; one without a type is known by what it looks like."""
    if isinstance(fields, list):
        for element in fields:
            if isinstance(element, dict):
                kind, name = element.get("type"), element.get("name")
                for value in _texts(element.get("value")):
                    yield (
                        name if isinstance(name, str) else None,
                        kind if isinstance(kind, str) else _looks_like(value),
                        value,
                    )
    else:
        for name, told in fields.items():
            for value in _texts(told):
                yield name, _looks_like(value), value


def _texts(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [one.replace("\x00", "") for one in several if isinstance(one, str) and one.strip()]


def _looks_like(value: str) -> str:
    if number_kind(canonical_number(value)) is NumberKind.PERSON:
        return "phone-number"
    return "email" if "@" in value else "string"


OPERATIONS: Mapping[str, Operation] = {
    "message.received": about_activity(tell_message),
    "message.delivered": about_activity(tell_message),
    "call.ringing": about_activity(_call(CALL_UNDER_WAY, ended=False)),
    "call.completed": about_activity(_call(CALL, ended=True)),
    "call.recording.completed": about_activity(_call(CALL_UNDER_WAY, ended=False)),
    "call.summary.completed": about_activity(tell_written),
    "call.transcript.completed": about_activity(tell_spoken),
    "contact.updated": about_contact(tell_contact),
    "contact.deleted": about_contact(gone(tell_contact)),
    "task.due_date_changed": KEPT_ONLY,
    "task.due_date_removed": KEPT_ONLY,
}
