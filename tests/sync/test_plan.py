"""The plan: what is asked follows from what finished walks prove, and in the end everything is proved."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.capability import Verdict
from onrecord.domain.clock import DAY, HOUR, MINUTE, SECOND
from onrecord.domain.coverage import Window
from onrecord.sync.plan import (
    FIRST_LOOK_MS,
    LAST_LOOK_MS,
    REREAD_MS,
    Proof,
    Reached,
    Stretch,
    ask_part_again,
    choose_surface,
    is_due,
    pages_left,
    proved_windows,
    seconds_left,
    split_point,
    stretches,
    v1_thread,
    v1_window,
)

NOW = 1_795_000_000_000


@pytest.mark.parametrize(
    ("road", "dated", "v1", "chosen"),
    [
        ("auto", None, None, "dated"),
        ("auto", Verdict.YES, Verdict.YES, "dated"),
        ("auto", Verdict.NO, None, "v1"),
        ("auto", Verdict.NO, Verdict.NO, None),
        ("v1", Verdict.YES, None, "v1"),
        ("v1", None, Verdict.NO, None),
        ("dated", Verdict.NO, Verdict.YES, None),
        ("dated", None, None, "dated"),
    ],
)
def test_the_better_surface_is_chosen_where_it_may_exist(
    road: str, dated: str | None, v1: str | None, chosen: str | None
) -> None:
    assert choose_surface(road, dated, v1) == chosen


def test_the_first_walk_is_one_without_bounds() -> None:
    assert stretches([], NOW) == [Stretch(0, NOW, 0, open_top=True)]


def test_a_later_walk_joins_the_finished_one_and_reads_the_last_day_again() -> None:
    proof = Proof(7, 0, NOW - HOUR, 0, finished=True)
    (stretch,) = stretches([proof], NOW)
    assert stretch == Stretch(NOW - HOUR - SECOND, NOW, NOW - HOUR - REREAD_MS, open_top=True, joins=7)


def test_a_long_absence_gets_a_walk_of_its_own_so_that_it_can_be_taken_up() -> None:
    (stretch,) = stretches([Proof(7, 0, NOW - 30 * DAY, 0, finished=True)], NOW)
    assert stretch.joins is None


def test_an_interrupted_walk_is_taken_up_from_what_it_reached() -> None:
    proof = Proof(1, 0, NOW - HOUR, NOW - DAY, finished=False)
    top, rest = stretches([proof], NOW)
    assert (top.lo_ms, top.hi_ms) == (NOW - HOUR - SECOND, NOW)
    assert rest == Stretch(0, NOW - DAY + SECOND, 0)


def test_a_walk_that_does_not_know_how_far_it_was_proves_nothing() -> None:
    assert proved_windows([Proof(1, 0, NOW, None, finished=False), Proof(2, None, None, None, finished=True)]) == []


def test_a_clock_that_went_back_asks_no_nonsense() -> None:
    (stretch,) = stretches([Proof(1, 0, NOW + HOUR, 0, finished=True)], NOW)
    assert stretch.lo_ms <= stretch.hi_ms == NOW + HOUR


proofs = st.builds(
    lambda lo, span, reached, finished: Proof(1, lo, lo + span, lo + min(reached, span), finished),
    st.integers(0, NOW),
    st.integers(1, NOW),
    st.integers(0, NOW),
    st.booleans(),
)


@settings(derandomize=True, max_examples=200)
@given(known=st.lists(proofs, max_size=8))
def test_what_is_planned_and_what_is_proved_make_the_whole(known: list[Proof]) -> None:
    known = [proof._replace(hi_ms=min(proof.hi_ms or 0, NOW)) for proof in known]
    planned = [Proof(9, one.lo_ms, one.hi_ms, one.lo_ms, finished=True) for one in stretches(known, NOW)]
    assert proved_windows([*known, *planned]) == [Window(0, NOW)]


@settings(derandomize=True, max_examples=200)
@given(ends=st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=12))
def test_whatever_breaks_off_where_in_the_end_everything_is_proved(ends: list[tuple[float, bool]]) -> None:
    """Each run walks what is planned; a walk ends at a share of its way, finished or not."""
    known: list[Proof] = []
    now = NOW
    for share, finished in ends:
        now += MINUTE
        for stretch in stretches(known, now):
            reached = stretch.hi_ms - round((stretch.hi_ms - stretch.lo_ms) * share)
            known.append(Proof(len(known), stretch.lo_ms, stretch.hi_ms, reached, finished=finished and share == 1))
    known += [Proof(99, one.lo_ms, one.hi_ms, one.lo_ms, finished=True) for one in stretches(known, now)]
    assert proved_windows(known) == [Window(0, now)]
    assert len(stretches(known, now + MINUTE)) == 1


def test_what_remains_is_estimated_by_the_density_of_what_came() -> None:
    walk = Reached(lo_ms=0, hi_ms=NOW, reached_ms=NOW - 10 * DAY, items=1_000, page_size=50)
    assert pages_left(walk, NOW - 100 * DAY) == pytest.approx(180)
    assert split_point(walk, NOW - 100 * DAY) == NOW - 55 * DAY


@pytest.mark.parametrize("items", [0, 300])
def test_a_walk_is_not_split_before_its_first_page_or_near_its_end(items: int) -> None:
    walk = Reached(lo_ms=0, hi_ms=NOW, reached_ms=NOW - 90 * DAY, items=items, page_size=50)
    assert split_point(walk, NOW - 100 * DAY) is None


@settings(derandomize=True, max_examples=200)
@given(lo=st.integers(0, NOW), oldest=st.integers(0, NOW), reached=st.integers(0, NOW), items=st.integers(0, 100_000))
def test_a_split_lies_inside_what_remains(lo: int, oldest: int, reached: int, items: int) -> None:
    middle = split_point(Reached(lo, NOW + 1, reached, items, 50), oldest)
    assert middle is None or max(lo, oldest) <= middle <= reached


def test_lists_without_times_are_read_daily() -> None:
    assert is_due(None, NOW)
    assert is_due(NOW - DAY, NOW)
    assert not is_due(NOW - DAY + 1, NOW)


@pytest.mark.parametrize(
    ("asked_after", "now_after", "again"),
    [
        (None, FIRST_LOOK_MS - 1, False),  # hardly over: its parts take longer
        (None, FIRST_LOOK_MS, True),
        (10 * SECOND, 30 * SECOND, False),  # a minute between questions at first
        (10 * SECOND, 71 * SECOND, True),
        (HOUR, 90 * MINUTE, False),  # then as long again as it took until now
        (HOUR, 2 * HOUR, True),
        (20 * HOUR, 25 * HOUR, False),  # at most six hours
        (20 * HOUR, LAST_LOOK_MS, True),
        (LAST_LOOK_MS, 30 * DAY, False),  # what is said a day later is believed
    ],
)
def test_a_part_is_asked_for_again_at_growing_distances_until_its_source_is_believed(
    asked_after: int | None, now_after: int, again: bool
) -> None:
    asked = None if asked_after is None else NOW + asked_after
    assert ask_part_again(asked, NOW, NOW + now_after) is again


@pytest.mark.parametrize(
    ("requests", "rate", "latency", "seconds"),
    [(100, 10, 0.15, 10), (100, 0, 0, 0), (100, 10, 1.2, 20), (60, 0, 0.1, 1)],
)
def test_the_estimate_is_the_slower_of_rate_and_latency(
    requests: int, rate: float, latency: float, seconds: float
) -> None:
    assert seconds_left(requests, rate, latency, 6) == pytest.approx(seconds)


def test_v1_names_what_it_cannot_list() -> None:
    assert v1_thread(["+15550100123"]) == (True, True, ())
    assert v1_thread(["+15550100123", "+15550100124"]) == (True, False, ("group_calls",))
    assert v1_thread(["+15550100123", "+15550100124"], group_messages=False) == (
        False,
        False,
        ("group_calls", "group_messages"),
    )
    for people in (["72345"], ["Anonymous"], [], ["+15550100123", "72345"]):
        assert v1_thread(people) == (False, False, ("non_e164_conversations",))
    assert v1_thread([f"+1555010{n:04}" for n in range(11)]).limits == ("large_groups",)


def test_a_v1_thread_is_asked_again_only_when_it_moved() -> None:
    proof = Proof(3, 0, NOW, 0, finished=True)
    assert v1_window([proof], NOW - HOUR) is None
    assert v1_window([proof], NOW + 1) == (NOW - REREAD_MS, 3)
    assert v1_window([proof._replace(finished=False)], NOW - HOUR) == (0, None)
