"""Half-open windows of time, and what a set of finished walks proves."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

DELIVERY_LOG = "GET /webhooks/{webhookId}/events"
"""The operation under which comparisons with the provider's delivery log are kept: healing writes it, the account tells
how far it came."""


class Window(NamedTuple):
    """[lo_ms, hi_ms): every record created in it was listed by a finished walk."""

    lo_ms: int
    hi_ms: int

    @property
    def span_ms(self) -> int:
        return self.hi_ms - self.lo_ms


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same stretch of time in the fewest windows, oldest first."""
    result: list[Window] = []
    for window in sorted(window for window in windows if window.span_ms > 0):
        if result and window.lo_ms <= result[-1].hi_ms:
            result[-1] = Window(result[-1].lo_ms, max(result[-1].hi_ms, window.hi_ms))
        else:
            result.append(window)
    return result


def missing(wanted: Window, covered: Sequence[Window]) -> list[Window]:
    """The parts of `wanted` that no covered window proves, oldest first."""
    gaps: list[Window] = []
    reached = wanted.lo_ms
    for window in merged(covered):
        if window.hi_ms <= reached:
            continue
        if window.lo_ms >= wanted.hi_ms:
            break
        if window.lo_ms > reached:
            gaps.append(Window(reached, window.lo_ms))
        reached = max(reached, window.hi_ms)
    if reached < wanted.hi_ms:
        gaps.append(Window(reached, wanted.hi_ms))
    return gaps
