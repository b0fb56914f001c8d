"""Who is on the other side of an activity, and in which conversation that files it (rule 9)."""

from collections.abc import Sequence
from typing import cast

from onrecord.domain.activity import Direction
from onrecord.domain.conversation import conversation_key
from onrecord.domain.number import HIDDEN_CALLERS
from onrecord.projection.precedence import Verdict, newest
from onrecord.projection.reading import Directory
from onrecord.projection.statement import Statement

Values = dict[str, object]


def outside(numbers: Sequence[str], own: str | None) -> tuple[str, ...]:
    """The others, sorted, each once. Only the activity's own line is taken away: two own lines can call each other."""
    return tuple(sorted({number for number in numbers if number != own}))


def line_of(values: Values, directory: Directory) -> str | None:
    """The line an activity belongs to, also where the provider leaves it out: the one whose number takes part."""
    named = values.get("line_id") or values.get("asked_line")
    if isinstance(named, str):
        return named
    if values.get("direction") == Direction.OUTGOING and "from_number" in values:
        ours: tuple[object, ...] = (values["from_number"],)
    else:
        ours = cast("tuple[object, ...]", values.get("to_numbers") or values.get("participants") or ())
    fitting = [line_id for line_id, number in directory.lines.items() if number in ours]
    return fitting[0] if len(fitting) == 1 else None


def of_message(values: Values, own: str | None) -> tuple[str, ...]:
    """The sender and the recipients without the own line. A single recipient of an incoming one is the own line,
    also where the line itself is not known yet.
    """
    sender = cast("str | None", values.get("from_number"))
    recipients = cast("tuple[str, ...]", values.get("to_numbers") or ())
    if values.get("direction") == Direction.OUTGOING:
        return outside(recipients, own)
    if own is None and len(recipients) == 1:
        recipients = ()
    return outside((*recipients, sender) if sender else recipients, own)


def of_call(values: Values, statements: Sequence[Statement], own: str | None) -> tuple[tuple[str, ...], Verdict | None]:
    """The most complete list any source gives (some give one of two, or nobody); the asked context is the last
    resort, and stands in for an own number that is not known.
    """
    asked = cast("tuple[str, ...]", values.get("asked_participants") or ())
    spoke = [statement for statement in statements if "participants" in statement.values]
    if not spoke:
        return outside(asked, own), None
    longest = max(len(outside(_listed(statement), own)) for statement in spoke)
    widest = [statement for statement in spoke if len(outside(_listed(statement), own)) == longest]
    chosen = newest(widest)
    listed = _listed(chosen)
    verdict = Verdict(listed, "most_complete" if len(widest) < len(spoke) else "newest", chosen)
    if asked and (own is None or not longest):
        return outside(asked, own), Verdict(tuple(sorted({*asked, *listed})), "asked_context", None)
    return outside(listed, own), verdict


def _listed(statement: Statement) -> tuple[str, ...]:
    return cast("tuple[str, ...]", statement.values["participants"])


def filed_under(
    line_id: str | None,
    participants: tuple[str, ...],
    *,
    conversation_id: str | None,
    activity_id: str,
    directory: Directory,
) -> str:
    """The conversation's key. Whoever hides, or is not named, is filed with the provider's conversation."""
    if conversation_id is not None and (not participants or not HIDDEN_CALLERS.isdisjoint(participants)):
        known = directory.conversations.get(conversation_id)
        if known is not None:
            return known
    return conversation_key(line_id or "", participants, conversation_id=conversation_id, activity_id=activity_id)
