"""The simulator's clock: absolute world time that runs on by itself and can be moved."""

import time
from collections.abc import Callable


class Clock:
    """Starts at `start_ms` and advances `speed` world seconds for every real second."""

    def __init__(self, start_ms: int, *, speed: float = 1.0, real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._base_ms = start_ms
        self._since = real()
        self._speed = speed

    @property
    def speed(self) -> float:
        return self._speed

    def now(self) -> int:
        """UTC milliseconds of the world."""
        return self._base_ms + int((self._real() - self._since) * self._speed * 1000)

    def set_to(self, ms: int) -> None:
        self._base_ms, self._since = ms, self._real()

    def advance(self, seconds: float) -> None:
        self.set_to(self.now() + round(seconds * 1000))

    def run_at(self, speed: float) -> None:
        self.set_to(self.now())
        self._speed = speed
