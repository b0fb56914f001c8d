"""Many missing pieces of one cause are one line of the account: counted without reading them one by one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.activity import Word
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.gap import Decision, Gap
from onrecord.ledger import unread
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import doubts_about, never_held, reason_of_word, unheard_counts
from onrecord.ledger.gaps import PROMISED, found_gaps, reason_of_state, why_not_listed
from onrecord.ledger.remembered import remembered
from onrecord.ledger.road import is_v1_asked
from onrecord.storage.doubts import (
    Counted,
    announced_and_absent,
    count_empty_messages,
    count_promised_voicemails,
)
from onrecord.storage.gaps import count_missing_activities, count_missing_artefacts
from onrecord.storage.inbox import Lines

GAP, DOUBT = "gap", "doubt"
KINDS = frozenset({*ArtefactKind, *unread.KINDS})


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
    if len(parts) != 3 or parts[0] not in {GAP, DOUBT} or parts[1] not in KINDS or not parts[2]:
        return None
    return Cause(*parts)


Tally = Counter[Cause]


def causes(conn: Connection, workspace_id: int, now_ms: int, *, lines: Lines = None) -> Tally:
    """How many pieces are missing, or may be, for each cause; without what people dismissed."""
    tally: Tally = Counter()
    for line_id, some in _of_records(conn, workspace_id).items():
        if lines is None or line_id in lines:
            tally.update(some)
    for one in unread.count(conn, workspace_id, lines=lines):
        tally[Cause(DOUBT, one.kind, one.reason)] += one.conversations
    for doubt in never_held(conn, workspace_id, lines=lines):
        tally[cause_of(DOUBT, doubt)] += 1
    _decide(conn, workspace_id, now_ms, lines, tally)
    return +tally


def _of_records(conn: Connection, workspace_id: int) -> Mapping[str | None, Tally]:
    """By line, what follows from records alone, told as where it is asked now: no decision has a part in it."""
    on_v1 = is_v1_asked(conn, workspace_id)
    return remembered(conn, workspace_id, ("causes", on_v1), lambda: _count_records(conn, workspace_id, on_v1=on_v1))


def _count_records(conn: Connection, workspace_id: int, *, on_v1: bool) -> Mapping[str | None, Tally]:
    tallies: defaultdict[str | None, Tally] = defaultdict(Counter)
    for one in count_missing_artefacts(conn, workspace_id):
        tallies[one.line_id][Cause(GAP, one.kind, reason_of_state(one.state, one.reason))] += one.artefacts
    for some in count_missing_activities(conn, workspace_id):
        tallies[some.line_id][Cause(GAP, "activity", why_not_listed(some.reach, on_v1=on_v1))] += some.activities
    for cause, counted in _possible(conn, workspace_id):
        tallies[counted.line_id][cause] += counted.activities
    return tallies


def _possible(conn: Connection, workspace_id: int) -> Iterator[tuple[Cause, Counted]]:
    """What may be missing; voicemails that were promised are known to exist. What was counted among the unheard and
    is told of by another cause is taken away there: it comes a second time, with fewer than none.
    """
    for kind in ArtefactKind:
        for one in unheard_counts(conn, workspace_id, kind, None):
            yield _unheard(kind, one), one
    for one in count_promised_voicemails(conn, workspace_id):
        yield Cause(GAP, ArtefactKind.VOICEMAIL, PROMISED), one
        yield _unheard(ArtefactKind.VOICEMAIL, one), _less(one)
    for reason, suspects in (
        ("announced", _announced(conn, workspace_id)),
        ("empty", count_empty_messages(conn, workspace_id)),
    ):
        for one in suspects:
            yield Cause(DOUBT, ArtefactKind.MEDIA, reason), one
            if one.word in {Word.UNKNOWN, Word.WITHHELD}:
                yield _unheard(ArtefactKind.MEDIA, one), _less(one)


def _announced(conn: Connection, workspace_id: int) -> list[Counted]:
    found = announced_and_absent(conn, workspace_id)
    counted = Counter((one.line_id, one.word or Word.NONE, one.word_reasons) for one in found)
    return [Counted(*wording, count) for wording, count in counted.items()]


def _unheard(kind: str, one: Counted) -> Cause:
    return Cause(DOUBT, kind, reason_of_word(kind, one.word, one.word_reasons))


def _less(one: Counted) -> Counted:
    return one._replace(activities=-one.activities)


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
    found = doubts_about(conn, workspace_id, ids, lines=lines) if ids else ()
    return (doubt for doubt in found if said.decision(doubt.key))


def subjects(said: Decisions) -> set[str]:
    return {key.split(":")[1] for key in said.said if ":" in key}


def cause_of(sort: str, gap: Gap) -> Cause:
    return Cause(sort, gap.kind, gap.reason)
