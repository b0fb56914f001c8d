"""How the dated surface words things."""

from quosim.house import House
from quosim.index import Sight, ended, known_recordings, message_status, status_at, updated_at
from quosim.surfaces.v1_account_items import formatted, person, restrictions
from quosim.surfaces.v1_account_items import user as v1_user
from quosim.surfaces.v1_items import Thing, jobs, media_told, voicemail
from quosim.surfaces.v1_items import conversation as v1_conversation
from quosim.templates import Link
from quosim.times import bare_second, with_millis
from quosim.world.model import Call, Contact, ContactNumber, Line, Member, Message, Note, Recording, Task

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def message(house: House, one: Message, now: int) -> Thing:
    """`media` is always there; empty for old messages where old media do not come."""
    told = one.media if media_told(house, one) else ()
    return {
        "id": one.id,
        "to": list(one.recipients),
        "from": one.sender,
        "text": one.text,
        "phoneNumberId": one.line_id,
        "conversationId": one.conversation_id,
        "direction": one.direction,
        "userId": one.member_id,
        "status": message_status(one, now),
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.settled_at if one.settled_at <= now else one.at),
        "media": [{"url": Link(file), "type": file.declared_type} for file in told],
    }


def call(house: House, one: Call, now: int, include: frozenset[str]) -> Thing:
    answered = one.answered_at if one.answered_at is not None and one.answered_at <= now else None
    completed = one.completed_at if one.completed_at is not None and one.completed_at <= now else None
    thing: Thing = {
        "id": one.id,
        "phoneNumberId": one.line_id,
        "actorId": one.member_id,
        "direction": one.direction,
        "status": status_at(one, now),
        "participants": participants(house, one),
        "createdAt": with_millis(one.at),
        "answeredAt": None if answered is None else bare_second(answered),
        "answeredBy": None if answered is None else one.answered_by,
        "initiatedBy": one.initiated_by,
        "completedAt": None if completed is None else bare_second(completed),
        "updatedAt": with_millis(updated_at(one, now)),
        "callRoute": one.call_route,
        "duration": one.duration_seconds if ended(one, now) else 0,
        "forwardedFrom": one.forwarded_from,
        "forwardedTo": one.forwarded_to,
        "aiHandled": "ai-agent" if one.ai_handled else None,
    }
    if "summary" in include:
        thing["summary"] = summary(one, now)
    # There when asked for and left, otherwise no key at all.
    if "voicemail" in include and one.voicemail is not None and (one.completed_at or one.at) <= now:
        thing["voicemail"] = voicemail(one.voicemail, now)
    return thing


def participants(house: House, one: Call) -> list[Thing]:
    """Every party with the own number; the same number twice where two members were on it (documented)."""
    line = house.index.lines[one.line_id]
    actor = one.answered_by or one.initiated_by or one.member_id
    own: list[Thing] = [{"phoneNumber": line.number, "actorId": actor}]
    if one.participants_bug == "duplicated":
        second = next((member for member in line.member_ids if member != actor), None)
        own.append({"phoneNumber": line.number, "actorId": second})
    others: list[Thing] = [{"phoneNumber": other, "actorId": None} for other in one.others]
    parties = own + others if one.direction == "outgoing" else others + own
    return parties[::-1] if one.participants_bug == "reordered" else parties


def summary(one: Call, now: int) -> Thing:
    told = one.summary
    nothing: Thing = {"summary": None, "nextSteps": None, "jobs": None, "title": None}
    if told is None or not ended(one, now):
        return {"status": "absent", "type": None, **nothing}
    if told.ready_at > now:
        return {"status": "in-progress", "type": told.type, **nothing}
    agent = told.type == "agent"
    return {
        "status": "completed",
        "type": told.type,
        "summary": list(told.lines),
        "nextSteps": None if agent else list(told.next_steps),
        "jobs": jobs(told.jobs) if agent else None,
        "title": told.title if agent else None,
    }


def recording(one: Recording, call: Call, now: int) -> Thing:
    ready = one.ready_at <= now
    return {
        "id": one.id,
        "status": "completed" if ready else "processing" if ended(call, now) else "in-progress",
        "startTime": bare_second(one.start),
        "duration": one.duration_seconds if ready else None,
        "url": Link(one.file) if ready else None,
        "type": one.file.declared_type if ready else None,
    }


def transcripts(call: Call, now: int) -> list[Recording]:
    """One per recording; `absent` where nobody spoke."""
    return known_recordings(call, now)


def transcript(one: Recording, now: int) -> Thing:
    ready = one.transcript_ready_at <= now
    status = "absent" if not one.segments else "completed" if ready else "in-progress"
    told = one.segments if ready else ()
    return {
        "recordingId": one.id,
        "status": status,
        "startTime": bare_second(one.start),
        "createdAt": bare_second(one.transcript_ready_at if ready else one.start),
        "duration": one.duration_seconds if told else 0,
        "dialogue": [
            {
                "content": segment.text,
                "start": segment.start,
                "end": segment.end,
                "identifier": segment.speaker,
                "actorId": segment.member_id,
            }
            for segment in told
        ],
    }


def conversation(sight: Sight) -> Thing:
    """As on v1, without `assignedTo`."""
    told = v1_conversation(sight)
    del told["assignedTo"]
    return told


def contact(one: Contact, now: int) -> Thing:
    """No numbers here: they are properties, one request for each contact."""
    return {
        "id": one.id,
        "externalId": one.external_id,
        "source": one.source,
        "sourceUrl": None,
        "firstName": one.first_name,
        "lastName": one.last_name,
        "company": one.company,
        "role": one.role,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.updated_at if one.updated_at <= now else one.at),
        "actorId": one.created_by,
    }


def properties(one: Contact) -> list[Thing]:
    stamps: Thing = {"createdAt": with_millis(one.at), "updatedAt": with_millis(one.at)}

    def of(kind: str, value: ContactNumber) -> Thing:
        return {"id": value.id, "type": kind, "name": value.name, "value": value.value, **stamps}

    told = [of("phone-number", number) for number in one.numbers] + [of("email", email) for email in one.emails]
    for key, name, kind, value in one.custom_fields:
        if value is not None:
            told.append({"id": f"{one.id}-{key}", "type": kind, "name": name, "value": value, **stamps})
    return told


def note(one: Note) -> Thing:
    stamps = {"createdAt": with_millis(one.at), "updatedAt": with_millis(one.at)}
    return {"id": one.id, "text": one.text, "media": [], **stamps, "actorId": one.member_id}


def share(house: House, one: Contact) -> Thing:
    """Contacts of these worlds are shared with the whole workspace."""
    return {"contactId": one.id, "sharedWith": house.world.organization_id, "createdAt": with_millis(one.at)}


def line(one: Line, include: frozenset[str]) -> Thing:
    thing: Thing = {
        "id": one.id,
        "groupId": one.group_id,
        "name": one.name,
        "phoneNumber": one.number,
        "formattedNumber": formatted(one.number),
        "forward": one.forward,
        "portRequestId": None,
        "portingStatus": None,
        "symbol": one.symbol or None,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.at),
    }
    if "restrictions" in include:
        thing["restrictions"] = restrictions()
    if "businessHours" in include:
        thing["businessHours"] = business_hours(one)
    return thing


def business_hours(one: Line) -> Thing:
    """Where they were never set, the provider answers with its own time zone (documented)."""
    if not one.business_hours:
        return {"enabled": False, "timezone": "America/Los_Angeles", "schedule": None}
    open_hours = {"start": "0800", "end": "1700"}
    schedule = {day: open_hours if day not in WEEK[5:] else None for day in WEEK}
    return {"enabled": True, "timezone": one.time_zone, "schedule": schedule}


def line_member(one: Member, group_id: str) -> Thing:
    return {**person(one), "groupId": group_id}


def user(one: Member) -> Thing:
    return v1_user(one)


def organization(house: House) -> Thing:
    world = house.world
    return {
        "id": world.organization_id,
        "name": world.organization_name,
        "subscriptionStatus": "active",
        "createdAt": with_millis(world.start),
        "updatedAt": with_millis(world.start),
    }


def task(house: House, one: Task) -> Thing:
    conversation = house.index.conversation[one.conversation_id]
    return {
        "taskId": one.id,
        "orgId": house.world.organization_id,
        "title": one.title,
        "description": one.description,
        "dueDate": None if one.due is None else with_millis(one.due),
        "status": one.status,
        "assignedTo": None,
        "assignedBy": None,
        "createdBy": one.created_by,
        "createdAt": with_millis(one.at),
        "phoneNumberId": conversation.line_id,
        "conversationId": one.conversation_id,
        "activityId": None,
        "phoneNumberGroupId": None,
        "revision": 1,
    }
