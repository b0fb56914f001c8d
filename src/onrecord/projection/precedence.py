"""Which source wins, field by field, and the name of the rule that chose.

Every function takes the statements that speak of the field and looks at all of them at once, so that no order of
arrival and no chain of pairwise comparisons can change the answer.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from onrecord.domain.clock import SECOND, Instant
from onrecord.domain.length import UNMEASURED, Lengths, lengths
from onrecord.projection.reduction import has_ended, status_key
from onrecord.projection.statement import (
    TERMINAL_RANK,
    Statement,
    is_agent,
    is_under_way,
    status_rank,
    surface_rank,
)

TIE_MS = 2 * SECOND
"""Two statements less than this apart are as new as each other: their clocks are not the same."""

OVER = "completed"
"""Of an unanswered call it says no more than that."""


class Verdict(NamedTuple):
    """`chosen` is None where the value follows from something else than one statement of this field."""

    value: object
    rule: str
    chosen: Statement | None


class Course(NamedTuple):
    """What the choice of a value, and the judgement of those that differ, needs to know of the whole activity.

    `ended`: somebody gave the end of the call. `over`: that, or a status that is an end. `lengths`: by its own times.
    """

    ended: bool
    answered: bool
    over: bool = False
    lengths: Lengths = UNMEASURED


Rule = Callable[[str, Sequence[Statement], Course], Verdict]


def newest(statements: Sequence[Statement]) -> Statement:
    """Rule 5: time (under 2 s apart is a tie), then status, surface, canonical content; total and stable."""
    latest = max(statement.order_ms for statement in statements)
    close = [statement for statement in statements if statement.order_ms > latest - TIE_MS]
    return close[0] if len(close) == 1 else max(close, key=_strength)


def _strength(statement: Statement) -> tuple[int, int, bytes, int, str]:
    rank = status_rank(statement.values.get("status"))
    return rank, surface_rank(statement.surface), statement.canonical, statement.order_ms, statement.slot


def by_newest(name: str, spoke: Sequence[Statement], _course: Course) -> Verdict:
    """For what people change: the newest word holds, also when it is «none»."""
    chosen = newest(spoke)
    return Verdict(chosen.values[name], "newest", chosen)


def by_value(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For what happened once: somebody who knows beats everybody who says «none»; then the newest."""
    valued = [statement for statement in spoke if statement.values[name] is not None]
    if not valued or len(valued) == len(spoke):
        return by_newest(name, spoke, course)
    chosen = newest(valued)
    return Verdict(chosen.values[name], "value_over_none", chosen)


def by_finest(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For times: of those that agree with the winner at the coarser precision of the two, the finest (rule 11)."""
    verdict = by_value(name, spoke, course)
    base = verdict.value
    if not isinstance(base, Instant) or verdict.chosen is None:
        return verdict
    agreeing = [
        statement for statement in spoke if (at := statement.instant(name)) is not None and at.agrees_with(base)
    ]
    finest = min(agreeing, key=lambda statement: _fineness(statement, name, base))
    if finest.values[name] == base:
        return verdict
    return Verdict(finest.values[name], "finest_agreeing", finest)


def _fineness(statement: Statement, name: str, base: Instant) -> tuple[int, bool, int, int, str]:
    at = statement.instant(name) or base
    return at.precision_ms, at != base, at.ms, -surface_rank(statement.surface), statement.slot


def by_answerer(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For who answered: where one names the agent and another a person, the agent did, because the provider puts
    the person whom a call belongs to where the agent answered (seen live, 2025).
    """
    agents = [statement for statement in spoke if is_agent(statement.values[name])]
    if not agents or len(agents) == len(spoke):
        return by_value(name, spoke, course)
    chosen = newest(agents)
    return Verdict(chosen.values[name], "agent_over_person", chosen)


def by_latest(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For the time of the last change: it only moves forward."""
    verdict = by_value(name, spoke, course)
    times = [at for statement in spoke if (at := statement.instant(name)) is not None]
    return verdict._replace(value=max(times)) if times else verdict


def by_course(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For the status (rule 6): the latest provider time, at one time the furthest; an ended call does not ring, and a
    word for how it ended beats «completed», which is said of calls that nobody answered too.
    """
    if not course.ended:
        chosen = max(spoke, key=status_key)
        return Verdict(chosen.values[name], "furthest", chosen)
    settled = [statement for statement in spoke if not is_under_way(statement.values[name])]
    if not settled:
        return Verdict(OVER, "ended", None)
    telling = settled if course.answered else [one for one in settled if one.values[name] != OVER] or settled
    rule = "says_how" if len(telling) < len(settled) else "ended" if len(settled) < len(spoke) else "furthest"
    chosen = max(telling, key=status_key)
    return Verdict(chosen.values[name], rule, chosen)


def by_duration(name: str, spoke: Sequence[Statement], course: Course) -> Verdict:
    """For the length of a call, which the provider's own surfaces contradict each other on (136 s and 0 s, 2025).

    A word from after the end beats one from before it; for an answered call more than nothing beats nothing; then
    the better surface, whenever it was asked, so that asking again does not make the value swing; then the newest.
    """
    if len({statement.values[name] for statement in spoke}) == 1:
        return Verdict(spoke[0].values[name], "agreed", max(spoke, key=_by_surface))
    rule, left = "after_the_end", [statement for statement in spoke if _after_the_end(statement)] or list(spoke)
    if course.answered and any(statement.values[name] for statement in left):
        positive = [statement for statement in left if statement.values[name]]
        rule, left = ("positive_over_zero" if len(positive) < len(left) else rule), positive
    best = max(surface_rank(statement.surface) for statement in left)
    ranked = [statement for statement in left if surface_rank(statement.surface) == best]
    if len({statement.values[name] for statement in left}) > 1:
        rule = "surface_rank" if len(ranked) < len(left) else "newest"
    chosen = newest(ranked)
    return Verdict(chosen.values[name], rule, chosen)


def _by_surface(statement: Statement) -> tuple[int, int, str]:
    return surface_rank(statement.surface), statement.order_ms, statement.slot


def _after_the_end(statement: Statement) -> bool:
    return has_ended(statement) or status_rank(statement.values.get("status")) >= TERMINAL_RANK


ACTIVITY_RULES: Mapping[str, Rule] = {
    "status": by_course,
    "answered_by": by_answerer,
    "duration_seconds": by_duration,
    "at_ms": by_finest,
    "answered_ms": by_finest,
    "completed_ms": by_finest,
    "updated_ms": by_latest,
}
"""Every other field of an activity is chosen by `by_value`: it is a fact that does not change."""


def settle_activity(statements: Sequence[Statement]) -> tuple[dict[str, object], dict[str, Verdict], Course]:
    """The winning values of an activity's fields, and the verdicts on those of which several statements spoke."""
    speaking = [statement for statement in statements if statement.values]
    course = Course(
        any(has_ended(statement) for statement in speaking),
        any(statement.values.get("answered_ms") is not None for statement in speaking),
    )
    if len(speaking) == 1 and not course.ended:
        return dict(speaking[0].values), {}, course
    values: dict[str, object] = {}
    verdicts: dict[str, Verdict] = {}
    for name, spoke in _spoken(speaking).items():
        if len(spoke) == 1 and not (name == "status" and course.ended):
            values[name] = spoke[0].values[name]
            continue
        verdict = ACTIVITY_RULES.get(name, by_value)(name, spoke, course)
        values[name] = verdict.value
        verdicts[name] = verdict
    return values, verdicts, _whole(course, values) if verdicts else course


def _whole(course: Course, values: Mapping[str, object]) -> Course:
    """The course with what only the chosen values tell."""
    return course._replace(
        over=course.ended or status_rank(values.get("status")) >= TERMINAL_RANK,
        lengths=lengths(*(_ms(values.get(name)) for name in ("at_ms", "answered_ms", "completed_ms"))),
    )


def _ms(value: object) -> int | None:
    return value.ms if isinstance(value, Instant) else None


def settle_card(statements: Sequence[Statement]) -> dict[str, object]:
    """The winning values of anything that people edit: of every field the newest word."""
    if len(statements) == 1:
        return dict(statements[0].values)
    course = Course(ended=False, answered=False)
    return {name: by_newest(name, spoke, course).value for name, spoke in _spoken(statements).items()}


def _spoken(statements: Sequence[Statement]) -> dict[str, list[Statement]]:
    spoken: dict[str, list[Statement]] = {}
    for statement in statements:
        for name in statement.values:
            if name in spoken:
                spoken[name].append(statement)
            else:
                spoken[name] = [statement]
    return spoken


def gone_ms(statements: Sequence[Statement]) -> int | None:
    """Rule 10: when it was said to be gone, unless it was seen later; a tie goes to gone."""
    gone = max((one for one in statements if one.gone_ms is not None), key=_by_gone, default=None)
    if gone is None:
        return None
    seen = max((one.order_ms for one in statements if one.kind is not None and one.gone_ms is None), default=None)
    return gone.gone_ms if seen is None or seen < gone.order_ms + TIE_MS else None


def _by_gone(statement: Statement) -> tuple[int, int]:
    return statement.order_ms, statement.gone_ms or 0
