"""Of each slot only the newest statement speaks; what it supersedes leaves behind only what outlasts it.

That is: lists of artefacts that were seen (evidence of existence beats absence, rule 4), the furthest status with
its provider time (rule 6), and that a call had ended. All of it is a maximum per key, so statements can be reduced
in any order, in any portions, as often as one likes (rule 13).
"""

from collections.abc import Iterable, Sequence

from onrecord.domain.clock import SECOND
from onrecord.projection.statement import (
    TERMINAL_RANK,
    Absence,
    Entry,
    Statement,
    status_rank,
    surface_rank,
)

UNPROVEN = -1
"""The provider time of a status under way that came without one: it cannot be shown to be later than anything."""


def newest_per_slot(statements: Sequence[Statement]) -> list[Statement]:
    """The statements that still speak, and what is left of the others. Idempotent; the order of input is nothing."""
    if len(statements) < 2:
        return list(statements)
    by_slot: dict[str, list[Statement]] = {}
    for statement in statements:
        by_slot.setdefault(statement.slot, []).append(statement)
    if len(by_slot) == len(statements):
        return list(statements)
    reduced: list[Statement] = []
    for same in by_slot.values():
        if len(same) == 1:
            reduced += same
        else:
            reduced += _reduced(same)
    return reduced


def status_key(statement: Statement) -> tuple[int, int, int, str, int, str]:
    """A total order of status claims: provider time in whole seconds (the coarsest the provider uses, so that the
    answer cannot depend on which two are compared), then how far along, so that an end yields only to a strictly
    later time; then surface (v1 has no word for `failed`); the rest makes it total.
    """
    status = str(statement.values["status"])
    rank = status_rank(status)
    return (
        _status_ms(statement, rank) // SECOND,
        rank,
        surface_rank(statement.surface),
        status,
        statement.order_ms,
        statement.slot,
    )


def has_ended(statement: Statement) -> bool:
    """Whether it says that the call is over: it gives the time of the end, or is the event of the end."""
    return statement.values.get("completed_ms") is not None or "ended" in statement.values


def _status_ms(statement: Statement, rank: int) -> int:
    updated = statement.instant("updated_ms")
    if updated is not None:
        return updated.ms
    if statement.push or rank >= TERMINAL_RANK:
        return statement.order_ms
    return UNPROVEN


def _reduced(same: Sequence[Statement]) -> list[Statement]:
    speaking = [statement for statement in same if not statement.remnant]
    newest = max(speaking, key=_slot_key) if speaking else None
    superseded = [statement for statement in same if statement is not newest]
    kept = [] if newest is None else [newest]
    return kept + _course(newest, superseded) + _evidence(newest, superseded)


def _slot_key(statement: Statement) -> tuple[int, int, bytes]:
    return statement.order_ms, status_rank(statement.values.get("status")), statement.canonical


def _course(newest: Statement | None, superseded: Iterable[Statement]) -> list[Statement]:
    """The furthest status, and the end of the call, where the newest statement of the slot does not have them."""
    left: list[Statement] = []
    furthest = max((one for one in superseded if "status" in one.values), key=status_key, default=None)
    if furthest is not None and (newest is None or _is_further(furthest, newest)):
        values: dict[str, object] = {
            name: furthest.values[name] for name in ("status", "updated_ms") if name in furthest.values
        }
        left.append(_remnant_of(furthest, values=values))
    if newest is None or not has_ended(newest):
        ended = max((one for one in superseded if has_ended(one)), key=lambda one: one.order_ms, default=None)
        if ended is not None:
            left.append(_remnant_of(ended, values={"ended": True}))
    return left


def _only(statement: Statement, names: Iterable[str]) -> dict[str, object]:
    return {name: statement.values[name] for name in names if name in statement.values}


def _is_further(furthest: Statement, newest: Statement) -> bool:
    return "status" not in newest.values or status_key(furthest) > status_key(newest)


def _evidence(newest: Statement | None, superseded: Iterable[Statement]) -> list[Statement]:
    """Each different list of artefacts that was seen, once, at the last time it was seen."""
    seen: dict[tuple[str, tuple[Entry, ...]], Statement] = {}
    for statement in superseded:
        for kind, told in statement.told.items():
            if isinstance(told, Absence) or (newest is not None and newest.told.get(kind) == told):
                continue
            before = seen.get((kind, told))
            if before is None or before.order_ms < statement.order_ms:
                seen[kind, told] = statement
    return [_remnant_of(statement, told={kind: told}) for (kind, told), statement in seen.items()]


def _remnant_of(
    statement: Statement,
    *,
    values: dict[str, object] | None = None,
    told: dict[str, tuple[Entry, ...] | Absence] | None = None,
) -> Statement:
    return Statement(
        statement.slot,
        statement.surface,
        statement.order_ms,
        statement.push,
        statement.subject,
        values=values or {},
        told=told or {},
        remnant=True,
        observation_id=statement.observation_id,
    )
