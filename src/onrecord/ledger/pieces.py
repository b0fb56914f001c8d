"""The single missing pieces of one cause, newest first, a page at a time."""

from collections.abc import Iterator, Sequence
from heapq import merge
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.conversation import Reach
from onrecord.domain.gap import Gap
from onrecord.ledger import unread
from onrecord.ledger.causes import GAP, Cause, cause_of, subjects
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import doubt_of_suspect, doubt_of_unheard, never_held, reason_of_word, unheard_counts
from onrecord.ledger.gaps import (
    PROMISED,
    found_gaps,
    gap_of_activity,
    gap_of_artefact,
    gap_of_promise,
    reason_of_state,
    why_not_listed,
)
from onrecord.ledger.road import is_v1_asked
from onrecord.storage.doubts import (
    Counted,
    Suspect,
    announced_and_absent,
    empty_messages,
    page_of_announcing,
    page_of_empty,
    page_of_unheard,
)
from onrecord.storage.gaps import (
    UnheardArtefact,
    count_missing_artefacts,
    missing_artefacts,
    page_of_missing_activities,
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
    if cause.reason in _FEW:
        few = _few(conn, workspace_id, now_ms, cause, said, lines)
        mine = (gap for gap in few if cause_of(cause.sort, gap) == cause and _is_before(gap, before))
        return sorted(mine, key=_place, reverse=True)[:limit]
    if cause.sort == GAP and cause.kind == "activity":
        return _page_of_activities(conn, workspace_id, cause, lines, before, limit)
    if cause.sort == GAP:
        return _page_of_artefacts(conn, workspace_id, now_ms, cause, lines, before, limit)
    if cause.kind in unread.KINDS:
        return unread.page_of_conversations(
            conn, workspace_id, cause.kind, cause.reason, lines=lines, before=before, limit=limit
        )
    if cause.reason == "announced":
        return [doubt_of_suspect(one) for one in islice(_announced(conn, workspace_id, lines, before, limit), limit)]
    if cause.reason == "empty":
        ids = [one.id for one in page_of_empty(conn, workspace_id, lines=lines, before=before, limit=limit)]
        return list(map(doubt_of_suspect, empty_messages(conn, workspace_id, activity_ids=ids)))
    return [doubt_of_unheard(one) for one in islice(_unheard(conn, workspace_id, cause, lines, before, limit), limit)]


_FEW = frozenset({"never_held", "confirmed", PROMISED})
"""Causes that are read whole."""


def _few(
    conn: Connection, workspace_id: int, now_ms: int, cause: Cause, said: Decisions, lines: Lines
) -> Iterator[Gap]:
    if cause.reason == "never_held":
        yield from never_held(conn, workspace_id, lines=lines)
    elif cause.reason == PROMISED:
        yield from map(gap_of_promise, promised_voicemails(conn, workspace_id, lines=lines))
    else:
        yield from found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=subjects(said))


def _page_of_activities(
    conn: Connection, workspace_id: int, cause: Cause, lines: Lines, before: Place | None, limit: int
) -> list[Gap]:
    on_v1 = is_v1_asked(conn, workspace_id)
    reaches = [one for one in Reach if why_not_listed(one, on_v1=on_v1) == cause.reason]
    found = page_of_missing_activities(conn, workspace_id, reaches, lines=lines, before=before, limit=limit)
    return [gap_of_activity(one, on_v1=on_v1) for one in found]


def _page_of_artefacts(
    conn: Connection, workspace_id: int, now_ms: int, cause: Cause, lines: Lines, before: Place | None, limit: int
) -> list[Gap]:
    states = {
        (one.state, one.reason)
        for one in count_missing_artefacts(conn, workspace_id)
        if one.kind == cause.kind and reason_of_state(one.state, one.reason) == cause.reason
    }
    if not states:
        return []
    ids = page_of_missing_artefacts(conn, workspace_id, cause.kind, states, lines=lines, before=before, limit=limit)
    found = (gap_of_artefact(one, now_ms) for one in missing_artefacts(conn, workspace_id, activity_ids=ids))
    return sorted((gap for gap in found if cause_of(GAP, gap) == cause), key=_place, reverse=True)


def _announced(conn: Connection, workspace_id: int, lines: Lines, before: Place | None, size: int) -> Iterator[Suspect]:
    """Newest first, looked for around `size` of those that announce pictures at a time."""
    while some := page_of_announcing(conn, workspace_id, lines=lines, before=before, limit=size):
        yield from announced_and_absent(conn, workspace_id, activity_ids=[one.id for one in some])
        before = some[-1]


def _unheard(
    conn: Connection, workspace_id: int, cause: Cause, lines: Lines, before: Place | None, size: int
) -> Iterator[UnheardArtefact]:
    """Each line and wording of the reason is in order of time by itself: they are merged, newest first."""
    groups = [
        _of_wording(conn, workspace_id, cause.kind, one, before, size)
        for one in unheard_counts(conn, workspace_id, cause.kind, lines)
        if reason_of_word(cause.kind, one.word, one.word_reasons) == cause.reason
    ]
    newest = merge(*groups, key=lambda one: (one.at_ms, one.activity_id), reverse=True)
    while some := list(islice(newest, size)):
        elsewhere = _announcing(conn, workspace_id, cause.kind, some)
        yield from (one for one in some if one.activity_id not in elsewhere and not one.is_promised)


def _of_wording(
    conn: Connection, workspace_id: int, kind: str, one: Counted, before: Place | None, size: int
) -> Iterator[UnheardArtefact]:
    """Those of one line and wording, read `size` at a time."""
    group = (kind, one.word, one.word_reasons, one.line_id)
    while some := page_of_unheard(conn, workspace_id, *group, before=before, limit=size):
        yield from some
        before = Place(some[-1].at_ms, some[-1].activity_id)


def _announcing(conn: Connection, workspace_id: int, kind: str, some: Sequence[UnheardArtefact]) -> set[str]:
    """The ids of those that are told of because their words announce pictures."""
    if kind != ArtefactKind.MEDIA:
        return set()
    ids = [one.activity_id for one in some]
    return {one.activity_id for one in announced_and_absent(conn, workspace_id, activity_ids=ids)}


def _place(gap: Gap) -> tuple[int, str, str]:
    return gap.at_ms, gap.subject, gap.key


def _is_before(gap: Gap, before: Place | None) -> bool:
    return before is None or (gap.at_ms, gap.subject) < (before.at_ms, before.id)
