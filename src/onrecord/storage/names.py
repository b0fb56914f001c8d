"""What numbers, teammates and lines are called."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, select

from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.storage.holdings import chunks
from onrecord.storage.inbox import Lines
from onrecord.storage.schema import (
    contact,
    contact_number,
    conversation,
    line,
    line_member,
    member,
    organization,
    participant,
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a contact card tells about one number."""

    contact_id: str
    number: str
    name: str
    company: str | None = None
    role: str | None = None
    label: str | None = None
    source: str | None = None
    emails: tuple[dict[str, str], ...] = ()
    custom_fields: tuple[dict[str, object], ...] = field(default=())


def read_organization(conn: Connection, workspace_id: int) -> OrganizationRecord | None:
    """The account at the provider; None until it was told."""
    row = conn.execute(
        select(organization).where(organization.c.workspace_id == workspace_id).order_by(organization.c.id)
    ).first()
    return None if row is None else OrganizationRecord(row.id, row.name, row.subscription_status, row.created_ms)


def list_lines(conn: Connection, workspace_id: int, *, lines: Lines) -> list[LineRecord]:
    """The workspace's numbers that may be seen, in the order they were made; their members are left out."""
    wanted = select(line).where(line.c.workspace_id == workspace_id)
    if lines is not None:
        wanted = wanted.where(line.c.id.in_(lines))
    rows = conn.execute(wanted.order_by(line.c.created_ms, line.c.id))
    return [
        LineRecord(row.id, row.number, row.name, row.symbol, row.group_id, row.time_zone, gone_ms=row.gone_ms)
        for row in rows
    ]


def list_members(conn: Connection, workspace_id: int) -> list[MemberRecord]:
    rows = conn.execute(select(member).where(member.c.workspace_id == workspace_id).order_by(member.c.id))
    return [MemberRecord(row.id, row.kind, row.email, row.first_name, row.last_name, row.role) for row in rows]


def members_of_line(conn: Connection, workspace_id: int, line_id: str) -> list[str]:
    rows = conn.execute(
        select(line_member.c.member_id)
        .where(line_member.c.workspace_id == workspace_id, line_member.c.line_id == line_id)
        .order_by(line_member.c.member_id)
    )
    return [row.member_id for row in rows]


def cards_of_numbers(conn: Connection, workspace_id: int, numbers: Collection[str]) -> dict[str, list[Card]]:
    """The contact cards of some numbers; where a number is on several, the one changed last comes first."""
    found: dict[str, list[Card]] = {}
    for some in chunks(numbers):
        rows = conn.execute(
            select(contact, contact_number.c.number, contact_number.c.label)
            .select_from(contact_number.join(contact, _same_contact()))
            .where(
                contact_number.c.workspace_id == workspace_id,
                contact_number.c.number.in_(some),
                contact.c.gone_ms.is_(None),
            )
            .order_by(contact.c.updated_ms.desc(), contact.c.id)
        )
        for row in rows:
            found.setdefault(row.number, []).append(
                Card(
                    contact_id=row.id,
                    number=row.number,
                    name=row.display_name,
                    company=row.company,
                    role=row.role,
                    label=row.label,
                    source=row.source,
                    emails=tuple(json.loads(row.emails)),
                    custom_fields=tuple(json.loads(row.custom_fields)),
                )
            )
    return found


def contact_lines(conn: Connection, workspace_id: int, contact_id: str) -> set[str]:
    """The lines in whose conversations a number of this card takes part."""
    found = (
        select(conversation.c.line_id)
        .distinct()
        .join(
            participant,
            and_(
                participant.c.workspace_id == conversation.c.workspace_id,
                participant.c.conversation_key == conversation.c.key,
            ),
        )
        .join(
            contact_number,
            and_(
                contact_number.c.workspace_id == participant.c.workspace_id,
                contact_number.c.number == participant.c.number,
            ),
        )
        .where(contact_number.c.workspace_id == workspace_id, contact_number.c.contact_id == contact_id)
    )
    return {line_id for line_id in conn.execute(found).scalars() if line_id is not None}


def _same_contact() -> ColumnElement[bool]:
    return and_(contact.c.workspace_id == contact_number.c.workspace_id, contact.c.id == contact_number.c.contact_id)
