"""How hooks made with `/v1/webhooks` (L2, `v4`) word things: no conversation but in the deep link, no voicemail."""

from quosim.deliveries.happenings import Happening
from quosim.deliveries.n_calls import Thing, Traps, dialogue, jobs, spoken_seconds
from quosim.deliveries.n_events import app_link
from quosim.index import Index, is_e164, known_recordings, status_at
from quosim.templates import Link
from quosim.times import whole_second, with_millis
from quosim.world.model import Call, Message

DOCUMENTED_TYPES = {"call.summary.completed": "callSummary", "call.transcript.completed": "callTranscript"}


def l2_event(index: Index, one: Happening, event_id: str, traps: Traps) -> Thing:
    """The body of a delivery. Only what messages and calls do is told to this generation."""
    subject = one.subject
    if not isinstance(subject, Message | Call):
        raise TypeError(f"nothing of the kind is told to v4 hooks: {one.type}")
    data: Thing = {"object": _object(index, one, traps)}
    if "no_deep_link" not in traps:
        data = {"deepLink": app_link(subject.line_id, subject.conversation_id, subject.id), **data}
    return {
        "id": event_id,
        "object": "event",
        "apiVersion": "v4",
        "createdAt": with_millis(one.at),
        "type": DOCUMENTED_TYPES.get(one.type, one.type) if "doc_type" in traps else one.type,
        "data": data,
    }


def _object(index: Index, one: Happening, traps: Traps) -> Thing:
    if isinstance(one.subject, Message):
        return _message(index, one.subject, one.at, traps)
    assert isinstance(one.subject, Call)  # noqa: S101 - there is nothing else
    if one.type == "call.summary.completed":
        return _summary(one.subject)
    if one.type == "call.transcript.completed":
        return _transcript(index, one.subject, one.at)
    return _call(index, one.subject, one, traps)


def _message(index: Index, one: Message, now: int, traps: Traps) -> Thing:
    others = [number for number in (one.sender, *one.recipients) if number != index.lines[one.line_id].number]
    thing: Thing = {
        "id": one.id,
        "object": "message",
        "from": one.sender,
        "to": _to(one.recipients, traps),
        "direction": one.direction,
        "text": one.text,
        "status": one.status,
        "createdAt": with_millis(one.at),
        "userId": one.member_id or index.owner_of(one.line_id),
        "phoneNumberId": one.line_id,
        "contactIds": [ident for number in others for ident in index.contacts_of(number, now)],
    }
    if "media" in traps:
        thing["media"] = [{"url": Link(file), "type": file.declared_type} for file in one.media]
    return thing


def _to(recipients: tuple[str, ...], traps: Traps) -> str | list[str]:
    """Live a string, in the documents an array. How groups are told is not known: here as L1 does, with commas."""
    if "to_array" in traps:
        return list(recipients)
    return ", ".join(recipients) if "to_comma" in traps else ",".join(recipients)


def _call(index: Index, one: Call, what: Happening, traps: Traps) -> Thing:
    now = what.at
    answered = one.answered_at if one.answered_at is not None and one.answered_at <= now else None
    completed = one.completed_at if one.completed_at is not None and one.completed_at <= now else None
    silent = completed is None or "zero_duration" in traps
    return {
        "id": one.id,
        "object": "call",
        "direction": one.direction,
        "status": status_at(one, now),
        "createdAt": with_millis(one.at),
        "answeredAt": None if answered is None else whole_second(answered),
        "answeredBy": None if answered is None else one.answered_by,
        "initiatedBy": one.initiated_by,
        "completedAt": None if completed is None else whole_second(completed),
        "duration": 0 if silent else one.v1_duration_seconds,
        "forwardedFrom": one.forwarded_from,
        "forwardedTo": one.forwarded_to,
        "phoneNumberId": one.line_id,
        "participants": _participants(index, one, traps),
        "updatedAt": with_millis(now),
        "userId": one.member_id if not index.members[one.member_id].is_agent else index.owner_of(one.line_id),
        "contactIds": [ident for number in one.others for ident in index.contacts_of(number, now)],
        "recordings": _recordings(one, now) if what.type == "call.recording.completed" else None,
    }


def _participants(index: Index, one: Call, traps: Traps) -> list[str]:
    """In no dependable order, sometimes none at all (seen live 2025-11); hidden callers are left out."""
    if "empty_participants" in traps or one.participants_bug == "empty":
        return []
    parties = [*(other for other in one.others if is_e164(other)), index.lines[one.line_id].number]
    return parties[::-1] if one.participants_bug == "reordered" else parties


def _recordings(one: Call, now: int) -> list[Thing]:
    return [
        {
            "id": each.id,
            "duration": each.duration_seconds,
            "startTime": whole_second(each.start),
            "type": each.file.declared_type,
            "url": Link(each.file),
        }
        for each in known_recordings(one, now)
        if each.ready_at <= now
    ]


def _summary(one: Call) -> Thing:
    """`jobs` only where the AI agent took the call; no number and no user."""
    known = one.summary
    thing: Thing = {
        "callId": one.id,
        "object": "callSummary",
        "status": "absent" if known is None else "completed",
        "summary": [] if known is None else list(known.lines),
        "nextSteps": [] if known is None else list(known.next_steps),
    }
    return thing if known is None or not known.jobs else {**thing, "jobs": jobs(known.jobs)}


def _transcript(index: Index, one: Call, now: int) -> Thing:
    return {
        "callId": one.id,
        "object": "callTranscript",
        "createdAt": with_millis(now),
        "dialogue": dialogue(index, one, now),
        "duration": spoken_seconds(one, now),
        "status": "completed",
    }
