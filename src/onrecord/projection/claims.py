"""Every source's value of a contested field beside the one that was chosen, and whether they disagree (idea 3)."""

from collections.abc import Collection, Mapping, Sequence

from onrecord.domain.activity import ClaimRecord, DiscrepancyRecord
from onrecord.domain.clock import Instant, ms_to_iso
from onrecord.projection.precedence import Course, Verdict
from onrecord.projection.reduction import has_ended, status_key
from onrecord.projection.statement import TERMINAL_RANK, Statement, status_rank

CONTESTED = ("answered_by", "answered_ms", "at_ms", "completed_ms", "duration_seconds", "participants", "status")
SAID_BEFORE_THE_END = "said_before_the_end"
EARLIER_STATUS = "earlier_status"
RINGING_TIME = "ringing_time"
NO_WORD_FOR_IT = "no_word_for_it"
INCOMPLETE_LIST = "incomplete_list"


def claims_of(
    statements: Sequence[Statement], verdicts: Mapping[str, Verdict], course: Course
) -> tuple[list[ClaimRecord], list[DiscrepancyRecord]]:
    """Claims and discrepancies of the contested fields on which two slots or more spoke, sorted."""
    claims: list[ClaimRecord] = []
    discrepancies: list[DiscrepancyRecord] = []
    for name in CONTESTED:
        verdict = verdicts.get(name)
        if verdict is None:
            continue
        spoke = _one_per_slot(name, statements, verdict)
        if len(spoke) < 2:
            continue
        claims += [_claim(name, statement, verdict) for statement in spoke]
        apart = [statement for statement in spoke if not _agrees(name, statement, verdict.value)]
        if apart:
            discrepancies.append(DiscrepancyRecord(name, _explanation(name, apart, verdict, course)))
    return claims, discrepancies


def _one_per_slot(name: str, statements: Sequence[Statement], verdict: Verdict) -> list[Statement]:
    """Of a slot that has an outlasting remnant too, the chosen one, else the one that still speaks."""
    by_slot: dict[str, Statement] = {}
    for statement in statements:
        if name not in statement.values:
            continue
        before = by_slot.get(statement.slot)
        if before is None or statement is verdict.chosen or (before.remnant and before is not verdict.chosen):
            by_slot[statement.slot] = statement
    return [by_slot[slot] for slot in sorted(by_slot)]


def _claim(name: str, statement: Statement, verdict: Verdict) -> ClaimRecord:
    return ClaimRecord(
        field=name,
        slot=statement.slot,
        value=_spoken(statement.values[name]),
        at_ms=statement.order_ms,
        rule=verdict.rule,
        chosen=statement is verdict.chosen,
    )


def _spoken(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, Instant):
        return ms_to_iso(value.ms)
    if isinstance(value, tuple):
        return ",".join(str(element) for element in sorted(set(value)))
    return str(value)


def _agrees(name: str, statement: Statement, winner: object) -> bool:
    value = statement.values[name]
    if isinstance(value, Instant) and isinstance(winner, Instant):
        return value.agrees_with(winner)
    if name == "participants":
        return set(_numbers(value)) == set(_numbers(winner))
    return value == winner


def _explanation(name: str, apart: Sequence[Statement], verdict: Verdict, course: Course) -> str | None:
    """Why all of those that differ do not contradict; None where one of them does."""
    if name == "participants":
        whole = set(_numbers(verdict.value))
        smaller = all(set(_numbers(statement.values[name])) <= whole for statement in apart)
        return INCOMPLETE_LIST if smaller else None
    if course.ended and all(_spoke_during(statement) for statement in apart):
        return SAID_BEFORE_THE_END
    if name == "status" and all(_is_earlier(statement, verdict.chosen) for statement in apart):
        return EARLIER_STATUS
    if name == "status" and verdict.value == "failed" and all(_knows_no_failed(statement) for statement in apart):
        return NO_WORD_FOR_IT
    if name == "duration_seconds" and not course.answered:
        return RINGING_TIME
    return None


def _spoke_during(statement: Statement) -> bool:
    return not has_ended(statement) and status_rank(statement.values.get("status")) < TERMINAL_RANK


def _is_earlier(statement: Statement, chosen: Statement | None) -> bool:
    """It is under way, or an end that a strictly later time of the provider's overtook."""
    if status_rank(statement.values["status"]) < TERMINAL_RANK:
        return True
    return chosen is not None and status_key(statement)[0] < status_key(chosen)[0]


def _knows_no_failed(statement: Statement) -> bool:
    """v1 speaks of a message as queued, sent, delivered, undelivered or received only."""
    return statement.surface == "v1" and statement.values["status"] == "undelivered"


def _numbers(value: object) -> Collection[str]:
    return value if isinstance(value, tuple) else ()
