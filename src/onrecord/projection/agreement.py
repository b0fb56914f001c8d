"""When two sources say the same, and when one that differs does not contradict.

Each name of an explanation is told with its example in docs/decisions/precedence.md.
"""

from collections.abc import Collection

from onrecord.domain.clock import Instant
from onrecord.domain.length import is_about
from onrecord.projection.precedence import Course, Verdict
from onrecord.projection.reduction import has_ended, status_key
from onrecord.projection.statement import TERMINAL_RANK, Statement, is_agent, status_rank

SAID_BEFORE_THE_END = "said_before_the_end"
EARLIER_STATUS = "earlier_status"
NO_WORD_FOR_IT = "no_word_for_it"
INCOMPLETE_LIST = "incomplete_list"
RINGING_TIME = "ringing_time"
COUNTS_RINGING = "counts_ringing"
ZERO_LENGTH = "zero_length"
ROUNDED = "rounded"
NAMES_THE_OWNER = "names_the_owner"

LISTS = frozenset({"participants", "to_numbers"})
_V1_LACKS = frozenset({("failed", "undelivered"), ("received", "delivered")})
"""(what it is, what v1 says): it never had a word for failed, and none for received in 2025."""

_PICKED_UP = frozenset({"completed", "answered", "ai-handled", "forwarded", "in-progress"})
_NOBODY_CAME = frozenset({"completed", "unanswered", "missed", "no-answer"})
"""Words that say of an unanswered call no more than that it is over."""
_HOW_IT_ENDED = frozenset({"busy", "canceled", "abandoned", "forwarded", "failed"})


def agrees(name: str, value: object, held: object, course: Course) -> bool:
    """Whether a source says the same as the value that is held."""
    if isinstance(value, Instant) and isinstance(held, Instant):
        return value.agrees_with(held)
    if name in LISTS:
        return set(_elements(value)) == set(_elements(held))
    if name == "ai_handled":
        return bool(value) == bool(held)
    return value == held or (name == "status" and _same_end(value, held, course))


def explanation(name: str, statement: Statement, verdict: Verdict, course: Course) -> str | None:
    """Why one that differs does not contradict; None where it does."""
    if name in LISTS:
        return INCOMPLETE_LIST if set(_elements(statement.values[name])) <= set(_elements(verdict.value)) else None
    if name == "status" and not course.ended:
        return _of_status(statement, verdict, course)
    if course.over and _spoke_during(statement):
        return SAID_BEFORE_THE_END
    if name == "status":
        return _of_status(statement, verdict, course)
    if name == "duration_seconds":
        return _of_length(statement.values[name], verdict.value, course)
    if name == "answered_by":
        return _of_answerer(statement, verdict.value)
    return None


def _of_status(statement: Statement, verdict: Verdict, course: Course) -> str | None:
    said = statement.values["status"]
    if _is_earlier(statement, verdict.chosen, course):
        return EARLIER_STATUS
    return NO_WORD_FOR_IT if statement.surface == "v1" and (verdict.value, said) in _V1_LACKS else None


def _same_end(said: object, held: object, course: Course) -> bool:
    """Two words for one end of a call: one says how it ended, the other only that it is over."""
    if not course.over:
        return False
    if course.answered:
        return said in _PICKED_UP and held in _PICKED_UP
    words = {said, held}
    return words <= _NOBODY_CAME | _HOW_IT_ENDED and not words <= _HOW_IT_ENDED


def _is_earlier(statement: Statement, chosen: Statement | None, course: Course) -> bool:
    """It is under way, or an end that a strictly later time of the provider's overtook. A call ends only once."""
    if status_rank(statement.values["status"]) < TERMINAL_RANK:
        return True
    return not course.ended and chosen is not None and status_key(statement)[0] < status_key(chosen)[0]


def _of_length(said: object, held: object, course: Course) -> str | None:
    if not course.answered:
        return RINGING_TIME
    if said == 0 and is_about(held, course.lengths.talk):
        return ZERO_LENGTH
    if is_about(said, held if isinstance(held, int) else None):
        return ROUNDED
    if is_about(said, course.lengths.whole) and is_about(held, course.lengths.talk):
        return COUNTS_RINGING
    if is_about(held, course.lengths.whole) and is_about(said, course.lengths.talk):
        return COUNTS_RINGING
    return None


def _of_answerer(statement: Statement, held: object) -> str | None:
    """A person's name where the agent answered: the one whom the call belongs to."""
    said = statement.values["answered_by"]
    if is_agent(held) and (is_agent(said) or said == statement.values.get("member_id")):
        return NAMES_THE_OWNER
    return None


def _spoke_during(statement: Statement) -> bool:
    return not has_ended(statement) and status_rank(statement.values.get("status")) < TERMINAL_RANK


def _elements(value: object) -> Collection[object]:
    return value if isinstance(value, tuple) else ()
