"""Stretches of time as people give them: days of the workspace, or moments."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from onrecord.domain.clock import datetime_to_ms
from onrecord.domain.errors import SettingsError
from onrecord.views.times import moments

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Years of which there can be a record, with room on both sides; whatever is outside is a slip of the pen."""


def first_moment(text: str, time_zone: str) -> int:
    """UTC milliseconds at which a day begins in the zone, or of the moment given. Raises SettingsError."""
    return _moment(text, time_zone, days=0)


def moment_after(text: str, time_zone: str) -> int:
    """The first moment that no longer belongs to the day given; a moment given is itself the end."""
    return _moment(text, time_zone, days=1)


def _moment(text: str, time_zone: str, *, days: int) -> int:
    zone = moments(time_zone, "US", 0).zone
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _given(text, zone)
    _refuse_outside(day, text)
    begins = datetime.combine(day + timedelta(days=days), datetime.min.time(), tzinfo=zone)
    return datetime_to_ms(begins)


def day_of(text: str) -> date | None:
    """The day that is written, where it is one of which there can be a record."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _given(text: str, zone: ZoneInfo) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            f"{text!r} is neither a day nor a moment.", advice="Write a day as in 2026-11-03."
        ) from None
    _refuse_outside(moment, text)
    return datetime_to_ms(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _refuse_outside(day: date, text: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise SettingsError(
            f"{text!r} lies outside of what can be on record, from {FIRST_YEAR} to {LAST_YEAR}.",
            advice="Write a day as in 2026-11-03.",
        )
