"""Times as the provider writes them. The provider mixes precisions, so each spelling has its name here."""

from datetime import UTC, date, datetime
from email.utils import formatdate
from functools import lru_cache

DAY_MS = 86_400_000


@lru_cache(maxsize=4096)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def with_millis(ms: int) -> str:
    """`2026-01-15T10:29:28.110Z`: when something came to be."""
    return f"{_second(ms // 1000)}.{ms % 1000:03d}Z"


def whole_second(ms: int) -> str:
    """`2026-01-15T10:29:30.000Z`: whole seconds that look like milliseconds (answered, completed on v1)."""
    return f"{_second(ms // 1000)}.000Z"


def bare_second(ms: int) -> str:
    """`2026-01-15T10:29:30Z`: whole seconds, said as such (recordings, transcripts, calls on the dated surface)."""
    return f"{_second(ms // 1000)}Z"


@lru_cache(maxsize=64)
def http_date(second: int) -> bytes:
    """The `Date:` header for a UTC second."""
    return formatdate(second, usegmt=True).encode()


def read_time(text: str) -> int | None:
    """UTC milliseconds of an RFC 3339 date-time; None when it is none (a date alone, or no offset)."""
    if "T" not in text and "t" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return round(moment.timestamp() * 1000)


def read_day(text: str) -> int:
    """UTC milliseconds of `2025-07-30` (its first moment) or of a whole date-time; ValueError when it is neither."""
    exact = read_time(text)
    if exact is not None:
        return exact
    day = date.fromisoformat(text)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def day_of(ms: int) -> date:
    return datetime.fromtimestamp(ms // 1000, UTC).date()
