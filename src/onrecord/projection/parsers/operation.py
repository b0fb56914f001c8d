"""How one operation of one surface is understood: which subjects it speaks of, and what a refusal there means."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from onrecord.domain.activity import ActivityKind, Word
from onrecord.domain.number import canonical_number
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.artefacts import NONE_HERE
from onrecord.projection.parsers.checked import Field, identifier, instant, number, numbers, read_fields, text
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Absence, Statement, Telling

Body = dict[str, object]
Tell = Callable[[Statement, Body, Reading], None]
NOTHING_ELSE: Mapping[str, Tell] = {}
NOT_GIVEN = Absence(Word.UNKNOWN, "not_given")


class Operation(NamedTuple):
    """`tell` reads a good answer about `kind`; `others` read from it what it says of further subjects.

    `single`: asked for one object, so that «not found» says that it is gone. `part` names the artefact kind that
    the operation lists, and `missing` is what «not found» says of it. `known` are the members that its object, or each
    of the part's objects, is known to have, read or not; empty where nobody looks for new ones.
    """

    kind: str
    tell: Tell
    others: Mapping[str, Tell] = NOTHING_ELSE
    single: bool = False
    part: str | None = None
    missing: Absence = NOT_GIVEN
    known: frozenset[str] = frozenset()


def known(fields: tuple[Field, ...], *more: str) -> frozenset[str]:
    """The members of an object: its id, those that are read, and more that are known and not read."""
    return frozenset({"id", *(field.key for field in fields), *more})


def object_teller(kind: str, fields: tuple[Field, ...]) -> Tell:
    """Reads a flat object by its declared members."""

    def tell(statement: Statement, body: Body, _reading: Reading) -> None:
        statement.kind = kind
        read_fields(body, fields, statement)

    return tell


def part_teller(part: str, read: Callable[[object, list[str]], Telling | None]) -> Tell:
    """Reads one kind of artefact of a call. A later page that is empty only says that the list has ended."""

    def tell(statement: Statement, body: Body, reading: Reading) -> None:
        told = read(body.get("data"), statement.not_understood)
        if told is not None and not (told == NONE_HERE and reading.asked.get("page")):
            statement.told[part] = told

    return tell


def message_teller(fields: tuple[Field, ...], media: Callable[[object, list[str]], Telling | None]) -> Tell:
    """Reads a message. Without a `media` member it says nothing of photos; an empty list is a statement."""

    def tell(statement: Statement, body: Body, reading: Reading) -> None:
        statement.kind = ActivityKind.MESSAGE.value
        read_fields(body, fields, statement)
        if reading.asked:
            read_context(statement, reading)
        listed = body.get("media")
        if listed is not None:
            told = media(listed, statement.not_understood)
            if told is not None:
                statement.told["media"] = told

    return tell


def read_context(statement: Statement, reading: Reading) -> None:
    """What a v1 list was asked for: its line and its participants, a claim of the last rank."""
    line = reading.asked.get("phoneNumberId") or reading.asked.get("line")
    if isinstance(line, str):
        statement.values["asked_line"] = line
    people = reading.asked.get("participants")
    if isinstance(people, list | tuple):
        known = sorted(canonical_number(person) for person in people if isinstance(person, str))
        statement.values["asked_participants"] = tuple(known)


def refer(statement: Statement, body: Body, _reading: Reading) -> None:
    """A conversation that names an activity as its last: the activity exists, and belongs there."""
    conversation_id = body.get("id")
    statement.reference = conversation_id if isinstance(conversation_id, str) else None


def witness(_statement: Statement, _body: Body, _reading: Reading) -> None:
    """An entry of the delivery log: what it names exists, and more it does not say."""


def tell_conversation(statement: Statement, body: Body, _reading: Reading) -> None:
    statement.kind = SubjectKind.CONVERSATION.value
    read_fields(body, CONVERSATION, statement)
    deleted = statement.instant("deleted_ms")
    if deleted:
        statement.gone_ms = deleted.ms


def members_of(users: object, wrong: list[str]) -> tuple[tuple[str, str | None], ...]:
    """(member id, role) of the people of a line, in the order of their ids."""
    if not isinstance(users, list):
        wrong.append("users")
        return ()
    found: dict[str, str | None] = {}
    for user in users:
        member_id = user.get("id") if isinstance(user, dict) else None
        if not isinstance(member_id, str):
            wrong.append("users")
            continue
        role = user.get("role")
        found[member_id] = role if isinstance(role, str) else None
    return tuple(sorted(found.items()))


def tell_one_of_people(people_key: str, member_fields: tuple[Field, ...]) -> Mapping[str, Tell]:
    """What a line's list of people says of one of them; which one is the statement's subject."""

    def tell(statement: Statement, body: Body, _reading: Reading) -> None:
        people = body.get(people_key)
        for person in people if isinstance(people, list) else ():
            if isinstance(person, dict) and person.get("id") == statement.subject:
                statement.kind = SubjectKind.MEMBER.value
                read_fields(person, member_fields, statement)

    return {SubjectKind.MEMBER: tell}


def refusal(operation: Operation, statement: Statement, status: int, body: bytes) -> None:
    """A refusal to answer about one subject. What is no JSON was said by a gateway: it knows nothing of the thing."""
    if not body.lstrip().startswith(b"{"):
        return
    if operation.part is not None:
        if status == 404:
            statement.told[operation.part] = operation.missing
        elif status in (402, 403):
            reason = "plan" if status == 402 else "forbidden"
            statement.told[operation.part] = Absence(Word.WITHHELD, reason)
    elif operation.single and status == 404:
        statement.slot += " 404"
        statement.gone_ms = statement.order_ms


CONVERSATION = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("participants", "participants", numbers, False),
    Field("name", "name", text, True),
    Field("lastActivityId", "last_activity_id", identifier, True),
    Field("createdAt", "created_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
    Field("deletedAt", "deleted_ms", instant, True),
)

MESSAGE = (
    Field("phoneNumberId", "line_id", identifier, False),
    Field("conversationId", "conversation_id", identifier, False),
    Field("direction", "direction", identifier, False),
    Field("status", "status", identifier, False),
    Field("createdAt", "at_ms", instant, False),
    Field("updatedAt", "updated_ms", instant, False),
    Field("text", "text", text, False),
    Field("from", "from_number", number, False),
    Field("to", "to_numbers", numbers, False),
    Field("userId", "member_id", identifier, True),
)
