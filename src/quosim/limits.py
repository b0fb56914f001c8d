"""The rate limit: an exact sliding window per key."""

from collections import deque

WINDOW_SECONDS = 1.0


class Limiter:
    """At most `rate` requests in any one second per key, refused ones included; 0 means no limit.

    Remembering the last `rate` arrivals is enough to be exact: a request is one too many exactly when the `rate`-th
    before it is less than a second old.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._arrivals: dict[str, deque[float]] = {}

    def admit(self, key: str, now: float) -> bool:
        """Count an arrival at `now` (seconds of any steady clock) and say whether it may pass."""
        if not self.rate:
            return True
        arrivals = self._arrivals.get(key)
        if arrivals is None:
            arrivals = self._arrivals[key] = deque(maxlen=self.rate)
        passes = len(arrivals) < self.rate or now - arrivals[0] >= WINDOW_SECONDS
        arrivals.append(now)
        return passes

    def headers(self, key: str, now: float) -> list[tuple[bytes, bytes]]:
        """`ratelimit-policy` and `ratelimit`, undocumented, on every answer even a 401 (seen live 2026-07-24)."""
        if not self.rate:
            return []
        recent = sum(1 for at in self._arrivals.get(key, ()) if now - at < WINDOW_SECONDS)
        left = max(0, self.rate - recent)
        return [
            (b"ratelimit-policy", b'"per-second"; q=%d; w=1' % self.rate),
            (b"ratelimit", b'"per-second"; r=%d; t=1' % left),
        ]

    def forget(self) -> None:
        self._arrivals.clear()
