"""The v1 surface: its routes, what each needs, and how each answers."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from quosim import errors
from quosim.cursors import Key
from quosim.dates import CONTACTS_NEED_EXTERNAL_IDS, GROUP_MESSAGES, PLAIN_BAD_REQUEST, USERS_NEED_MAX_RESULTS
from quosim.index import Sight, by_time, is_e164, known_recordings, steps
from quosim.parameters import E164, Kind, Parameter
from quosim.routes import Asked, Route
from quosim.surfaces import v1_items as items
from quosim.templates import template
from quosim.timelines import Timeline, take
from quosim.world.model import Call, Contact, Line, Message

T = TypeVar("T")
CALLS, MESSAGES, NUMBERS, SUMMARIES, TRANSCRIPTS, TASKS = "01", "02", "04", "05", "06", "06"
FIELDS, CONTACTS, RECORDINGS, CONVERSATIONS, USERS, VOICEMAILS = "07", "08", "09", "10", "11", "12"

USER = Parameter("userId", pattern=r"US.*")
LINE = Parameter("phoneNumberId", required=True, pattern=r"PN.*")
AFTER = Parameter("createdAfter", Kind.TIME)
BEFORE = Parameter("createdBefore", Kind.TIME)
SINCE = Parameter("since", Kind.TIME)
PAGE = Parameter("pageToken")


def page_size(most: int, *, default: int = 10, required: bool | str = True) -> Parameter:
    """Required, and documented defaults do not help (seen live 2026-09-11)."""
    return Parameter("maxResults", Kind.INTEGER, required=required, low=1, high=most, default=default)


def one(asked: Asked, thing: object) -> bytes:
    return b'{"data":' + asked.tell_once(template(thing)) + b"}"


def listed(asked: Asked, told: list[bytes], ended: Key | None) -> bytes:
    """`totalItems` counts the page: it is officially wrong and never to be used."""
    token = b"null" if ended is None else msgspec.json.encode(asked.cursor(ended))
    return b'{"data":[%b],"totalItems":%d,"nextPageToken":%b}' % (b",".join(told), len(told), token)


def resumed(asked: Asked, resource: str) -> Key | None:
    token = asked.values["pageToken"]
    if token is None:
        return None
    ended = asked.house.cursors.read(asked.operation, token, asked.now)
    if ended is None:
        raise errors.v1_bad_request(resource, "/pageToken", "Invalid page token", "string", token)
    return ended


def page(asked: Asked, things: Iterator[T], key: Callable[[T], Key], tell: Callable[[T], bytes]) -> bytes:
    found, ended = take(things, asked.values["maxResults"], key)
    return listed(asked, [tell(thing) for thing in found], ended)


def the_line(asked: Asked, resource: str, refusal: str) -> Line:
    """The line asked for; lists are the owner's view unless `userId` names another member of the line. Lines are
    shared in these worlds, so every member sees the same."""
    found = asked.house.index.lines.get(asked.values["phoneNumberId"])
    if found is None or found.at > asked.now:
        raise errors.v1_not_found(resource)
    user = asked.values["userId"]
    if user is not None and user not in found.member_ids:
        raise errors.v1(403, refusal, "Not Phone Number User")
    return found


def span(asked: Asked) -> tuple[int | None, int]:
    """Whether v1's bounds are inclusive was never measured; here both are exclusive, as the words say.
    `since` acts as createdBefore (the provider's own note)."""
    after, befores = asked.values["createdAfter"], [asked.values["createdBefore"], asked.values["since"]]
    high = min([asked.now, *(before - 1 for before in befores if before is not None)])
    return (None if after is None else after + 1), high


def known_call(asked: Asked, resource: str) -> Call:
    call = asked.house.index.call.get(asked.path[0])
    if call is None or call.at > asked.now:
        raise errors.v1_not_found(resource)
    return call


# Calls and what hangs on them


def tell_call(asked: Asked, call: Call, *, single: bool) -> bytes:
    shape = "v1 call" if single else "v1 calls"
    house, day, now = asked.house, asked.day, asked.now
    return asked.tell(shape, call.id, steps(call)[-1], lambda: items.call(house, call, day, now, listed=not single))


def too_many_participants(asked: Asked) -> errors.Refused:
    if asked.day.has(PLAIN_BAD_REQUEST):
        message = "Expected array length to be less or equal to 1"
        return errors.v1_bad_request(CALLS, "/participants", message, "array", list(asked.values["participants"]))
    return errors.v1(400, f"{CALLS}01400", "Too Many Participants")


def list_calls(asked: Asked) -> bytes:
    """Exactly one counterpart, and E.164: group calls and hidden callers cannot be listed (seen live 2026-09)."""
    participants = asked.values["participants"]
    if len(participants) > 1:
        raise too_many_participants(asked)
    if not is_e164(participants[0]):
        message = f"Expected string to match '^{E164}$'"
        raise errors.v1_bad_request(CALLS, "/participants/0", message, "string", participants[0])
    line = the_line(asked, CALLS, f"{CALLS}01403")
    low, high = span(asked)
    calls: Timeline[Call] = asked.house.index.calls_of.get((line.id, frozenset(participants)), Timeline([], by_time))
    found = calls.newest_first(low, high, resumed(asked, CALLS))
    return page(asked, found, by_time, lambda call: tell_call(asked, call, single=False))


def get_call(asked: Asked) -> bytes:
    """400 for calls of more than two parties, about 128 times a day in one production (seen live 2026-04)."""
    call = known_call(asked, CALLS)
    if len(call.others) > 1:
        raise errors.v1(400, f"{CALLS}01400", "Too Many Participants")
    return b'{"data":' + tell_call(asked, call, single=True) + b"}"


def list_recordings(asked: Asked) -> bytes:
    """None is 200 and `[]`, not 404 (seen live 2026-09-14)."""
    call = known_call(asked, RECORDINGS)
    return one(asked, [items.recording(known, call, asked.now) for known in known_recordings(call, asked.now)])


def get_voicemail(asked: Asked) -> bytes:
    """404 for a call without one is normal (seen live 2026-03)."""
    call = known_call(asked, VOICEMAILS)
    if call.voicemail is None or (call.completed_at or call.at) > asked.now:
        raise errors.v1_not_found(VOICEMAILS, "Call voicemail not found")
    return one(asked, items.voicemail(call.voicemail, asked.now))


def get_summary(asked: Asked) -> bytes:
    return one(asked, items.summary(known_call(asked, SUMMARIES), asked.now))


def get_transcript(asked: Asked) -> bytes:
    """404 where there is none (seen live 2026-09 on an account without any)."""
    told = items.transcript(asked.house, known_call(asked, TRANSCRIPTS), asked.now)
    if told is None:
        raise errors.v1_not_found(TRANSCRIPTS)
    return one(asked, told)


# Messages and conversations


def tell_message(asked: Asked, message: Message) -> bytes:
    house, day, now = asked.house, asked.day, asked.now
    settled = max(message.at, message.settled_at)
    return asked.tell("v1 message", message.id, settled, lambda: items.message(house, message, day, now))


def list_messages(asked: Asked) -> bytes:
    """Newest first, though the documents say chronological: clients rely on it. Several participants are that exact
    group, since 2026-06-18; what came before then is not known, here it is refused."""
    participants = asked.values["participants"]
    if len(participants) > 1 and not asked.day.has(GROUP_MESSAGES):
        message = "Expected array length to be less or equal to 1"
        raise errors.v1_bad_request(MESSAGES, "/participants", message, "array", list(participants))
    line = the_line(asked, MESSAGES, f"{MESSAGES}02403")
    low, high = span(asked)
    thread = (line.id, frozenset(participants))
    messages: Timeline[Message] = asked.house.index.messages_of.get(thread, Timeline([], by_time))
    found = messages.newest_first(low, high, resumed(asked, MESSAGES))
    return page(asked, found, by_time, lambda message: tell_message(asked, message))


def get_message(asked: Asked) -> bytes:
    message = asked.house.index.message.get(asked.path[0])
    if message is None or message.at > asked.now:
        raise errors.v1_not_found(MESSAGES)
    return b'{"data":' + tell_message(asked, message) + b"}"


def wanted_lines(asked: Asked) -> set[str] | None:
    """None is all of them. `phoneNumberId` and `phoneNumbers[]` never get here: unknown, so ignored, and everything
    comes back (seen live 2026-09-09 and 2026-09-11)."""
    named = list(asked.values["phoneNumbers"] or ())
    if asked.values["phoneNumber"] is not None:
        named.append(asked.values["phoneNumber"])
    numbers = asked.house.index.line_of_number
    wanted = {numbers[name].id if name in numbers else name for name in named} if named else None
    if asked.values["userId"] is not None:
        theirs = {line.id for line in asked.house.world.lines if asked.values["userId"] in line.member_ids}
        wanted = theirs if wanted is None else wanted & theirs
    return wanted


def list_conversations(asked: Asked) -> bytes:
    """Most recent activity first. `excludeInactive` leaves out the deleted and those where nothing ever happened;
    what the provider means by it is not documented."""
    values, lines = asked.values, wanted_lines(asked)
    low, high = span(asked)
    updated_low, updated_high = values["updatedAfter"], values["updatedBefore"]
    recent = asked.house.index.orders(asked.now).recent

    def fits(sight: Sight) -> bool:
        told = sight.conversation
        return (
            (lines is None or told.line_id in lines)
            and (low is None or told.at >= low)
            and told.at <= high
            and (updated_low is None or sight.updated_at > updated_low)
            and (updated_high is None or sight.updated_at < updated_high)
            and not (values["excludeInactive"] and (sight.deleted_at or sight.last_at is None))
        )

    found = (sight for sight in recent.newest_first(None, asked.now, resumed(asked, CONVERSATIONS)) if fits(sight))
    return page(asked, found, recent.key, lambda sight: asked.tell_once(template(items.conversation(sight))))


# Contacts, numbers, people, tasks


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
        return asked.tell("v1 contact", contact.id, settled, lambda: items.contact(contact, now))

    return page(asked, found, by_time, tell)


def get_contact(asked: Asked) -> bytes:
    contact = asked.house.index.contact.get(asked.path[0])
    if contact is None or contact.at > asked.now:
        raise errors.v1_not_found(CONTACTS)
    return one(asked, items.contact(contact, asked.now))


def list_custom_fields(asked: Asked) -> bytes:
    fields = asked.house.world.custom_fields
    return one(asked, [{"name": name, "key": key, "type": kind} for key, name, kind in fields])


def list_numbers(asked: Asked) -> bytes:
    user = asked.values["userId"]
    lines = asked.house.index.numbers.upto(asked.now)
    return one(asked, [items.line(asked.house, line) for line in lines if user is None or user in line.member_ids])


def get_number(asked: Asked) -> bytes:
    line = asked.house.index.lines.get(asked.path[0])
    if line is None or line.at > asked.now:
        raise errors.v1_not_found(NUMBERS)
    return one(asked, items.line(asked.house, line))


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


CALL_PARTY = Parameter("participants", Kind.REPEATED, required=True)
MESSAGE_PARTIES = Parameter("participants", Kind.REPEATED, required=True, pattern=E164, most=10)
THREAD = (USER, SINCE, AFTER, BEFORE, PAGE)
CONVERSATION_FILTERS = (
    Parameter("phoneNumber", pattern=rf"{E164}|PN.*"),
    Parameter("phoneNumbers", Kind.REPEATED, pattern=rf"{E164}|PN.*", most=100),
    Parameter("excludeInactive", Kind.FLAG),
    Parameter("updatedAfter", Kind.TIME),
    Parameter("updatedBefore", Kind.TIME),
)
EXTERNAL_IDS = Parameter("externalIds", Kind.REPEATED, required=CONTACTS_NEED_EXTERNAL_IDS, pattern=r".{1,75}")
SOURCES = Parameter("sources", Kind.REPEATED, pattern=r".{1,75}")

ROUTES = (
    Route("v1 GET /v1/calls", list_calls, (LINE, CALL_PARTY, page_size(100), *THREAD), resource=CALLS),
    Route("v1 GET /v1/calls/{callId}", get_call, idents=("AC",), resource=CALLS),
    Route("v1 GET /v1/call-recordings/{callId}", list_recordings, idents=("AC",), resource=RECORDINGS),
    Route("v1 GET /v1/call-voicemails/{callId}", get_voicemail, idents=("AC",), resource=VOICEMAILS),
    Route("v1 GET /v1/call-summaries/{callId}", get_summary, idents=("AC",), resource=SUMMARIES),
    Route("v1 GET /v1/call-transcripts/{id}", get_transcript, idents=("AC",), resource=TRANSCRIPTS),
    Route("v1 GET /v1/messages", list_messages, (LINE, MESSAGE_PARTIES, page_size(100), *THREAD), resource=MESSAGES),
    Route("v1 GET /v1/messages/{id}", get_message, idents=("AC",), resource=MESSAGES),
    Route(
        "v1 GET /v1/conversations",
        list_conversations,
        (page_size(100), *CONVERSATION_FILTERS, *THREAD),
        resource=CONVERSATIONS,
    ),
    Route("v1 GET /v1/contacts", list_contacts, (EXTERNAL_IDS, SOURCES, page_size(50), PAGE), resource=CONTACTS),
    Route("v1 GET /v1/contacts/{id}", get_contact, idents=("",), resource=CONTACTS),
    Route("v1 GET /v1/contact-custom-fields", list_custom_fields, resource=FIELDS),
    Route("v1 GET /v1/phone-numbers", list_numbers, (USER,), resource=NUMBERS),
    Route("v1 GET /v1/phone-numbers/{phoneNumberId}", get_number, idents=("PN",), resource=NUMBERS),
    Route("v1 GET /v1/users", list_users, (page_size(50, required=USERS_NEED_MAX_RESULTS), PAGE), resource=USERS),
    Route("v1 GET /v1/users/{userId}", get_user, idents=("US",), resource=USERS),
    Route("v1 GET /v1/tasks", list_tasks, (page_size(100, default=50), PAGE), resource=TASKS),
    Route("v1 GET /v1/tasks/{taskId}", get_task, idents=("TK",), resource=TASKS),
)
