"""One parser per generation of the provider's surface: a reading becomes a statement. Parsing never fails.

What is not JSON, not an object, or has a member of the wrong type is named in `not_understood`; a member or a word
nobody knows is no error: it is kept with the observation for the day we understand it, and a member is noticed.
"""

import json
from collections.abc import Mapping

import msgspec

from onrecord.domain.activity import ActivityKind
from onrecord.domain.awaited import looks_awaited
from onrecord.domain.subject import is_name
from onrecord.projection.parsers import dated, hand, hooks_l1, hooks_l2, hooks_n, v1
from onrecord.projection.parsers.operation import Operation, refusal
from onrecord.projection.parsers.pushed import account_named, event_data
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Statement

OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "dated": dated.OPERATIONS,
    "v1": v1.OPERATIONS,
    "hand": hand.OPERATIONS,
    "N": hooks_n.OPERATIONS,
    "L2": hooks_l2.OPERATIONS,
    "L1": hooks_l1.OPERATIONS,
}
KNOWN_IN_EVENTS = frozenset(
    {
        "hasVoicemail", "media", "pictureUrl", "recordingUrl", "recordings", "sourceUrl", "summary", "transcript",
        "voicemail", "voicemailId",
    }
)  # fmt: skip
TIME = "createdAt"
_HAVE_TIMES = frozenset({ActivityKind.MESSAGE.value, ActivityKind.CALL.value})
_EVENTS = frozenset({"N", "L2", "L1"})
_NO_OPERATIONS: Mapping[str, Operation] = {}
_decode = msgspec.json.Decoder().decode


def understand(kind: str, subject: str, reading: Reading) -> Statement:
    """What a reading says of one subject (a `SubjectKind` and an id)."""
    statement = Statement(slot_of(reading), reading.surface, reading.order_ms, reading.push, subject)
    statement.observation_id = reading.observation_id
    if reading.asked.get("test"):  # the provider made it up on request: it speaks of nothing
        return statement
    operation = OPERATIONS.get(reading.surface, _NO_OPERATIONS).get(reading.operation)
    if operation is None:
        statement.not_understood.append("no parser")
        return statement
    if not 200 <= reading.http_status < 300:
        refusal(operation, statement, reading.http_status, reading.body)
        return statement
    if kind == operation.kind:
        _tell(operation, statement, reading)
        _notice_no_time(statement)
    elif kind in operation.others:
        body = decoded(reading.body)
        if isinstance(body, dict):
            operation.others[kind](statement, _object_in(body), reading)
        statement.not_understood.clear()  # named once, where the main subject is read
    return statement


def slot_of(reading: Reading) -> str:
    """The slot's name, as people see it beside a claim."""
    slot = f"{reading.surface} {reading.operation}"
    asked = reading.asked
    if not asked:
        return slot
    include = asked.get("include")
    if include:
        slot = f"{slot} +{include}"
    page = asked.get("page")
    return f"{slot} page {page}" if page else slot


def decoded(body: bytes) -> object:
    """The JSON of a body; None where it is none. Half an emoji, left by whoever cut a text, does not cost the rest."""
    try:
        return _decode(body)
    except RecursionError:
        return None
    except (msgspec.DecodeError, ValueError):
        return _mended(body)


def _mended(body: bytes) -> object:
    """The same with U+FFFD for what is no character: bytes that are not UTF-8, lone halves of a pair."""
    try:
        loose = json.loads(body.decode("utf-8", "replace"))
        mended = json.dumps(loose, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _decode(mended)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def _tell(operation: Operation, statement: Statement, reading: Reading) -> None:
    body = decoded(reading.body)
    if not isinstance(body, dict):
        statement.not_understood.append("not JSON" if body is None else "not an object")
        return
    if reading.surface in _EVENTS:
        data = event_data(body)
        if data is None:
            statement.not_understood.append("data")
        else:
            _notice_in_event(statement, data)
            statement.organization = account_named(data)
            operation.tell(statement, data, reading)
        return
    if operation.part is not None:
        _notice(operation, statement, body.get("data"))
        operation.tell(statement, body, reading)
        return
    told = _object_in(body)
    if told.get("id", statement.subject) != statement.subject:  # another one than was asked for
        statement.not_understood.append("id")
        return
    _notice(operation, statement, told)
    operation.tell(statement, told, reading)


def _notice_no_time(statement: Statement) -> None:
    """A message or call that does not say when it was stands where it was told, which is no more than a way to put it
    somewhere: so it is counted.
    """
    if statement.kind in _HAVE_TIMES and "at_ms" not in statement.values and TIME not in statement.not_understood:
        statement.not_understood.append(TIME)


def _notice(operation: Operation, statement: Statement, told: object) -> None:
    """Name the members that nobody knows, of an object or of each in a list."""
    if not operation.known:
        return
    for one in told if isinstance(told, list) else (told,):
        if isinstance(one, dict) and not operation.known.issuperset(one):
            fresh = {name for name in one.keys() - operation.known if is_name(name)}
            statement.new_fields = tuple(sorted(fresh.union(statement.new_fields)))


def _object_in(body: dict[str, object]) -> dict[str, object]:
    """The object itself: an element of a list is it, the answer to a single question wraps it in `data`."""
    inside = body.get("data")
    return inside if isinstance(inside, dict) and "id" not in body else body


def _notice_in_event(statement: Statement, data: dict[str, object]) -> None:
    """Events differ in their members from one to the next: only what looks like something we wait for is named."""
    for key in ("resource", "object"):
        told = data.get(key)
        if isinstance(told, dict):
            fresh = [name for name in told if name not in KNOWN_IN_EVENTS and is_name(name) and looks_awaited(name)]
            statement.new_fields = tuple(sorted(fresh))
