"""What came of a call. Decided over several fields; the provider's `status` alone says «completed» of missed ones."""

from onrecord.domain.activity import Direction, Outcome
from onrecord.projection.statement import TERMINAL_RANK, status_rank

AGENT_PREFIX = "SY"
"""System actors (`SY…`, later `SYU…`) are no people: the provider's AI agent answers under such an id."""


def outcome_of(
    *,
    direction: str | None,
    status: str | None,
    answered: bool,
    ended: bool,
    ai_handled: bool,
    forwarded: bool,
    left_voicemail: bool,
) -> Outcome:
    """The first that applies, in the order of the lines below."""
    if not ended and status_rank(status) < TERMINAL_RANK:
        return Outcome.IN_PROGRESS if status is not None else Outcome.UNKNOWN
    if status == "failed":
        return Outcome.FAILED
    if ai_handled:
        return Outcome.AI_ANSWERED
    if status == "forwarded" or (forwarded and not answered):
        return Outcome.FORWARDED
    if answered:
        return Outcome.ANSWERED
    if direction == Direction.OUTGOING:
        return Outcome.NO_ANSWER
    if direction != Direction.INCOMING:
        return Outcome.UNKNOWN
    if left_voicemail:
        return Outcome.VOICEMAIL
    return Outcome.ABANDONED if status in ("abandoned", "canceled") else Outcome.MISSED


def is_agent(member_id: object) -> bool:
    """Whether an id of somebody at the provider is a system actor's."""
    return isinstance(member_id, str) and member_id.startswith(AGENT_PREFIX)
