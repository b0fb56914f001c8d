"""How v1 words things, its known untruths included: each is marked with what was seen and when."""

from quosim.dates import CALL_ROUTE, MEDIA, MESSAGE_CONVERSATION, MESSAGE_MEDIA, RECEIVED, SUMMARY_JOBS, Day
from quosim.house import House
from quosim.index import Sight, ended, is_e164, known_recordings, message_status, status_at, updated_at
from quosim.templates import Link
from quosim.times import bare_second, read_day, whole_second, with_millis
from quosim.world.model import Call, Message, Recording, Voicemail

Thing = dict[str, object]
MEDIA_MS = read_day(MEDIA.isoformat())


def media_told(house: House, message: Message) -> bool:
    """Whether media of a message come at all: nobody has found out for messages from before the change of
    2026-08-21, so that is a setting of the simulator (the same for both surfaces)."""
    return house.options.old_media or message.at >= MEDIA_MS


def message(house: House, one: Message, day: Day, now: int) -> Thing:
    thing: Thing = {
        "id": one.id,
        "to": list(one.recipients),
        "from": one.sender,
        "text": one.text,
        "phoneNumberId": one.line_id,
    }
    if day.has(MESSAGE_CONVERSATION):
        thing["conversationId"] = one.conversation_id
    thing |= {
        "direction": one.direction,
        # Incoming ones may carry the owner's id against the documents (fixtures of 2026).
        "userId": _person(house, one.member_id, one.line_id) if one.member_id else None,
        "status": _status(message_status(one, now), day),
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.settled_at if one.settled_at <= now else one.at),
    }
    # No media at all before 2026-08-21: an MMS was a row with empty text (seen live 2026-08-15). Since then optional.
    if day.has(MESSAGE_MEDIA) and media_told(house, one):
        thing["media"] = [{"url": Link(file), "type": file.declared_type} for file in one.media]
    return thing


def _status(status: str, day: Day) -> str:
    """v1 knows no `failed`, and knew no `received` until the documents of mid-2026."""
    if status == "received" and not day.has(RECEIVED):
        return "delivered"
    return "undelivered" if status == "failed" else status


def _person(house: House, member_id: str, line_id: str) -> str:
    """v1 has no id for the AI agent here: its calls and texts go under the number's owner (seen in 2026 fixtures)."""
    member = house.index.members.get(member_id)
    return house.index.owner_of(line_id) if member is None or member.is_agent else member_id


def call_participants(house: House, call: Call, *, listed: bool) -> list[str]:
    """Incoming: the caller, then the own number; outgoing the other way round; or otherwise, for the provider does
    not keep the order (fixtures of 2026-08-26). Sometimes a list is empty where the single call names the other side
    (seen live 2025-11). Hidden callers are left out, since v1 has only E.164 here."""
    own = house.index.lines[call.line_id].number
    others = [other for other in call.others if is_e164(other)]
    if call.participants_bug == "empty":
        return [] if listed else others
    parties = [own, *others] if call.direction == "outgoing" else [*others, own]
    return parties[::-1] if call.participants_bug == "reordered" else parties


def call(house: House, one: Call, day: Day, now: int, *, listed: bool) -> Thing:
    answered = one.answered_at if one.answered_at is not None and one.answered_at <= now else None
    completed = one.completed_at if one.completed_at is not None and one.completed_at <= now else None
    thing: Thing = {
        "id": one.id,
        "phoneNumberId": one.line_id,
        "userId": _person(house, one.member_id, one.line_id),
        "direction": one.direction,
        # `completed` with `answeredAt: null` is a missed call (seen live 2026-09): status is not an outcome.
        "status": status_at(one, now),
        "participants": call_participants(house, one, listed=listed),
        "createdAt": with_millis(one.at),
        "answeredAt": None if answered is None else whole_second(answered),
        "answeredBy": None if answered is None else one.answered_by,
        "initiatedBy": one.initiated_by,
        "completedAt": None if completed is None else whole_second(completed),
        # 0 where the app showed 136 s (seen 2025-07-30); the ringing time on some missed calls.
        "duration": one.v1_duration_seconds if ended(one, now) else 0,
        "updatedAt": with_millis(updated_at(one, now)),
        "forwardedFrom": one.forwarded_from,
        "forwardedTo": one.forwarded_to,
    }
    if day.has(CALL_ROUTE):
        thing |= {"callRoute": one.call_route, "aiHandled": "ai-agent" if one.ai_handled else None}
    return thing


def recording(one: Recording, call: Call, now: int) -> Thing:
    """`url` is null while it is being processed (fixtures of 2026)."""
    ready = one.ready_at <= now
    status = "completed" if ready else "processing" if ended(call, now) else "in-progress"
    return {
        "id": one.id,
        "duration": one.duration_seconds if ready else None,
        "startTime": whole_second(one.start),
        "status": status,
        "type": one.file.declared_type if ready else None,
        "url": Link(one.file) if ready else None,
    }


def voicemail(one: Voicemail, now: int) -> Thing:
    """Ready some seconds or minutes after the call; nulls until then (polled live, 2026)."""
    ready = one.ready_at <= now
    return {
        "id": one.id,
        "status": "completed" if ready else "in-progress",
        "duration": one.duration_seconds if ready else None,
        "transcript": one.transcript if ready else None,
        "recordingUrl": Link(one.file) if ready else None,
    }


def summary(call: Call, day: Day, now: int) -> Thing:
    """200 with `absent` where there is none: only transcripts and voicemails are known to answer 404."""
    known = call.summary if call.summary is not None and ended(call, now) else None
    ready = known if known is not None and known.ready_at <= now else None
    thing: Thing = {
        "callId": call.id,
        "status": "absent" if known is None else "in-progress" if ready is None else "completed",
        "summary": list(ready.lines) if ready else None,
        "nextSteps": list(ready.next_steps) if ready else None,
    }
    if day.has(SUMMARY_JOBS):
        thing["jobs"] = jobs(ready.jobs) if ready else None
    return thing


def jobs(told: tuple[tuple[str, str, tuple[tuple[str, object], ...]], ...]) -> list[Thing]:
    return [
        {"icon": icon, "name": name, "result": {"data": [{"name": key, "value": value} for key, value in data]}}
        for icon, name, data in told
    ]


def transcript(house: House, call: Call, now: int) -> Thing | None:
    """All recordings in one, counted from the moment the call was answered; None where there is nothing."""
    spoken = [one for one in known_recordings(call, now) if one.segments]
    if not spoken:
        return None
    start = call.answered_at or call.at
    ready = all(one.transcript_ready_at <= now for one in spoken)
    last = max((one.start - start) / 1000 + one.duration_seconds for one in spoken)
    return {
        "callId": call.id,
        "createdAt": bare_second(min(one.transcript_ready_at for one in spoken) if ready else spoken[0].start),
        "duration": round(last, 3) if ready else 0,
        "status": "completed" if ready else "in-progress",
        "dialogue": [line for one in spoken for line in _dialogue(house, one, start)] if ready else None,
    }


def _dialogue(house: House, recording: Recording, start: int) -> list[Thing]:
    offset = (recording.start - start) / 1000
    return [
        {
            "content": segment.text,
            "start": round(segment.start + offset, 3),
            "end": round(segment.end + offset, 3),
            "identifier": segment.speaker,
            # The agent speaks as the workspace's number, without a flag (notes of 2026).
            "userId": segment.member_id if _is_person(house, segment.member_id) else None,
        }
        for segment in recording.segments
    ]


def _is_person(house: House, member_id: str | None) -> bool:
    return member_id is not None and not house.index.members[member_id].is_agent


def conversation(sight: Sight) -> Thing:
    one = sight.conversation
    return {
        "id": one.id,
        "phoneNumberId": one.line_id,
        "participants": list(one.participants),
        "name": one.name,
        "assignedTo": one.assigned_to,
        "lastActivityAt": None if sight.last_at is None else with_millis(sight.last_at),
        "lastActivityId": sight.last_id,
        "mutedUntil": None,
        "snoozedUntil": None,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(sight.updated_at),
        "deletedAt": None if sight.deleted_at is None else with_millis(sight.deleted_at),
    }
