"""Counting what a limit of the provider touches in this record."""

import json

from sqlalchemy import Connection, and_, exists, func, select

from onrecord.domain.activity import ActivityKind
from onrecord.domain.number import NumberKind, number_kind
from onrecord.storage.schema import activity, contact_number, conversation, participant


def count_conversations(conn: Connection, workspace_id: int) -> int:
    return conn.execute(
        select(func.count()).select_from(conversation).where(conversation.c.workspace_id == workspace_id)
    ).scalar_one()


def count_unreadable_conversations(conn: Connection, workspace_id: int) -> int:
    """Known conversations with a short code or a hidden caller, of which nothing could be read."""
    return sum(
        any(number_kind(number) is not NumberKind.PERSON for number in participants)
        for participants, last_at_ms in _conversations(conn, workspace_id)
        if last_at_ms is None
    )


def count_groups(conn: Connection, workspace_id: int) -> int:
    """Conversations with several outside people, of which no calls can be listed."""
    return sum(len(participants) > 1 for participants, _ in _conversations(conn, workspace_id))


def count_unread_groups(conn: Connection, workspace_id: int) -> int:
    """Those of them of which nothing could be read at all."""
    return sum(
        len(participants) > 1 and last_at_ms is None for participants, last_at_ms in _conversations(conn, workspace_id)
    )


_ON_A_CARD = exists().where(
    and_(
        contact_number.c.workspace_id == participant.c.workspace_id,
        contact_number.c.number == participant.c.number,
    )
)


def count_nameless_numbers(conn: Connection, workspace_id: int) -> int:
    """Outside numbers on no card."""
    return conn.execute(
        select(func.count(participant.c.number.distinct())).where(
            participant.c.workspace_id == workspace_id, participant.c.number.like("+%"), ~_ON_A_CARD
        )
    ).scalar_one()


def count_nameless_calls(conn: Connection, workspace_id: int) -> int:
    """Calls with somebody whose number is on no card."""
    return conn.execute(
        select(func.count(activity.c.id.distinct()))
        .select_from(activity)
        .join(
            participant,
            and_(
                participant.c.workspace_id == activity.c.workspace_id,
                participant.c.conversation_key == activity.c.conversation_key,
            ),
        )
        .where(activity.c.workspace_id == workspace_id, activity.c.kind == ActivityKind.CALL, ~_ON_A_CARD)
    ).scalar_one()


def count_outside_numbers(conn: Connection, workspace_id: int) -> int:
    """People, as far as a number is one."""
    return conn.execute(
        select(func.count(participant.c.number.distinct())).where(
            participant.c.workspace_id == workspace_id, participant.c.number.like("+%")
        )
    ).scalar_one()


def _conversations(conn: Connection, workspace_id: int) -> list[tuple[list[str], int | None]]:
    rows = conn.execute(
        select(conversation.c.participants, conversation.c.last_at_ms).where(
            conversation.c.workspace_id == workspace_id
        )
    )
    return [(json.loads(participants), last_at_ms) for participants, last_at_ms in rows]
