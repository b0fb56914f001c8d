"""A missing piece, or one that may be missing, as a value; and what a person can say of it."""

from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.clock import ms_to_iso


class GapState(StrEnum):
    """`looking`: work is due. `waiting`: until a moment, or for a person where trying again is in vain. `cannot`: it
    cannot be had for now. `dismissed`: a person said that it need not be found. `recovered`: it was missing and
    is held now; told of what came back, never of a gap."""

    LOOKING = "looking"
    WAITING = "waiting"
    CANNOT = "cannot"
    DISMISSED = "dismissed"
    RECOVERED = "recovered"


class Decision(StrEnum):
    """`confirmed` makes a doubt a gap; `reopened` takes back what was decided; a `note` decides nothing."""

    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    NOTE = "note"


LONGEST_WHY = 500
_NEEDS_WHY = frozenset({Decision.DISMISSED, Decision.NOTE})


def why_of(decision: str, given: str) -> str | None:
    """The reason as it is kept, in one line; None where the decision needs one and none was given."""
    why = " ".join(given.split())[:LONGEST_WHY]
    return None if decision in _NEEDS_WHY and not why else why


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing piece. `key` names it for as long as it is missing.

    `subject` is the provider's id of what it belongs to: an activity, a conversation or a line. `at_ms` is when that
    happened, `conversation_key` where; 0 and None where nobody knows. `words` are those that raised a doubt. `sure`: it
    is known to exist; else it only may be missing.
    """

    key: str
    kind: str
    subject: str
    line: str | None
    reason: str
    state: str
    next_ms: int | None = None
    at_ms: int = 0
    conversation_key: str | None = None
    words: str = ""
    sure: bool = True

    def as_json(self) -> dict[str, object]:
        """As `gaps --json` gives it: names are promised to programs."""
        return {
            "key": self.key,
            "kind": self.kind,
            "subject": self.subject,
            "line": self.line,
            "reason": self.reason,
            "state": self.state,
            "next_at": ms_to_iso(self.next_ms) if self.next_ms is not None else None,
        }


@dataclass(frozen=True, slots=True)
class Recovered:
    """One artefact that once was missing and is held now. `key` and `reason` are those of the gap it was.

    `came_ms` is when it came, by the provider's clock; `at_ms` when its activity happened.
    """

    key: str
    kind: str
    subject: str
    line: str | None
    reason: str
    came_ms: int
    at_ms: int
    conversation_key: str

    def as_json(self) -> dict[str, object]:
        """In the shape of a gap, with the moment when it came."""
        return {
            "key": self.key,
            "kind": self.kind,
            "subject": self.subject,
            "line": self.line,
            "reason": self.reason,
            "state": GapState.RECOVERED,
            "next_at": None,
            "came_at": ms_to_iso(self.came_ms),
        }
