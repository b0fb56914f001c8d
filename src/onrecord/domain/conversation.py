"""A conversation is one line and one set of outside participants."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.number import HIDDEN_CALLERS, NumberKind, number_kind


class Reach(StrEnum):
    """Whom a list that is asked for by full numbers would have to name. Only `person` can be read whole so; of a
    `group` there are messages and no calls; `nobody` is known to take part.
    """

    NOBODY = "nobody"
    PERSON = "person"
    GROUP = "group"
    NOT_A_FULL_NUMBER = "not_a_full_number"


def reach_of(participants: Collection[str]) -> Reach:
    """The reach of a conversation with these outside people, given by their canonical numbers."""
    if any(number_kind(number) is not NumberKind.PERSON for number in participants):
        return Reach.NOT_A_FULL_NUMBER
    if len(participants) > 1:
        return Reach.GROUP
    return Reach.PERSON if participants else Reach.NOBODY


def conversation_key(
    line_id: str,
    participants: Iterable[str],
    *,
    conversation_id: str | None = None,
    activity_id: str | None = None,
) -> str:
    """The stable key under which everything of one conversation is filed.

    `participants` are canonical numbers without the line's own. A hidden caller is not a person: such a
    conversation is keyed by the provider's id where one is known, else by the one activity, so that two hidden
    callers are never merged (fold rule 9). The same holds where nobody is known.
    """
    outside = sorted(set(participants))
    if outside and not HIDDEN_CALLERS.intersection(outside):
        return f"{line_id}:{','.join(outside)}"
    return f"{line_id}:={conversation_id or activity_id}"


@dataclass(slots=True)
class ConversationRecord:
    """What one `CN…` id says of itself. Several ids may share a key; they are aliases of one conversation."""

    id: str
    key: str
    line_id: str
    participants: tuple[str, ...] = ()
    name: str | None = None
    last_activity_id: str | None = None
    created_ms: int | None = None
    updated_ms: int | None = None
    gone_ms: int | None = None
