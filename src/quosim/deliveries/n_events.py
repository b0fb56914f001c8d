"""How the newest generation (2026-03-30) words what happened: a resource, its context, a link into the app."""

from quosim.deliveries.happenings import Happening
from quosim.index import Index, is_e164, known_recordings
from quosim.templates import Link
from quosim.times import bare_second, whole_second, with_millis
from quosim.world.model import Call, Contact, File, Message, Task

Thing = dict[str, object]
Traps = frozenset[str]
APP = "https://my.quo.com/inbox"
WEEK = 7 * 86_400_000


def n_event(index: Index, one: Happening, event_id: str, traps: Traps) -> Thing:
    """The body of a delivery; a `Link` stands where a signed URL goes."""
    return {
        "id": event_id,
        "apiVersion": "2026-03-30",
        "createdAt": with_millis(one.at),
        "type": one.type,
        "data": _data(index, one, traps),
    }


def _data(index: Index, one: Happening, traps: Traps) -> Thing:
    link: str | None = None
    match one.subject:
        case Message() as message:
            resource, context = _message(message, one.type, traps), _message_context(index, message, one.at, traps)
            link = app_link(message.line_id, message.conversation_id, message.id)
        case Call() as call:
            resource, context = _call(index, call, one, traps), _call_context(index, call, one, traps)
            link = app_link(call.line_id, call.conversation_id, call.id)
        case Contact() as contact:
            resource = _contact(contact, one.at)
            context = {
                "orgId": index.world.organization_id, "userId": contact.created_by,
                "sharedWithIds": [index.world.organization_id],
            }  # fmt: skip
        case Task() as task:
            resource, context = _task(index, task, one.type), _task_context(index, task)
    return {"resource": resource, "context": context, "links": {"quo": link}}


def app_link(line_id: str, conversation_id: str, activity_id: str) -> str:
    return f"{APP}/{line_id}/c/{conversation_id}?at={activity_id}"


# Messages


def _message(one: Message, event: str, traps: Traps) -> Thing:
    thing: Thing = {"id": one.id, "direction": one.direction, "text": one.text}
    if event != "message.failed":
        thing["media"] = [_media(file, traps) for file in one.media]
    thing["status"] = event.removeprefix("message.")
    if event in ("message.failed", "message.undelivered"):
        thing["errorCode"] = None if one.error_code is None else str(one.error_code)
    return {**thing, "createdAt": with_millis(one.at)}


def _media(file: File, traps: Traps) -> Thing:
    """`type` is optional."""
    if file.declared_type is None or "no_media_type" in traps:
        return {"url": Link(file)}
    return {"url": Link(file), "type": file.declared_type}


def _message_context(index: Index, one: Message, now: int, traps: Traps) -> Thing:
    others = [number for number in (one.sender, *one.recipients) if number != index.lines[one.line_id].number]
    return {
        "orgId": index.world.organization_id,
        "phoneNumberId": one.line_id,
        "conversationId": None if "no_conversation" in traps else one.conversation_id,
        "userId": one.member_id or index.owner_of(one.line_id),
        "contacts": _contacts(index, others, now, traps),
        "senderIdentifier": one.sender,
        "recipientIdentifiers": list(one.recipients),
    }


def _contacts(index: Index, others: list[str], now: int, traps: Traps) -> Thing:
    """Short codes and hidden callers are nobody's number, so nothing can be looked up for them."""
    if "lookup_unavailable" in traps or not all(is_e164(number) for number in others):
        return {"ids": [], "lookupStatus": "unavailable"}
    found = [ident for number in others for ident in index.contacts_of(number, now)]
    return {"ids": found, "lookupStatus": "matched" if found else "none"}


# Calls


def _call(index: Index, one: Call, what: Happening, traps: Traps) -> Thing:
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


def _call_context(index: Index, one: Call, what: Happening, traps: Traps) -> Thing:
    context: Thing = {
        "orgId": index.world.organization_id,
        "phoneNumberId": one.line_id,
        "conversationId": None if "no_conversation" in traps else one.conversation_id,
    }
    if what.type != "call.ringing":  # which knows less
        context["phoneNumberType"] = "shared" if len(index.lines[one.line_id].member_ids) > 1 else "single"
    context["userId"] = _person(index, one.member_id) or index.owner_of(one.line_id)
    if what.type != "call.ringing":
        context["contacts"] = _contacts(index, list(one.others), what.at, traps)
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


# Contacts and tasks


def _contact(one: Contact, now: int) -> Thing:
    """The whole card, the same for both events: only the type tells that it is gone."""
    return {
        "id": one.id,
        "firstName": one.first_name,
        "lastName": one.last_name,
        "company": one.company,
        "role": one.role,
        "location": None,
        "source": one.source,
        "externalId": one.external_id,
        "emails": [{"value": each.value, "type": "email"} for each in one.emails],
        "phoneNumbers": [{"value": each.value, "type": "phone-number"} for each in one.numbers],
        "customFields": [
            {"name": name, "key": key, "type": kind, "value": value} for key, name, kind, value in one.custom_fields
        ],
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(max(one.at, min(one.updated_at, now))),
    }


def _task(index: Index, one: Task, event: str) -> Thing:
    due = None if one.due is None else bare_second(one.due)
    owner = index.owner_of(index.conversation[one.conversation_id].line_id)
    more: dict[str, Thing] = {
        "task.created": {"title": one.title, "description": one.description, "dueDate": due},
        "task.updated": {
            "updatedFields": {
                "title": {"isUpdated": True, "updatedValue": one.title}, "description": {"isUpdated": False},
            }
        },
        "task.assigned": {"assignedTo": owner},
        "task.unassigned": {"unassignedFrom": owner},
        "task.overdue": {"dueDate": due},
        "task.duedate.updated": {"updatedDueDate": due or bare_second(one.at + WEEK)},
    }  # fmt: skip
    return {"id": one.id, **more.get(event, {})}


def _task_context(index: Index, one: Task) -> Thing:
    return {
        "orgId": index.world.organization_id,
        "actorId": one.created_by,
        "phoneNumberId": index.conversation[one.conversation_id].line_id,
        "conversationId": one.conversation_id,
        "activityId": None,
        "phoneNumberGroupId": None,
    }
