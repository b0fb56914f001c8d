"""A clock that stands still until it is told otherwise."""

from dataclasses import dataclass

from onrecord.domain.clock import SECOND, parse_instant

_START = parse_instant("2026-11-20T12:00:00.000Z")
if _START is None:
    raise AssertionError("the start of the tests' time is a time")


@dataclass
class FakeClock:
    """Sleeping moves it on; nothing else does but `advance_ms`."""

    ms: int = _START.ms
    slept_seconds: float = 0.0

    def now_ms(self) -> int:
        return self.ms

    def monotonic_seconds(self) -> float:
        return self.ms / SECOND

    def sleep_seconds(self, seconds: float) -> None:
        self.slept_seconds += seconds
        self.advance_ms(round(seconds * SECOND))

    def advance_ms(self, ms: int) -> None:
        self.ms += ms
