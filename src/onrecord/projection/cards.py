"""The records of the outside: cards about people, and the provider's own word on its conversations."""

from collections.abc import Sequence
from typing import cast

import msgspec

from onrecord.domain.contact import ContactRecord, display_name
from onrecord.domain.conversation import ConversationRecord, conversation_key
from onrecord.domain.number import canonical_number
from onrecord.projection.account import ms_in, text_in
from onrecord.projection.people import outside
from onrecord.projection.precedence import gone_ms, settle_card
from onrecord.projection.reading import Directory
from onrecord.projection.statement import Statement, canonical_bytes

Pairs = tuple[tuple[str, str | None], ...]


def contact_of(contact_id: str, statements: Sequence[Statement]) -> ContactRecord | None:
    """None until some answer shows the card. A source without numbers (the dated list) leaves the others' alone."""
    if all(statement.kind is None for statement in statements):
        return None
    values = settle_card(statements)
    first, last = text_in(values, "first_name"), text_in(values, "last_name")
    company = text_in(values, "company")
    emails = cast("Pairs", values.get("emails") or ())
    return ContactRecord(
        id=contact_id,
        display_name=display_name(first, last, company),
        first_name=first,
        last_name=last,
        company=company,
        role=text_in(values, "role"),
        source=text_in(values, "source"),
        external_id=text_in(values, "external_id"),
        numbers=_numbers(cast("Pairs", values.get("numbers") or ())),
        emails=msgspec.json.encode([{"name": label, "value": value} for value, label in emails]).decode(),
        custom_fields=canonical_bytes(values.get("custom_fields") or ()).decode(),
        created_ms=ms_in(values, "created_ms"),
        updated_ms=ms_in(values, "updated_ms"),
        gone_ms=gone_ms(statements),
    )


def _numbers(pairs: Pairs) -> Pairs:
    """In the stored form, each once, in the order of the card."""
    found: dict[str, str | None] = {}
    for value, label in pairs:
        found.setdefault(canonical_number(value), label)
    return tuple(found.items())


def conversation_of(
    conversation_id: str, statements: Sequence[Statement], directory: Directory
) -> ConversationRecord | None:
    if all(statement.kind is None for statement in statements):
        return None
    values = settle_card(statements)
    line_id = text_in(values, "line_id") or ""
    listed = cast("tuple[str, ...]", values.get("participants") or ())
    participants = outside(listed, directory.lines.get(line_id))
    return ConversationRecord(
        id=conversation_id,
        key=conversation_key(line_id, participants, conversation_id=conversation_id),
        line_id=line_id,
        participants=participants,
        name=text_in(values, "name"),
        last_activity_id=text_in(values, "last_activity_id"),
        created_ms=ms_in(values, "created_ms"),
        updated_ms=ms_in(values, "updated_ms"),
        gone_ms=gone_ms(statements),
    )
