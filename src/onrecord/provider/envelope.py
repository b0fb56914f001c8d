"""Taking an answer apart into the things it tells: ids, times, links and the next cursor; never their meaning."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from onrecord.domain.clock import parse_instant
from onrecord.domain.subject import SubjectKind, is_name
from onrecord.provider.client import Answer

Mentions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told.

    `body` is exactly what was received. `mentions` are (SubjectKind, id), the main subject first. `links` are
    (URL path without host and query, URL). `at_ms` is the item's own `createdAt`, by which windows are cut.
    """

    body: bytes
    mentions: Mentions
    links: tuple[tuple[str, str], ...]
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """`garbled` says why nothing, or not everything, could be taken apart; what could is in `items`."""

    items: tuple[Item, ...]
    next_cursor: str | None
    garbled: str | None


class _Shape(NamedTuple):
    """How an operation answers: `listed` one item per element, else one item for the whole body.

    `asked_by` names the id in `Answer.asked` that a whole body speaks of. A `witness` names what it speaks of by
    `eventType` and `resourceId`: an entry of the delivery log.
    """

    kind: str
    listed: bool = False
    asked_by: str | None = None
    witness: bool = False


_CALL_PART = _Shape(SubjectKind.ACTIVITY, asked_by="callId")

_SHAPES: dict[str, _Shape] = {
    "GET /calls": _Shape(SubjectKind.ACTIVITY, listed=True),
    "GET /calls/{callId}": _CALL_PART,
    "GET /calls/{callId}/recordings": _CALL_PART,
    "GET /calls/{callId}/transcripts": _CALL_PART,
    "GET /messages": _Shape(SubjectKind.ACTIVITY, listed=True),
    "GET /messages/{messageId}": _Shape(SubjectKind.ACTIVITY, asked_by="messageId"),
    "GET /conversations": _Shape(SubjectKind.CONVERSATION, listed=True),
    "GET /contacts": _Shape(SubjectKind.CONTACT, listed=True),
    "GET /contacts/{contactId}": _Shape(SubjectKind.CONTACT, asked_by="contactId"),
    "GET /contacts/{contactId}/notes": _Shape(SubjectKind.CONTACT, asked_by="contactId"),
    "GET /contacts/{contactId}/properties": _Shape(SubjectKind.CONTACT, asked_by="contactId"),
    "GET /users": _Shape(SubjectKind.MEMBER, listed=True),
    "GET /users/{userId}": _Shape(SubjectKind.MEMBER, asked_by="userId"),
    "GET /phone-numbers": _Shape(SubjectKind.LINE, listed=True),
    "GET /phone-numbers/{phoneNumberId}": _Shape(SubjectKind.LINE, asked_by="phoneNumberId"),
    "GET /phone-numbers/{phoneNumberId}/users": _Shape(SubjectKind.LINE, asked_by="phoneNumberId"),
    "GET /organization": _Shape(SubjectKind.ORGANIZATION),
    "GET /webhooks/{webhookId}/events": _Shape(SubjectKind.OTHER, listed=True, witness=True),
    "GET /tasks": _Shape(SubjectKind.TASK, listed=True),
    "GET /v1/calls": _Shape(SubjectKind.ACTIVITY, listed=True),
    "GET /v1/calls/{callId}": _CALL_PART,
    "GET /v1/call-recordings/{callId}": _CALL_PART,
    "GET /v1/call-summaries/{callId}": _CALL_PART,
    "GET /v1/call-transcripts/{id}": _Shape(SubjectKind.ACTIVITY, asked_by="id"),
    "GET /v1/call-voicemails/{callId}": _CALL_PART,
    "GET /v1/messages": _Shape(SubjectKind.ACTIVITY, listed=True),
    "GET /v1/messages/{id}": _Shape(SubjectKind.ACTIVITY, asked_by="id"),
    "GET /v1/conversations": _Shape(SubjectKind.CONVERSATION, listed=True),
    "GET /v1/contacts": _Shape(SubjectKind.CONTACT, listed=True),
    "GET /v1/contacts/{id}": _Shape(SubjectKind.CONTACT, asked_by="id"),
    "GET /v1/contact-custom-fields": _Shape(SubjectKind.CUSTOM_FIELD, listed=True),
    "GET /v1/phone-numbers": _Shape(SubjectKind.LINE, listed=True),
    "GET /v1/phone-numbers/{phoneNumberId}": _Shape(SubjectKind.LINE, asked_by="phoneNumberId"),
    "GET /v1/users": _Shape(SubjectKind.MEMBER, listed=True),
    "GET /v1/users/{userId}": _Shape(SubjectKind.MEMBER, asked_by="userId"),
    "GET /v1/tasks": _Shape(SubjectKind.TASK, listed=True),
}
_STRANGE = _Shape(SubjectKind.OTHER)


class _List(msgspec.Struct, rename="camel"):
    data: list[msgspec.Raw]
    next_cursor: object = None
    next_page_token: object = None


class _Whole(msgspec.Struct, rename="camel"):
    data: msgspec.Raw = msgspec.Raw(b"null")
    next_cursor: object = None


class _Head(msgspec.Struct, rename="camel"):
    """The members of any item that say which thing it is and when it began."""

    id: object = None
    task_id: object = None
    key: object = None
    created_at: object = None
    last_activity_id: object = None
    users: object = None
    event_type: object = None
    resource_id: object = None


_decode_list = msgspec.json.Decoder(_List).decode
_decode_whole = msgspec.json.Decoder(_Whole).decode
_decode_head = msgspec.json.Decoder(_Head).decode


def split(answer: Answer) -> Page:
    """The things one answer tells. Never raises: what is not understood is kept whole and named in `garbled`."""
    shape = _SHAPES.get(answer.operation, _STRANGE)
    if shape.listed and answer.status == 200:
        return _split_list(answer, shape)
    return _keep_whole(answer, shape)


def _split_list(answer: Answer, shape: _Shape) -> Page:
    try:
        listed = _decode_list(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Page((_strange(answer),), None, f"{answer.operation}: {error}")
    items = tuple(_item(bytes(raw), shape, answer.operation) for raw in listed.data)
    return Page(items, _cursor(listed.next_cursor) or _cursor(listed.next_page_token), None)


def _keep_whole(answer: Answer, shape: _Shape) -> Page:
    try:
        whole = _decode_whole(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        garbled = None if answer.status != 200 else f"{answer.operation}: {error}"
        return Page((Item(answer.body, _asked_subject(answer, shape), (), None),), None, garbled)
    head = _head(bytes(whole.data))
    mentions = _asked_subject(answer, shape, head)
    if shape.kind == SubjectKind.LINE:
        mentions += _members(head.users if head.users is not None else _listed_people(whole.data))
    item = Item(answer.body, mentions, find_links(answer.body), _at(head))
    return Page((item,), _cursor(whole.next_cursor), None)


def _item(body: bytes, shape: _Shape, operation: str) -> Item:
    head = _head(body)
    if shape.witness:
        return Item(body, _witnessed(head, operation), (), _at(head))
    main = next((text for text in (head.id, head.task_id, head.key) if is_name(text)), None)
    if main is None:
        return Item(body, ((SubjectKind.OTHER, operation),), find_links(body), _at(head))
    mentions: Mentions = ((shape.kind, main),)
    if shape.kind == SubjectKind.CONVERSATION and is_name(head.last_activity_id):
        mentions += ((SubjectKind.ACTIVITY, head.last_activity_id),)
    if shape.kind == SubjectKind.LINE:
        mentions += _members(head.users)
    return Item(body, mentions, find_links(body), _at(head))


_WITNESSED = {
    "message": SubjectKind.ACTIVITY,
    "call": SubjectKind.ACTIVITY,
    "contact": SubjectKind.CONTACT,
    "task": SubjectKind.TASK,
}


def _witnessed(head: _Head, operation: str) -> Mentions:
    noun = head.event_type.partition(".")[0] if isinstance(head.event_type, str) else ""
    kind = _WITNESSED.get(noun)
    if kind is None or not is_name(head.resource_id):
        return ((SubjectKind.OTHER, operation),)
    return ((kind, head.resource_id),)


def _head(body: bytes) -> _Head:
    try:
        return _decode_head(body)
    except (msgspec.DecodeError, UnicodeDecodeError):  # an element that is no object: kept, mentioned as strange
        return _Head()


def _asked_subject(answer: Answer, shape: _Shape, head: _Head | None = None) -> Mentions:
    asked = answer.asked.get(shape.asked_by) if shape.asked_by else None
    subject = asked if asked is not None else head.id if head else None
    if is_name(subject):
        return ((shape.kind, subject),)
    return ((SubjectKind.OTHER, answer.operation),)


def _strange(answer: Answer) -> Item:
    return Item(answer.body, ((SubjectKind.OTHER, answer.operation),), (), None)


def _members(users: object) -> Mentions:
    if not isinstance(users, list):
        return ()
    ids = (user.get("id") for user in users if isinstance(user, dict))
    return tuple((SubjectKind.MEMBER, text) for text in ids if is_name(text))


def _listed_people(data: msgspec.Raw) -> object:
    told: object = msgspec.json.decode(bytes(data))
    return told if isinstance(told, list) else None


def _at(head: _Head) -> int | None:
    instant = parse_instant(head.created_at)
    return instant.ms if instant else None


def _cursor(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def find_links(body: bytes) -> tuple[tuple[str, str], ...]:
    """(path, url) of every http(s) URL in a member whose name ends in «url»; a `sourceUrl` is no file."""
    if b'rl"' not in body and b'RL"' not in body:
        return ()
    try:
        found = dict(_walk_links(msgspec.json.decode(body)))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()
    return tuple(found.items())


def _walk_links(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for element in value:
            yield from _walk_links(element)
    elif isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str):
                if name.lower().endswith("url") and name != "sourceUrl":
                    yield from _link(member)
            else:
                yield from _walk_links(member)


def _link(url: str) -> Iterator[tuple[str, str]]:
    if not url.startswith(("https://", "http://")):
        return
    try:
        path = urlsplit(url).path
    except ValueError:  # not a URL after all, such as an unclosed bracket
        return
    if path.strip("/"):
        yield path, url


class Lead(NamedTuple):
    """What a v1 conversation gives to ask further with. `moved_ms` is the latest time it speaks of."""

    conversation_id: str
    line_id: str
    participants: tuple[str, ...]
    moved_ms: int


class _LeadHead(msgspec.Struct, rename="camel"):
    id: str
    phone_number_id: str
    participants: list[str]
    created_at: object = None
    updated_at: object = None
    last_activity_at: object = None


_decode_lead = msgspec.json.Decoder(_LeadHead).decode


def lead(item: Item) -> Lead | None:
    """How to ask for what is in a conversation; None where the item does not say."""
    try:
        head = _decode_lead(item.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    times = (parse_instant(text) for text in (head.created_at, head.updated_at, head.last_activity_at))
    moved = max((instant.ms for instant in times if instant), default=0)
    return Lead(head.id, head.phone_number_id, tuple(head.participants), moved)
