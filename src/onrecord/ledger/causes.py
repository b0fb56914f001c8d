"""Many missing pieces of one cause are one line of the account: counted without reading them one by one."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.gap import Decision, Gap
from onrecord.ledger import unread
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import (
    doubt_of_unheard,
    found_doubts,
    never_held,
    reason_of_word,
    unheard_counts,
)
from onrecord.ledger.gaps import found_gaps, gap_of_activity, gap_of_promise, reason_of_state
from onrecord.storage.doubts import announced_and_absent, count_empty_messages
from onrecord.storage.gaps import (
    count_missing_artefacts,
    missing_activities,
    promised_voicemails,
)
from onrecord.storage.inbox import Lines

GAP, DOUBT = "gap", "doubt"


class Cause(NamedTuple):
    """What many missing pieces share. `sort` is GAP (known to exist) or DOUBT (may be missing)."""

    sort: str
    kind: str
    reason: str

    @property
    def name(self) -> str:
        """As it stands in an address."""
        return ".".join(self)


def read_cause(name: str) -> Cause | None:
    """The opposite of `Cause.name`; None for anything else."""
    parts = name.split(".")
    return Cause(*parts) if len(parts) == 3 and parts[0] in {GAP, DOUBT} and all(parts) else None


Tally = Counter[Cause]


def causes(conn: Connection, workspace_id: int, now_ms: int, *, lines: Lines = None) -> Tally:
    """How many pieces are missing, or may be, for each cause; without what people dismissed."""
    tally: Tally = Counter()
    for kind, state, reason, count in count_missing_artefacts(conn, workspace_id, lines=lines):
        tally[Cause(GAP, kind, reason_of_state(state, reason))] += count
    for activity in missing_activities(conn, workspace_id, lines=lines):
        tally[cause_of(GAP, gap_of_activity(activity))] += 1
    _tally_doubts(conn, workspace_id, lines, tally)
    _decide(conn, workspace_id, now_ms, lines, tally)
    return +tally


def _tally_doubts(conn: Connection, workspace_id: int, lines: Lines, tally: Tally) -> None:
    for kind in ArtefactKind:
        for line_id, word, word_reasons, count in unheard_counts(conn, workspace_id, kind, lines):
            del line_id
            tally[Cause(DOUBT, kind, reason_of_word(kind, word, word_reasons))] += count
    for voicemail in promised_voicemails(conn, workspace_id, lines=lines):
        tally[cause_of(DOUBT, doubt_of_unheard(voicemail))] -= 1
        tally[cause_of(GAP, gap_of_promise(voicemail))] += 1
    for suspect in announced_and_absent(conn, workspace_id, lines=lines):
        _move_to_suspects("announced", suspect.word, suspect.word_reasons, 1, tally)
    for word, word_reasons, count in count_empty_messages(conn, workspace_id, lines=lines):
        _move_to_suspects("empty", word, word_reasons, count, tally)
    for doubt in (
        *unread.conversations(conn, workspace_id, lines=lines),
        *never_held(conn, workspace_id, lines=lines),
    ):
        tally[cause_of(DOUBT, doubt)] += 1


def _move_to_suspects(reason: str, word: str | None, word_reasons: str, count: int, tally: Tally) -> None:
    """Messages that are suspect for their words, or for having none, are not counted among the unheard as well."""
    tally[Cause(DOUBT, "media", reason)] += count
    if word in {"unknown", "withheld"}:
        tally[Cause(DOUBT, "media", reason_of_word("media", word, word_reasons))] -= count


def _decide(conn: Connection, workspace_id: int, now_ms: int, lines: Lines, tally: Tally) -> None:
    """Take out what people dismissed, and count what they confirmed among the gaps."""
    said = read(conn, workspace_id)
    for gap in _decided_gaps(conn, workspace_id, now_ms, said, lines):
        if said.decision(gap.key) == Decision.DISMISSED and gap.reason != "confirmed":
            tally[cause_of(GAP, gap)] -= 1
    for doubt in _decided_doubts(conn, workspace_id, said, lines):
        tally[cause_of(DOUBT, doubt)] -= 1
        if said.decision(doubt.key) == Decision.CONFIRMED:
            tally[cause_of(GAP, said.confirmed(doubt))] += 1


def _decided_gaps(conn: Connection, workspace_id: int, now_ms: int, said: Decisions, lines: Lines) -> Iterator[Gap]:
    ids = subjects(said)
    found = found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=ids) if ids else ()
    return (gap for gap in found if said.decision(gap.key))


def _decided_doubts(conn: Connection, workspace_id: int, said: Decisions, lines: Lines) -> Iterator[Gap]:
    ids = subjects(said)
    if not ids:
        return
    for doubt in (
        *found_doubts(conn, workspace_id, lines=lines, ids=ids),
        *unread.conversations(conn, workspace_id, lines=lines),
        *never_held(conn, workspace_id, lines=lines),
    ):
        if said.decision(doubt.key):
            yield doubt


def subjects(said: Decisions) -> set[str]:
    return {key.split(":")[1] for key in said.said if ":" in key}


def cause_of(sort: str, gap: Gap) -> Cause:
    return Cause(sort, gap.kind, gap.reason)
