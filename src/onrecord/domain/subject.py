"""What an observation can speak of."""

from enum import StrEnum


class SubjectKind(StrEnum):
    ORGANIZATION = "organization"
    LINE = "line"
    MEMBER = "member"
    CONTACT = "contact"
    CONVERSATION = "conversation"
    ACTIVITY = "activity"  # a message or a call: the provider's ids do not tell which
    CUSTOM_FIELD = "custom_field"
    TASK = "task"
    OTHER = "other"  # kept, counted, not understood yet
