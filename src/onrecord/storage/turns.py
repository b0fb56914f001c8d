"""Whose turn it is to write, among all processes that share one SQLite file.

By itself SQLite lets whoever waits look again now and then, and the write lock goes to whoever looks at the right
moment: a process that writes much keeps the others out for many of its transactions (seen: 110 ms, while no transaction
took more than 40). So everybody takes turns at a door. The hooks' lane goes straight there; everything else first takes
its place in a queue, of which only one stands at the door. A delivery thus waits for the transaction under way and at
most for one more, however many processes write.

This is politeness, not safety: after `PATIENCE_SECONDS` one goes on without, and SQLite's own lock decides.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

PATIENCE_SECONDS = 5.0
HURRIED_SECONDS = 0.0003
PATIENT_SECONDS = 0.003
"""How often whoever waits looks again: a hook ten times as often, so that it is first when both wait at the door."""

Turns = Callable[[Callable[[], bool]], AbstractContextManager[None]]
"""Wait for a turn and hold it; once what is given says true, straight to the door."""


def no_turns(_hurried: Callable[[], bool]) -> AbstractContextManager[None]:
    """Where the database lets many write at once."""
    return nullcontext()


class FileTurns:
    """The turns at one SQLite file. Its two lock files lie beside it; a process that dies leaves its place."""

    def __init__(self, file: Path) -> None:
        self._door = FileLock(file.with_name(f"{file.name}.door"))
        self._queue = FileLock(file.with_name(f"{file.name}.queue"))

    @contextmanager
    def __call__(self, hurried: Callable[[], bool]) -> Iterator[None]:
        with self._queue.held(lambda: PATIENT_SECONDS, unless=hurried), self._door.held(lambda: _pause(hurried())):
            yield


def _pause(hurried: bool) -> float:
    return HURRIED_SECONDS if hurried else PATIENT_SECONDS


class FileLock:
    """A lock that all processes see, of whoever has the file open; it is given back when the process ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Take it if nobody has it."""
        if self._descriptor is None:
            descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600)
            if not _lock(descriptor):
                os.close(descriptor)
                return False
            self._descriptor = descriptor
        return True

    def give_back(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def held(self, pause_seconds: Callable[[], float], *, unless: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Wait for it, for a while, and give it back in any case; do without it once `unless` is true."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not unless() and not self.take() and time.monotonic() < until:
            time.sleep(pause_seconds())
        try:
            yield
        finally:
            self.give_back()


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
