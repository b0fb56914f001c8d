"""Reading what may be missing: what nobody could tell us of, and what people's own words point to.

For some lines only; None means all of them.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select, text

from onrecord.domain.activity import ActivityKind, Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.clock import MINUTE
from onrecord.storage.gaps import (
    WORD_COLUMNS,
    UnheardArtefact,
    among,
    newest_first,
    on_lines,
    same_activity,
    unheard_of,
)
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.rows import is_sqlite, run
from onrecord.storage.schema import EMPTY, activity, announcement, artefact, conversation, unheard

_END_MS = 1 << 62
AROUND_MS = 30 * MINUTE
"""How far from a text the pictures that it announces may have come: people's phones send them one by one."""


class Suspect(NamedTuple):
    """A message that should have come with pictures: `words` announce them, or it has no text either (None)."""

    activity_id: str
    line_id: str | None
    word: str | None
    at_ms: int
    conversation_key: str
    word_reasons: str
    words: str | None


class Counted(NamedTuple):
    line_id: str | None
    word: str
    word_reasons: str
    activities: int


def unheard_artefacts(
    conn: Connection, workspace_id: int, *, lines: Lines = None, activity_ids: Collection[str] | None = None
) -> Iterator[UnheardArtefact]:
    """Every (activity, kind) of which it is not known whether there is anything."""
    for kind in sorted(WORD_COLUMNS):
        wanted = among(unheard_of(kind, workspace_id, lines), activity_ids)
        for row in conn.execute(wanted.order_by(activity.c.id)):
            yield UnheardArtefact._make(row)


def page_of_unheard(
    conn: Connection,
    workspace_id: int,
    kind: str,
    word: str,
    word_reasons: str,
    line_id: str | None,
    *,
    before: Place | None,
    limit: int,
) -> list[UnheardArtefact]:
    """The newest of one line, word and reason, newest first: a stretch of the index that holds only such. Messages
    without any text are not among them: they are suspect for that.
    """
    at = Place(_END_MS, "") if before is None else before
    on_line = "line_id IS NULL" if line_id is None else "line_id = ?"
    rows = run(
        conn,
        f"SELECT id, '{kind}', line_id, {kind}_word, word_reasons, at_ms, conversation_key, outcome"  # noqa: S608 - our own words
        f" FROM activity{by_index(conn, kind)} WHERE workspace_id = ? AND {unheard(kind)} AND {kind}_word = ?"
        f" AND {on_line} AND word_reasons = ? AND at_ms <= ? AND (at_ms < ? OR id < ?)"
        f" {'' if kind != ArtefactKind.MEDIA else f'AND NOT ({EMPTY})'}"
        " ORDER BY at_ms DESC, id DESC LIMIT ?",
        [workspace_id, word, *([] if line_id is None else [line_id]), word_reasons, at.at_ms, at.at_ms, at.id, limit],
    )
    return [UnheardArtefact._make(row) for row in rows]


def by_index(conn: Connection, kind: str) -> str:
    """SQLite takes an index of everything where its statistics call both alike; it is told which one."""
    return f" INDEXED BY ix_activity_{kind}_unheard" if is_sqlite(conn) else ""


def count_unheard_by_reason(conn: Connection, workspace_id: int, kind: str) -> list[Counted]:
    """How many activities of each line are unheard of, by word and reason."""
    column = WORD_COLUMNS[kind]
    of_word = (
        select(activity.c.line_id, column, activity.c.word_reasons, func.count())
        .where(activity.c.workspace_id == workspace_id, text(unheard(kind)))
        .group_by(column, activity.c.line_id, activity.c.word_reasons)
    )
    return [Counted(*row) for row in conn.execute(of_word)]


def announced_and_absent(
    conn: Connection, workspace_id: int, *, lines: Lines = None, activity_ids: Collection[str] | None = None
) -> list[Suspect]:
    """Messages whose words announce pictures of which there are none around, newest first.

    Around: from the same sender in the same conversation, half an hour before to half an hour after; for «a couple
    more» only after, because what came before is what there is more of. Pictures that are known and not held count:
    they are gaps themselves.
    """
    other = activity.alias("other")
    begins_ms = activity.c.at_ms - case((announcement.c.more, 0), else_=AROUND_MS)
    around = exists().where(
        other.c.workspace_id == activity.c.workspace_id,
        other.c.conversation_key == activity.c.conversation_key,
        other.c.at_ms.between(begins_ms, activity.c.at_ms + AROUND_MS),
        other.c.media_word == Word.SOME,
        other.c.direction.is_not_distinct_from(activity.c.direction),
        other.c.from_number.is_not_distinct_from(activity.c.from_number),
    )
    wanted = (
        _suspects(announcement.c.words)
        .select_from(announcement.join(activity, _announcing()))
        .where(announcement.c.workspace_id == workspace_id, ~around, *on_lines(lines))
        .order_by(activity.c.at_ms.desc(), activity.c.id.desc())
    )
    return [Suspect._make(row) for row in conn.execute(among(wanted, activity_ids))]


def empty_messages(
    conn: Connection,
    workspace_id: int,
    *,
    lines: Lines = None,
    activity_ids: Collection[str] | None = None,
    before: Place | None = None,
    limit: int | None = None,
) -> list[Suspect]:
    """Messages that came with neither text nor media, newest first."""
    wanted = _suspects(None).where(activity.c.workspace_id == workspace_id, text(EMPTY), *on_lines(lines))
    return [Suspect._make(row) for row in conn.execute(newest_first(among(wanted, activity_ids), before, limit))]


def count_empty_messages(conn: Connection, workspace_id: int, *, lines: Lines = None) -> list[tuple[str, str, int]]:
    """(media word, its reasons, how many messages with neither text nor media)."""
    by = (activity.c.media_word, activity.c.word_reasons)
    counted = (
        select(*by, func.count())
        .where(activity.c.workspace_id == workspace_id, text(EMPTY), *on_lines(lines))
        .group_by(*by)
        .order_by(*by)
    )
    return [(str(word), reasons, count) for word, reasons, count in conn.execute(counted)]


class Kept(NamedTuple):
    """Of one line: whether there was something to keep (enough messages, enough answered calls), and the kinds of
    artefacts that were ever kept there."""

    line_id: str
    wrote: bool
    talked: bool
    kinds: frozenset[str]


def kinds_ever_kept(conn: Connection, workspace_id: int, line_id: str, *, messages: int, answered_calls: int) -> Kept:
    """What one line had to keep and what was kept of it; `messages` and `answered_calls` are what is enough."""
    here = (activity.c.workspace_id == workspace_id, activity.c.line_id == line_id)
    answered = (activity.c.kind == ActivityKind.CALL, activity.c.answered_ms.is_not(None))
    return Kept(
        line_id,
        _at_least(conn, messages, *here, activity.c.kind == ActivityKind.MESSAGE),
        _at_least(conn, answered_calls, *here, *answered),
        frozenset(kind for kind in ArtefactKind if _ever_kept(conn, here, kind)),
    )


def _at_least(conn: Connection, enough: int, *conditions: ColumnElement[bool]) -> bool:
    some = select(activity.c.id).where(*conditions).limit(enough).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one() >= enough


def _ever_kept(conn: Connection, here: tuple[ColumnElement[bool], ...], kind: str) -> bool:
    kept = (
        select(artefact.c.ordinal)
        .select_from(artefact.join(activity, same_activity()))
        .where(artefact.c.kind == kind, artefact.c.state == ArtefactState.KEPT, *here)
        .limit(1)
    )
    return conn.execute(kept).first() is not None


class Crowd(NamedTuple):
    """A conversation with several outside people, or with somebody who has no full number. `participants` is JSON."""

    conversation_id: str
    key: str
    line_id: str | None
    participants: str
    at_ms: int


def crowds_and_strangers(conn: Connection, workspace_id: int, *, lines: Lines = None) -> list[Crowd]:
    """Those that the provider has named, in the order of their ids."""
    wanted = select(
        conversation.c.id,
        conversation.c.key,
        conversation.c.line_id,
        conversation.c.participants,
        func.coalesce(conversation.c.updated_ms, conversation.c.last_at_ms, 0),
    ).where(
        conversation.c.workspace_id == workspace_id,
        conversation.c.id.is_not(None),
        or_(conversation.c.participants.like("%,%"), conversation.c.participants.not_like('["+%')),
    )
    if lines is not None:
        wanted = wanted.where(conversation.c.line_id.in_(lines))
    return [Crowd._make(row) for row in conn.execute(wanted.order_by(conversation.c.id))]


def _announcing() -> ColumnElement[bool]:
    return and_(activity.c.workspace_id == announcement.c.workspace_id, activity.c.id == announcement.c.activity_id)


def _suspects(words: ColumnElement[str] | None) -> Select[tuple[object, ...]]:
    return select(
        activity.c.id,
        activity.c.line_id,
        activity.c.media_word,
        activity.c.at_ms,
        activity.c.conversation_key,
        activity.c.word_reasons,
        text("NULL") if words is None else words,
    )
