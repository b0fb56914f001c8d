"""Finding conversations by who is in them: names and numbers. Texts are `search`'s business."""

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from onrecord.storage.inbox import Lines
from onrecord.storage.schema import contact, contact_number, conversation, participant


def conversations_named(
    conn: Connection, workspace_id: int, words: list[str], *, lines: Lines, limit: int
) -> list[str]:
    """Keys of conversations with somebody whose card, or which by their own name, hold every word; newest first."""
    on_card = and_(
        contact.c.workspace_id == workspace_id,
        contact.c.gone_ms.is_(None),
        *(or_(*(_holds(column, word) for column in (contact.c.display_name, contact.c.company))) for word in words),
    )
    numbers = (
        select(contact_number.c.number)
        .join(
            contact,
            and_(contact.c.workspace_id == contact_number.c.workspace_id, contact.c.id == contact_number.c.contact_id),
        )
        .where(on_card)
    )
    with_them = select(participant.c.conversation_key).where(
        participant.c.workspace_id == workspace_id, participant.c.number.in_(numbers)
    )
    own_name = and_(*(_holds(conversation.c.name, word) for word in words))
    return _newest(conn, workspace_id, or_(conversation.c.key.in_(with_them), own_name), lines, limit)


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


def _holds(column: ColumnElement[str | None], word: str) -> ColumnElement[bool]:
    plain = word.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(column).like(f"%{plain}%", escape="\\")
