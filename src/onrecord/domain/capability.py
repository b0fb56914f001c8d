"""What can be had, from which surface, and how we know."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Surface(StrEnum):
    """One way the provider can be asked or heard. `HOOKS` stands for all webhook generations together, in verdicts."""

    DATED = "dated"
    V1 = "v1"
    HOOK_N = "N"
    HOOK_L2 = "L2"
    HOOK_L1 = "L1"
    LOG = "log"
    HAND = "hand"
    HOOKS = "webhooks"


class Verdict(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_IN_PLAN = "not_in_plan"
    TURNED_OFF = "turned_off"
    UNKNOWN = "unknown"


CANNOT = frozenset({Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF})
_BEST_FIRST = (
    Verdict.YES,
    Verdict.PARTLY,
    Verdict.UNKNOWN,
    Verdict.TURNED_OFF,
    Verdict.NOT_IN_PLAN,
    Verdict.NO,
)


def best_of(verdicts: Iterable[tuple[str, str]]) -> str:
    """The best that any surface gives, from (surface, verdict). What webhooks could bring counts once they bring it."""
    counting = {verdict for surface, verdict in verdicts if surface != Surface.HOOKS or verdict != Verdict.UNKNOWN}
    return min(counting, key=lambda verdict: _BEST_FIRST.index(Verdict(verdict)), default=Verdict.UNKNOWN)


class EvidenceKind(StrEnum):
    """How we know. `spec`: the provider's published specification. `probe`: a question that changes nothing, asked
    and answered. `payload`: what came for this account. `person`: somebody looked, and wrote down what they saw.
    """

    SPEC = "spec"
    PROBE = "probe"
    PAYLOAD = "payload"
    PERSON = "person"


class Origin(StrEnum):
    """Whose change it was that a verdict turned: the provider's, that of the plan or a setting, or we were wrong."""

    PROVIDER = "provider"
    PLAN = "plan"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Capability:
    """One verdict about one surface, with its evidence and the day it was seen; `tested` is the line's id where one
    line was asked."""

    name: str
    surface: str
    verdict: str
    evidence: str
    checked_ms: int
    tested: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one kind of evidence says of one capability on one surface; the newest of its kind is kept.

    `at_ms` is in the provider's time. `version` is that of the API or document it was found in, `tested` the line's
    id where one line was asked. `noted` and `turned` are given when it is kept: the place in the order in which we
    learnt things, whatever the clocks say, of its newest word and of the word that contradicted the one before
    (None: it has always said the same).
    """

    name: str
    surface: str
    kind: str
    verdict: str
    detail: str
    at_ms: int
    version: str = ""
    tested: str = ""
    noted: int = 0
    turned: int | None = None


@dataclass(frozen=True, slots=True)
class CapabilityChange:
    """A verdict that turned. `before` and `origin` are None where nothing was known before."""

    name: str
    surface: str
    before: str | None
    after: str
    evidence: str
    at_ms: int
    origin: str | None = None
