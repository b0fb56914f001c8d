"""What came for this account, by the surface that it came from: counts and the newest time, never the content."""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from onrecord.domain.activity import ActivityKind, Word
from onrecord.domain.artefact import ArtefactState
from onrecord.domain.number import NumberKind, number_kind
from onrecord.domain.subject import SubjectKind
from onrecord.storage.rows import chunks
from onrecord.storage.schema import (
    activity,
    artefact,
    contact,
    contact_number,
    conversation,
    link,
    mention,
    observation,
)


class Came(NamedTuple):
    """So many things came from a surface; the newest of them was asked for at `newest_ms` (the provider's time)."""

    surface: str
    many: int
    newest_ms: int


class Answered(NamedTuple):
    """So many answers of one kind to one question."""

    surface: str
    operation: str
    status: int
    many: int
    newest_ms: int


NUMBERS_COME_WITH = ("GET /v1/contacts", "GET /v1/contacts/{id}")
"""The questions about contacts whose answers carry phone numbers."""

ONLY_NAME_IT = ("GET /conversations", "GET /v1/conversations")
"""The questions whose answers name an activity, as the last of a conversation, and do not show it."""


def times_of_pushes_on_record(conn: Connection, workspace_id: int, times_ms: Collection[int]) -> set[int]:
    """Those of the times at which a delivery was made, or came, whose message, call or contact is on record."""
    mine = (observation.c.workspace_id == workspace_id, observation.c.provider_ms.is_not(None))
    theirs = and_(mention.c.workspace_id == workspace_id, mention.c.observation_id == observation.c.id)
    on_record = or_(
        select(activity.c.id)
        .where(activity.c.workspace_id == workspace_id, activity.c.id == mention.c.subject)
        .exists(),
        select(contact.c.id).where(contact.c.workspace_id == workspace_id, contact.c.id == mention.c.subject).exists(),
    )
    found: set[int] = set()
    for some in chunks(times_ms):
        at = or_(observation.c.provider_ms.in_(some), observation.c.asked_ms.in_(some))
        rows = conn.execute(
            select(observation.c.provider_ms, observation.c.asked_ms).join(mention, theirs).where(*mine, at, on_record)
        )
        found.update(time_ms for row in rows for time_ms in row if time_ms in some)
    return found


def answers(conn: Connection, workspace_id: int, operations: Collection[str]) -> list[Answered]:
    rows = conn.execute(
        select(
            observation.c.surface,
            observation.c.operation,
            observation.c.http_status,
            func.count(),
            func.max(observation.c.asked_ms),
        )
        .where(observation.c.workspace_id == workspace_id, observation.c.operation.in_(operations))
        .group_by(observation.c.surface, observation.c.operation, observation.c.http_status)
        .order_by(observation.c.surface, observation.c.operation, observation.c.http_status)
    )
    return [Answered._make(row) for row in rows]


def files_that_came(conn: Connection, workspace_id: int, kind: str, *, before_ms: int | None = None) -> list[Came]:
    """Photos, voicemails or recordings, by the surface that gave the newest link to each; of activities that are older
    than `before_ms`, where that is given.
    """
    links = {
        row.path: (row.surface, row.asked_ms)
        for row in conn.execute(
            select(link.c.path, link.c.surface, link.c.asked_ms).where(link.c.workspace_id == workspace_id)
        )
    }
    newest: dict[str, list[int]] = defaultdict(list)
    ways = select(artefact.c.ways).where(artefact.c.workspace_id == workspace_id, artefact.c.kind == kind)
    if before_ms is not None:
        theirs = and_(activity.c.workspace_id == artefact.c.workspace_id, activity.c.id == artefact.c.activity_id)
        ways = ways.join(activity, theirs).where(activity.c.at_ms < before_ms)
    for path in (path for found in conn.execute(ways).scalars() for path in json.loads(found)):
        if path in links:
            surface, asked_ms = links[path]
            newest[surface].append(asked_ms)
    return [Came(surface, len(asked), max(asked)) for surface, asked in sorted(newest.items())]


def texts_that_came(conn: Connection, workspace_id: int, kind: str, operations: Collection[str]) -> list[Came]:
    """Transcripts or summaries in hand, by the surface whose answers spoke of them."""
    kept = and_(
        artefact.c.workspace_id == activity.c.workspace_id,
        artefact.c.activity_id == activity.c.id,
        artefact.c.kind == kind,
        artefact.c.state == ArtefactState.KEPT,
    )
    spoke = (observation.c.operation.in_(operations), observation.c.http_status == 200)
    return _activities(conn, workspace_id, select(artefact.c.ordinal).where(kept).exists(), *spoke)


def bare_messages(conn: Connection, workspace_id: int) -> list[Came]:
    """Messages with neither text nor any word of a picture: what a surface leaves of one that was only a picture."""
    silent = (
        activity.c.kind == ActivityKind.MESSAGE,
        activity.c.text == "",
        activity.c.media_word == Word.UNKNOWN,
        ~activity.c.word_reasons.like('%"old_media"%'),
    )
    return _activities(conn, workspace_id, *silent)


def calls_without_length(conn: Connection, workspace_id: int) -> list[Came]:
    """Answered calls that are over, and that are said to have lasted no time at all."""
    nothing = or_(activity.c.duration_seconds.is_(None), activity.c.duration_seconds == 0)
    return _activities(conn, workspace_id, *_over(), nothing)


def calls_that_were_answered(conn: Connection, workspace_id: int) -> list[Came]:
    return _activities(conn, workspace_id, *_over())


def _over() -> tuple[ColumnElement[bool], ...]:
    return (
        activity.c.kind == ActivityKind.CALL,
        activity.c.answered_ms.is_not(None),
        activity.c.completed_ms.is_not(None),
    )


def ai_calls(conn: Connection, workspace_id: int) -> list[Came]:
    return _activities(conn, workspace_id, activity.c.kind == ActivityKind.CALL, activity.c.ai_handled.is_(True))


def of_groups(conn: Connection, workspace_id: int, kind: str) -> list[Came]:
    """Messages or calls of conversations with several people."""
    return _of_conversations(conn, workspace_id, kind, _conversations(conn, workspace_id, several=True))


def of_hidden_callers(conn: Connection, workspace_id: int, kind: str) -> list[Came]:
    """Messages or calls of short codes and of callers without a number."""
    return _of_conversations(conn, workspace_id, kind, _conversations(conn, workspace_id, several=False))


def _conversations(conn: Connection, workspace_id: int, *, several: bool) -> list[str]:
    rows = conn.execute(
        select(conversation.c.key, conversation.c.participants).where(
            conversation.c.workspace_id == workspace_id, conversation.c.last_at_ms.is_not(None)
        )
    )
    return [key for key, people in rows if _is_of(json.loads(people), several=several)]


def _is_of(people: list[str], *, several: bool) -> bool:
    if several:
        return len(people) > 1
    return any(number_kind(number) is not NumberKind.PERSON for number in people)


def _of_conversations(conn: Connection, workspace_id: int, kind: str, keys: list[str]) -> list[Came]:
    found: dict[str, Came] = {}
    for some in chunks(keys):
        for came in _activities(conn, workspace_id, activity.c.kind == kind, activity.c.conversation_key.in_(some)):
            before = found.get(came.surface, Came(came.surface, 0, 0))
            found[came.surface] = Came(came.surface, before.many + came.many, max(before.newest_ms, came.newest_ms))
    return [found[surface] for surface in sorted(found)]


def contacts_with_numbers(conn: Connection, workspace_id: int) -> list[Came]:
    numbered = (
        select(contact_number.c.ordinal)
        .where(contact_number.c.workspace_id == contact.c.workspace_id, contact_number.c.contact_id == contact.c.id)
        .exists()
    )
    return _contacts(conn, workspace_id, numbered, observation.c.operation.in_(NUMBERS_COME_WITH))


def contacts_without_source(conn: Connection, workspace_id: int) -> list[Came]:
    """As the provider's app makes them."""
    return _contacts(conn, workspace_id, contact.c.source.is_(None))


def _contacts(conn: Connection, workspace_id: int, *conditions: ColumnElement[bool]) -> list[Came]:
    told = (
        select(observation.c.surface, func.count(contact.c.id.distinct()), func.max(observation.c.asked_ms))
        .select_from(contact)
        .join(
            mention,
            and_(
                mention.c.workspace_id == contact.c.workspace_id,
                mention.c.kind == SubjectKind.CONTACT,
                mention.c.subject == contact.c.id,
            ),
        )
        .join(observation, observation.c.id == mention.c.observation_id)
        .where(contact.c.workspace_id == workspace_id, *conditions)
        .group_by(observation.c.surface)
        .order_by(observation.c.surface)
    )
    return [Came._make(row) for row in conn.execute(told)]


def _activities(conn: Connection, workspace_id: int, *conditions: ColumnElement[bool]) -> list[Came]:
    told = (
        select(observation.c.surface, func.count(activity.c.id.distinct()), func.max(observation.c.asked_ms))
        .select_from(activity)
        .join(
            mention,
            and_(
                mention.c.workspace_id == activity.c.workspace_id,
                mention.c.kind == SubjectKind.ACTIVITY,
                mention.c.subject == activity.c.id,
            ),
        )
        .join(observation, observation.c.id == mention.c.observation_id)
        .where(activity.c.workspace_id == workspace_id, observation.c.operation.not_in(ONLY_NAME_IT), *conditions)
        .group_by(observation.c.surface)
        .order_by(observation.c.surface)
    )
    return [Came._make(row) for row in conn.execute(told)]
