"""One thing that this program assumes of the provider, as values: what to ask, and how to judge what was answered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.capability import Surface
from onrecord.inquiry.ground import Ground
from onrecord.provider.question import Looked, Parameters, Question

EVERY_STATUS = frozenset(range(100, 600))


class Judged(StrEnum):
    AS_ASSUMED = "as_assumed"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`detail` is for the report: numbers, statuses and words of ours; no value of the account's. `shows` are
    (capability, surface, verdict) that follow.
    """

    judged: Judged
    detail: str
    shows: tuple[tuple[str, str, str], ...] = ()


def as_assumed(detail: str, *shows: tuple[str, str, str]) -> Outcome:
    return Outcome(Judged.AS_ASSUMED, detail, shows)


def differs(detail: str, *shows: tuple[str, str, str]) -> Outcome:
    return Outcome(Judged.DIFFERS, detail, shows)


def cannot_tell(detail: str, *shows: tuple[str, str, str]) -> Outcome:
    return Outcome(Judged.CANNOT_TELL, detail, shows)


@dataclass(frozen=True, slots=True)
class Follow:
    """A link to follow, as a secret that is used and forgotten; `first_bytes` asks for a part of the file only, `later`
    waits a while before.
    """

    url: str
    method: str = "GET"
    first_bytes: bool = False
    later: bool = False


Judge = Callable[[Ground, Sequence[Looked]], Outcome]
Ask = Callable[[Ground], Sequence[Question]]
FollowLinks = Callable[[Ground], Sequence[Follow]]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """`assumes` is a sentence that is true or not. `ask` may give nothing, where no example is at hand (`lacking` says
    of what) or where earlier answers suffice (`lacking` empty). `cheap` ones are asked again by themselves.
    """

    name: str
    title: str
    assumes: str
    ask: Ask
    judge: Judge
    lacking: str = ""
    cheap: bool = False
    follow: FollowLinks | None = None


def dated(operation: str, asked: Mapping[str, object] | None = None, parameters: Parameters = ()) -> Question:
    """A question to the dated surface to which every answer is one."""
    return Question(Surface.DATED, operation, asked or {}, parameters, EVERY_STATUS)


def v1(operation: str, asked: Mapping[str, object] | None = None, parameters: Parameters = ()) -> Question:
    return Question(Surface.V1, operation, asked or {}, parameters, EVERY_STATUS)


def nothing(_: Ground) -> Sequence[Question]:
    """Earlier answers suffice."""
    return ()
