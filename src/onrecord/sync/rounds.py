"""Folding beside the asking, in a thread of its own: a fold that takes long holds up no question."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from onrecord.domain.clock import Clock

FOLD_EVERY_SECONDS = 1.5


class FoldRounds:
    """Calls `fold` again and again, from one thread only, until the block ends."""

    def __init__(self, fold: Callable[[], None], clock: Clock) -> None:
        self._fold = fold
        self._clock = clock
        self._wanted = threading.Event()
        self._ended = False
        self._broke: BaseException | None = None
        self._last_whole_began = float("-inf")
        self._thread = threading.Thread(target=self._run, name="onrecord-rounds", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended = True
        self._wanted.set()
        self._thread.join()

    def want(self) -> None:
        """Begin the next round at once."""
        self._wanted.set()

    def has_folded_since(self, moment: float) -> bool:
        """Has a whole round begun at or after `moment` (monotonic seconds) ended? Raises what folding raised."""
        if self._broke is not None:
            raise self._broke
        return self._last_whole_began >= moment

    def _run(self) -> None:
        while not self._ended:
            self._wanted.clear()
            began = self._clock.monotonic_seconds()
            try:
                self._fold()
            except BaseException as error:  # noqa: BLE001 - raised again in the thread that runs the sync
                self._broke = error
                return
            self._last_whole_began = began
            self._wanted.wait(FOLD_EVERY_SECONDS)
