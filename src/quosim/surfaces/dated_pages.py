"""What every dated list and answer is made of: envelopes, cursors, spans of time."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from quosim import errors
from quosim.cursors import Key
from quosim.parameters import Kind, Parameter
from quosim.routes import Asked
from quosim.templates import template
from quosim.timelines import take

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
