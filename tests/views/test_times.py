"""Moments in the workspace's zone, in the way of its region."""

import pytest

from onrecord.domain.clock import DAY, HOUR, datetime_to_ms, parse_instant
from onrecord.views.times import Moments, moments, playhead, span


def ms(text: str) -> int:
    instant = parse_instant(text)
    assert instant is not None
    return instant.ms


NOW = ms("2026-11-20T15:40:00.000Z")
NEW_YORK = moments("America/New_York", "US", NOW)
BERLIN = moments("Europe/Berlin", "DE", NOW)


@pytest.mark.parametrize(
    ("at", "brief"),
    [
        ("2026-11-20T15:00:00Z", "10:00 AM"),
        ("2026-11-20T04:59:00Z", "Yesterday"),
        ("2026-11-20T05:00:00Z", "12:00 AM"),
        ("2026-11-16T15:00:00Z", "Mon"),
        ("2026-11-03T15:00:00Z", "Nov 3"),
        ("2025-11-03T15:00:00Z", "Nov 3, 2025"),
        ("2026-11-22T15:00:00Z", "Nov 22"),
    ],
)
def test_a_list_shows_as_little_as_tells_it_apart(at: str, brief: str) -> None:
    assert NEW_YORK.brief(ms(at)) == brief


def test_the_day_is_the_zones_not_utcs() -> None:
    midnight = ms("2026-11-20T04:30:00Z")
    assert NEW_YORK.day_title(midnight) == "Yesterday"
    assert BERLIN.day_title(midnight) == "Today"


def test_summer_time_ends_within_a_day() -> None:
    before, after = ms("2026-11-01T05:30:00Z"), ms("2026-11-01T06:30:00Z")
    assert NEW_YORK.clock(before) == NEW_YORK.clock(after) == "1:30 AM"


def test_regions_write_their_own_way() -> None:
    at = ms("2025-03-04T13:05:00Z")
    assert BERLIN.full(at) == "Tuesday, 4 March 2025, 14:05"
    assert NEW_YORK.full(at) == "Tuesday, March 4, 2025, 8:05 AM"
    assert NEW_YORK.moment(NOW - HOUR) == "Today, 9:40 AM"
    assert NEW_YORK.moment(NOW - 9 * DAY) == "November 11, 10:40 AM"


def test_a_zone_that_is_not_known_is_utc() -> None:
    assert moments("Mars/Olympus", "US", NOW).clock(NOW) == "3:40 PM"
    assert isinstance(moments("../etc/passwd", "US", NOW), Moments)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (0, "0 s"), (59, "59 s"), (60, "1 min"), (136, "2 min 16 s"), (3_725, "1 h 2 min")],
)
def test_spans_are_said_in_words(seconds: float | None, said: str) -> None:
    assert span(seconds) == said


def test_players_count_minutes() -> None:
    assert playhead(64.9) == "1:04"
    assert playhead(None) == "0:00"
    assert datetime_to_ms(NEW_YORK.local(NOW)) == NOW
