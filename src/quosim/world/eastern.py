"""Wall-clock time of the business (US Eastern) without a time zone database, which small machines may lack."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
OPENS, CLOSES = 8 * HOUR, 17 * HOUR + 30 * MINUTE


def _sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


@lru_cache(maxsize=4096)
def midnight(day: date) -> int:
    """UTC milliseconds of the local day's start. On the two days of the change the later offset is used throughout."""
    summer = _sunday(day.year, 3, 2) <= day < _sunday(day.year, 11, 1)
    utc = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(utc.timestamp() * 1000) + (4 if summer else 5) * HOUR


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> int:
    """UTC milliseconds of a local wall-clock time."""
    return midnight(day) + hour * HOUR + minute * MINUTE + second * SECOND


def day_of(at: int) -> date:
    """The local date of a moment."""
    guess = datetime.fromtimestamp(at / 1000, UTC).date()
    return guess if midnight(guess) <= at else guess - timedelta(days=1)


def is_open(at: int) -> bool:
    """Whether the office is staffed then: weekdays, 8:00 to 17:30."""
    day = day_of(at)
    return day.weekday() < 5 and OPENS <= at - midnight(day) < CLOSES


def within_hours(at: int, rng: random.Random) -> int:
    """The moment itself while the office is open, else some minutes into the next opening."""
    if is_open(at):
        return at
    day = day_of(at)
    if at - midnight(day) >= OPENS:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return midnight(day) + OPENS + rng.randrange(2 * MINUTE, 95 * MINUTE)


def awake(at: int, rng: random.Random) -> int:
    """The moment itself between 7:00 and 21:30, else some time in the next morning: customers sleep too."""
    day = day_of(at)
    spent = at - midnight(day)
    if 7 * HOUR <= spent < 21 * HOUR + 30 * MINUTE:
        return at
    if spent >= 7 * HOUR:
        day += timedelta(days=1)
    return midnight(day) + 7 * HOUR + rng.randrange(5 * MINUTE, 3 * HOUR)
