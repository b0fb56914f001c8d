"""Reading what is known to exist and is not held. For some lines only; None means all of them."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, text

from onrecord.domain.activity import Outcome, Word
from onrecord.domain.artefact import TOO_LARGE, WITH_BYTES, ArtefactKind, ArtefactState
from onrecord.domain.conversation import Reach
from onrecord.storage.attempts import attempts_on
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.rows import chunks
from onrecord.storage.schema import (
    activity,
    artefact,
    conversation,
    conversation_alias,
    stray_voicemail,
    unheard,
    unseen_activity,
)

NOT_HELD = (
    ArtefactState.WANTED,
    ArtefactState.PENDING,
    ArtefactState.EXPIRED,
    ArtefactState.REFUSED,
    ArtefactState.WITHHELD,
    ArtefactState.UNKNOWN,
)
WORD_COLUMNS = {
    "media": activity.c.media_word,
    "voicemail": activity.c.voicemail_word,
    "recording": activity.c.recording_word,
    "transcript": activity.c.transcript_word,
    "summary": activity.c.summary_word,
}


class MissingArtefact(NamedTuple):
    """`next_ms`: when it is tried next. `given_up`: trying again is in vain until a person did something."""

    activity_id: str
    kind: str
    ordinal: int
    line_id: str | None
    state: str
    reason: str | None
    next_ms: int | None = None
    given_up: bool = False
    at_ms: int = 0
    conversation_key: str = ""


def refused_by_size(conn: Connection, workspace_id: int) -> dict[str, str]:
    """To which activity each way belongs that leads to a file that was refused for its size."""
    refused = select(artefact.c.activity_id, artefact.c.ways).where(
        artefact.c.workspace_id == workspace_id,
        artefact.c.kind.in_(WITH_BYTES),
        artefact.c.state == ArtefactState.REFUSED,
        artefact.c.reason == TOO_LARGE,
    )
    return {way: row.activity_id for row in conn.execute(refused) for way in msgspec.json.decode(row.ways)}


class MissingActivity(NamedTuple):
    """An activity that something refers to and that no answer has shown us. `reach` is that of its conversation."""

    activity_id: str
    line_id: str | None
    reach: str
    conversation_id: str | None = None
    conversation_key: str | None = None
    at_ms: int = 0


class UnheardArtefact(NamedTuple):
    """A kind of artefact of which no source that can tell has spoken. `word_reasons`: those of the record, as JSON."""

    activity_id: str
    kind: str
    line_id: str | None
    word: str
    word_reasons: str = "[]"
    at_ms: int = 0
    conversation_key: str = ""
    outcome: str | None = None

    @property
    def is_promised(self) -> bool:
        """Whether the provider says that there is one."""
        return self.kind == ArtefactKind.VOICEMAIL and self.outcome == Outcome.VOICEMAIL


def missing_artefacts(
    conn: Connection,
    workspace_id: int,
    *,
    lines: Lines = None,
    activity_ids: Collection[str] | None = None,
) -> Iterator[MissingArtefact]:
    """Artefacts known to exist whose bytes or text are not held, with the next attempt where one is due."""
    wanted = (
        select(
            artefact.c.activity_id,
            artefact.c.kind,
            artefact.c.ordinal,
            activity.c.line_id,
            artefact.c.state,
            artefact.c.reason,
            artefact.c.ways,
            activity.c.at_ms,
            activity.c.conversation_key,
        )
        .join(activity, same_activity())
        .where(artefact.c.workspace_id == workspace_id, not_held(), *on_lines(lines))
        .order_by(artefact.c.activity_id, artefact.c.kind, artefact.c.ordinal)
    )
    if activity_ids is not None:
        wanted = wanted.where(artefact.c.activity_id.in_(activity_ids))
    for rows in chunks(conn.execute(wanted)):
        attempts = attempts_on(conn, workspace_id, ((row.activity_id, row.ways) for row in rows))
        for row in rows:
            next_ms, given_up = attempts.of(row.activity_id, row.ways)
            yield MissingArtefact(*row[:6], next_ms, given_up, row.at_ms, row.conversation_key)


class CountedArtefacts(NamedTuple):
    line_id: str | None
    kind: str
    state: str
    reason: str | None
    artefacts: int


def count_missing_artefacts(conn: Connection, workspace_id: int) -> list[CountedArtefacts]:
    """How many of each line are not held. The kinds are named, so that an index leads to the states of each."""
    by = (activity.c.line_id, artefact.c.kind, artefact.c.state, artefact.c.reason)
    counted = (
        select(*by, func.count())
        .select_from(artefact.join(activity, same_activity()))
        .where(artefact.c.workspace_id == workspace_id, artefact.c.kind.in_(list(ArtefactKind)), not_held())
        .group_by(*by)
    )
    return [CountedArtefacts._make(row) for row in conn.execute(counted)]


def page_of_missing_artefacts(
    conn: Connection,
    workspace_id: int,
    kind: str,
    states: Collection[tuple[str, str | None]],
    *,
    lines: Lines,
    before: Place | None,
    limit: int,
) -> list[str]:
    """The newest activities with such artefacts: their ids, newest first."""
    matching = or_(
        *(and_(artefact.c.state == state, artefact.c.reason.is_not_distinct_from(why)) for state, why in states)
    )
    wanted = (
        select(activity.c.id)
        .distinct()
        .add_columns(activity.c.at_ms)
        .select_from(artefact.join(activity, same_activity()))
        .where(artefact.c.workspace_id == workspace_id, artefact.c.kind == kind, matching, *on_lines(lines))
    )
    return [row.id for row in conn.execute(newest_first(wanted, before, limit))]


def missing_activities(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> Iterator[MissingActivity]:
    """Activities known only by reference: a conversation's last one, the call of a voicemail that came alone."""
    wanted = _unseen(workspace_id, lines, *_OF_THE_UNSEEN).order_by(unseen_activity.c.id)
    if ids is not None:
        wanted = wanted.where(unseen_activity.c.id.in_(ids))
    for row in conn.execute(wanted):
        yield MissingActivity._make(row)


def page_of_missing_activities(
    conn: Connection,
    workspace_id: int,
    reaches: Collection[str],
    *,
    lines: Lines,
    before: Place | None,
    limit: int,
) -> list[MissingActivity]:
    """Those of some kinds of conversations, the one whose conversation moved last first."""
    wanted = _unseen(workspace_id, lines, *_OF_THE_UNSEEN).where(_REACH.in_(reaches))
    if before is not None:
        at = _MOVED_MS
        wanted = wanted.where(at <= before.at_ms, or_(at < before.at_ms, unseen_activity.c.id < before.id))
    wanted = wanted.order_by(_MOVED_MS.desc(), unseen_activity.c.id.desc()).limit(limit)
    return [MissingActivity._make(row) for row in conn.execute(wanted)]


class CountedActivities(NamedTuple):
    line_id: str | None
    reach: str
    activities: int


def count_missing_activities(conn: Connection, workspace_id: int) -> list[CountedActivities]:
    """How many of each line are known only by reference, by the reach of their conversation."""
    by = (_LINE.label("line"), _REACH.label("reach"))
    counted = _unseen(workspace_id, None, *by, func.count()).group_by("line", "reach")
    return [CountedActivities._make(row) for row in conn.execute(counted)]


_LINE = func.coalesce(conversation.c.line_id, unseen_activity.c.line_id)
_REACH = func.coalesce(conversation.c.reach, Reach.NOBODY)
_MOVED_MS = func.coalesce(conversation.c.updated_ms, 0)
_OF_THE_UNSEEN = (
    unseen_activity.c.id,
    _LINE,
    _REACH,
    unseen_activity.c.conversation_id,
    conversation.c.key,
    _MOVED_MS,
)


def _unseen(workspace_id: int, lines: Lines, *columns: ColumnElement[Any]) -> Select[tuple[object, ...]]:
    wanted = (
        select(*columns)
        .select_from(unseen_activity.outerjoin(conversation_alias, _named_by()).outerjoin(conversation, _of_alias()))
        .where(unseen_activity.c.workspace_id == workspace_id, ~_came_with_its_call())
    )
    return wanted if lines is None else wanted.where(_LINE.in_(lines))


def promised_voicemails(
    conn: Connection, workspace_id: int, *, lines: Lines = None, activity_ids: Collection[str] | None = None
) -> list[UnheardArtefact]:
    """Calls of which the provider says that a voicemail was left, and has not shown any."""
    wanted = unheard_of("voicemail", workspace_id, lines).where(activity.c.outcome == Outcome.VOICEMAIL)
    found = [UnheardArtefact._make(row) for row in conn.execute(among(wanted, activity_ids))]
    return sorted(found)  # here: asked for an order, SQLite reads all activities in it


def count_unheard(conn: Connection, workspace_id: int) -> dict[str, dict[str, int]]:
    """{kind: {word: count}} for the words that are not settled by an artefact row."""
    result: dict[str, dict[str, int]] = {}
    for kind, column in WORD_COLUMNS.items():
        rows = conn.execute(
            select(column, func.count())
            .where(activity.c.workspace_id == workspace_id, column.is_not(None), column != Word.SOME)
            .group_by(column)
        )
        result[kind] = {str(word): count for word, count in rows}
    return result


def same_activity() -> ColumnElement[bool]:
    return and_(activity.c.workspace_id == artefact.c.workspace_id, activity.c.id == artefact.c.activity_id)


def _came_with_its_call() -> ColumnElement[bool]:
    """A voicemail has an id like an activity; once its call is known it is a part of that, and missing no more."""
    return exists().where(
        stray_voicemail.c.workspace_id == unseen_activity.c.workspace_id,
        stray_voicemail.c.id == unseen_activity.c.id,
        stray_voicemail.c.call_id.is_not(None),
    )


def _named_by() -> ColumnElement[bool]:
    return and_(
        conversation_alias.c.workspace_id == unseen_activity.c.workspace_id,
        conversation_alias.c.id == unseen_activity.c.conversation_id,
    )


def _of_alias() -> ColumnElement[bool]:
    return and_(
        conversation.c.workspace_id == conversation_alias.c.workspace_id,
        conversation.c.key == conversation_alias.c.key,
    )


def not_held() -> ColumnElement[bool]:
    return artefact.c.state.in_(NOT_HELD)


def on_lines(lines: Lines) -> list[ColumnElement[bool]]:
    return [] if lines is None else [activity.c.line_id.in_(lines)]


def unheard_of(kind: str, workspace_id: int, lines: Lines) -> Select[tuple[object, ...]]:
    column = WORD_COLUMNS[kind]
    return select(
        activity.c.id,
        text(f"'{kind}' AS kind"),
        activity.c.line_id,
        column,
        activity.c.word_reasons,
        activity.c.at_ms,
        activity.c.conversation_key,
        activity.c.outcome,
    ).where(activity.c.workspace_id == workspace_id, text(unheard(kind)), *on_lines(lines))


def among(wanted: Select[tuple[object, ...]], ids: Collection[str] | None) -> Select[tuple[object, ...]]:
    return wanted if ids is None else wanted.where(activity.c.id.in_(ids))


def newest_first(
    wanted: Select[tuple[object, ...]], before: Place | None, limit: int | None
) -> Select[tuple[object, ...]]:
    if before is not None:
        at = activity.c.at_ms
        wanted = wanted.where(at <= before.at_ms, or_(at < before.at_ms, activity.c.id < before.id))
    return wanted.order_by(activity.c.at_ms.desc(), activity.c.id.desc()).limit(limit)
