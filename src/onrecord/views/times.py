"""Moments and spans as people read them, in the workspace's time zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from onrecord.domain.clock import ms_to_datetime, ms_to_iso

_TWELVE_HOURS = frozenset({"US", "CA", "AU", "NZ", "PH", "IN"})
_MONTH_FIRST = frozenset({"US", "PH"})


@dataclass(frozen=True, slots=True)
class Moments:
    """Speaks of times: zone and region are the workspace's, `now_ms` is the moment of the request."""

    zone: ZoneInfo
    region: str
    now_ms: int

    def local(self, at_ms: int) -> datetime:
        return ms_to_datetime(at_ms).astimezone(self.zone)

    def day(self, at_ms: int) -> date:
        return self.local(at_ms).date()

    def clock(self, at_ms: int) -> str:
        """`2:20 PM`, or `14:20` where people count to 24."""
        local = self.local(at_ms)
        if self.region in _TWELVE_HOURS:
            return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"
        return f"{local:%H:%M}"

    def calendar(self, at_ms: int, *, weekday: bool = False) -> str:
        """`November 3`, with the year where it is not this one."""
        local = self.local(at_ms)
        parts = (f"{local:%B} {local.day}",) if self.region in _MONTH_FIRST else (f"{local.day} {local:%B}",)
        if local.year != self.local(self.now_ms).year:
            parts = (f"{parts[0]}{',' if self.region in _MONTH_FIRST else ''} {local.year}",)
        return f"{local:%A}, {parts[0]}" if weekday else parts[0]

    def day_title(self, at_ms: int) -> str:
        """What stands between two days."""
        ago = (self.day(self.now_ms) - self.day(at_ms)).days
        if ago in (0, 1):
            return ("Today", "Yesterday")[ago]
        return self.calendar(at_ms, weekday=True)

    def brief(self, at_ms: int) -> str:
        """As short as a list has room for: a time today, a weekday this week, a date before."""
        ago = (self.day(self.now_ms) - self.day(at_ms)).days
        if ago == 0:
            return self.clock(at_ms)
        if ago == 1:
            return "Yesterday"
        local = self.local(at_ms)
        if 1 < ago < 7:
            return f"{local:%a}"
        day = f"{local:%b} {local.day}" if self.region in _MONTH_FIRST else f"{local.day} {local:%b}"
        same_year = local.year == self.local(self.now_ms).year
        return day if same_year else f"{day}{',' if self.region in _MONTH_FIRST else ''} {local.year}"

    def moment(self, at_ms: int) -> str:
        """`Today, 2:20 PM`; further back the date."""
        ago = (self.day(self.now_ms) - self.day(at_ms)).days
        day = ("Today", "Yesterday")[ago] if ago in (0, 1) else self.calendar(at_ms)
        return f"{day}, {self.clock(at_ms)}"

    def full(self, at_ms: int) -> str:
        return f"{self.calendar(at_ms, weekday=True)}, {self.clock(at_ms)}"

    def date_title(self, day: date) -> str:
        """`Tuesday, November 3, 2026` of a day that is no moment."""
        named = f"{day:%B} {day.day}, {day.year}" if self.region in _MONTH_FIRST else f"{day.day} {day:%B} {day.year}"
        return f"{day:%A}, {named}"

    def month(self, at_ms: int) -> str:
        """`2026-11`."""
        return f"{self.local(at_ms):%Y-%m}"

    def month_title(self, month: str) -> str:
        """`November 2026` of `2026-11`."""
        return f"{date.fromisoformat(f'{month}-01'):%B %Y}"

    def exact(self, at_ms: int) -> str:
        """`November 3, 2:20:05 PM`, with the fraction where one was given: for who compares sources."""
        local, rest = self.local(at_ms), at_ms % 1_000
        fraction = f".{rest:03d}" if rest else ""
        if self.region in _TWELVE_HOURS:
            half = "AM" if local.hour < 12 else "PM"
            return f"{self.calendar(at_ms)}, {local.hour % 12 or 12}:{local:%M:%S}{fraction} {half}"
        return f"{self.calendar(at_ms)}, {local:%H:%M:%S}{fraction}"


def moments(time_zone: str, region: str, now_ms: int) -> Moments:
    """A zone that this machine does not know is shown as UTC rather than not at all."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return Moments(zone, region, now_ms)


def machine_time(at_ms: int) -> str:
    """For `<time datetime>`."""
    return ms_to_iso(at_ms)


def span(seconds: float | None) -> str:
    """`2 min 16 s`; empty where nobody knows."""
    if seconds is None:
        return ""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes and rest else f"{minutes} min" if minutes else f"{rest} s"


def playhead(seconds: float | None) -> str:
    """`1:04`, as players show it."""
    whole = int(seconds or 0)
    return f"{whole // 60}:{whole % 60:02d}"
