"""Gaps are derived, not written: what is known to exist and is not held, and why.

What *may* be missing (a kind nobody could tell us of) is a doubt and is counted apart.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.artefact import UNSETTLED, ArtefactState
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.number import NumberKind, number_kind
from onrecord.storage.gaps import (
    MissingActivity,
    MissingArtefact,
    missing_activities,
    missing_artefacts,
    unheard_artefacts,
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing piece. `state` is `looking` (work is due), `waiting` (until `next_ms`) or `cannot` (be had)."""

    key: str
    kind: str
    subject: str
    line: str | None
    reason: str
    state: str
    next_ms: int | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "kind": self.kind,
            "subject": self.subject,
            "line": self.line,
            "reason": self.reason,
            "state": self.state,
            "next_at": ms_to_iso(self.next_ms) if self.next_ms is not None else None,
        }


def gaps(conn: Connection, workspace_id: int, now_ms: int) -> Iterator[Gap]:
    """Everything known to exist and not held, in a stable order."""
    for activity in missing_activities(conn, workspace_id):
        yield gap_of_activity(activity)
    for artefact in missing_artefacts(conn, workspace_id):
        yield gap_of_artefact(artefact, now_ms)


def doubts(conn: Connection, workspace_id: int) -> Iterator[Gap]:
    """Everything of which no source that can tell has spoken, or of which we are not told."""
    for unheard in unheard_artefacts(conn, workspace_id):
        yield Gap(
            key=f"{unheard.kind}:{unheard.activity_id}",
            kind=unheard.kind,
            subject=unheard.activity_id,
            line=unheard.line_id,
            reason="not_told" if unheard.word == "unknown" else "withheld",
            state="cannot",
        )


def gap_of_artefact(missing: MissingArtefact, now_ms: int) -> Gap:
    """The gap of one artefact: unsettled states are being worked on, the others cannot be had for now."""
    return Gap(
        key=f"{missing.kind}:{missing.activity_id}:{missing.ordinal}",
        kind=missing.kind,
        subject=missing.activity_id,
        line=missing.line_id,
        reason=missing.reason or _REASONS[ArtefactState(missing.state)],
        state=_work_state(missing.state, missing.next_ms, now_ms),
        next_ms=missing.next_ms,
    )


def gap_of_activity(missing: MissingActivity) -> Gap:
    """The gap of an activity that is known by reference only."""
    reason = _why_not_listed(json.loads(missing.participants or "[]"))
    return Gap(
        key=f"activity:{missing.activity_id}",
        kind="activity",
        subject=missing.activity_id,
        line=missing.line_id,
        reason=reason,
        state="looking" if reason == "known_by_reference" else "cannot",
    )


def _why_not_listed(participants: list[str]) -> str:
    """v1 lists by full numbers only, and what groups say not at every time."""
    if any(number_kind(number) is not NumberKind.PERSON for number in participants):
        return "not_a_full_number"
    return "group" if len(participants) > 1 else "known_by_reference"


def counted(all_gaps: Iterator[Gap]) -> dict[str, object]:
    """`{"open": n, "by_reason": {}}`."""
    by_reason = Counter(gap.reason for gap in all_gaps)
    return {"open": by_reason.total(), "by_reason": dict(sorted(by_reason.items()))}


_REASONS = {
    ArtefactState.WANTED: "not_fetched_yet",
    ArtefactState.PENDING: "provider_processing",
    ArtefactState.EXPIRED: "link_expired",
    ArtefactState.REFUSED: "refused_for_safety",
    ArtefactState.WITHHELD: "withheld",
    ArtefactState.UNKNOWN: "not_told",
}


def _work_state(state: str, next_ms: int | None, now_ms: int) -> str:
    if state not in UNSETTLED:
        return "cannot"
    return "waiting" if next_ms is not None and next_ms > now_ms else "looking"
