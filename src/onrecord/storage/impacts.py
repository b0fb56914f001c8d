"""Counting what a limit of the provider costs this record: how many, of how many, and why."""

import json
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, distinct, exists, func, or_, select

from onrecord.domain.activity import ActivityKind, Direction, Word
from onrecord.domain.artefact import ArtefactState
from onrecord.domain.subject import SubjectKind
from onrecord.storage.gaps import WORD_COLUMNS
from onrecord.storage.schema import activity, artefact, contact, contact_number, discrepancy, mention, observation


class PictureDoubts(NamedTuple):
    """Messages of which nobody could tell whether they had a picture. `bare`: those without any text."""

    messages: int
    bare: int
    since_ms: int | None


class PartCount(NamedTuple):
    """So many calls alike in one part: its word and why, the state of the artefact and why."""

    word: str | None
    reason: str | None
    state: str | None
    state_reason: str | None
    calls: int


def count_messages(conn: Connection, workspace_id: int) -> int:
    return _count(conn, workspace_id, activity.c.kind == ActivityKind.MESSAGE)


def picture_doubts(conn: Connection, workspace_id: int, *, asked_in_vain: bool) -> PictureDoubts:
    """`asked_in_vain`: those that a surface which gives pictures gave none for, because they are older than that;
    else the others.
    """
    in_vain = activity.c.word_reasons.like('%"old_media"%')
    found = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((activity.c.text == "", 1), else_=0)), 0),
            func.min(activity.c.at_ms),
        ).where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == ActivityKind.MESSAGE,
            activity.c.media_word == Word.UNKNOWN,
            in_vain if asked_in_vain else ~in_vain,
        )
    ).one()
    return PictureDoubts(*found)


def artefact_states(conn: Connection, workspace_id: int, kind: str) -> dict[str, int]:
    """{state: how many}"""
    rows = conn.execute(
        select(artefact.c.state, func.count())
        .where(artefact.c.workspace_id == workspace_id, artefact.c.kind == kind)
        .group_by(artefact.c.state)
    )
    return dict(iter(rows))


def count_part(conn: Connection, workspace_id: int, kind: str) -> list[PartCount]:
    """Calls by what is known of one of their parts; of several recordings the first speaks for the call."""
    first = and_(
        artefact.c.workspace_id == activity.c.workspace_id,
        artefact.c.activity_id == activity.c.id,
        artefact.c.kind == kind,
        artefact.c.ordinal == 0,
    )
    alike = (WORD_COLUMNS[kind], activity.c.word_reasons, artefact.c.state, artefact.c.reason)
    rows = conn.execute(
        select(*alike, func.count())
        .select_from(activity.outerjoin(artefact, first))
        .where(activity.c.workspace_id == workspace_id, activity.c.kind == ActivityKind.CALL)
        .group_by(*alike)
    )
    return [
        PartCount(word, _reason(reasons, kind), state, state_reason, calls)
        for word, reasons, state, state_reason, calls in rows
    ]


def _reason(reasons: str, kind: str) -> str | None:
    return next((why for about, why in json.loads(reasons) if about == kind), None)


def count_calls(conn: Connection, workspace_id: int) -> int:
    return _count(conn, workspace_id, activity.c.kind == ActivityKind.CALL)


def count_missed_calls(conn: Connection, workspace_id: int) -> int:
    """Incoming ones that nobody answered."""
    missed = (activity.c.direction == Direction.INCOMING, activity.c.answered_ms.is_(None))
    return _count(conn, workspace_id, activity.c.kind == ActivityKind.CALL, *missed)


def count_without_length(conn: Connection, workspace_id: int) -> tuple[int, int]:
    """(answered calls that are said to have lasted no time at all, answered calls)."""
    answered = (activity.c.kind == ActivityKind.CALL, activity.c.answered_ms.is_not(None))
    none = or_(activity.c.duration_seconds.is_(None), activity.c.duration_seconds == 0)
    ended = activity.c.completed_ms.is_not(None)
    return _count(conn, workspace_id, *answered, none, ended), _count(conn, workspace_id, *answered)


def count_disputed(conn: Connection, workspace_id: int, field: str) -> int:
    """Activities on which sources differ in a field without a rule that explains it."""
    return conn.execute(
        select(func.count()).where(
            discrepancy.c.workspace_id == workspace_id,
            discrepancy.c.field == field,
            discrepancy.c.explained.is_(None),
        )
    ).scalar_one()


def count_ai_calls(conn: Connection, workspace_id: int) -> int:
    return _count(conn, workspace_id, activity.c.kind == ActivityKind.CALL, activity.c.ai_handled.is_(True))


def count_sent(conn: Connection, workspace_id: int) -> tuple[int, int]:
    """(messages that we sent, those of them with a picture or file)."""
    sent = (activity.c.kind == ActivityKind.MESSAGE, activity.c.direction == Direction.OUTGOING)
    return (
        _count(conn, workspace_id, *sent),
        _count(conn, workspace_id, *sent, activity.c.media_word == Word.SOME),
    )


def count_called(conn: Connection, workspace_id: int) -> int:
    """Calls that we made."""
    made = (activity.c.kind == ActivityKind.CALL, activity.c.direction == Direction.OUTGOING)
    return _count(conn, workspace_id, *made)


def count_bare_cards(conn: Connection, workspace_id: int) -> tuple[int, int]:
    """(contacts without any phone number, contacts)."""
    numbered = exists().where(
        contact_number.c.workspace_id == contact.c.workspace_id, contact_number.c.contact_id == contact.c.id
    )
    here = (contact.c.workspace_id == workspace_id, contact.c.gone_ms.is_(None))
    bare = conn.execute(select(func.count()).select_from(contact).where(*here, ~numbered)).scalar_one()
    return bare, conn.execute(select(func.count()).select_from(contact).where(*here)).scalar_one()


def count_told_twice(conn: Connection, workspace_id: int) -> int:
    """Messages and calls that lists showed again with something else in them than before."""
    listed = ("GET /calls", "GET /messages", "GET /v1/calls", "GET /v1/messages")
    changed = (
        select(mention.c.subject)
        .join(observation, observation.c.id == mention.c.observation_id)
        .where(
            mention.c.workspace_id == workspace_id,
            mention.c.kind == SubjectKind.ACTIVITY,
            observation.c.operation.in_(listed),
        )
        .group_by(mention.c.subject, observation.c.operation)
        .having(func.count(distinct(observation.c.id)) > 1)
        .subquery()
    )
    return conn.execute(select(func.count(distinct(changed.c.subject)))).scalar_one()


def count_died_links(conn: Connection, workspace_id: int) -> int:
    """Files whose link ran out before they were fetched."""
    return conn.execute(
        select(func.count()).where(artefact.c.workspace_id == workspace_id, artefact.c.state == ArtefactState.EXPIRED)
    ).scalar_one()


def untold_activities(conn: Connection, workspace_id: int, kind: str, *, limit: int) -> list[str]:
    """The newest messages or calls of which it is not known, or not given to us, whether they have such a part."""
    untold = WORD_COLUMNS[kind].in_((Word.UNKNOWN, Word.WITHHELD))
    rows = conn.execute(
        select(activity.c.id)
        .where(activity.c.workspace_id == workspace_id, untold)
        .order_by((activity.c.text == "").desc(), activity.c.at_ms.desc(), activity.c.id)
        .limit(limit)
    )
    return list(rows.scalars())


def _count(conn: Connection, workspace_id: int, *conditions: ColumnElement[bool]) -> int:
    return conn.execute(
        select(func.count()).select_from(activity).where(activity.c.workspace_id == workspace_id, *conditions)
    ).scalar_one()
