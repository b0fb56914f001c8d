"""Durable work, as values: what an errand is and when a failed one is tried again."""

from dataclasses import dataclass

from onrecord.domain.clock import DAY, HOUR, MINUTE, SECOND

RETRY_LADDER_MS = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY)
"""The one retry policy: the wait after the first, second, … failed attempt; from the last rung on, once a day. A line
that was down for a week must not cost a photo, so nothing that may still succeed is given up."""

LONGEST_PAUSE_MS = 2 * MINUTE
"""What goes on by itself must not sleep on for long after that which kept it has passed."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A leased piece of work. `payload` is what the handler of `kind` understands."""

    id: int
    kind: str
    key: str
    payload: dict[str, object]
    attempts: int


def next_attempt_ms(attempts: int, now_ms: int) -> int:
    """When to try again after `attempts` failures."""
    return now_ms + RETRY_LADDER_MS[min(attempts, len(RETRY_LADDER_MS)) - 1]


def pause_ms(failures: int) -> int:
    """How long what must never end waits after so many failures in a row: up the ladder, but never for long."""
    return min(RETRY_LADDER_MS[min(failures, len(RETRY_LADDER_MS)) - 1], LONGEST_PAUSE_MS)
