"""What a checkup says of a clock, and when it has failed."""

import pytest

from onrecord.domain.checkup import Grade, bad, doubtful, has_failed, judge_clock, well


@pytest.mark.parametrize(
    ("offset_ms", "grade"),
    [(0, Grade.OK), (30_000, Grade.OK), (-31_000, Grade.WARN), (240_000, Grade.WARN), (-241_000, Grade.FAIL)],
)
def test_a_clock_that_is_off_is_told_by_how_much_it_matters(offset_ms: int, grade: Grade) -> None:
    assert judge_clock(offset_ms).grade is grade


def test_which_of_the_two_clocks_is_ahead_is_told_the_right_way_round() -> None:
    assert "60 s behind Quo's" in judge_clock(60_000).said
    assert "60 s ahead of Quo's" in judge_clock(-60_000).said


def test_a_stand_in_may_live_on_another_day() -> None:
    assert judge_clock(-86_400_000, stand_in=True).grade is Grade.WARN


def test_only_what_fails_makes_a_checkup_fail() -> None:
    assert not has_failed([well("key", "fine"), doubtful("plan", "hm", "look")])
    assert has_failed([well("key", "fine"), bad("disk", "full", "make room")])
