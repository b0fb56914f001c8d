"""What can be had, from which surface, and how we know."""

from dataclasses import dataclass
from enum import StrEnum


class Surface(StrEnum):
    """One way the provider can be asked or heard."""

    DATED = "dated"
    V1 = "v1"
    HOOK_N = "N"
    HOOK_L2 = "L2"
    HOOK_L1 = "L1"
    LOG = "log"
    HAND = "hand"


class Verdict(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_IN_PLAN = "not_in_plan"
    TURNED_OFF = "turned_off"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """One verdict about one surface, with its evidence and the day it was seen."""

    name: str
    surface: str
    verdict: str
    evidence: str
    checked_ms: int
