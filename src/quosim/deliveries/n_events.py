"""How the newest generation (2026-03-30) words what happened: a resource, its context, a link into the app."""

from quosim.deliveries.happenings import Happening
from quosim.deliveries.n_calls import Thing, Traps, call_context, call_resource, contacts
from quosim.index import Index
from quosim.templates import Link
from quosim.times import bare_second, with_millis
from quosim.world.model import Call, Contact, File, Message, Task

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
            resource, context = call_resource(index, call, one, traps), call_context(index, call, one, traps)
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
        "contacts": contacts(index, others, now, traps),
        "senderIdentifier": one.sender,
        "recipientIdentifiers": list(one.recipients),
    }


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
