"""Readings in, records out: the pure fold. Its rules, with an example and a test each: docs/decisions/fold.md.

It knows no database and no clock. The same set of readings, in any order and with any repeats, gives equal records.
"""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.domain.subject import SubjectKind
from onrecord.projection import account, cards
from onrecord.projection.activity import activity_of, unseen_of
from onrecord.projection.foreign import foreign_in, is_foreign_card
from onrecord.projection.parsers import understand
from onrecord.projection.reading import NOTHING_HELD, Directory, Folded, Held, NewField, Reading
from onrecord.projection.reduction import newest_per_slot
from onrecord.projection.statement import Statement

_ACTIVITY = SubjectKind.ACTIVITY.value


class _Heard(NamedTuple):
    statements: list[Statement]
    not_understood: list[tuple[int, str]]
    new_fields: list[NewField]


def fold_activity(
    activity_id: str, readings: Sequence[Reading], directory: Directory, held: Held = NOTHING_HELD
) -> Folded[ActivityRecord]:
    """The record of one message or call; None while only other objects mention it, and where it is not ours."""
    heard = _understood(_ACTIVITY, activity_id, readings)
    foreign = foreign_in(activity_id, heard.statements, directory)
    if foreign is not None:
        return Folded(None, heard.not_understood, heard.new_fields, foreign=foreign)
    record = activity_of(activity_id, heard.statements, directory, held)
    is_real = record is None and any(not reading.asked.get("test") for reading in readings)
    unseen = unseen_of(activity_id, heard.statements) if is_real else None
    return Folded(record, heard.not_understood, heard.new_fields, unseen)


def fold_line(line_id: str, readings: Sequence[Reading], _directory: Directory) -> Folded[LineRecord]:
    """The record of one of the workspace's numbers."""
    heard = _understood(SubjectKind.LINE, line_id, readings)
    return Folded(account.line_of(line_id, newest_per_slot(heard.statements)), heard.not_understood, heard.new_fields)


def fold_member(member_id: str, readings: Sequence[Reading], _directory: Directory) -> Folded[MemberRecord]:
    """The record of one teammate, or of the provider's AI agent."""
    heard = _understood(SubjectKind.MEMBER, member_id, readings)
    return Folded(
        account.member_of(member_id, newest_per_slot(heard.statements)), heard.not_understood, heard.new_fields
    )


def fold_organization(
    organization_id: str, readings: Sequence[Reading], _directory: Directory
) -> Folded[OrganizationRecord]:
    """The record of the account."""
    heard = _understood(SubjectKind.ORGANIZATION, organization_id, readings)
    return Folded(
        account.organization_of(organization_id, newest_per_slot(heard.statements)),
        heard.not_understood,
        heard.new_fields,
    )


def fold_contact(contact_id: str, readings: Sequence[Reading], directory: Directory) -> Folded[ContactRecord]:
    """The record of one card; None where it is not ours."""
    heard = _understood(SubjectKind.CONTACT, contact_id, readings)
    if is_foreign_card(heard.statements, directory):
        return Folded(None, heard.not_understood, heard.new_fields)
    return Folded(
        cards.contact_of(contact_id, newest_per_slot(heard.statements)), heard.not_understood, heard.new_fields
    )


def fold_conversation(
    conversation_id: str, readings: Sequence[Reading], directory: Directory
) -> Folded[ConversationRecord]:
    """The record of one of the provider's conversations; several may share a key."""
    heard = _understood(SubjectKind.CONVERSATION, conversation_id, readings)
    record = cards.conversation_of(conversation_id, newest_per_slot(heard.statements), directory)
    return Folded(record, heard.not_understood, heard.new_fields)


def _understood(kind: str, subject: str, readings: Sequence[Reading]) -> _Heard:
    statements: list[Statement] = []
    strange: set[tuple[int, str]] = set()
    fresh: list[NewField] = []
    for reading in readings:
        statement = understand(kind, subject, reading)
        statements.append(statement)
        for what in statement.not_understood:
            strange.add((reading.observation_id, f"{reading.operation}: {what}"))
        if statement.new_fields:
            place = (reading.surface, reading.operation)
            fresh += [NewField(*place, name, reading.observation_id) for name in statement.new_fields]
    return _Heard(statements, sorted(strange) if strange else [], fresh)
