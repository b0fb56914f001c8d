"""Small readers of JSON members: a value, WRONG (not what the member should be) or SILENT (says nothing).

None of them raises. NUL characters are dropped from texts: no text of a person holds one, and one of the two
databases cannot keep it.
"""

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from onrecord.domain.clock import SECOND, Instant, parse_instant
from onrecord.domain.number import canonical_number
from onrecord.domain.subject import LONGEST_NAME
from onrecord.projection.statement import Statement


class Unread(Enum):
    WRONG = "wrong"
    SILENT = "silent"


WRONG = Unread.WRONG
SILENT = Unread.SILENT

Reader = Callable[[object], object]
LARGEST = 2**53
"""Whole numbers beyond this are not what any member means, and JSON does not carry them safely."""


class Field(NamedTuple):
    """One member of a surface's object: where it is, what it is called here, how to read it, what null says.

    `null_is_none` True: null asserts that there is none. False: null is silence.
    """

    key: str
    name: str
    read: Reader
    null_is_none: bool


def text(value: object) -> object:
    if not isinstance(value, str):
        return WRONG
    return value.replace("\x00", "") if "\x00" in value else value


def identifier(value: object) -> object:
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        return WRONG
    return value.replace("\x00", "") or SILENT


def number(value: object) -> object:
    """A number in the stored form."""
    if not isinstance(value, str):
        return WRONG
    return canonical_number(value.replace("\x00", "")) or SILENT


def numbers(value: object) -> object:
    """Numbers in the stored form, in the order given; an empty list is silence (seen live, 2025)."""
    if isinstance(value, str):  # one number, or several joined by commas: how messages pushed in 2023 named a group
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(element, str) for element in value):
        return WRONG
    found = tuple(canonical_number(element.replace("\x00", "")) for element in value if element.strip())
    return found or SILENT


def party(value: object) -> object:
    """Somebody a call was passed on to or from: a number, or the id of a person or of a line."""
    if isinstance(value, str) and value.startswith(("US", "PN", "SY", "GR")):
        return identifier(value)
    return number(value)


def parties(value: object) -> object:
    """The numbers of `[{phoneNumber, actorId}]`; one number may come several times, with different people."""
    if not isinstance(value, list):
        return WRONG
    try:
        return numbers([element["phoneNumber"] for element in value])
    except (TypeError, KeyError):
        return WRONG


def instant(value: object) -> object:
    """A time with its precision. `….000Z` counts as whole seconds: the provider writes those so (seen 2025)."""
    found = parse_instant(value)
    if found is None:
        return WRONG
    return found if found.ms % SECOND else Instant(found.ms, SECOND)


def seconds(value: object) -> object:
    """A whole number of seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LARGEST:
        return WRONG
    return round(value)


def fraction(value: object) -> object:
    """Seconds that may have a fraction."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < LARGEST:
        return WRONG
    return float(value)


def handled_by_ai(value: object) -> object:
    """`ai-agent`, or any other word of that kind to come: somebody who is no person answered."""
    if isinstance(value, bool):
        return value
    return bool(value) if isinstance(value, str) else WRONG


def path_of(value: object) -> object:
    """The path of a link, without its host and its secret; it is the same at every asking."""
    if not isinstance(value, str):
        return WRONG
    if not value.startswith(("https://", "http://")):
        return WRONG
    try:
        return urlsplit(value).path.replace("\x00", "") or WRONG
    except ValueError:
        return WRONG


def read_fields(body: dict[str, object], fields: tuple[Field, ...], into: Statement) -> None:
    """Read every declared member into `into.values`; what is of the wrong type is named and left out."""
    values = into.values
    for key, name, read, null_is_none in fields:
        if key not in body:
            continue
        raw = body[key]
        if raw is None:
            if null_is_none:
                values[name] = None
            continue
        value = read(raw)
        if value is WRONG:
            into.not_understood.append(key)
        elif value is not SILENT:
            values[name] = value


def optional(body: dict[str, object], key: str, read: Reader, wrong: list[str], where: str) -> object:
    """One member of a part of an object; None where it is absent, null, silent or wrong (then it is named)."""
    raw = body.get(key)
    if raw is None:
        return None
    value = read(raw)
    if value is WRONG:
        wrong.append(f"{where}.{key}")
        return None
    return None if value is SILENT else value
