"""What the fold is given and what it gives back. Plain values, no database.

`Reading.asked` holds only what changes the meaning of an answer. The fold knows these members:
`include` (a list, or names joined by commas), `line` and `participants` (the conversation a v1 list was asked
for), `page` (the ordinal of a page of a call's own lists, from 1), `test` (true for what the provider made up
on request), and the identifiers of the path, under any name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from onrecord.domain.activity import ForeignActivityRecord, UnseenActivityRecord
from onrecord.domain.artefact import Holding

T = TypeVar("T")


class Reading(NamedTuple):
    """One observation as the fold reads it.

    `order_ms` is when it was asked (a pull, in the provider's time) or when the provider says it happened (a push).
    `body` is one item: an element of a list, or the whole answer where one object was asked for.
    """

    observation_id: int
    surface: str
    operation: str
    asked: Mapping[str, object]
    http_status: int
    order_ms: int
    push: bool
    body: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """What other objects define.

    `lines`: line id to its own number in the stored form. `conversations`: provider's conversation id to our
    conversation key. `conversation_of`: activity id to the conversation id that names it as its last activity.
    `old_media`: whether messages from before the provider returned media are known to come with theirs.
    `organizations`: the ids of the account itself, empty until the provider was asked.
    """

    lines: Mapping[str, str] = field(default_factory=dict)
    conversations: Mapping[str, str] = field(default_factory=dict)
    conversation_of: Mapping[str, str] = field(default_factory=dict)
    old_media: bool | None = None
    organizations: frozenset[str] = frozenset()


class Held(NamedTuple):
    """What we did about the files: settled attempts by path, and when the newest link to a path was asked for."""

    holdings: Mapping[str, Sequence[Holding]]
    links: Mapping[str, int]


NOTHING_HELD = Held({}, {})


class NewField(NamedTuple):
    """A member that nobody knows yet, in what an operation answered."""

    surface: str
    operation: str
    field: str
    observation_id: int


@dataclass(slots=True)
class Folded(Generic[T]):
    """`record` is None where the readings only mention the thing, or only say that it is not there; of an activity
    `unseen` then says who mentions it, or `foreign` whose it is.

    `not_understood` lists (observation id, `operation: what`), sorted, each once. `new_fields` are members that nobody
    knows yet.
    """

    record: T | None
    not_understood: list[tuple[int, str]]
    new_fields: list[NewField] = field(default_factory=list)
    unseen: UnseenActivityRecord | None = None
    foreign: ForeignActivityRecord | None = None
