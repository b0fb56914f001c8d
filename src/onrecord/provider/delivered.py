"""Taking a webhook's body apart: which generation it speaks, which event, of what; never what it means.

N (2026-03-30) has `data.resource`, `data.context` and `data.links`; L2 (v4) and L1 (v2, v3) have `data.object`, L2 with
`data.deepLink`. Some L1 bodies came wrapped once more, in `{"object": {…}}` (seen in October 2025).
"""

import re
from typing import NamedTuple

import msgspec

from onrecord.domain.capability import Surface
from onrecord.domain.clock import parse_instant
from onrecord.domain.subject import SubjectKind, is_name
from onrecord.provider.envelope import Item, Mentions, find_links
from onrecord.provider.signature import Scheme

GARBLED = "garbled"
"""The event type under which a body is kept that names none."""

_BY_VERSION = {"v4": Surface.HOOK_L2, "v3": Surface.HOOK_L1, "v2": Surface.HOOK_L1}
_OTHER_NAMES = {"callSummary": "call.summary.completed", "callTranscript": "call.transcript.completed"}
"""What the provider's pages call two events of L2, and what they are called when they come."""

_KINDS = {
    "message": SubjectKind.ACTIVITY,
    "call": SubjectKind.ACTIVITY,
    "contact": SubjectKind.CONTACT,
    "task": SubjectKind.TASK,
}
_LEGACY_CONTACT = re.compile(r"CT([0-9a-f]{24})\Z")


class Delivered(NamedTuple):
    """What a body says of itself. `generation` is a Surface; `event_id` and `at_ms` are None where it does not say."""

    generation: str
    event_type: str
    event_id: str | None
    item: Item


class _Thing(msgspec.Struct, rename="camel"):
    """The members of whatever an event is about that say which thing it is."""

    id: object = None
    call_id: object = None
    task_id: object = None


class _Data(msgspec.Struct, rename="camel"):
    resource: _Thing | None = None
    thing: _Thing | None = msgspec.field(default=None, name="object")
    deep_link: object = None


class _Event(msgspec.Struct, rename="camel"):
    """`inside` is the word «event», or in a wrapped body the event itself."""

    id: object = None
    type: object = None
    api_version: object = None
    created_at: object = None
    data: _Data | None = None
    inside: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"null"), name="object")


_decode = msgspec.json.Decoder(_Event).decode


def take_apart(body: bytes, scheme: str) -> Delivered:
    """What one delivery tells. Never raises: what is not understood is kept whole, under the type `garbled`."""
    event = _unwrapped(body)
    generation = _generation(event, scheme)
    event_type = event.type if is_name(event.type) else GARBLED
    event_type = _OTHER_NAMES.get(event_type, event_type)
    instant = parse_instant(event.created_at)
    item = Item(body, _mentions(event, event_type), find_links(body), instant.ms if instant else None)
    return Delivered(generation, event_type, _text(event.id), item)


def contact_id_of(told: str) -> str:
    """A contact's id as REST gives it: L1 puts `CT` before it."""
    legacy = _LEGACY_CONTACT.match(told)
    return legacy.group(1) if legacy else told


def _unwrapped(body: bytes) -> _Event:
    try:
        event = _decode(body)
        return _decode(event.inside) if event.type is None and bytes(event.inside)[:1] == b"{" else event
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _Event()


def _generation(event: _Event, scheme: str) -> Surface:
    """By the version it names; else by its shape; else by how it was signed."""
    version = event.api_version
    if isinstance(version, str) and version in _BY_VERSION:
        return _BY_VERSION[version]
    data = event.data
    if data is not None and data.thing is not None:
        return Surface.HOOK_L1 if data.deep_link is None else Surface.HOOK_L2
    if data is not None and data.resource is not None:
        return Surface.HOOK_N
    return Surface.HOOK_N if scheme == Scheme.STANDARD else Surface.HOOK_L1


def _mentions(event: _Event, event_type: str) -> Mentions:
    """The one thing that an event is about: of whatever belongs to a call, the call."""
    kind = _KINDS.get(event_type.partition(".")[0])
    data = event.data
    thing = (data.resource or data.thing) if data is not None else None
    if kind is None or thing is None:
        return ((SubjectKind.OTHER, event_type),)
    subject = _text(thing.call_id) or _text(thing.id) or _text(thing.task_id)
    if subject is None:
        return ((SubjectKind.OTHER, event_type),)
    return ((kind, contact_id_of(subject) if kind is SubjectKind.CONTACT else subject),)


def _text(value: object) -> str | None:
    """An id, if it can be one."""
    return value if is_name(value) else None
