"""The threads of v1, one line and a set of people each, of which something could not be seen when they were read."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from onrecord.domain.activity import ActivityKind, Word
from onrecord.storage.schema import activity, conversation


class Thread(NamedTuple):
    """One conversation as v1 is asked for it."""

    key: str
    conversation_id: str | None
    line_id: str
    participants: tuple[str, ...]


class UnheardMedia(NamedTuple):
    """`likely`: the newest of the messages that has no text, else the newest."""

    likely: str
    messages: int


class HeldMessage(NamedTuple):
    """When a message was made, and whether nobody could tell yet if it has pictures."""

    at_ms: int
    unheard: bool


def threads(conn: Connection, workspace_id: int) -> list[Thread]:
    """Every conversation of a known line, those that moved last first."""
    rows = conn.execute(
        select(conversation.c.key, conversation.c.id, conversation.c.line_id, conversation.c.participants)
        .where(conversation.c.workspace_id == workspace_id, conversation.c.line_id.is_not(None))
        .order_by(conversation.c.last_at_ms.desc(), conversation.c.key)
    )
    return [Thread(row.key, row.id, row.line_id, tuple(json.loads(row.participants))) for row in rows]


def message_times(conn: Connection, workspace_id: int) -> list[tuple[str, int]]:
    """(id, when it was made) of every message that is held."""
    rows = conn.execute(
        select(activity.c.id, activity.c.at_ms).where(
            activity.c.workspace_id == workspace_id, activity.c.kind == ActivityKind.MESSAGE
        )
    )
    return [(row.id, row.at_ms) for row in rows]


def threads_of_unheard_media(conn: Connection, workspace_id: int) -> Iterator[tuple[str, list[HeldMessage]]]:
    """(conversation key, all its messages, oldest first) of each in which a message may have pictures."""
    keys = select(activity.c.conversation_key).where(_unheard(workspace_id))
    rows = conn.execute(
        select(activity.c.conversation_key, activity.c.at_ms, _unheard(workspace_id).label("unheard"))
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == ActivityKind.MESSAGE,
            activity.c.conversation_key.in_(keys),  # SQLite would join by scanning the keys for every message
        )
        .order_by(activity.c.conversation_key, activity.c.at_ms, activity.c.id)
    )
    for key, messages in groupby(rows, key=lambda row: row.conversation_key):
        yield str(key), [HeldMessage(row.at_ms, bool(row.unheard)) for row in messages]


def _unheard(workspace_id: int) -> ColumnElement[bool]:
    """Of these no answer said anything; an empty list about an old message says something, if only for later."""
    return and_(
        activity.c.workspace_id == workspace_id,
        activity.c.kind == ActivityKind.MESSAGE,
        activity.c.media_word == Word.UNKNOWN,
        activity.c.word_reasons.not_like("%old_media%"),
    )


def unheard_media(conn: Connection, workspace_id: int) -> UnheardMedia | None:
    """The messages of which nobody could tell whether they have pictures; None where there are none."""
    row = conn.execute(
        select(activity.c.id, func.count().over())
        .where(_unheard(workspace_id), activity.c.gone_ms.is_(None))
        .order_by(activity.c.text != "", activity.c.at_ms.desc(), activity.c.id)
        .limit(1)
    ).first()
    return UnheardMedia(*row) if row else None
