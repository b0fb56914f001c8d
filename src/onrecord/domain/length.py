"""How long a call was, as its own times say: what a length is held against. Nothing here replaces a length."""

from typing import NamedTuple

from onrecord.domain.clock import SECOND

ROUNDING_SECONDS = 1.0
"""The provider writes answer and end in whole seconds and a length too: each end may be off by half a second."""


class Lengths(NamedTuple):
    """In seconds; None where the times are not given. `talk`: answer to end. `whole`: beginning to end."""

    talk: float | None = None
    whole: float | None = None


UNMEASURED = Lengths()


def lengths(at_ms: int | None, answered_ms: int | None, completed_ms: int | None) -> Lengths:
    """What the times of a call say of how long it was."""
    return Lengths(_between(answered_ms, completed_ms), _between(at_ms, completed_ms))


def _between(from_ms: int | None, to_ms: int | None) -> float | None:
    return None if from_ms is None or to_ms is None or to_ms < from_ms else (to_ms - from_ms) / SECOND


def is_about(seconds: object, measured: float | None) -> bool:
    """Whether a length is this one but for rounding."""
    return isinstance(seconds, int | float) and measured is not None and abs(seconds - measured) <= ROUNDING_SECONDS
