"""Stretches of time as people give them: days of the workspace, or moments."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from onrecord.domain.clock import datetime_to_ms
from onrecord.domain.errors import SettingsError
from onrecord.views.times import moments


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
    begins = datetime.combine(day + timedelta(days=days), datetime.min.time(), tzinfo=zone)
    return datetime_to_ms(begins)


def _given(text: str, zone: ZoneInfo) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            f"{text!r} is neither a day nor a moment.", advice="Write a day as in 2026-11-03."
        ) from None
    return datetime_to_ms(moment if moment.tzinfo else moment.replace(tzinfo=zone))
