"""What came of a call. Decided over several fields and every word that was said of its end.

The provider's `status` alone says «completed» of missed calls too. Each line is told with an example in
docs/decisions/precedence.md.
"""

from collections.abc import Iterable
from typing import NamedTuple

from onrecord.domain.activity import Direction, Outcome
from onrecord.projection.statement import TERMINAL_RANK, Statement, status_rank

_BY_AGENT = "ai-handled"
_HUNG_UP = frozenset({"abandoned", "canceled"})
_PASSED_ON = "forwarded"
_BROKEN = "failed"


class Facts(NamedTuple):
    """What an outcome follows from. `status` is the chosen one, `said` every word for an end that still stands."""

    direction: str | None = None
    status: str | None = None
    said: frozenset[str] = frozenset()
    answered: bool = False
    ended: bool = False
    ai_handled: bool = False
    forwarded: bool = False
    left_voicemail: bool = False


def ends_said(statements: Iterable[Statement]) -> frozenset[str]:
    """Every word for the end of a call that a source says: a surface knows ends that another one calls completed."""
    words = (statement.values.get("status") for statement in statements)
    return frozenset(word for word in words if isinstance(word, str) and status_rank(word) >= TERMINAL_RANK)


def outcome_of(facts: Facts) -> Outcome:
    """The first that applies, in the order of the lines below."""
    if not facts.ended and status_rank(facts.status) < TERMINAL_RANK:
        return Outcome.IN_PROGRESS if facts.status is not None else _untold(facts)
    if facts.ai_handled or _BY_AGENT in facts.said:
        return Outcome.AI_ANSWERED
    if _PASSED_ON in facts.said or (facts.forwarded and not facts.answered and not facts.left_voicemail):
        return Outcome.FORWARDED
    if facts.answered:
        return Outcome.ANSWERED
    return _unanswered(facts)


def _untold(facts: Facts) -> Outcome:
    """Nobody has given a status: only that it was passed on may be known."""
    return Outcome.FORWARDED if facts.forwarded and not facts.answered else Outcome.UNKNOWN


def _unanswered(facts: Facts) -> Outcome:
    if _BROKEN in facts.said and not facts.left_voicemail:
        return Outcome.FAILED
    if facts.direction == Direction.OUTGOING:
        return Outcome.NO_ANSWER
    if facts.direction != Direction.INCOMING:
        return Outcome.UNKNOWN
    if facts.left_voicemail:
        return Outcome.VOICEMAIL
    return Outcome.MISSED if facts.said.isdisjoint(_HUNG_UP) else Outcome.ABANDONED
