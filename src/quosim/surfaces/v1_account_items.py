"""How v1 words the account: contacts, numbers, people, tasks."""

from quosim.dates import EXTERNAL_IDS, NUMBER_RESTRICTIONS, Day
from quosim.house import House
from quosim.surfaces.v1_items import Thing
from quosim.times import with_millis
from quosim.world.model import Contact, ContactNumber, Line, Member, Task


def contact(one: Contact, day: Day, now: int) -> Thing:
    """`source` is null for those made in the app (fixtures of 2026)."""
    known_outside: Thing = {"externalId": one.external_id, "sourceUrl": None} if day.has(EXTERNAL_IDS) else {}
    return {
        "id": one.id,
        **known_outside,
        "source": one.source,
        "defaultFields": {
            "firstName": one.first_name,
            "lastName": one.last_name,
            "company": one.company,
            "role": one.role,
            "emails": [_contact_value(email) for email in one.emails],
            "phoneNumbers": [_contact_value(number) for number in one.numbers],
        },
        "customFields": [
            {"id": f"{one.id}-{key}", "key": key, "name": name, "type": kind, "value": value}
            for key, name, kind, value in one.custom_fields
        ],
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.updated_at if one.updated_at <= now else one.at),
        "createdByUserId": one.created_by,
    }


def _contact_value(one: ContactNumber) -> Thing:
    return {"id": one.id, "name": one.name, "value": one.value}


def restrictions() -> Thing:
    return {
        "calling": {"CA": "unrestricted", "Intl": "restricted", "US": "unrestricted"},
        "messaging": {"CA": "unrestricted", "Intl": "restricted", "US": "unrestricted"},
    }


def formatted(number: str) -> str | None:
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}" if number.startswith("+1") and len(number) == 12 else None


def line(house: House, one: Line, day: Day) -> Thing:
    members = [house.index.members[ident] for ident in one.member_ids]
    limits: Thing = {"restrictions": restrictions()} if day.has(NUMBER_RESTRICTIONS) else {}
    return {
        "id": one.id,
        "groupId": one.group_id,
        "name": one.name,
        "number": one.number,
        "formattedNumber": formatted(one.number),
        "forward": one.forward,
        "portRequestId": None,
        "portingStatus": None,
        "symbol": one.symbol or None,
        "users": [{**person(member), "groupId": one.group_id} for member in members if not member.is_agent],
        **limits,
        "createdAt": with_millis(one.at),
        "updatedAt": with_millis(one.at),
    }


def person(one: Member) -> Thing:
    return {
        "id": one.id,
        "email": one.email,
        "firstName": one.first_name,
        "lastName": one.last_name,
        "role": one.role,
    }


def user(one: Member) -> Thing:
    stamps = {"createdAt": with_millis(one.at), "updatedAt": with_millis(one.at)}
    return {**person(one), "pictureUrl": None, **stamps}


def task(house: House, one: Task) -> Thing:
    return {
        "taskId": one.id,
        "orgId": house.world.organization_id,
        "title": one.title,
        "description": one.description,
        "dueDate": None if one.due is None else with_millis(one.due),
        "completed": one.status == "completed",
        "isDeleted": one.status == "deleted",
        "assignedTo": None,
        "assignedBy": None,
        "createdBy": one.created_by,
        "createdAt": with_millis(one.at),
        "phoneNumberId": None,
        "conversationId": one.conversation_id,
        "activityId": None,
        "phoneNumberGroupId": None,
        "revision": "1",
    }
