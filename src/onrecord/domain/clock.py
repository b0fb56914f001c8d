"""One clock, injected, and the one way to read a provider's time.

Inside the fold and the database a time is an integer of UTC milliseconds; at the edges (screens, logs,
JSON) it is an aware datetime. `Instant` keeps how precisely a source spoke, because the provider mixes
seconds and milliseconds, `Z` and `+00:00`, within one object (seen live 2023 and 2025).
"""

import time
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""A time outside of these is a mistake, whoever made it; not all of them could be written down either."""

MILLISECOND = 1
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """What anything that needs the time is given."""

    def now_ms(self) -> int: ...

    def monotonic_seconds(self) -> float: ...

    def sleep_seconds(self, seconds: float) -> None: ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def monotonic_seconds(self) -> float:
        return time.monotonic()

    def sleep_seconds(self, seconds: float) -> None:
        time.sleep(seconds)


class Instant(NamedTuple):
    """A moment as one source gave it.

    `precision_ms` is 1 where the source gave fractions of a second, 1000 where it gave whole seconds.
    """

    ms: int
    precision_ms: int = MILLISECOND

    def agrees_with(self, other: "Instant") -> bool:
        """Two times agree when they are equal at the coarser precision of the two (fold rule 11).

        Whoever writes whole seconds may have cut the rest off or rounded it.
        """
        grain = max(self.precision_ms, other.precision_ms)
        if self.precision_ms == other.precision_ms:
            return self.ms // grain == other.ms // grain
        fine, coarse = (self, other) if self.precision_ms < other.precision_ms else (other, self)
        return -grain // 2 <= fine.ms - coarse.ms // grain * grain < grain


def parse_instant(text: object) -> Instant | None:
    """Read an ISO-8601 time of the provider; None when it is not one, or of no time in which there was a provider. A
    time without zone is UTC.
    """
    if not isinstance(text, str) or len(text) < 19:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return Instant(datetime_to_ms(moment), MILLISECOND if "." in text else SECOND)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def datetime_to_ms(moment: datetime) -> int:
    """Whole UTC milliseconds of an aware datetime."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000 + since.microseconds // 1_000


def ms_to_datetime(ms: int) -> datetime:
    """The aware UTC datetime of a count of milliseconds."""
    return datetime.fromtimestamp(ms / 1_000, tz=UTC)


def ms_to_iso(ms: int) -> str:
    """`2026-11-03T14:20:00.000Z`: the provider's own notation, always with milliseconds."""
    moment = ms_to_datetime(ms - ms % 1_000)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % 1_000:03d}Z"
