"""Never more than ten in any sliding second, whatever the clock, the threads and the network do."""

import threading
from contextlib import ExitStack
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_clock import FakeClock
from onrecord.provider.pace import (
    MARGIN_CEILING_US,
    MARGIN_FLOOR_US,
    MARGIN_START_US,
    SECOND_US,
    Margin,
    MemorySlots,
    Pacer,
    next_slot,
)

milliseconds = st.integers(min_value=0, max_value=400)


def most_in_a_second(sends_us: list[int]) -> int:
    sends_us = sorted(sends_us)
    return max((sum(first <= at < first + SECOND_US for at in sends_us) for first in sends_us), default=0)


@settings(derandomize=True, max_examples=60)
@given(pauses=st.lists(milliseconds, min_size=1, max_size=80))
def test_in_any_sliding_second_at_most_ten_requests_go_out(pauses: list[int]) -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock)
    sends: list[int] = []
    for pause in pauses:
        clock.advance_ms(pause)
        ticket = pacer.wait("GET /calls")
        assert ticket is not None
        sends.append(pacer.now_us())
        pacer.written(ticket)
    assert most_in_a_second(sends) <= 10


@settings(derandomize=True, max_examples=60)
@given(delays=st.lists(st.tuples(milliseconds, st.integers(min_value=0, max_value=120)), min_size=12, max_size=80))
def test_a_request_that_arrives_late_counts_from_when_it_may_have_arrived(delays: list[tuple[int, int]]) -> None:
    """Arrivals lie up to 120 ms behind sends; after the answer the pacer knows how late it was."""
    clock = FakeClock()
    pacer = Pacer(None, clock)
    arrivals: list[int] = []
    quick = pacer.wait("GET /calls")
    assert quick is not None
    pacer.written(quick)
    pacer.answered(quick)  # the quickest answer: at once
    arrivals.append(pacer.now_us())
    for pause, late in delays:
        clock.advance_ms(pause)
        ticket = pacer.wait("GET /calls")
        assert ticket is not None
        pacer.written(ticket)
        clock.advance_ms(late)
        arrivals.append(pacer.now_us())
        pacer.answered(ticket)
    assert most_in_a_second(arrivals) <= 10


def test_what_is_learnt_while_a_request_waits_still_holds_it_back() -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock)
    tickets = [pacer.wait("GET /calls") for _ in range(10)]
    for ticket in tickets:
        assert ticket is not None
        pacer.written(ticket)
    first, *others = [ticket for ticket in tickets if ticket is not None]
    pacer.answered(first)
    began = clock.ms
    sleep = clock.sleep_seconds

    def answers_come_late(seconds: float) -> None:
        sleep(min(seconds, 0.2))
        for ticket in others:
            if not ticket.answered:
                pacer.answered(ticket)

    clock.sleep_seconds = answers_come_late  # type: ignore[method-assign]
    pacer.wait("GET /calls")  # follows the first, which was answered at once
    assert 1_000 <= clock.ms - began <= 1_100
    pacer.wait("GET /calls")  # follows one that may have been counted 200 ms after it was sent
    assert clock.ms - began >= 1_200


def test_a_request_without_answer_may_be_counted_until_now() -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock, 1)
    quick = pacer.wait("GET /calls")
    assert quick is not None
    pacer.written(quick)
    clock.advance_ms(50)
    pacer.answered(quick)
    clock.advance_ms(2_000)
    slow = pacer.wait("GET /calls")
    assert slow is not None
    pacer.written(slow)
    began = clock.ms
    pacer.wait("GET /calls")
    assert clock.ms - began >= 1_500  # until half a second after it was sent, then a second


def test_a_full_log_is_used_as_fast_as_it_allows() -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock)
    began = clock.ms
    for _ in range(101):
        pacer.wait("GET /calls")
    assert 10 * 1_000 <= clock.ms - began <= 10 * (1_000 + MARGIN_START_US // 1_000 + 1)


def test_without_a_limit_nothing_waits() -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock, 0)
    assert [pacer.wait("GET /calls") for _ in range(100)] == [None] * 100
    assert clock.slept_seconds == 0
    assert pacer.hands_needed(6) == 6


@pytest.mark.parametrize(("rate", "seconds"), [(2, 10), (0.5, 40), (5, 4)])
def test_another_rate_is_kept_too(rate: float, seconds: float) -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock, rate)
    began = clock.ms
    for _ in range(21):
        pacer.wait("GET /calls")
    assert (clock.ms - began) / 1_000 == pytest.approx(seconds, rel=0.1)


def test_many_threads_share_one_log() -> None:
    slots = MemorySlots(10)
    reserved: list[int] = []
    lock = threading.Lock()

    def reserve() -> None:
        for _ in range(25):
            slot = slots.reserve(0, SECOND_US)
            with lock:
                reserved.append(slot.at_us)

    threads = [threading.Thread(target=reserve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reserved) == [second * SECOND_US for second in range(20) for _ in range(10)]


def test_a_log_written_under_a_clock_far_ahead_stops_nobody() -> None:
    assert next_slot([10**15] * 10, 5 * SECOND_US, SECOND_US).at_us == 5 * SECOND_US


def test_the_margin_comes_down_while_round_trips_are_even_and_not_below_its_floor() -> None:
    margin = Margin()
    widths = []
    for _ in range(300):
        margin.answered(0)
        widths.append(margin.us)
    assert all(after <= before for before, after in pairwise(widths))
    assert MARGIN_FLOOR_US <= margin.us < MARGIN_FLOOR_US * 1.05


def test_the_margin_stays_wider_while_round_trips_differ() -> None:
    even, uneven = Margin(), Margin()
    for _ in range(300):
        even.answered(0)
        uneven.answered(60_000)
    assert uneven.us > even.us * 1.5


def test_a_refusal_widens_the_margin_at_once_and_it_comes_back_slowly() -> None:
    margin = Margin()
    margin.refused()
    assert margin.us == 2 * MARGIN_START_US
    margin.answered(0)
    assert margin.us > 1.9 * MARGIN_START_US
    for _ in range(20):
        margin.refused()
    assert margin.us == MARGIN_CEILING_US


@pytest.mark.parametrize(("latency_ms", "hands"), [(0, 2), (150, 3), (400, 6), (3_000, 6)])
def test_as_many_hands_are_needed_as_use_the_rate_at_this_latency(latency_ms: int, hands: int) -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock)
    for _ in range(12):
        ticket = pacer.wait("GET /calls")
        assert ticket is not None
        pacer.written(ticket)
        clock.advance_ms(latency_ms)
        pacer.answered(ticket)
    assert pacer.hands_needed(6) == hands


def test_who_is_patient_takes_no_place_while_others_wait_for_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    pacer = Pacer(None, clock)
    others = ExitStack()
    others.enter_context(pacer._counted())
    naps = 0

    def nap(seconds: float) -> None:
        nonlocal naps
        naps += 1
        clock.advance_ms(round(seconds * 1_000))
        if naps == 3:
            others.close()

    monkeypatch.setattr(clock, "sleep_seconds", nap)
    ticket = pacer.wait("GET /webhooks", patient=True)
    assert ticket is not None
    assert naps == 3, "it slept until the others were through, and not a moment more"
