"""Conversations as a list, newest first, and the news of them."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from onrecord.storage.schema import activity, change, conversation, conversation_alias

Lines = frozenset[str] | None
"""The lines that may be seen; None means every line."""


class InboxView(StrEnum):
    WAITING = "waiting"
    ALL = "all"
    PHOTOS = "photos"
    MISSED = "missed"


class Place(NamedTuple):
    """Where a list goes on: the last row that was shown."""

    at_ms: int
    id: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation with its last activity (`last_*`), which is None-ish where nothing is known of it."""

    key: str
    id: str | None
    line_id: str | None
    participants: tuple[str, ...]
    name: str | None
    gone_ms: int | None
    first_at_ms: int | None
    last_at_ms: int
    messages: int
    calls: int
    media: int
    missed_calls: int
    waiting: bool
    last_activity_id: str | None
    last_kind: str | None
    last_direction: str | None
    last_text: str
    last_outcome: str | None
    last_status: str | None
    last_media_word: str | None
    last_ai_handled: bool


class Change(NamedTuple):
    id: int
    conversation_key: str
    line_id: str | None


def list_conversations(
    conn: Connection,
    workspace_id: int,
    *,
    lines: Lines,
    view: InboxView = InboxView.ALL,
    line_id: str | None = None,
    before: Place | None = None,
    limit: int,
) -> list[ConversationRow]:
    """At most `limit`, newest first, of those older than `before`."""
    wanted = _conversations(workspace_id).where(*_visible(lines, view, line_id))
    if before is not None:
        wanted = wanted.where(_older(conversation.c.last_at_ms, conversation.c.key, before))
    newest_first = wanted.order_by(conversation.c.last_at_ms.desc(), conversation.c.key.desc()).limit(limit)
    return [_row(row) for row in conn.execute(newest_first).mappings()]


def count_waiting(conn: Connection, workspace_id: int, *, lines: Lines, line_id: str | None = None) -> int:
    """How many wait for our reply."""
    counted = select(func.count()).select_from(conversation)
    counted = counted.where(conversation.c.workspace_id == workspace_id, *_visible(lines, InboxView.WAITING, line_id))
    return int(conn.execute(counted).scalar_one())


def conversations_by_key(
    conn: Connection, workspace_id: int, keys: list[str], *, lines: Lines
) -> dict[str, ConversationRow]:
    """Those of the keys that exist and may be seen, whatever they hold."""
    wanted = _conversations(workspace_id).where(conversation.c.key.in_(keys))
    if lines is not None:
        wanted = wanted.where(conversation.c.line_id.in_(lines))
    return {row["key"]: _row(row) for row in conn.execute(wanted).mappings()}


def key_of_conversation_id(conn: Connection, workspace_id: int, conversation_id: str) -> str | None:
    """The key behind a provider's `CN…` id."""
    named = select(conversation_alias.c.key).where(
        conversation_alias.c.workspace_id == workspace_id, conversation_alias.c.id == conversation_id
    )
    return conn.execute(named).scalar_one_or_none()


def newest_change_id(conn: Connection, workspace_id: int) -> int:
    newest = select(func.coalesce(func.max(change.c.id), 0)).where(change.c.workspace_id == workspace_id)
    return int(conn.execute(newest).scalar_one())


def changes_after(conn: Connection, workspace_id: int, after_id: int, *, limit: int) -> list[Change]:
    """What became new after the change with that id, oldest first."""
    news = (
        select(change.c.id, change.c.conversation_key, change.c.line_id)
        .where(change.c.workspace_id == workspace_id, change.c.id > after_id)
        .order_by(change.c.id)
        .limit(limit)
    )
    return [Change(*row) for row in conn.execute(news)]


def _conversations(workspace_id: int) -> Select[tuple[object, ...]]:
    last = and_(
        activity.c.workspace_id == conversation.c.workspace_id, activity.c.id == conversation.c.last_activity_id
    )
    return (
        select(
            conversation,
            activity.c.kind.label("last_kind"),
            activity.c.direction.label("last_direction"),
            activity.c.text.label("last_text"),
            activity.c.outcome.label("last_outcome"),
            activity.c.status.label("last_status"),
            activity.c.media_word.label("last_media_word"),
            activity.c.ai_handled.label("last_ai_handled"),
        )
        .select_from(conversation.outerjoin(activity, last))
        .where(conversation.c.workspace_id == workspace_id)
    )


def _visible(lines: Lines, view: InboxView, line_id: str | None) -> list[ColumnElement[bool]]:
    """What a list of conversations keeps; one without any activity has no place in time and is not listed."""
    conditions: list[ColumnElement[bool]] = [conversation.c.last_at_ms.is_not(None)]
    if line_id is not None:
        conditions.append(conversation.c.line_id == line_id)
    if lines is not None:
        conditions.append(conversation.c.line_id.in_(lines))
    if view is InboxView.WAITING:
        conditions.append(conversation.c.waiting.is_(True))
    elif view is InboxView.PHOTOS:
        conditions.append(conversation.c.media > 0)
    elif view is InboxView.MISSED:
        conditions.append(conversation.c.missed_calls > 0)
    return conditions


def _older(at_ms: ColumnElement[int], id_: ColumnElement[str], place: Place) -> ColumnElement[bool]:
    return and_(at_ms <= place.at_ms, or_(at_ms < place.at_ms, id_ < place.id))


def _row(held: RowMapping) -> ConversationRow:
    return ConversationRow(
        key=held["key"],
        id=held["id"],
        line_id=held["line_id"],
        participants=tuple(json.loads(held["participants"])),
        name=held["name"],
        gone_ms=held["gone_ms"],
        first_at_ms=held["first_at_ms"],
        last_at_ms=held["last_at_ms"] or 0,
        messages=held["messages"],
        calls=held["calls"],
        media=held["media"],
        missed_calls=held["missed_calls"],
        waiting=bool(held["waiting"]),
        last_activity_id=held["last_activity_id"],
        last_kind=held["last_kind"],
        last_direction=held["last_direction"],
        last_text=held["last_text"] or "",
        last_outcome=held["last_outcome"],
        last_status=held["last_status"],
        last_media_word=held["last_media_word"],
        last_ai_handled=bool(held["last_ai_handled"]),
    )
