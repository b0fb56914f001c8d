"""How hooks made in the app (L1, `v2` and `v3`) word things: `body`, recipients with commas, the voicemail inline."""

from collections.abc import Callable

from quosim.deliveries.happenings import Happening
from quosim.deliveries.n_calls import Thing, Traps
from quosim.index import Index
from quosim.templates import Link
from quosim.times import bare_second, whole_second, with_millis
from quosim.world.model import Call, Contact, Message


def l1_event(index: Index, one: Happening, event_id: str, version: str, traps: Traps) -> Thing:
    """The body of a delivery; `wrapped` is what one project received in October 2025."""
    event: Thing = {
        "id": event_id,
        "object": "event",
        "apiVersion": version,
        "createdAt": with_millis(one.at),
        "type": one.type,
        "data": {"object": _object(index, one, version, traps)},
    }
    return {"object": event} if "wrapped" in traps else event


def _object(index: Index, one: Happening, version: str, traps: Traps) -> Thing:
    match one.subject:
        case Message() as message:
            return _message(index, message, version)
        case Call() as call:
            return _call(index, call, one, version, traps)
        case Contact() as contact:
            return _contact(index, contact, one, version)
    raise TypeError(f"nothing of the kind is told to {version} hooks: {one.type}")


def _message(index: Index, one: Message, version: str) -> Thing:
    thing: Thing = {
        "id": one.id,
        "object": "message",
        "from": one.sender,
        "to": ",".join(one.recipients),
        "direction": one.direction,
        "body": one.text,
        "media": [{"url": Link(file), "type": file.declared_type} for file in one.media],
        "status": one.status,
        "createdAt": with_millis(one.at),
        "userId": one.member_id or index.owner_of(one.line_id),
        "phoneNumberId": one.line_id,
        "conversationId": one.conversation_id,
    }
    return thing if version == "v2" else {**thing, "createdBy": one.member_id}


def _call(index: Index, one: Call, what: Happening, version: str, traps: Traps) -> Thing:
    """Of an ended call `status` is `completed` whether it was missed or not: `answeredAt` tells."""
    now, own = what.at, index.lines[one.line_id].number
    other, ringing = one.others[0], what.type == "call.ringing"
    answered = one.answered_at if one.answered_at is not None and one.answered_at <= now else None
    completed = one.completed_at if one.completed_at is not None and not ringing else None
    spell = _spelling(version, traps)
    thing: Thing = {
        "id": one.id,
        "object": "call",
        "from": other if one.direction == "incoming" else own,
        "to": own if one.direction == "incoming" else other,
        "direction": one.direction,
        "media": _recordings(one, now) if what.type == "call.recording.completed" else [],
        "voicemail": None if ringing else _voicemail(one, traps),
        "status": "ringing" if ringing else "completed",
        "createdAt": with_millis(one.at),
        "answeredAt": None if answered is None else spell(answered),
        "completedAt": None if completed is None else spell(completed),
        "userId": one.member_id if not index.members[one.member_id].is_agent else index.owner_of(one.line_id),
        "phoneNumberId": one.line_id,
        "conversationId": one.conversation_id,
    }
    return thing if version == "v2" else {**thing, "answeredBy": None if answered is None else one.answered_by}


def _spelling(version: str, traps: Traps) -> Callable[[int], str]:
    """v3 mixes two formats in one object (seen live 2023 and 2025)."""
    return whole_second if version == "v2" or "plain_times" in traps else _with_offset


def _with_offset(moment: int) -> str:
    return bare_second(moment).removesuffix("Z") + "+00:00"


def _recordings(one: Call, now: int) -> list[Thing]:
    return [
        {"url": Link(each.file), "type": each.file.declared_type, "duration": each.duration_seconds}
        for each in one.recordings
        if each.ready_at <= now
    ]


def _voicemail(one: Call, traps: Traps) -> Thing | None:
    mail = one.voicemail
    if mail is None:
        return None
    if "bare_voicemail" in traps:
        return {"duration": mail.duration_seconds}
    return {"url": Link(mail.file), "type": mail.file.declared_type, "duration": mail.duration_seconds}


def _contact(index: Index, one: Contact, what: Happening, version: str) -> Thing:
    """`fields` is keyed by the field's name: one number is a string, several are an array; gone on deletion."""
    thing: Thing = {
        "id": f"CT{one.id}",
        "object": "contact",
        "firstName": one.first_name or "",
        "lastName": one.last_name or "",
        "company": one.company,
        "role": one.role,
        "pictureUrl": None,
        "notes": [_note(note.text, note.at, note.member_id) for note in one.notes if note.at <= what.at],
        "sharedWith": [one.created_by, index.world.organization_id],
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(max(one.at, min(one.updated_at, what.at))),
        "userId": one.created_by,
    }
    if version != "v2":
        thing["clientId"] = f"{one.id[:8]}-{one.id[8:12]}-4{one.id[13:16]}-a{one.id[17:20]}-{one.id[:12]}"
    return thing if what.type == "contact.deleted" else {**thing, "fields": _fields(one)}


def _note(text: str, moment: int, member_id: str) -> Thing:
    told = with_millis(moment)
    return {"text": text, "enrichment": None, "createdAt": told, "updatedAt": told, "userId": member_id}


def _fields(one: Contact) -> Thing:
    numbers, mails = [each.value for each in one.numbers], [each.value for each in one.emails]
    told: Thing = {"Phone": numbers, "Email": mails}
    return {
        name: found[0] if len(found) == 1 else found
        for name, found in told.items()
        if isinstance(found, list) and found
    }
