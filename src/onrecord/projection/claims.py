"""Every source's value of a contested field beside the one that was chosen, and whether they disagree (idea 3)."""

from collections.abc import Mapping, Sequence

from onrecord.domain.activity import ClaimRecord, DiscrepancyRecord
from onrecord.domain.clock import Instant, ms_to_iso
from onrecord.projection.agreement import EARLIER_STATUS, SAID_BEFORE_THE_END, agrees, explanation
from onrecord.projection.precedence import Course, Verdict
from onrecord.projection.statement import Statement, surface_rank

CONTESTED = (
    "ai_handled",
    "answered_by",
    "answered_ms",
    "at_ms",
    "completed_ms",
    "direction",
    "duration_seconds",
    "forwarded_to",
    "from_number",
    "participants",
    "status",
    "to_numbers",
)
COUNTED = frozenset({"answered_ms", "duration_seconds"})
"""What is added up surface by surface: where several showed a call, it must be known which of them said nothing."""

ONLY_SOURCE = "only_source"
PUSHED = frozenset({"N", "L2", "L1", "log"})
PASSED = frozenset({SAID_BEFORE_THE_END, EARLIER_STATUS})


def claims_of(
    statements: Sequence[Statement], verdicts: Mapping[str, Verdict], course: Course, surfaces: Sequence[str]
) -> tuple[list[ClaimRecord], list[DiscrepancyRecord]]:
    """Claims and discrepancies of the contested fields on which two slots or more spoke, sorted.

    Nobody contests what everybody says is not there, so that makes no claims. What is COUNTED makes them also where
    one slot spoke and several surfaces showed the activity.
    """
    claims: list[ClaimRecord] = []
    discrepancies: list[DiscrepancyRecord] = []
    for name in CONTESTED:
        verdict = verdicts.get(name) or (_alone(name, statements) if len(surfaces) > 1 and name in COUNTED else None)
        if verdict is None:
            continue
        made = claims_on(name, statements, verdict, course)
        if (len(made) < 2 and name not in COUNTED) or all(claim.value == NOTHING for claim in made):
            continue
        if len(made) < 2 and len(surfaces) < 2:
            continue
        claims += made
        found = discrepancy_in(name, made)
        if found is not None:
            discrepancies.append(found)
    return claims, discrepancies


def _alone(name: str, statements: Sequence[Statement]) -> Verdict | None:
    return next((Verdict(one.values[name], ONLY_SOURCE, one) for one in statements if name in one.values), None)


def claims_on(name: str, statements: Sequence[Statement], verdict: Verdict, course: Course) -> list[ClaimRecord]:
    """What each slot that speaks of a field says of it, in the order of the slots."""
    claims = []
    for statement in _one_per_slot(name, statements, verdict):
        same = agrees(name, statement.values[name], verdict.value, course)
        claims.append(
            ClaimRecord(
                field=name,
                slot=statement.slot,
                value=spoken(statement.values[name]),
                at_ms=statement.order_ms,
                rule=verdict.rule,
                chosen=statement is verdict.chosen,
                agrees=same,
                explained=None if same else explanation(name, statement, verdict, course),
                observation_id=statement.observation_id,
            )
        )
    return claims


def discrepancy_in(name: str, claims: Sequence[ClaimRecord]) -> DiscrepancyRecord | None:
    """The disagreement among the claims on one field. It is explained where every one that differs is.

    What the provider told by itself says what was so at that moment: a stage that passed since is no disagreement.
    """
    apart = sorted((claim for claim in claims if not claim.agrees and not _was_so_then(claim)), key=_weight)
    if not apart:
        return None
    held = next((claim.surface for claim in claims if claim.chosen), None)
    return DiscrepancyRecord(name, apart[0].explained, held, apart[0].surface)


def _was_so_then(claim: ClaimRecord) -> bool:
    return claim.surface in PUSHED and claim.explained in PASSED


def _weight(claim: ClaimRecord) -> tuple[bool, int, str]:
    """Open ones first, then the better surface."""
    return claim.explained is not None, -surface_rank(claim.surface), claim.slot


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


NOTHING = "none"


def spoken(value: object) -> str:
    """A value as it is kept beside its source. Of a list the order and the repeats say nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Instant):
        return ms_to_iso(value.ms)
    if isinstance(value, tuple):
        return ",".join(str(element) for element in sorted({str(element) for element in value}))
    return str(value)
