"""Gaps are derived, not written: what is known to exist and is not held, and why.

The witnesses: artefacts whose bytes or text are not in hand; activities that something refers to; voicemails that the
provider says were left; and doubts that a person confirmed. What *may* be missing is in `ledger.doubts`. Only what
people decide is stored, so that a gap closes by itself when what it names arrives, by whatever way.
"""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection

from onrecord.domain.artefact import UNSETTLED, ArtefactState
from onrecord.domain.conversation import Reach
from onrecord.domain.gap import Decision, Gap, GapState
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import doubts_about
from onrecord.ledger.road import is_v1_asked
from onrecord.storage.gaps import (
    MissingActivity,
    MissingArtefact,
    UnheardArtefact,
    missing_activities,
    missing_artefacts,
    promised_voicemails,
)
from onrecord.storage.inbox import Lines

PROMISED = "voicemail_promised"
REASONS: Mapping[str, str] = {
    ArtefactState.WANTED: "not_fetched_yet",
    ArtefactState.PENDING: "provider_processing",
    ArtefactState.EXPIRED: "link_expired",
    ArtefactState.REFUSED: "refused_for_safety",
    ArtefactState.WITHHELD: "withheld",
    ArtefactState.UNKNOWN: "not_told",
}


def gaps(
    conn: Connection,
    workspace_id: int,
    now_ms: int,
    *,
    lines: Lines = None,
    ids: Collection[str] | None = None,
) -> Iterator[Gap]:
    """Everything known to exist and not held, in a stable order, but for what a person dismissed. `ids`: only what
    belongs to these activities.
    """
    said = read(conn, workspace_id)
    return said.open(found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=ids))


def found_gaps(
    conn: Connection,
    workspace_id: int,
    now_ms: int,
    said: Decisions,
    *,
    lines: Lines = None,
    ids: Collection[str] | None = None,
) -> Iterator[Gap]:
    """The same with what was dismissed."""
    yield from unseen_gaps(conn, workspace_id, lines=lines, ids=ids)
    for artefact in missing_artefacts(conn, workspace_id, lines=lines, activity_ids=ids):
        yield gap_of_artefact(artefact, now_ms)
    for voicemail in promised_voicemails(conn, workspace_id, lines=lines, activity_ids=ids):
        yield gap_of_promise(voicemail)
    yield from _confirmed(conn, workspace_id, said, lines, ids)


def _confirmed(
    conn: Connection, workspace_id: int, said: Decisions, lines: Lines, ids: Collection[str] | None
) -> Iterator[Gap]:
    """Doubts that a person confirmed, for as long as they are doubts."""
    subjects = {key.split(":")[1] for key in said.keys_decided(Decision.CONFIRMED)}
    if ids is not None:
        subjects &= set(ids)
    if subjects:
        for doubt in doubts_about(conn, workspace_id, subjects, lines=lines):
            if said.decision(doubt.key) == Decision.CONFIRMED:
                yield said.confirmed(doubt)


def gap_of_artefact(missing: MissingArtefact, now_ms: int) -> Gap:
    """The gap of one artefact: unsettled states are being worked on, the others cannot be had for now."""
    return Gap(
        key=f"{missing.kind}:{missing.activity_id}:{missing.ordinal}",
        kind=missing.kind,
        subject=missing.activity_id,
        line=missing.line_id,
        reason=reason_of_state(missing.state, missing.reason),
        state=_work_state(missing, now_ms),
        next_ms=missing.next_ms,
        at_ms=missing.at_ms,
        conversation_key=missing.conversation_key,
    )


def reason_of_state(state: str, reason: str | None) -> str:
    """Why an artefact in that state is not held."""
    return reason or REASONS[ArtefactState(state)]


def unseen_gaps(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> Iterator[Gap]:
    """The gaps of activities that something refers to and no answer has shown."""
    on_v1 = is_v1_asked(conn, workspace_id)
    for activity in missing_activities(conn, workspace_id, lines=lines, ids=ids):
        yield gap_of_activity(activity, on_v1=on_v1)


def gap_of_activity(missing: MissingActivity, *, on_v1: bool) -> Gap:
    """The gap of an activity that is known by reference only."""
    reason = why_not_listed(missing.reach, on_v1=on_v1)
    return Gap(
        key=f"activity:{missing.activity_id}",
        kind="activity",
        subject=missing.activity_id,
        line=missing.line_id,
        reason=reason,
        state=GapState.LOOKING if reason == "known_by_reference" else GapState.CANNOT,
        at_ms=missing.at_ms,
        conversation_key=missing.conversation_key,
    )


def gap_of_promise(voicemail: UnheardArtefact) -> Gap:
    """The gap of a voicemail of which it is only known that it was left."""
    return Gap(
        key=f"voicemail:{voicemail.activity_id}",
        kind="voicemail",
        subject=voicemail.activity_id,
        line=voicemail.line_id,
        reason=PROMISED,
        state=GapState.LOOKING,
        at_ms=voicemail.at_ms,
        conversation_key=voicemail.conversation_key,
    )


def why_not_listed(reach: str, *, on_v1: bool) -> str:
    """v1 lists by full numbers only, and what groups say not at every time; elsewhere everything is listed in time."""
    return reach if on_v1 and reach in {Reach.NOT_A_FULL_NUMBER, Reach.GROUP} else "known_by_reference"


def _work_state(missing: MissingArtefact, now_ms: int) -> str:
    if missing.state not in UNSETTLED:
        return GapState.CANNOT
    later = missing.next_ms is not None and missing.next_ms > now_ms
    return GapState.WAITING if later or missing.given_up else GapState.LOOKING
