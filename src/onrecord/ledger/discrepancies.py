"""Where Quo's numbers don't match: each disagreement, explained or open, and how many there are of which kind.

Between sources they are found by the fold; within one call (its length against its own times and its recordings) they
are derived here, whenever they are looked at. Both kinds: docs/decisions/precedence.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.length import apart
from onrecord.projection.statement import surface_rank
from onrecord.storage.discrepancies import TimedCall, disputed, timed_calls

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """`kind` is the contested field, or the name of a disagreement within one call; then `held` and `other` are its
    two lengths in seconds. `explained` names why it is no contradiction; None where it is open.
    """

    activity_id: str
    line_id: str | None
    at_ms: int
    kind: str
    explained: str | None
    surface: str | None
    against: str | None
    held: float | None = None
    other: float | None = None

    @property
    def open(self) -> bool:
        return self.explained is None

    @property
    def pair(self) -> tuple[str, str]:
        """The two surfaces, the one that is believed first; `record` is what follows from several fields."""
        return self.surface or "record", self.against or "record"


class Count(NamedTuple):
    """How many are open, and how many are explained."""

    open: int
    explained: int

    @property
    def total(self) -> int:
        return self.open + self.explained


def discrepancies(conn: Connection, scope: Scope, *, line: str | None = None) -> list[Discrepancy]:
    """All of them, the newest activity first."""
    lines = scope.lines if line is None else frozenset({line} if scope.allows_line(line) else ())
    between = (Discrepancy(*found) for found in disputed(conn, scope.workspace_id, lines=lines))
    within = (one for call in timed_calls(conn, scope.workspace_id, lines=lines) for one in _within(call))
    return sorted((*between, *within), key=lambda one: (-one.at_ms, one.activity_id, one.kind))


def _within(call: TimedCall) -> Iterator[Discrepancy]:
    surface = max(call.surfaces.split(","), key=surface_rank) or None
    found = apart(call.timed)
    for one in sorted(found, key=lambda each: each.kind):
        yield Discrepancy(
            call.activity_id, call.line_id, call.at_ms, one.kind, one.explained, surface, surface, one.held, one.other
        )


def counted(found: Iterable[Discrepancy], by: Callable[[Discrepancy], Any]) -> dict[Any, Count]:
    """How many there are by whatever `by` says of each, in the order of the first of them."""
    opened: Counter[Any] = Counter()
    explained: Counter[Any] = Counter()
    for one in found:
        (opened if one.open else explained)[by(one)] += 1
    return {key: Count(opened[key], explained[key]) for key in dict.fromkeys((*opened, *explained))}


def total(found: Iterable[Discrepancy]) -> Count:
    return counted(found, lambda _: None).get(None, Count(0, 0))


def as_json(found: list[Discrepancy], month_of: Callable[[int], str]) -> dict[str, Any]:
    """What `onrecord discrepancies --json` prints; `month_of` says in which month of the workspace a moment lies."""
    every = total(found)
    by_month = counted(found, lambda one: (month_of(one.at_ms), *one.pair))
    return {
        "schema": SCHEMA,
        "open": every.open,
        "explained": every.explained,
        "by_kind": {kind: _count(count) for kind, count in sorted(counted(found, lambda one: one.kind).items())},
        "by_explanation": _explanations(found),
        "by_surfaces": [
            {"held": held, "against": against} | _count(count)
            for (held, against), count in sorted(counted(found, lambda one: one.pair).items())
        ],
        "by_month": [
            {"month": month, "held": held, "against": against} | _count(count)
            for (month, held, against), count in sorted(by_month.items())
        ],
        "discrepancies": [_one(one) for one in found],
    }


def _explanations(found: Iterable[Discrepancy]) -> dict[str, int]:
    return dict(sorted(Counter(one.explained for one in found if one.explained is not None).items()))


def _count(count: Count) -> dict[str, int]:
    return {"open": count.open, "explained": count.explained}


def _one(one: Discrepancy) -> dict[str, Any]:
    return {
        "activity": one.activity_id,
        "line": one.line_id,
        "at": ms_to_iso(one.at_ms),
        "kind": one.kind,
        "held": one.pair[0],
        "against": one.pair[1],
        "explained": one.explained,
        "seconds": None if one.held is None else [one.held, one.other],
    }
