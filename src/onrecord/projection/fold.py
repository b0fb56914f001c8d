"""Readings in, records out: the pure fold. Its rules are in docs/decisions/fold.md."""

from collections.abc import Sequence

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.projection.reading import NOTHING_HELD, Directory, Folded, Held, Reading


def fold_activity(
    activity_id: str, readings: Sequence[Reading], directory: Directory, held: Held = NOTHING_HELD
) -> Folded[ActivityRecord]:
    """The record of one message or call; None while only other objects mention it."""
    return Folded(None, [])


def fold_line(line_id: str, readings: Sequence[Reading], directory: Directory) -> Folded[LineRecord]:
    """The record of one of the workspace's numbers."""
    return Folded(None, [])


def fold_member(member_id: str, readings: Sequence[Reading], directory: Directory) -> Folded[MemberRecord]:
    """The record of one teammate, or of the provider's AI agent."""
    return Folded(None, [])


def fold_organization(
    organization_id: str, readings: Sequence[Reading], directory: Directory
) -> Folded[OrganizationRecord]:
    """The record of the account."""
    return Folded(None, [])


def fold_contact(contact_id: str, readings: Sequence[Reading], directory: Directory) -> Folded[ContactRecord]:
    """The record of one card."""
    return Folded(None, [])


def fold_conversation(
    conversation_id: str, readings: Sequence[Reading], directory: Directory
) -> Folded[ConversationRecord]:
    """The record of one of the provider's conversations; several may share a key."""
    return Folded(None, [])
