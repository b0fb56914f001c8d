"""A length against the rest of what is known of the same call."""

import pytest

from onrecord.domain.length import Timed, apart

BEGAN = 1_790_000_000_000


def call(seconds: int | None, *, answered: bool = True, talked: float = 136, recorded: float | None = None) -> Timed:
    answered_ms = BEGAN + 4_000
    return Timed(seconds, BEGAN, answered_ms if answered else None, answered_ms + int(talked * 1_000), recorded)


@pytest.mark.parametrize(
    ("timed", "kinds"),
    [
        (call(136), {}),
        (call(135), {}),
        (call(137, talked=136.9), {}),
        (call(0), {"own_times": "zero_length"}),
        (call(140), {"own_times": "counts_ringing"}),
        (call(99), {"own_times": None}),
        (call(None), {}),
        (call(16, answered=False), {"ringing": "ringing_time"}),
        (call(0, answered=False), {}),
        (call(136, recorded=106.0), {"recording_length": "recorded_in_part"}),
        (call(136, recorded=136.4), {}),
        (call(136, recorded=150.0), {"recording_length": None}),
        (call(0, recorded=135.5), {"own_times": "zero_length", "recording_length": "zero_length"}),
    ],
)
def test_what_disagrees_within_one_call(timed: Timed, kinds: dict[str, str | None]) -> None:
    assert {one.kind: one.explained for one in apart(timed)} == kinds


def test_a_call_without_its_times_is_held_against_nothing() -> None:
    assert apart(Timed(136, BEGAN, BEGAN + 4_000, None)) == []
    assert apart(Timed(136, BEGAN, BEGAN + 4_000, BEGAN)) == []
