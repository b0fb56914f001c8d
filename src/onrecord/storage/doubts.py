"""Reading what may be missing: what nobody could tell us of, and what people's own words point to.

For some lines only; None means all of them.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, select, text

from onrecord.domain.activity import ActivityKind, Outcome, Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.clock import MINUTE
from onrecord.storage.gaps import (
    WORD_COLUMNS,
    UnheardArtefact,
    among,
    on_lines,
    same_activity,
    unheard_of,
)
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.rows import is_sqlite, marks, run
from onrecord.storage.schema import EMPTY, activity, announcement, artefact, unheard

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
    """How many activities of one line share a word, and the reasons for it."""

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
    return [Counted._make(row) for row in conn.execute(_unheard_by_reason(workspace_id, kind))]


def count_promised_voicemails(conn: Connection, workspace_id: int) -> list[Counted]:
    """How many calls of each line are unheard of although the provider says that a voicemail was left."""
    promised = _unheard_by_reason(workspace_id, ArtefactKind.VOICEMAIL).where(activity.c.outcome == Outcome.VOICEMAIL)
    return [Counted._make(row) for row in conn.execute(promised)]


def _unheard_by_reason(workspace_id: int, kind: str) -> Select[tuple[object, ...]]:
    column = WORD_COLUMNS[kind]
    return (
        select(activity.c.line_id, column, activity.c.word_reasons, func.count())
        .where(activity.c.workspace_id == workspace_id, text(unheard(kind)))
        .group_by(column, activity.c.line_id, activity.c.word_reasons)
    )


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
        .where(announcement.c.workspace_id == workspace_id, ~around)
        .order_by(activity.c.at_ms.desc(), activity.c.id.desc())
    )
    found = (Suspect._make(row) for row in conn.execute(among(wanted, activity_ids)))
    # Here: asked for some lines, SQLite without statistics reads all their activities.
    return [one for one in found if lines is None or one.line_id in lines]


def page_of_announcing(
    conn: Connection, workspace_id: int, *, lines: Lines, before: Place | None, limit: int
) -> list[Place]:
    """Messages whose words announce pictures, whether there are any around or not, newest first.

    Joined by CROSS JOIN, which SQLite takes in the order given: else it may go through all activities of a line.
    """
    at = Place(_END_MS, "") if before is None else before
    on = [] if lines is None else sorted(lines)
    rows = run(
        conn,
        "SELECT a.at_ms, a.id FROM announcement n CROSS JOIN activity a"  # noqa: S608 - only marks are put in
        " WHERE n.workspace_id = ? AND a.workspace_id = n.workspace_id AND a.id = n.activity_id"
        f" AND a.at_ms <= ? AND (a.at_ms < ? OR a.id < ?) {_on_line('a.line_id', lines)}"
        " ORDER BY a.at_ms DESC, a.id DESC LIMIT ?",
        [workspace_id, at.at_ms, at.at_ms, at.id, *on, limit],
    )
    return [Place(*row) for row in rows]


def empty_messages(
    conn: Connection, workspace_id: int, *, lines: Lines = None, activity_ids: Collection[str] | None = None
) -> list[Suspect]:
    """Messages that came with neither text nor media, newest first."""
    wanted = _suspects(None).where(activity.c.workspace_id == workspace_id, text(EMPTY), *on_lines(lines))
    found = [Suspect._make(row) for row in conn.execute(among(wanted, activity_ids))]
    return sorted(found, key=lambda one: (one.at_ms, one.activity_id), reverse=True)  # here: as promised voicemails


def page_of_empty(
    conn: Connection, workspace_id: int, *, lines: Lines, before: Place | None, limit: int
) -> list[Place]:
    """Messages that came with neither text nor media, newest first: all that is asked for stands in the index."""
    at = Place(_END_MS, "") if before is None else before
    on = [] if lines is None else sorted(lines)
    index = " INDEXED BY ix_activity_empty" if is_sqlite(conn) else ""
    rows = run(
        conn,
        f"SELECT at_ms, id FROM activity{index} WHERE workspace_id = ? AND {EMPTY}"  # noqa: S608 - our own words
        f" AND at_ms <= ? AND (at_ms < ? OR id < ?) {_on_line('line_id', lines)} ORDER BY at_ms DESC, id DESC LIMIT ?",
        [workspace_id, at.at_ms, at.at_ms, at.id, *on, limit],
    )
    return [Place(*row) for row in rows]


def _on_line(column: str, lines: Lines) -> str:
    return "" if lines is None else f"AND {column} IN ({marks(len(lines))})"


def count_empty_messages(conn: Connection, workspace_id: int) -> list[Counted]:
    """How many messages of each line came with neither text nor media, by media word and reason."""
    by = (activity.c.line_id, activity.c.media_word, activity.c.word_reasons)
    counted = (
        select(*by, func.count())
        .where(activity.c.workspace_id == workspace_id, text(EMPTY))
        .group_by(*by)
        .order_by(*by)
    )
    return [Counted._make(row) for row in conn.execute(counted)]


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
