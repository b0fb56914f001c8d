"""Who could be meant: the names that are known, and conversations by who is in them. Texts are `search`'s business."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, or_, select

from onrecord.storage.inbox import Lines
from onrecord.storage.schema import contact, contact_number, conversation, participant


def contact_names(conn: Connection, workspace_id: int) -> list[tuple[str, str]]:
    """(contact id, name and company) of every card. No database folds accents alike, so that words are compared by
    the reader."""
    rows = conn.execute(
        select(contact.c.id, contact.c.display_name, contact.c.company).where(
            contact.c.workspace_id == workspace_id, contact.c.gone_ms.is_(None)
        )
    )
    return [(row[0], f"{row[1]} {row[2] or ''}") for row in rows]


def conversation_names(conn: Connection, workspace_id: int) -> list[tuple[str, str]]:
    """(key, name) of the conversations that have a name of their own at the provider."""
    rows = conn.execute(
        select(conversation.c.key, conversation.c.name).where(
            conversation.c.workspace_id == workspace_id, conversation.c.name.is_not(None)
        )
    )
    return [(row[0], row[1]) for row in rows]


def conversations_with_contacts(
    conn: Connection, workspace_id: int, contact_ids: Sequence[str], keys: Sequence[str], *, lines: Lines, limit: int
) -> list[str]:
    """Of the conversations with one of the contacts, and of those named by key, the newest."""
    numbers = select(contact_number.c.number).where(
        contact_number.c.workspace_id == workspace_id, contact_number.c.contact_id.in_(contact_ids)
    )
    with_them = select(participant.c.conversation_key).where(
        participant.c.workspace_id == workspace_id, participant.c.number.in_(numbers)
    )
    wanted = or_(conversation.c.key.in_(with_them), conversation.c.key.in_(keys))
    return _newest(conn, workspace_id, wanted, lines, limit)


def conversations_with_number(
    conn: Connection, workspace_id: int, digits: str, *, lines: Lines, limit: int
) -> list[str]:
    """Keys of conversations with a number that holds these digits in a row, newest first."""
    with_it = select(participant.c.conversation_key).where(
        participant.c.workspace_id == workspace_id, participant.c.number.like(f"%{digits}%")
    )
    return _newest(conn, workspace_id, conversation.c.key.in_(with_it), lines, limit)


def _newest(conn: Connection, workspace_id: int, condition: ColumnElement[bool], lines: Lines, limit: int) -> list[str]:
    wanted = select(conversation.c.key).where(
        conversation.c.workspace_id == workspace_id, conversation.c.last_at_ms.is_not(None), condition
    )
    if lines is not None:
        wanted = wanted.where(conversation.c.line_id.in_(lines))
    return list(conn.execute(wanted.order_by(conversation.c.last_at_ms.desc()).limit(limit)).scalars())
