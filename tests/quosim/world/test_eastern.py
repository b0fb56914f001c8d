"""Wall-clock time of the business, summer and winter."""

from datetime import UTC, date, datetime

import pytest

from quosim.world import eastern
from quosim.world.chance import chance


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (date(2026, 3, 7), 14),
        (date(2026, 3, 9), 13),
        (date(2025, 7, 4), 13),
        (date(2025, 10, 31), 13),
        (date(2026, 11, 2), 14),
        (date(2024, 12, 1), 14),
    ],
)
def test_nine_in_the_morning_is_another_hour_in_summer(day, utc_hour):
    told = datetime.fromtimestamp(eastern.moment(day, 9) / 1000, UTC)
    assert (told.date(), told.hour) == (day, utc_hour)


def test_a_moment_belongs_to_its_local_day():
    day = date(2026, 5, 14)
    assert eastern.day_of(eastern.moment(day, 0)) == day
    assert eastern.day_of(eastern.moment(day, 23, 59)) == day


def test_the_office_answers_when_it_is_open():
    rng = chance("test")
    friday_night = eastern.moment(date(2026, 11, 13), 22)
    answered = eastern.within_hours(friday_night, rng)
    assert eastern.day_of(answered) == date(2026, 11, 16)
    assert eastern.is_open(answered)
    morning = eastern.moment(date(2026, 11, 16), 10)
    assert eastern.within_hours(morning, rng) == morning


def test_customers_sleep():
    at_night = eastern.moment(date(2026, 11, 16), 2)
    told = eastern.awake(at_night, chance("test"))
    assert eastern.moment(date(2026, 11, 16), 7) <= told < eastern.moment(date(2026, 11, 16), 11)
