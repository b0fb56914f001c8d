"""Finding the call of a voicemail that came without its id, and giving the call what was told of it.

The possible calls are folded without such voicemails, so that what was attached once does not speak for itself.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.clock import DAY, parse_instant
from onrecord.domain.number import canonical_number
from onrecord.domain.subject import SubjectKind
from onrecord.projection import fold
from onrecord.projection.directory import load_directory, reading_of
from onrecord.projection.parsers import decoded
from onrecord.projection.parsers.pushed import event_data
from onrecord.projection.reading import Directory, Reading
from onrecord.projection.stray_voicemail import PossibleCall, StrayVoicemail, call_of
from onrecord.storage import observations, strays

EVENT = "call.voicemail.completed"
LONGEST_CALL_MS = DAY

Readings = dict[str, list[Reading]]


def add_strays(conn: Connection, workspace_id: int, readings: Readings) -> None:
    """Give each call the readings of the voicemails that were found to be its own."""
    attached = strays.of_calls(conn, workspace_id, readings)
    if not attached:
        return
    told = readings_of(conn, workspace_id, [stray for ids in attached.values() for stray in ids])
    for call_id, ids in attached.items():
        readings[call_id].extend(reading for stray in ids for reading in told[stray] if reading.operation == EVENT)


def find_call(conn: Connection, workspace_id: int, stray: StrayVoicemail) -> str | None:
    """The one call it can belong to (rule 8)."""
    since_ms = stray.made_ms - LONGEST_CALL_MS
    ids = strays.possible_calls(conn, workspace_id, stray.voicemail_id, stray.line_id, since_ms, stray.made_ms)
    readings = readings_of(conn, workspace_id, ids)
    directory, _ = load_directory(conn, workspace_id, readings)
    calls = [fold.fold_activity(id_, told, directory).record for id_, told in readings.items()]
    return call_of(stray, [_possible(call) for call in calls if call is not None])


def stray_in(readings: Sequence[Reading], directory: Directory) -> StrayVoicemail | None:
    """What the newest event says of a voicemail that names no call; None where these are of something else."""
    events = [reading for reading in readings if reading.operation == EVENT]
    if not events:
        return None
    event = max(events, key=lambda one: (one.order_ms, one.body))
    body = decoded(event.body)
    data = event_data(body) if isinstance(body, dict) else None
    resource = data.get("resource") if data else None
    if not isinstance(resource, dict) or resource.get("callId") is not None:
        return None
    made = parse_instant(resource.get("createdAt"))
    context = data.get("context") if data else None
    named = context.get("phoneNumberId") if isinstance(context, dict) else None
    return StrayVoicemail(
        voicemail_id=_text(resource.get("voicemailId")),
        line_id=_text(named) or _line_with(resource.get("to"), directory),
        caller=_number(resource.get("from")),
        made_ms=made.ms if made else event.order_ms,
    )


def readings_of(conn: Connection, workspace_id: int, ids: Sequence[str]) -> Readings:
    found: Readings = {id_: [] for id_ in ids}
    for stored in observations.readings(conn, workspace_id, SubjectKind.ACTIVITY, found):
        found[stored.subject].append(reading_of(stored))
    return found


def _possible(call: ActivityRecord) -> PossibleCall:
    left = next((one for one in call.artefacts if one.kind == ArtefactKind.VOICEMAIL), None)
    return PossibleCall(
        call.id, call.line_id, call.participants, call.at_ms, call.completed_ms, left.provider_id if left else None
    )


def _line_with(number: object, directory: Directory) -> str | None:
    own = _number(number)
    fitting = [line_id for line_id, known in directory.lines.items() if known == own]
    return fitting[0] if len(fitting) == 1 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> str | None:
    return canonical_number(value) if isinstance(value, str) else None
