"""What once was missing and is held now: derived from attempts, refusals and decisions, like everything here.

It is told of files whose link ran out, that were refused or lost; of parts of calls that Quo withheld; of what a person
put in by hand; and of what a person knew to exist before it came.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from onrecord.domain.artefact import BY_HAND, DAMAGED, TOO_LARGE, ArtefactKind, HoldingOutcome
from onrecord.domain.gap import Decision, Recovered
from onrecord.ledger.decisions import read
from onrecord.projection.parsers import OPERATIONS
from onrecord.storage import returns
from onrecord.storage.inbox import Lines
from onrecord.storage.returns import Return

CONFIRMED, WITHHELD = "confirmed", "withheld"
_REASONS = {
    HoldingOutcome.EXPIRED: "link_expired",
    HoldingOutcome.REFUSED: "refused_for_safety",
    HoldingOutcome.LOST: DAMAGED,
    HoldingOutcome.LIFTED: TOO_LARGE,
}


def recovered(conn: Connection, workspace_id: int, *, lines: Lines = None) -> list[Recovered]:
    """Each once, however often it was missing, the last to come first."""
    found: dict[str, Recovered] = {}
    for one in (
        *_confirmed(conn, workspace_id, lines),
        *_given_after_all(conn, workspace_id, lines),
        *map(_tried_again, returns.after_attempts(conn, workspace_id, lines=lines)),
        *(_recovered(one, BY_HAND) for one in returns.by_hand(conn, workspace_id, lines=lines)),
    ):
        found[one.key] = one
    return sorted(found.values(), key=lambda one: (-one.came_ms, one.key))


def by_reason(found: Iterable[Recovered]) -> list[tuple[str, int]]:
    """The most frequent first."""
    return Counter(one.reason for one in found).most_common()


def _tried_again(one: Return) -> Recovered:
    return _recovered(one, _REASONS[HoldingOutcome(one.why)])


def _given_after_all(conn: Connection, workspace_id: int, lines: Lines) -> Iterator[Recovered]:
    for kind in ArtefactKind:
        operations = _telling(kind)
        if operations:
            given = returns.after_refusal(conn, workspace_id, kind, operations, lines=lines)
            yield from (_recovered(one, WITHHELD) for one in given)


def _telling(kind: str) -> Sequence[str]:
    """The operations that are asked for one part of a call."""
    return [name for some in OPERATIONS.values() for name, operation in some.items() if operation.part == kind]


def _confirmed(conn: Connection, workspace_id: int, lines: Lines) -> Iterator[Recovered]:
    keys = read(conn, workspace_id).keys_decided(Decision.CONFIRMED)
    held = returns.held_of(conn, workspace_id, {key.split(":")[1] for key in keys}, lines=lines)
    return (_recovered(one, CONFIRMED) for one in held if f"{one.kind}:{one.activity_id}" in keys)


def _recovered(one: Return, reason: str) -> Recovered:
    return Recovered(
        key=f"{one.kind}:{one.activity_id}:{one.ordinal}",
        kind=one.kind,
        subject=one.activity_id,
        line=one.line_id,
        reason=reason,
        came_ms=one.came_ms,
        at_ms=one.at_ms,
        conversation_key=one.conversation_key,
    )
