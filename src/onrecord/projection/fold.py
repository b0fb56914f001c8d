"""Readings in, records out: the pure fold. Its rules, with an example and a test each: docs/decisions/fold.md.

It knows no database and no clock. The same set of readings, in any order and with any repeats, gives equal records.
"""

from collections.abc import Sequence

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.domain.subject import SubjectKind
from onrecord.projection import account, cards
from onrecord.projection.activity import activity_of, unseen_of
from onrecord.projection.parsers import understand
from onrecord.projection.reading import NOTHING_HELD, Directory, Folded, Held, Reading
from onrecord.projection.reduction import newest_per_slot
from onrecord.projection.statement import Statement

NotUnderstood = list[tuple[int, str]]
_ACTIVITY = SubjectKind.ACTIVITY.value


def fold_activity(
    activity_id: str, readings: Sequence[Reading], directory: Directory, held: Held = NOTHING_HELD
) -> Folded[ActivityRecord]:
    """The record of one message or call; None while only other objects mention it."""
    statements, not_understood = _understood(_ACTIVITY, activity_id, readings)
    record = activity_of(activity_id, statements, directory, held)
    is_real = record is None and any(not reading.asked.get("test") for reading in readings)
    return Folded(record, not_understood, unseen_of(activity_id, statements) if is_real else None)


def fold_line(line_id: str, readings: Sequence[Reading], _directory: Directory) -> Folded[LineRecord]:
    """The record of one of the workspace's numbers."""
    statements, not_understood = _understood(SubjectKind.LINE, line_id, readings)
    return Folded(account.line_of(line_id, newest_per_slot(statements)), not_understood)


def fold_member(member_id: str, readings: Sequence[Reading], _directory: Directory) -> Folded[MemberRecord]:
    """The record of one teammate, or of the provider's AI agent."""
    statements, not_understood = _understood(SubjectKind.MEMBER, member_id, readings)
    return Folded(account.member_of(member_id, newest_per_slot(statements)), not_understood)


def fold_organization(
    organization_id: str, readings: Sequence[Reading], _directory: Directory
) -> Folded[OrganizationRecord]:
    """The record of the account."""
    statements, not_understood = _understood(SubjectKind.ORGANIZATION, organization_id, readings)
    return Folded(account.organization_of(organization_id, newest_per_slot(statements)), not_understood)


def fold_contact(contact_id: str, readings: Sequence[Reading], _directory: Directory) -> Folded[ContactRecord]:
    """The record of one card."""
    statements, not_understood = _understood(SubjectKind.CONTACT, contact_id, readings)
    return Folded(cards.contact_of(contact_id, newest_per_slot(statements)), not_understood)


def fold_conversation(
    conversation_id: str, readings: Sequence[Reading], directory: Directory
) -> Folded[ConversationRecord]:
    """The record of one of the provider's conversations; several may share a key."""
    statements, not_understood = _understood(SubjectKind.CONVERSATION, conversation_id, readings)
    record = cards.conversation_of(conversation_id, newest_per_slot(statements), directory)
    return Folded(record, not_understood)


def _understood(kind: str, subject: str, readings: Sequence[Reading]) -> tuple[list[Statement], NotUnderstood]:
    statements: list[Statement] = []
    strange: set[tuple[int, str]] = set()
    for reading in readings:
        statement = understand(kind, subject, reading)
        statements.append(statement)
        for what in statement.not_understood:
            strange.add((reading.observation_id, f"{reading.operation}: {what}"))
    return statements, sorted(strange) if strange else []
