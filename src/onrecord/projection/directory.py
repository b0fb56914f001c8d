"""What the fold has to know of other objects, and of our files, before it can fold some readings."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import msgspec
from sqlalchemy import Connection

from onrecord.domain.capability import Surface
from onrecord.projection.reading import NOTHING_HELD, Directory, Held, Reading
from onrecord.storage import conversations, old_media, records
from onrecord.storage.holdings import holdings_of
from onrecord.storage.links import newest_links
from onrecord.storage.observations import StoredReading

# Two expressions, because one that begins with a fixed word is ten times as fast as a choice of two.
_CONVERSATION_MEMBER = re.compile(rb'"conversationId"\s*:\s*"([^"]+)"')
_CONVERSATION_ID = re.compile(rb"CN[0-9A-Za-z]{8,}")
_SAVED_PATH = re.compile(rb'"saved_as"\s*:\s*"(/saved/[0-9a-f]{64})"')
_URL_PATH = re.compile(rb'"https?:(?:\\?/){2}[^/"\\?#\s]+((?:\\?/)[^"?#\s]*)')


class _Pointer(msgspec.Struct, rename="camel"):
    """A conversation that names its last activity."""

    id: str
    last_activity_id: str | None = None


_decode_pointer = msgspec.json.Decoder(_Pointer).decode


@lru_cache(maxsize=4_096)
def _asked(text: str) -> Mapping[str, object]:
    asked: dict[str, object] = msgspec.json.decode(text)
    return asked


def reading_of(stored: StoredReading) -> Reading:
    """An observation in the words of the fold."""
    push = stored.provider_ms is not None
    surface = Surface.HOOK_N if stored.surface == Surface.LOG else stored.surface  # the same words, by another way
    return Reading(
        stored.observation_id,
        surface,
        stored.operation,
        _asked(stored.asked),
        stored.http_status,
        stored.asked_ms if stored.provider_ms is None else stored.provider_ms,
        push,
        bytes(stored.body),
    )


def load_directory(
    conn: Connection, workspace_id: int, readings: Mapping[str, Iterable[Reading]]
) -> tuple[Directory, dict[str, str | None]]:
    """The directory for some activities, and every conversation id that was looked up with the key it had."""
    pointed: dict[str, str] = {}
    named: set[str] = set()
    for activity_id, told in readings.items():
        pointers = [id_ for reading in told if (id_ := _pointing_at(activity_id, reading))]
        if pointers:
            pointed[activity_id] = min(pointers)
        for reading in told:
            named.update(_conversations(reading.body))
    named.update(pointed.values())
    keys = conversations.keys_of(conn, workspace_id, named)
    lines = records.line_numbers(conn, workspace_id)
    given = old_media.are_given(conn, workspace_id) or None
    organizations = records.organization_ids(conn, workspace_id)
    return Directory(lines, keys, pointed, given, organizations), {id_: keys.get(id_) for id_ in named}


def _conversations(body: bytes) -> Iterable[str]:
    """Every conversation id that a body may speak of, in a member of its own or within a link to the app."""
    for found in (*_CONVERSATION_MEMBER.findall(body), *_CONVERSATION_ID.findall(body)):
        yield found.decode(errors="replace")


def _pointing_at(activity_id: str, reading: Reading) -> str | None:
    """The conversation that names the activity as its last, where the reading is of a conversation."""
    if "conversations" not in reading.operation or b'"lastActivityId"' not in reading.body:
        return None
    try:
        pointer = _decode_pointer(reading.body)
    except msgspec.DecodeError:  # understood by nobody: the conversation's own fold counts it
        return None
    return pointer.id if pointer.last_activity_id == activity_id else None


def load_held(conn: Connection, workspace_id: int, bodies: Iterable[bytes]) -> Held:
    """What we did about every path that the bodies name, and when the newest link to it was asked for."""
    paths = {path for body in bodies for path in _paths(body)}
    if not paths:
        return NOTHING_HELD
    return Held(holdings_of(conn, workspace_id, paths), newest_links(conn, workspace_id, paths))


def _paths(body: bytes) -> Iterable[str]:
    if b'"saved_as"' in body:
        yield from (path.decode() for path in _SAVED_PATH.findall(body))
    if b'"http' not in body:
        return
    for raw in _URL_PATH.findall(body):
        if b"\\" in raw:
            yield msgspec.json.decode(b'"' + raw.rstrip(b"\\") + b'"', type=str)
        else:
            yield raw.decode(errors="replace")
