"""v1: contacts, numbers, people, tasks."""

from quosim import errors
from quosim.index import by_time
from quosim.routes import Asked
from quosim.surfaces import v1_account_items as items
from quosim.surfaces.v1_pages import CONTACTS, NUMBERS, TASKS, USERS, one, page, resumed
from quosim.templates import template
from quosim.world.model import Contact


def list_contacts(asked: Asked) -> bytes:
    """50 a page at most (seen live). Until November 2025 `externalIds` was required, so that only those who had
    given ids could read anything."""
    wanted, sources, now = asked.values["externalIds"], asked.values["sources"], asked.now
    contacts = asked.house.index.contacts
    found = (
        contact
        for contact in contacts.oldest_first(None, now, resumed(asked, CONTACTS))
        if (not wanted or contact.external_id in wanted) and (not sources or contact.source in sources)
    )

    def tell(contact: Contact) -> bytes:
        settled = max(contact.at, contact.updated_at)
        return asked.tell("v1 contact", contact.id, settled, lambda: items.contact(contact, asked.day, now))

    return page(asked, found, by_time, tell)


def get_contact(asked: Asked) -> bytes:
    contact = asked.house.index.contact.get(asked.path[0])
    if contact is None or contact.at > asked.now:
        raise errors.v1_not_found(CONTACTS)
    return one(asked, items.contact(contact, asked.day, asked.now))


def list_custom_fields(asked: Asked) -> bytes:
    fields = asked.house.world.custom_fields
    return one(asked, [{"name": name, "key": key, "type": kind} for key, name, kind in fields])


def list_numbers(asked: Asked) -> bytes:
    user = asked.values["userId"]
    lines = asked.house.index.numbers.upto(asked.now)
    return one(
        asked, [items.line(asked.house, line, asked.day) for line in lines if user is None or user in line.member_ids]
    )


def get_number(asked: Asked) -> bytes:
    line = asked.house.index.lines.get(asked.path[0])
    if line is None or line.at > asked.now:
        raise errors.v1_not_found(NUMBERS)
    return one(asked, items.line(asked.house, line, asked.day))


def list_users(asked: Asked) -> bytes:
    found = asked.house.index.people.oldest_first(None, asked.now, resumed(asked, USERS))
    return page(asked, found, by_time, lambda member: asked.tell_once(template(items.user(member))))


def get_user(asked: Asked) -> bytes:
    """The AI agent's id is refused, not unknown (notes of 2026); its `SY` prefix does that."""
    member = asked.house.index.members.get(asked.path[0])
    if member is None or member.at > asked.now:
        raise errors.v1_not_found(USERS)
    return one(asked, items.user(member))


def list_tasks(asked: Asked) -> bytes:
    """The one v1 list that leaves `nextPageToken` out on the last page."""
    found = asked.house.index.tasks.oldest_first(None, asked.now, resumed(asked, TASKS))
    body = page(asked, found, by_time, lambda task: asked.tell_once(template(items.task(asked.house, task))))
    return body.removesuffix(b',"nextPageToken":null}') + b"}" if body.endswith(b":null}") else body


def get_task(asked: Asked) -> bytes:
    task = asked.house.index.task.get(asked.path[0])
    if task is None or task.at > asked.now:
        raise errors.v1_not_found(TASKS)
    return one(asked, items.task(asked.house, task))
