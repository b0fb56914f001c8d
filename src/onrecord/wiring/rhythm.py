"""What is done again and again while `serve` runs: each beat strikes in a thread of its own.

A beat that is slow or fails delays only itself. It strikes at once when the rhythm begins, and then as long after the
end of each strike as it says, so that a slow strike is never followed by a heap of others.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from onrecord.domain.errors import OnrecordError
from onrecord.logs import log, where_it_broke

_log = log("rhythm")

Ended = threading.Event


class Beat(NamedTuple):
    """One thing to do every so often. `strike` is given the event that is set when the rhythm is to end."""

    name: str
    every_seconds: float
    strike: Callable[[Ended], None]


@contextmanager
def rhythm(beats: Sequence[Beat]) -> Iterator[None]:
    """Keep the beats until the block ends; a strike under way is let finish."""
    ended = Ended()
    threads = [
        threading.Thread(target=_keep, args=(beat, ended), name=f"onrecord-{beat.name}", daemon=True) for beat in beats
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _keep(beat: Beat, ended: Ended) -> None:
    while not ended.is_set():
        _strike(beat, ended)
        ended.wait(beat.every_seconds)


def _strike(beat: Beat, ended: Ended) -> None:
    try:
        beat.strike(ended)
    except OnrecordError as error:
        _log.warning(
            "beat_failed",
            beat=beat.name,
            error=type(error).__name__,
            permanent=error.permanent,
            advice=error.advice,
        )
    except Exception as error:  # noqa: BLE001 - what breaks one strike must not end those that follow
        _log.error("beat_broke", beat=beat.name, error=type(error).__name__, at=where_it_broke(error))
