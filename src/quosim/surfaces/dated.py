"""The dated surface, version 2026-03-30: its routes, what each allows, and how each answers."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from quosim import errors
from quosim.cursors import Key
from quosim.index import Sight, by_time, message_status, status_at, steps
from quosim.parameters import E164, PARTY, Kind, Parameter
from quosim.routes import Asked, Route
from quosim.surfaces import dated_items as items
from quosim.templates import template
from quosim.timelines import Timeline, take
from quosim.world.model import Call, Contact, Line, Member, Message, Note, Recording, Task

T = TypeVar("T")
VERSION = "2026-03-30"
STATUSES = (
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled", "missed",
    "answered", "forwarded", "abandoned",
)  # fmt: skip
MESSAGE_STATUSES = ("queued", "sent", "delivered", "undelivered", "received", "failed")

LIMIT = Parameter("limit", Kind.INTEGER, low=1, high=50, default=10)
AFTER = Parameter("after")
PAGED = (LIMIT, AFTER)
DIRECTION = Parameter("direction", choices=("incoming", "outgoing"))
LINE = Parameter("phoneNumberId", pattern=r"PN.*")
CALL_INCLUDE = Parameter("include", Kind.COMMA, choices=("summary", "voicemail"))
LINES_INCLUDE = Parameter("include", choices=("restrictions",))
LINE_INCLUDE = Parameter("include", Kind.COMMA, choices=("restrictions", "businessHours"), most=2)


def one(asked: Asked, thing: object) -> bytes:
    return b'{"data":' + asked.tell_once(template(thing)) + b"}"


def resumed(asked: Asked) -> Key | None:
    cursor = asked.values["after"]
    if cursor is None:
        return None
    ended = asked.house.cursors.read(asked.operation, cursor, asked.now)
    if ended is None:
        raise errors.dated_bad_request("/query/after", "Invalid or expired cursor", cursor, {"type": "string"})
    return ended


def page(asked: Asked, things: Iterator[T], key: Callable[[T], Key], tell: Callable[[T], bytes]) -> bytes:
    found, ended = take(things, asked.values["limit"], key)
    cursor = b"null" if ended is None else msgspec.json.encode(asked.cursor(ended))
    return b'{"data":[%b],"nextCursor":%b}' % (b",".join([tell(thing) for thing in found]), cursor)


def whole(asked: Asked, things: list[object]) -> bytes:
    """A list that is short and never changes order: the cursor counts."""
    start = resumed(asked)
    ranked = list(enumerate(things))[0 if start is None else start[0] + 1 :]
    return page(asked, iter(ranked), lambda pair: (pair[0], ""), lambda pair: asked.tell_once(template(pair[1])))


def span(asked: Asked, low: str, high: str, *, inclusive: bool) -> tuple[int | None, int]:
    """Milliseconds, both ends included. Calls and conversations mean gte and lte, messages gt and lt."""
    shift = 0 if inclusive else 1
    least, most = asked.values[low], asked.values[high]
    upto = asked.now if most is None else min(asked.now, most - shift)
    return (None if least is None else least + shift), upto


# Calls


def tell_call(asked: Asked, call: Call) -> bytes:
    include = frozenset(asked.values["include"] or ())
    house, now = asked.house, asked.now
    shape = "dated call " + ",".join(sorted(include))
    return asked.tell(shape, call.id, steps(call)[-1], lambda: items.call(house, call, now, include))


def call_fits(asked: Asked) -> Callable[[Call], bool]:
    """`participant` matches the originating or receiving number only, not people added later (documented)."""
    values, now = asked.values, asked.now
    parties = set(values["participant[in]"] or ()) | ({values["participant"]} if values["participant"] else set())
    statuses = set(values["status[in]"] or ()) | ({values["status"]} if values["status"] else set())
    numbers = {line.id: line.number for line in asked.house.world.lines}

    def fits(call: Call) -> bool:
        return (
            (values["phoneNumberId"] is None or call.line_id == values["phoneNumberId"])
            and (values["actorId"] is None or call.member_id == values["actorId"])
            and (values["direction"] is None or call.direction == values["direction"])
            and (not parties or not parties.isdisjoint((*call.others[:1], numbers[call.line_id])))
            and (not statuses or status_at(call, now) in statuses)
        )

    return fits


def list_calls(asked: Asked) -> bytes:
    low, high = span(asked, "createdAt[gte]", "createdAt[lte]", inclusive=True)
    calls = asked.house.index.calls.newest_first(low, high, resumed(asked))
    return page(asked, filter(call_fits(asked), calls), by_time, lambda call: tell_call(asked, call))


def known_call(asked: Asked) -> Call:
    call = asked.house.index.call.get(asked.path[0])
    if call is None or call.at > asked.now:
        raise errors.dated_not_found("Call")
    return call


def get_call(asked: Asked) -> bytes:
    return b'{"data":' + tell_call(asked, known_call(asked)) + b"}"


def list_recordings(asked: Asked) -> bytes:
    call = known_call(asked)
    found = items.transcripts(call, asked.now)
    return whole(asked, [items.recording(known, call, asked.now) for known in found])


def list_transcripts(asked: Asked) -> bytes:
    found: list[Recording] = items.transcripts(known_call(asked), asked.now)
    return whole(asked, [items.transcript(known, asked.now) for known in found])


# Messages and conversations


def tell_message(asked: Asked, message: Message) -> bytes:
    house, now = asked.house, asked.now
    settled = max(message.at, message.settled_at)
    return asked.tell("dated message", message.id, settled, lambda: items.message(house, message, now))


def message_fits(asked: Asked) -> Callable[[Message], bool]:
    values, now = asked.values, asked.now
    everyone = set(values["to[all]"]) if values["to[all]"] else None

    def fits(message: Message) -> bool:
        return (
            (values["phoneNumberId"] is None or message.line_id == values["phoneNumberId"])
            and (values["userId"] is None or message.member_id == values["userId"])
            and (values["direction"] is None or message.direction == values["direction"])
            and (values["from"] is None or message.sender == values["from"])
            and (values["to"] is None or values["to"] in message.recipients)
            and (everyone is None or everyone == set(message.recipients))
            and (values["status"] is None or message_status(message, now) == values["status"])
        )

    return fits


def list_messages(asked: Asked) -> bytes:
    low, high = span(asked, "createdAt[gt]", "createdAt[lt]", inclusive=False)
    messages = asked.house.index.messages.newest_first(low, high, resumed(asked))
    return page(asked, filter(message_fits(asked), messages), by_time, lambda message: tell_message(asked, message))


def get_message(asked: Asked) -> bytes:
    message = asked.house.index.message.get(asked.path[0])
    if message is None or message.at > asked.now:
        raise errors.dated_not_found("Message")
    return b'{"data":' + tell_message(asked, message) + b"}"


def list_conversations(asked: Asked) -> bytes:
    """The only list that can be sorted, and the only change feed there is."""
    values = asked.values
    orders = asked.house.index.orders(asked.now)
    by, _, direction = (values["sort"] or "createdAt:desc").partition(":")
    order: Timeline[Sight] = orders.created if by == "createdAt" else orders.updated
    created = span(asked, "createdAt[gte]", "createdAt[lte]", inclusive=True)
    updated = span(asked, "updatedAt[gte]", "updatedAt[lte]", inclusive=True)
    low, high = created if by == "createdAt" else updated
    walk = order.oldest_first if direction == "asc" else order.newest_first
    lines = set(values["phoneNumberId[in]"] or ()) | ({values["phoneNumberId"]} if values["phoneNumberId"] else set())

    def fits(sight: Sight) -> bool:
        return (
            (not lines or sight.conversation.line_id in lines)
            and (created[0] is None or sight.conversation.at >= created[0])
            and sight.conversation.at <= created[1]
            and (updated[0] is None or sight.updated_at >= updated[0])
            and sight.updated_at <= updated[1]
        )

    found = filter(fits, walk(low, high, resumed(asked)))
    return page(asked, found, order.key, lambda sight: asked.tell_once(template(items.conversation(sight))))


# Contacts


def list_contacts(asked: Asked) -> bytes:
    values, now = asked.values, asked.now
    idents = set(values["externalId[in]"] or ()) | ({values["externalId"]} if values["externalId"] else set())
    sources = set(values["source[in]"] or ()) | ({values["source"]} if values["source"] else set())
    found = (
        contact
        for contact in asked.house.index.contacts.oldest_first(None, now, resumed(asked))
        if (not idents or contact.external_id in idents) and (not sources or contact.source in sources)
    )

    def tell(contact: Contact) -> bytes:
        settled = max(contact.at, contact.updated_at)
        return asked.tell("dated contact", contact.id, settled, lambda: items.contact(contact, now))

    return page(asked, found, by_time, tell)


def known_contact(asked: Asked) -> Contact:
    contact = asked.house.index.contact.get(asked.path[0])
    if contact is None or contact.at > asked.now:
        raise errors.dated_not_found("Contact")
    return contact


def get_contact(asked: Asked) -> bytes:
    return one(asked, items.contact(known_contact(asked), asked.now))


def list_shares(asked: Asked) -> bytes:
    return whole(asked, [items.share(asked.house, known_contact(asked))])


def known_notes(asked: Asked) -> list[Note]:
    return [note for note in known_contact(asked).notes if note.at <= asked.now]


def list_notes(asked: Asked) -> bytes:
    return whole(asked, [items.note(note) for note in known_notes(asked)])


def get_note(asked: Asked) -> bytes:
    for note in known_notes(asked):
        if note.id == asked.path[1]:
            return one(asked, items.note(note))
    raise errors.dated_not_found("Note")


def list_properties(asked: Asked) -> bytes:
    wanted = asked.values["type"]
    told = items.properties(known_contact(asked))
    return whole(asked, [known for known in told if wanted is None or known["type"] == wanted])


def get_property(asked: Asked) -> bytes:
    for known in items.properties(known_contact(asked)):
        if known["id"] == asked.path[1]:
            return one(asked, known)
    raise errors.dated_not_found("Property")


# Numbers, people, the organization, tasks


def tell_line(asked: Asked, line: Line) -> bytes:
    include = asked.values["include"]
    named = frozenset((include,) if isinstance(include, str) else include or ())
    return asked.tell_once(template(items.line(line, named)))


def list_numbers(asked: Asked) -> bytes:
    wanted = asked.values["phoneNumber"]
    lines = asked.house.index.numbers.oldest_first(None, asked.now, resumed(asked))
    found = (line for line in lines if wanted is None or line.number == wanted)
    return page(asked, found, by_time, lambda line: tell_line(asked, line))


def list_available(asked: Asked) -> bytes:
    """A search of numbers for sale; these are made up, from the range that is kept for fiction."""
    area = asked.values["areaCode"] or "555"
    numbers = [f"+1{area}55501{tail:02d}" for tail in range(70, 80)]
    contains = asked.values["contains"]
    return one(asked, {"phoneNumbers": [number for number in numbers if contains is None or contains in number]})


def known_line(asked: Asked) -> Line:
    line = asked.house.index.lines.get(asked.path[0])
    if line is None or line.at > asked.now:
        raise errors.dated_not_found("Phone number")
    return line


def get_number(asked: Asked) -> bytes:
    return b'{"data":' + tell_line(asked, known_line(asked)) + b"}"


def list_number_users(asked: Asked) -> bytes:
    line = known_line(asked)
    members = sorted((asked.house.index.members[ident] for ident in line.member_ids), key=lambda member: member.id)
    told = [items.line_member(member, line.group_id) for member in members if not member.is_agent]
    return whole(asked, list[object](told))


def known_member(asked: Asked) -> Member:
    member = asked.house.index.members.get(asked.path[0])
    if member is None or member.at > asked.now:
        raise errors.dated_not_found("User")
    return member


def list_user_numbers(asked: Asked) -> bytes:
    member = known_member(asked)
    lines = asked.house.index.numbers.oldest_first(None, asked.now, resumed(asked))
    found = (line for line in lines if member.id in line.member_ids)
    return page(asked, found, by_time, lambda line: tell_line(asked, line))


def list_users(asked: Asked) -> bytes:
    found = asked.house.index.people.oldest_first(None, asked.now, resumed(asked))
    return page(asked, found, by_time, lambda member: asked.tell_once(template(items.user(member))))


def get_user(asked: Asked) -> bytes:
    return one(asked, items.user(known_member(asked)))


def get_organization(asked: Asked) -> bytes:
    return one(asked, items.organization(asked.house))


def list_tasks(asked: Asked) -> bytes:
    found = asked.house.index.tasks.oldest_first(None, asked.now, resumed(asked))
    return page(asked, found, by_time, lambda task: asked.tell_once(template(items.task(asked.house, task))))


def get_task(asked: Asked) -> bytes:
    task: Task | None = asked.house.index.task.get(asked.path[0])
    if task is None or task.at > asked.now:
        raise errors.dated_not_found("Task")
    return one(asked, items.task(asked.house, task))


CALL_FILTERS = (
    LINE,
    Parameter("actorId", pattern=r"(US|SYU).*"),
    Parameter("participant", pattern=E164),
    Parameter("participant[in]", Kind.COMMA, pattern=E164),
    DIRECTION,
    Parameter("status", choices=STATUSES),
    Parameter("status[in]", Kind.COMMA, choices=STATUSES),
    Parameter("createdAt[gte]", Kind.TIME),
    Parameter("createdAt[lte]", Kind.TIME),
    CALL_INCLUDE,
)
MESSAGE_FILTERS = (
    Parameter("from", pattern=PARTY),
    Parameter("to", pattern=PARTY),
    Parameter("to[all]", Kind.COMMA, pattern=PARTY),
    Parameter("status", choices=MESSAGE_STATUSES),
    DIRECTION,
    LINE,
    Parameter("userId", pattern=r"US.*"),
    Parameter("createdAt[gt]", Kind.TIME),
    Parameter("createdAt[lt]", Kind.TIME),
)
CONVERSATION_FILTERS = (
    LINE,
    Parameter("phoneNumberId[in]", Kind.COMMA, pattern=r"PN.*", most=100),
    Parameter("createdAt[gte]", Kind.TIME),
    Parameter("createdAt[lte]", Kind.TIME),
    Parameter("updatedAt[gte]", Kind.TIME),
    Parameter("updatedAt[lte]", Kind.TIME),
    Parameter("sort", choices=("createdAt:asc", "createdAt:desc", "updatedAt:asc", "updatedAt:desc")),
)
CONTACT_FILTERS = (
    Parameter("externalId"),
    Parameter("externalId[in]", Kind.COMMA, most=50),
    Parameter("source"),
    Parameter("source[in]", Kind.COMMA, most=50),
)
AVAILABLE = (
    Parameter("areaCode", pattern=r"[2-9]\d\d"),
    Parameter("contains"),
    Parameter("countryCode"),
    Parameter("inLocality"),
    Parameter("inRegion"),
    Parameter("tollFree", Kind.FLAG),
)
TASK_LIMIT = Parameter("limit", Kind.INTEGER, low=1, high=100, default=50)

ROUTES = (
    Route("dated GET /calls", list_calls, (*CALL_FILTERS, *PAGED)),
    Route("dated GET /calls/{callId}", get_call, (CALL_INCLUDE,), ("AC",)),
    Route("dated GET /calls/{callId}/recordings", list_recordings, PAGED, ("AC",)),
    Route("dated GET /calls/{callId}/transcripts", list_transcripts, PAGED, ("AC",)),
    Route("dated GET /messages", list_messages, (*MESSAGE_FILTERS, *PAGED)),
    Route("dated GET /messages/{messageId}", get_message, (), ("AC",)),
    Route("dated GET /conversations", list_conversations, (*CONVERSATION_FILTERS, *PAGED)),
    Route("dated GET /contacts", list_contacts, (*CONTACT_FILTERS, *PAGED)),
    Route("dated GET /contacts/{contactId}", get_contact, (), ("",)),
    Route("dated GET /contacts/{contactId}/shares", list_shares, PAGED, ("",)),
    Route("dated GET /contacts/{contactId}/notes", list_notes, PAGED, ("",)),
    Route("dated GET /contacts/{contactId}/notes/{noteId}", get_note, (), ("", "")),
    Route("dated GET /contacts/{contactId}/properties", list_properties, (Parameter("type"), *PAGED), ("",)),
    Route("dated GET /contacts/{contactId}/properties/{propertyId}", get_property, (), ("", "")),
    Route("dated GET /phone-numbers", list_numbers, (Parameter("phoneNumber", pattern=E164), LINES_INCLUDE, *PAGED)),
    Route("dated GET /phone-numbers/available", list_available, AVAILABLE),
    Route("dated GET /phone-numbers/{phoneNumberId}", get_number, (LINE_INCLUDE,), ("PN",)),
    Route("dated GET /phone-numbers/{phoneNumberId}/users", list_number_users, PAGED, ("PN",)),
    Route("dated GET /users", list_users, PAGED),
    Route("dated GET /users/{userId}", get_user, (), ("US",)),
    Route("dated GET /users/{userId}/phone-numbers", list_user_numbers, (LINES_INCLUDE, *PAGED), ("US",)),
    Route("dated GET /organization", get_organization),
    Route("dated GET /tasks", list_tasks, (TASK_LIMIT, AFTER)),
    Route("dated GET /tasks/{taskId}", get_task, (), ("TK",)),
)
