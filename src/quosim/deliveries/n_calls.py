"""How the newest generation words what happened to calls, and whose numbers are whose contacts."""

from quosim.deliveries.happenings import Happening
from quosim.index import Index, is_e164, known_recordings
from quosim.templates import Link
from quosim.times import whole_second, with_millis
from quosim.world.model import Call

Thing = dict[str, object]
Traps = frozenset[str]


def contacts(index: Index, others: list[str], now: int, traps: Traps) -> Thing:
    """Short codes and hidden callers are nobody's number, so nothing can be looked up for them."""
    if "lookup_unavailable" in traps or not all(is_e164(number) for number in others):
        return {"ids": [], "lookupStatus": "unavailable"}
    found = [ident for number in others for ident in index.contacts_of(number, now)]
    return {"ids": found, "lookupStatus": "matched" if found else "none"}


def call_resource(index: Index, one: Call, what: Happening, traps: Traps) -> Thing:
    shape = {
        "call.ringing": _ringing, "call.menu.selected": _menu_selected, "call.answered": _answered,
        "call.completed": _completed, "call.missed": _missed, "call.forwarded": _forwarded,
        "call.recording.completed": _recorded, "call.transcript.completed": _transcribed,
        "call.summary.completed": _summarized, "call.voicemail.completed": _voicemail,
    }[what.type]  # fmt: skip
    return shape(index, one, what.at, traps)


def _ringing(_index: Index, one: Call, _now: int, _traps: Traps) -> Thing:
    return {
        "id": one.id,
        "direction": one.direction,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.at),
    }


def _menu_selected(_index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    left = one.status == "abandoned"
    return {
        "id": one.id,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(now),
        "phoneMenuSelection": None if left else "1",
        "phoneMenuSelectionName": None if left else "Estimates",
        "statusReason": "phone-menu-abandoned" if left else "phone-menu-dial",
    }


def _answered(index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    return {
        "id": one.id,
        "direction": one.direction,
        "createdAt": with_millis(one.at),
        "answeredAt": _second(one.answered_at),
        "answeredByUserId": _person(index, one.answered_by),
        "updatedAt": whole_second(now),
    }


def _completed(_index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    return {
        "id": one.id,
        "direction": one.direction,
        "status": _outcome(one),
        "createdAt": with_millis(one.at),
        "answeredAt": _second(one.answered_at),
        "completedAt": _second(one.completed_at),
        "updatedAt": with_millis(now),
        "duration": one.duration_seconds if one.answered_at is not None else None,
        "hasVoicemail": one.voicemail is not None,
    }


def _outcome(one: Call) -> str:
    """The words of this generation differ from those of REST."""
    if one.ai_handled:
        return "ai-handled"
    if one.status in ("forwarded", "abandoned", "failed"):
        return one.status
    return "unanswered" if one.answered_at is None else "answered"


def _missed(_index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    return {"id": one.id, "createdAt": with_millis(one.at), "updatedAt": with_millis(now)}


def _forwarded(index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    return {
        "id": one.id,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(now),
        "forwardedFrom": one.forwarded_from or index.lines[one.line_id].number,
        "forwardedTo": one.forwarded_to,
    }


def _recorded(_index: Index, one: Call, now: int, traps: Traps) -> Thing:
    silent = "no_recordings" in traps
    known = [] if silent else [each for each in known_recordings(one, now) if each.ready_at <= now]
    return {
        "id": one.id,
        "direction": one.direction,
        "createdAt": with_millis(one.at),
        "answeredAt": None if silent else _second(one.answered_at),
        "completedAt": None if silent else _second(one.completed_at),
        "updatedAt": None if silent else with_millis(now),
        "duration": None if silent else one.duration_seconds,
        "recordings": [
            {
                "id": each.id,
                "duration": each.duration_seconds,
                "startTime": whole_second(each.start),
                "type": each.file.declared_type,
                "url": Link(each.file),
            }
            for each in known
        ],
    }


def _transcribed(index: Index, one: Call, now: int, traps: Traps) -> Thing:
    absent = "processing" in traps
    return {
        "callId": one.id,
        "createdAt": with_millis(now),
        "duration": spoken_seconds(one, now),
        "processingStatus": "absent" if absent else "completed",
        "dialogue": None if absent else dialogue(index, one, now),
    }


def spoken_seconds(one: Call, now: int) -> float:
    start = one.answered_at or one.at
    ends = [(each.start - start) / 1000 + each.duration_seconds for each in known_recordings(one, now)]
    return round(max(ends, default=0.0), 3)


def dialogue(index: Index, one: Call, now: int) -> list[Thing]:
    """Every recording of the call in one, counted from the moment it was answered."""
    start = one.answered_at or one.at
    return [
        {
            "userId": _person(index, segment.member_id),
            "identifier": segment.speaker,
            "content": segment.text,
            "start": round(segment.start + (each.start - start) / 1000, 3),
            "end": round(segment.end + (each.start - start) / 1000, 3),
        }
        for each in known_recordings(one, now)
        for segment in each.segments
    ]


def _summarized(index: Index, one: Call, _now: int, traps: Traps) -> Thing:
    known = None if "processing" in traps else one.summary
    return {
        "callId": one.id,
        "processingStatus": "absent" if known is None else "completed",
        "summary": None if known is None else list(known.lines),
        "nextSteps": None if known is None else list(known.next_steps),
        "fromPhoneNumber": one.others[0] if one.direction == "incoming" else index.lines[one.line_id].number,
        "handledByAiAgent": one.ai_handled,
        "answeredByUserId": _person(index, one.answered_by),
        "jobs": [] if known is None else jobs(known.jobs),
    }


def jobs(told: tuple[tuple[str, str, tuple[tuple[str, object], ...]], ...]) -> list[Thing]:
    return [
        {"icon": icon, "name": name, "result": {"data": [{"name": key, "value": value} for key, value in data]}}
        for icon, name, data in told
    ]


def _voicemail(index: Index, one: Call, now: int, _traps: Traps) -> Thing:
    """Its own activity, with the call it belongs to beside it."""
    mail = one.voicemail
    if mail is None:
        return _missed(index, one, now, _traps)
    return {
        "id": mail.activity_id,
        "voicemailId": mail.id,
        "callId": one.id,
        "direction": one.direction,
        "duration": mail.duration_seconds,
        "from": one.others[0],
        "to": index.lines[one.line_id].number,
        "transcript": mail.transcript,
        "recordingUrl": Link(mail.file),
        "createdAt": with_millis(one.completed_at or one.at),
        "updatedAt": with_millis(now),
    }


def call_context(index: Index, one: Call, what: Happening, traps: Traps) -> Thing:
    context: Thing = {
        "orgId": index.world.organization_id,
        "phoneNumberId": one.line_id,
        "conversationId": None if "no_conversation" in traps else one.conversation_id,
    }
    if what.type != "call.ringing":  # which knows less
        context["phoneNumberType"] = "shared" if len(index.lines[one.line_id].member_ids) > 1 else "single"
    context["userId"] = _person(index, one.member_id) or index.owner_of(one.line_id)
    if what.type != "call.ringing":
        context["contacts"] = contacts(index, list(one.others), what.at, traps)
    return {**context, "participants": _participants(index, one, traps)}


def _participants(index: Index, one: Call, traps: Traps) -> Thing:
    if "empty_participants" in traps:
        return {"workspace": [], "external": [], "resolution": "unavailable"}
    return {
        "workspace": [index.lines[one.line_id].number], "external": list(one.others), "resolution": "available",
    }  # fmt: skip


def _person(index: Index, ident: str | None) -> str | None:
    return None if ident is None or index.members[ident].is_agent else ident


def _second(moment: int | None) -> str | None:
    return None if moment is None else whole_second(moment)
