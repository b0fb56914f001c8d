"""Whose turn it is to write, among all processes that share one SQLite file.

By itself SQLite lets whoever waits look again now and then, and the write lock goes to whoever looks at the right
moment: a process that writes much keeps the others out for many of its transactions (seen: 110 ms, while no transaction
took more than 40). So everybody takes turns at a door. Everything but the hooks' lane first takes its place in a queue,
of which only one stands at the door. The hooks' lane goes straight there and, if it finds the door shut, says so with a
lock of its own: while that is held the others stay where they are. A delivery thus waits for the transaction under way
and for no other, however many processes write; and because it says so only when it had to wait, one of the queue gets
in between two waves of deliveries.

This is politeness, not safety: after `PATIENCE_SECONDS` one goes on without, and SQLite's own lock decides.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

PATIENCE_SECONDS = 5.0
AT_THE_DOOR_SECONDS = 0.0003
IN_THE_QUEUE_SECONDS = 0.003
"""How often whoever waits looks again."""

Turns = Callable[[Callable[[], bool]], AbstractContextManager[None]]
"""Wait for a turn and hold it; once what is given says true, straight to the door."""


def no_turns(_hurried: Callable[[], bool]) -> AbstractContextManager[None]:
    """Where the database lets many write at once."""
    return nullcontext()


class FileTurns:
    """The turns at one SQLite file. Its lock files lie beside it; a process that dies leaves its place."""

    def __init__(self, file: Path) -> None:
        self._door, self._queue, self._hurry = (
            FileLock(file.with_name(f"{file.name}.{name}")) for name in ("door", "queue", "hurry")
        )

    @contextmanager
    def __call__(self, hurried: Callable[[], bool]) -> Iterator[None]:
        try:
            _await(lambda: hurried() or self._queue.take(), IN_THE_QUEUE_SECONDS)
            _await(lambda: self._enter(hurried()), AT_THE_DOOR_SECONDS)
            self._hurry.give_back()
            yield
        finally:
            for lock in (self._hurry, self._door, self._queue):
                lock.give_back()

    def _enter(self, hurried: bool) -> bool:
        """Whether the door is ours now."""
        if hurried:
            if self._door.take():
                return True
            self._hurry.take()
            return False
        return self._hurry.is_free() and self._door.take()


def _await(is_so: Callable[[], bool], pause_seconds: float) -> None:
    """Until it is so, or patience ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so() and time.monotonic() < until:
        time.sleep(pause_seconds)


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

    def is_free(self) -> bool:
        """Whether nobody else has it."""
        had, has = self._descriptor is not None, self.take()
        if has and not had:
            self.give_back()
        return has


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
