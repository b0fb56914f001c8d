"""What a published specification says, without its words: which questions there are, what they take and answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of value: a JSON type (`anything` where the document does not say) and its bounds, sorted, as text.

    `Kind("string", ("pattern=^AC(.*)$",))`.
    """

    type: str
    bounds: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.type} {' '.join(self.bounds)}" if self.bounds else self.type


class Member(NamedTuple):
    """A parameter or a field. `required`: must be sent; in an answer: is there whenever what holds it is there.

    `words` is the document's own description, which is never compared.
    """

    required: bool
    kinds: frozenset[Kind]
    nullable: bool = False
    words: str = ""

    def __str__(self) -> str:
        kinds = " or ".join(sorted(str(kind) for kind in self.kinds)) or "anything"
        return f"{kinds} or null" if self.nullable else kinds

    def bound(self, name: str) -> str | None:
        """The value of a bound such as `maxItems`, where every kind agrees on it."""
        found = {text.partition("=")[2] for kind in self.kinds for text in kind.bounds if text.startswith(f"{name}=")}
        return found.pop() if len(found) == 1 else None


class Part(StrEnum):
    """What an operation consists of; also how a change names its place."""

    PARAMETER = "parameter"
    BODY = "body"
    ANSWER = "answer"
    ERROR = "error"


Members = Mapping[str, Member]


@dataclass(frozen=True, slots=True)
class Operation:
    """One question.

    `parameters` are keyed by where and name (`query createdAt[gte]`), `body` and `answer` (of a success) by path
    (`data[].media[].url`), `errors` by status and code, with their title. `unclear` are the parts of which something
    was not understood: what is not in them may be there all the same. `words` is the document's own description.
    """

    parameters: Members = field(default_factory=dict)
    body: Members = field(default_factory=dict)
    answer: Members = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    unclear: frozenset[Part] = frozenset()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Specification:
    """Operations by method and path (`GET /v1/calls`), and what of the document was not understood, by place.

    `whole` False: the text breaks off or is not a specification, so that what is not here may be there all the same.
    """

    operations: Mapping[str, Operation]
    not_understood: tuple[str, ...] = ()
    whole: bool = True
