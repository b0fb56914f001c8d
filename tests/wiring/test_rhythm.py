"""Beats strike by themselves, each in its own time, whatever becomes of the others."""

import threading

from onrecord.domain.errors import ProviderUnreachable
from onrecord.wiring.rhythm import Beat, rhythm

PATIENCE_SECONDS = 30


class Struck:
    """Counts strikes; `enough` is set at the third."""

    def __init__(self, error: Exception | None = None) -> None:
        self.times = 0
        self.enough = threading.Event()
        self._error = error

    def __call__(self, ended: threading.Event) -> None:
        self.times += 1
        if self.times == 3:
            self.enough.set()
        if self._error is not None:
            raise self._error


def test_a_beat_strikes_again_and_again_until_the_rhythm_ends() -> None:
    struck = Struck()
    with rhythm([Beat("tick", 0.001, struck)]):
        assert struck.enough.wait(PATIENCE_SECONDS)
    after = struck.times
    threading.Event().wait(0.05)
    assert struck.times == after


def test_a_beat_that_fails_strikes_again_and_a_slow_one_delays_nobody() -> None:
    held, refused, broken = threading.Event(), Struck(ProviderUnreachable("away")), Struck(ZeroDivisionError())
    slow = Beat("slow", 0.001, lambda ended: held.wait(PATIENCE_SECONDS) and None)
    with rhythm([slow, Beat("refused", 0.001, refused), Beat("broken", 0.001, broken)]):
        assert refused.enough.wait(PATIENCE_SECONDS)
        assert broken.enough.wait(PATIENCE_SECONDS)
        held.set()


def test_a_strike_under_way_is_let_finish() -> None:
    begun, finished = threading.Event(), threading.Event()

    def strike(ended: threading.Event) -> None:
        begun.set()
        ended.wait(PATIENCE_SECONDS)
        finished.set()

    with rhythm([Beat("last", 60, strike)]):
        assert begun.wait(PATIENCE_SECONDS)
    assert finished.is_set()
