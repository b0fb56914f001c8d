"""What an observation can speak of."""

from enum import StrEnum
from typing import TypeGuard

LONGEST_NAME = 200
"""Characters. The provider's longest ids have forty; what is longer is no id, and no database could look it up."""


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


def is_name(value: object) -> TypeGuard[str]:
    """Whether it can be the id of something, or the word for a kind of it. What holds a NUL cannot: one of the two
    databases could not keep it.
    """
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and "\x00" not in value
