"""Webhooks made with v1 (L2, `apiVersion` v4): what each event asserts, where null means none, where it is silent.

`to` is one number (live), a list (as documented) or several joined by commas. The conversation stands only in the link
to the app. Participants may be empty (seen live, 2025). There is no trust in an empty list of media; `recordings` is
null until they are announced. Nobody has seen a call with `from`, `to` or a voicemail here, but some expect them
(2026): they are read where they come.
"""

from collections.abc import Mapping

from onrecord.domain.activity import ActivityKind
from onrecord.projection.parsers.checked import Field, identifier, instant, number, numbers, party, seconds, text
from onrecord.projection.parsers.operation import Body, Operation, Tell
from onrecord.projection.parsers.pushed import (
    KEPT_ONLY,
    about_activity,
    before_the_end,
    part_of,
    show,
    tell_conversation_of_link,
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
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
    Field("text", "text", text, False),
    Field("from", "from_number", number, False),
    Field("to", "to_numbers", numbers, False),
    Field("userId", "member_id", identifier, False),
)
CALL = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("userId", "member_id", identifier, False),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("participants", "participants", numbers, False),
    Field("createdAt", "at_ms", instant, False),
    Field("answeredAt", "answered_ms", instant, True),
    Field("answeredBy", "answered_by", identifier, True),
    Field("initiatedBy", "initiated_by", identifier, True),
    Field("completedAt", "completed_ms", instant, True),
    Field("updatedAt", "updated_ms", instant, False),
    Field("duration", "duration_seconds", seconds, False),
    Field("forwardedFrom", "forwarded_from", party, True),
    Field("forwardedTo", "forwarded_to", party, True),
)
CALL_UNDER_WAY = before_the_end(CALL)


def tell_message(statement: Statement, data: Body, _reading: Reading) -> None:
    message = part_of(data, "object", statement)
    show(statement, ActivityKind.MESSAGE, message, MESSAGE)
    tell_conversation_of_link(statement, data.get("deepLink"))
    tell_media(statement, message.get("media"), empty_means_none=False)


def _call(fields: tuple[Field, ...], *, ended: bool) -> Tell:
    def tell(statement: Statement, data: Body, _reading: Reading) -> None:
        call = part_of(data, "object", statement)
        show(statement, ActivityKind.CALL, call, fields)
        tell_conversation_of_link(statement, data.get("deepLink"))
        if "participants" not in statement.values:
            tell_parties(statement, call)
        if ended:
            statement.values["ended"] = True
        tell_recordings(statement, call.get("recordings"))
        tell_inline_voicemail(statement, call.get("voicemail"))

    return tell


def tell_written(statement: Statement, data: Body, _reading: Reading) -> None:
    tell_conversation_of_link(statement, data.get("deepLink"))
    tell_summary(statement, part_of(data, "object", statement))


def tell_spoken(statement: Statement, data: Body, _reading: Reading) -> None:
    tell_conversation_of_link(statement, data.get("deepLink"))
    tell_transcript(statement, part_of(data, "object", statement))


OPERATIONS: Mapping[str, Operation] = {
    "message.received": about_activity(tell_message),
    "message.delivered": about_activity(tell_message),
    "call.ringing": about_activity(_call(CALL_UNDER_WAY, ended=False)),
    "call.completed": about_activity(_call(CALL, ended=True)),
    "call.recording.completed": about_activity(_call(CALL_UNDER_WAY, ended=False)),
    "call.summary.completed": about_activity(tell_written),
    "call.transcript.completed": about_activity(tell_spoken),
    "task.assigned": KEPT_ONLY,  # once seen in a list of events; nobody has published one
}
