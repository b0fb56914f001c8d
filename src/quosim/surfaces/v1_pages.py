"""What every v1 list and answer is made of: envelopes, page tokens, spans of time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from quosim import errors
from quosim.cursors import Key
from quosim.dates import LAST_PAGE_IS_EMPTY
from quosim.parameters import Kind, Parameter
from quosim.routes import Asked
from quosim.templates import template
from quosim.timelines import take
from quosim.world.model import Line

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
    """`totalItems` counts the page: it is officially wrong and never to be used. Until December 2024 the last page's
    token was a string, in what words is not known."""
    last = b'""' if asked.day.has(LAST_PAGE_IS_EMPTY) else b"null"
    token = last if ended is None else msgspec.json.encode(asked.cursor(ended))
    return b'{"data":[%b],"totalItems":%d,"nextPageToken":%b}' % (b",".join(told), len(told), token)


def resumed(asked: Asked, resource: str) -> Key | None:
    token = asked.values["pageToken"]
    if not token:
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
