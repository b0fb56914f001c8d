"""The records of the account: its organization, its lines, the people working in it."""

from collections.abc import Sequence
from typing import cast

from onrecord.domain.clock import Instant
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.projection.precedence import gone_ms, settle_card
from onrecord.projection.statement import Statement, is_agent

Values = dict[str, object]


def line_of(line_id: str, statements: Sequence[Statement]) -> LineRecord | None:
    """None until some answer shows the line itself."""
    if not _is_shown(statements):
        return None
    values = settle_card(statements)
    return LineRecord(
        id=line_id,
        number=text_in(values, "number"),
        name=text_in(values, "name"),
        symbol=text_in(values, "symbol"),
        group_id=text_in(values, "group_id"),
        time_zone=text_in(values, "time_zone"),
        created_ms=ms_in(values, "created_ms"),
        updated_ms=ms_in(values, "updated_ms"),
        gone_ms=gone_ms(statements),
        members=cast("tuple[tuple[str, str | None], ...]", values.get("members") or ()),
    )


def member_of(member_id: str, statements: Sequence[Statement]) -> MemberRecord | None:
    """None until some answer shows the person, be it only in a line's list of people."""
    if not _is_shown(statements):
        return None
    values = settle_card(statements)
    return MemberRecord(
        id=member_id,
        kind="agent" if is_agent(member_id) else "human",
        email=text_in(values, "email"),
        first_name=text_in(values, "first_name"),
        last_name=text_in(values, "last_name"),
        role=text_in(values, "role"),
        created_ms=ms_in(values, "created_ms"),
        gone_ms=gone_ms(statements),
    )


def organization_of(organization_id: str, statements: Sequence[Statement]) -> OrganizationRecord | None:
    if not _is_shown(statements):
        return None
    values = settle_card(statements)
    return OrganizationRecord(
        id=organization_id,
        name=text_in(values, "name"),
        subscription_status=text_in(values, "subscription_status"),
        created_ms=ms_in(values, "created_ms"),
    )


def text_in(values: Values, name: str) -> str | None:
    return cast("str | None", values.get(name))


def ms_in(values: Values, name: str) -> int | None:
    value = values.get(name)
    return value.ms if isinstance(value, Instant) else None


def _is_shown(statements: Sequence[Statement]) -> bool:
    return any(statement.kind is not None for statement in statements)
