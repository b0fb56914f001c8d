"""The single missing pieces of one cause, newest first, a page at a time."""

from collections.abc import Iterator
from heapq import merge
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.gap import Gap
from onrecord.ledger import unread
from onrecord.ledger.causes import DOUBT, GAP, Cause, cause_of, subjects
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import (
    doubt_of_suspect,
    doubt_of_unheard,
    never_held,
    reason_of_word,
    unheard_counts,
)
from onrecord.ledger.gaps import found_gaps, gap_of_activity, gap_of_artefact, gap_of_promise, reason_of_state
from onrecord.storage.doubts import announced_and_absent, empty_messages, page_of_unheard
from onrecord.storage.gaps import (
    count_missing_artefacts,
    missing_activities,
    missing_artefacts,
    page_of_missing_artefacts,
    promised_voicemails,
)
from onrecord.storage.inbox import Lines, Place


class Pieces(NamedTuple):
    """Some of one cause, newest first; `more` is where the next page begins, None at the end."""

    gaps: list[Gap]
    more: Place | None


def pieces(
    conn: Connection,
    workspace_id: int,
    now_ms: int,
    cause: Cause,
    *,
    lines: Lines,
    before: Place | None = None,
    limit: int,
) -> Pieces:
    """What is missing of the newest `limit` subjects (activities, conversations, lines) before a place."""
    said = read(conn, workspace_id)
    some = _page(conn, workspace_id, now_ms, cause, said, lines, before, limit)
    more = Place(some[-1].at_ms, some[-1].subject) if len({gap.subject for gap in some}) >= limit else None
    kept = said.open(some) if cause.sort == GAP else (one for one in some if not said.decision(one.key))
    return Pieces(list(kept), more)


def _page(
    conn: Connection,
    workspace_id: int,
    now_ms: int,
    cause: Cause,
    said: Decisions,
    lines: Lines,
    before: Place | None,
    limit: int,
) -> list[Gap]:
    if cause.sort == DOUBT and cause.reason not in _FEW:
        return _page_of_unheard(conn, workspace_id, cause, lines, before, limit)
    if cause.sort == GAP and cause.kind in set(ArtefactKind) and cause.reason not in _FEW:
        return _page_of_artefacts(conn, workspace_id, now_ms, cause, lines, before, limit)
    few = (gap for gap in _few(conn, workspace_id, now_ms, cause, said, lines) if cause_of(cause.sort, gap) == cause)
    return sorted((gap for gap in few if _is_before(gap, before)), key=_place, reverse=True)[:limit]


_FEW = frozenset({"announced", "empty", "group", "not_a_full_number", "never_held", "confirmed", "voicemail_promised"})
"""Causes that are read whole: of each message or conversation one."""


def _few(
    conn: Connection, workspace_id: int, now_ms: int, cause: Cause, said: Decisions, lines: Lines
) -> Iterator[Gap]:
    if cause.sort == GAP and cause.reason == "confirmed":
        yield from found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=subjects(said))
    elif cause.reason == "voicemail_promised":
        yield from map(gap_of_promise, promised_voicemails(conn, workspace_id, lines=lines))
    elif cause.sort == GAP:
        yield from map(gap_of_activity, missing_activities(conn, workspace_id, lines=lines))
    elif cause.reason == "never_held":
        yield from never_held(conn, workspace_id, lines=lines)
    elif cause.reason == "announced":
        yield from map(doubt_of_suspect, announced_and_absent(conn, workspace_id, lines=lines))
    elif cause.reason == "empty":
        yield from map(doubt_of_suspect, empty_messages(conn, workspace_id, lines=lines))
    else:
        yield from unread.conversations(conn, workspace_id, lines=lines)


def _page_of_artefacts(
    conn: Connection, workspace_id: int, now_ms: int, cause: Cause, lines: Lines, before: Place | None, limit: int
) -> list[Gap]:
    states = {
        (state, reason)
        for kind, state, reason, _ in count_missing_artefacts(conn, workspace_id, lines=lines)
        if kind == cause.kind and reason_of_state(state, reason) == cause.reason
    }
    if not states:
        return []
    ids = page_of_missing_artefacts(conn, workspace_id, cause.kind, states, lines=lines, before=before, limit=limit)
    found = (gap_of_artefact(one, now_ms) for one in missing_artefacts(conn, workspace_id, activity_ids=ids))
    return sorted((gap for gap in found if cause_of(GAP, gap) == cause), key=_place, reverse=True)


def _page_of_unheard(
    conn: Connection, workspace_id: int, cause: Cause, lines: Lines, before: Place | None, limit: int
) -> list[Gap]:
    """Each line and wording of the reason is in order of time by itself: they are merged."""
    suspects: set[str] = set()
    if cause.kind == ArtefactKind.MEDIA:
        suspects = {one.activity_id for one in announced_and_absent(conn, workspace_id, lines=lines)}
    groups = [
        page_of_unheard(conn, workspace_id, cause.kind, word, why, line_id, before=before, limit=limit + len(suspects))
        for line_id, word, why, _ in unheard_counts(conn, workspace_id, cause.kind, lines)
        if reason_of_word(cause.kind, word, why) == cause.reason
    ]
    newest = merge(*groups, key=lambda one: (one.at_ms, one.activity_id), reverse=True)
    kept = (one for one in newest if one.activity_id not in suspects and not one.is_promised)
    return [doubt_of_unheard(one) for one, _ in zip(kept, range(limit), strict=False)]


def _place(gap: Gap) -> tuple[int, str, str]:
    return gap.at_ms, gap.subject, gap.key


def _is_before(gap: Gap, before: Place | None) -> bool:
    return before is None or (gap.at_ms, gap.subject) < (before.at_ms, before.id)
