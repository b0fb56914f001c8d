"""The sliding window, exact to the request."""

import random

import pytest

from quosim.limits import Limiter
from tiny_world import MAIN


def test_ten_pass_in_a_second_and_the_eleventh_does_not():
    limiter = Limiter(10)
    assert [limiter.admit("ana", 5.0 + n / 100) for n in range(11)] == [True] * 10 + [False]


def test_the_window_slides_it_is_no_bucket():
    limiter = Limiter(10)
    assert all(limiter.admit("ana", 5.9 + n / 1000) for n in range(10))
    assert not limiter.admit("ana", 6.05)  # another second of the clock, the same window
    assert limiter.admit("ana", 6.91)


def test_refused_requests_count():
    limiter = Limiter(2)
    assert [limiter.admit("ana", moment) for moment in (0.0, 0.4, 0.8, 1.2, 1.6, 2.0)] == [True, True] + [False] * 4
    assert limiter.admit("ana", 2.6001)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_counting_every_window(seed):
    chance, limiter, arrivals, now = random.Random(seed), Limiter(7), [], 0.0
    for _ in range(600):
        now += chance.choice((0.0, 0.01, 0.1, 0.2, 0.9))
        fits = sum(1 for at in arrivals if now - at < 1.0) < 7
        arrivals.append(now)
        assert limiter.admit("ana", now) == fits


def test_keys_do_not_share_and_zero_is_no_limit():
    limiter = Limiter(1)
    assert limiter.admit("ana", 0.0)
    assert limiter.admit("ben", 0.0)
    free = Limiter(0)
    assert all(free.admit("ana", 0.0) for _ in range(1000))
    assert free.headers("ana", 0.0) == []


def test_both_surfaces_share_one_window_and_the_headers_count_down(call):
    caller = call(rate=3)
    left = []
    for path in ("/users", "/v1/phone-numbers", "/nowhere"):
        told = dict(caller.answer(path).headers)
        assert told[b"ratelimit-policy"] == b'"per-second"; q=3; w=1'
        left.append(told[b"ratelimit"])
    assert left == [b'"per-second"; r=%d; t=1' % n for n in (2, 1, 0)]
    assert caller.answer("/users").status == 429
    assert caller.house.statistics.too_many == 1
    caller.seconds.pass_by(1.01)
    assert caller.answer("/users").status == 200


def test_a_refusal_for_want_of_a_key_carries_the_headers_too(call):
    told = call(rate=3).answer("/v1/phone-numbers", headers={})
    assert told.status == 401
    assert dict(told.headers)[b"ratelimit"] == b'"per-second"; r=2; t=1'
    assert b"ratelimit" not in dict(call().answer("/v1/calls", f"phoneNumberId={MAIN}").headers)
