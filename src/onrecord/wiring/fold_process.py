"""Folding, and making pictures, in a process of its own, so that it disturbs neither pacing nor the web.

The parent says `wake` after it took something in, and `drain` when it wants everything folded before it goes on. The
child looks by itself once a second as well: what another process took in is folded too. It ends when its parent does.
One that ended before (killed when memory ran out, or with a disk that was full when it began) is followed by another.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import NamedTuple, Protocol

from onrecord.domain.clock import MINUTE, Clock
from onrecord.domain.errand import pause_ms
from onrecord.domain.errors import FoldFailed
from onrecord.logs import configure_logs, log, where_it_broke
from onrecord.projection.catch_up import catch_up
from onrecord.settings import Settings
from onrecord.storage import deliveries
from onrecord.storage.engine import Database
from onrecord.wiring.house import House, open_house

LOOK_AGAIN_SECONDS = 1.0
SUBJECTS_A_TRANSACTION = 500
SUBJECTS_WHILE_SERVING = 25
"""On SQLite nobody else can write meanwhile: deliveries wait for no longer than this takes to be written."""

LATELY_MS = MINUTE
"""After a delivery, more are expected for so long; whatever process serves them."""

_DRAINED, _FAILED = "drained", "failed"

_log = log("fold_process")


class Flag(Protocol):
    """A truth that both processes see."""

    value: bool


class Child(NamedTuple):
    """A process that folds, and our end of the pipe to it."""

    pipe: Connection
    process: BaseProcess

    def end(self) -> None:
        """Let it finish the batch in hand."""
        self.pipe.close()
        self.process.join(timeout=30)
        if self.process.is_alive():
            self.process.terminate()


class FoldProcess:
    """The parent's end. `wake` is cheap, never waits, and may be called by any thread; `drain` by one at a time."""

    def __init__(self, begin: Callable[[], Child], woken: Flag) -> None:
        self._begin = begin
        self._woken = woken
        self._sending = threading.Lock()
        self._child = begin()
        self._deaths = 0
        self._next_ms = 0

    def wake(self) -> None:
        """Say that there is something to fold; once is enough until the child has heard it."""
        if self._woken.value:
            return
        with suppress(OSError):  # the child has ended: what is there is folded by the next one
            self._woken.value = True
            self._send("wake")

    def _send(self, word: str) -> None:
        with self._sending:
            self._child.pipe.send(word)

    def drain(self) -> None:
        """Wait until nothing is left to fold. FoldFailed where that cannot be."""
        pipe = self._child.pipe
        try:
            self._send("drain")
            answer = pipe.recv()
        except (EOFError, OSError):
            raise FoldFailed("The process that makes records from what was received has ended.") from None
        if answer != _DRAINED:
            raise FoldFailed("Some of what was received could not be made into records.")

    def revive(self, now_ms: int) -> None:
        """Begin another child where the last has ended: the first at once, those after it less and less often."""
        if self._child.process.is_alive():
            if now_ms >= self._next_ms:
                self._deaths = 0
            return
        if self._deaths and now_ms < self._next_ms:
            return
        self._deaths += 1
        self._next_ms = now_ms + pause_ms(self._deaths)
        _log.error("fold_process_died", exit=self._child.process.exitcode, times=self._deaths)
        with self._sending:
            self._child = self._begin()

    def close(self) -> None:
        self._child.end()


@contextmanager
def fold_process(settings: Settings, *, serving: bool = False) -> Iterator[FoldProcess]:
    """Start the child; at the end let it finish the batch in hand. While `serving` it makes thumbnails and outlines
    too, before anybody asks for them.
    """
    context = multiprocessing.get_context("spawn")
    woken = context.Value("b", False, lock=False)

    def begin() -> Child:
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_fold_until_closed, args=(settings, theirs, woken, serving), name="onrecord-fold", daemon=True
        )
        process.start()
        theirs.close()
        return Child(ours, process)

    folding = FoldProcess(begin, woken)
    try:
        yield folding
    finally:
        folding.close()


def _fold_until_closed(settings: Settings, pipe: Connection, woken: Flag, serving: bool) -> None:
    configure_logs()
    with open_house(settings) as house, _deriving(house) if serving else nullcontext():
        try:
            while True:
                said = pipe.recv() if pipe.poll(LOOK_AGAIN_SECONDS) else None
                woken.value = False  # before looking: who wakes us from here on has to say so again
                went_well = _fold_what_is_there(house, serving)
                if said == "drain":
                    pipe.send(_DRAINED if went_well else _FAILED)
        except (EOFError, BrokenPipeError, KeyboardInterrupt):
            _log.debug("fold_process_ended")


def _deriving(house: House) -> AbstractContextManager[None]:
    # read here, as all that knows pictures and sounds takes long to read, and a sync has no use for it
    from onrecord.wiring.work import deriving

    return deriving(house)


def _fold_what_is_there(house: House, serving: bool) -> bool:
    try:
        while catch_up(house.database, house.workspace_id, limit=portion_of(house, serving), clock=house.clock):
            pass
    except Exception as error:  # noqa: BLE001 - what one batch breaks on must not end the folding of all that follows
        _log.error("fold_failed", error=type(error).__name__, at=where_it_broke(error))
        return False
    return True


def portion_of(house: House, serving: bool) -> int:
    """So many subjects are folded in one transaction now: few where people and deliveries may wait for its end."""
    if serving:
        return SUBJECTS_WHILE_SERVING
    with house.database.reading() as conn:
        newest_ms = deliveries.newest_ms(conn, house.workspace_id)
    lately = newest_ms is not None and house.clock.now_ms() - newest_ms < LATELY_MS
    return SUBJECTS_WHILE_SERVING if lately else SUBJECTS_A_TRANSACTION


def fold_all(database: Database, workspace_id: int, clock: Clock) -> int:
    """Fold until nothing is dirty, in large portions; the number of subjects folded."""
    folded = 0
    while caught := catch_up(database, workspace_id, limit=SUBJECTS_A_TRANSACTION, clock=clock):
        folded += caught
    return folded
