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


OWN_TIMES = "own_times"
RINGING = "ringing"
RECORDING_LENGTH = "recording_length"
ZERO_LENGTH = "zero_length"
COUNTS_RINGING = "counts_ringing"
RINGING_TIME = "ringing_time"
RECORDED_IN_PART = "recorded_in_part"


class Timed(NamedTuple):
    """One call: its length in seconds and its times, and how long its recordings are together; None where unknown."""

    duration_seconds: int | None
    at_ms: int | None
    answered_ms: int | None
    completed_ms: int | None
    recorded_seconds: float | None = None


class Apart(NamedTuple):
    """A disagreement within one record. `explained` names why it is none, None where nothing does.

    `held` and `other` are the two lengths in seconds.
    """

    kind: str
    explained: str | None
    held: float
    other: float


def apart(call: Timed) -> list[Apart]:
    """Everything in which a call's length disagrees with the rest of what is known of the same call."""
    if call.duration_seconds is None:
        return []
    found = [_against_times(call.duration_seconds, call), _against_recordings(call.duration_seconds, call)]
    return [one for one in found if one is not None]


def _against_times(seconds: int, call: Timed) -> Apart | None:
    measured = lengths(call.at_ms, call.answered_ms, call.completed_ms)
    if call.answered_ms is None:
        return Apart(RINGING, RINGING_TIME, seconds, 0) if seconds and call.completed_ms is not None else None
    if measured.talk is None or is_about(seconds, measured.talk):
        return None
    explained = ZERO_LENGTH if seconds == 0 else COUNTS_RINGING if is_about(seconds, measured.whole) else None
    return Apart(OWN_TIMES, explained, seconds, measured.talk)


def _against_recordings(seconds: int, call: Timed) -> Apart | None:
    recorded = call.recorded_seconds
    if not recorded or call.answered_ms is None or is_about(seconds, recorded):
        return None
    if seconds == 0 and is_about(recorded, lengths(None, call.answered_ms, call.completed_ms).talk):
        return Apart(RECORDING_LENGTH, ZERO_LENGTH, seconds, recorded)
    return Apart(RECORDING_LENGTH, RECORDED_IN_PART if recorded < seconds else None, seconds, recorded)
