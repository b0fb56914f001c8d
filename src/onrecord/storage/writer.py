"""The one writer of a process, in lanes.

Every change of the database is a job that runs in a transaction on the writer's thread. Jobs that wait at the same
time share one transaction, each in its own savepoint: one commit makes many durable, and a failing job fails alone.

The hooks' lane goes first and has its commits to itself; between two of them the other lane gets one of its own, of a
single job while hooks are coming in, so that neither keeps the other waiting. A future resolves only after the commit
has reached the disk.

A job may be run again when another process was in the way, so all that it changes must be in the database.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NestedTransaction
from sqlalchemy.exc import DBAPIError, OperationalError

from onrecord.domain.errors import StorageBusy, StorageError
from onrecord.logs import log
from onrecord.storage.turns import Turns, no_turns

T = TypeVar("T")
Outcome = tuple[Any] | BaseException

MOST_HOOKS = 256  # jobs of one commit
MOST_REST = 2  # in another process somebody may wait for their end
HOOKS_ABOUT_SECONDS = 1.0  # after this long without any, the other lane need not make room
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.05

_log = log("writer")


class Lane(StrEnum):
    HOOKS = "hooks"
    REST = "rest"


@dataclass(slots=True)
class _Job:
    run: Callable[[Connection], Any]
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """Runs jobs one commit at a time; its thread and connection begin with the first job."""

    def __init__(self, engine: Engine, *, turns: Turns = no_turns, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._engine = engine
        self._turns = turns
        self._patience_seconds = patience_seconds
        self._waiting: dict[Lane, deque[_Job]] = {lane: deque() for lane in Lane}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._connection: Connection | None = None
        self._closed = False
        self._rests = False  # it is the other lane's turn
        self._hooks_seen = float("-inf")

    def write(self, job: Callable[[Connection], T], *, lane: Lane = Lane.REST) -> T:
        """Run the job in a transaction and return what it returned, durable; raise what it raised.

        Raises StorageBusy when another process holds the database for longer than the writer's patience.
        """
        if threading.current_thread() is self._thread:
            raise StorageError("A job must not wait for another job of the same writer.")
        return self.submit(job, lane=lane).result()

    def submit(self, job: Callable[[Connection], T], *, lane: Lane = Lane.REST) -> Future[T]:
        """The same without waiting."""
        queued = _Job(job)
        with self._changed:
            if self._closed:
                raise StorageError("The database is closed.")
            self._waiting[lane].append(queued)
            if lane is Lane.HOOKS:
                self._hooks_seen = time.monotonic()
            self._begin_thread()
            self._changed.notify()
        return queued.future

    def close(self) -> None:
        """Write what is queued, then end."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _begin_thread(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="onrecord-writer", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while self._await_jobs():
            try:
                with self._turns(self._hooks_wait):
                    self._write_next()
            except OSError as error:  # a turn is politeness: who cannot have one (no file can be opened) goes without
                _log.warning("wrote_out_of_turn", error=type(error).__name__)
                self._write_next()
        self._disconnect()

    def _write_next(self) -> None:
        jobs = [job for job in self._next_jobs() if job.future.set_running_or_notify_cancel()]
        if jobs:
            self._settle(jobs)

    def _await_jobs(self) -> bool:
        """Whether there are any; there are none when the writer is closed and everything is written."""
        with self._changed:
            while not any(self._waiting.values()):
                if self._closed:
                    return False
                self._changed.wait()
            return True

    def _hooks_wait(self) -> bool:
        return bool(self._waiting[Lane.HOOKS])

    def _next_jobs(self) -> list[_Job]:
        """The jobs of the next commit."""
        with self._changed:
            hooks, rest = self._waiting[Lane.HOOKS], self._waiting[Lane.REST]
            if rest and (self._rests or not hooks):
                self._rests = False
                hooks_about = bool(hooks) or time.monotonic() - self._hooks_seen < HOOKS_ABOUT_SECONDS
                return _taken(rest, 1 if hooks_about else MOST_REST)
            self._rests = True
            return _taken(hooks, MOST_HOOKS)

    def _settle(self, jobs: list[_Job]) -> None:
        try:
            outcomes = self._run_patiently(jobs)
        except BaseException as error:  # noqa: BLE001 - whoever waits for the job must hear of it
            outcomes = [error] * len(jobs)
        for job, outcome in zip(jobs, outcomes, strict=True):
            if isinstance(outcome, BaseException):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome[0])

    def _run_patiently(self, jobs: list[_Job]) -> list[Outcome]:
        until = time.monotonic() + self._patience_seconds
        while True:
            try:
                return self._run_once(jobs)
            except DBAPIError as error:
                if error.connection_invalidated:
                    self._disconnect()
                if not passes_by_itself(error):
                    raise
                if time.monotonic() > until:
                    raise StorageBusy("Another process has been writing for too long.") from error
            time.sleep(PAUSE_SECONDS)

    def _run_once(self, jobs: list[_Job]) -> list[Outcome]:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            if len(jobs) == 1:
                return [(jobs[0].run(self._connection),)]
            return [self._run_apart(job, self._connection) for job in jobs]

    def _run_apart(self, job: _Job, connection: Connection) -> Outcome:
        savepoint = connection.begin_nested()
        try:
            outcome = job.run(connection)
            savepoint.commit()
        except BaseException as error:
            if isinstance(error, DBAPIError) and (error.connection_invalidated or passes_by_itself(error)):
                raise
            self._undo(savepoint, error)
            return error
        return (outcome,)

    def _undo(self, savepoint: NestedTransaction, error: BaseException) -> None:
        """SQLite ends the whole transaction by itself where the disk is full or fails; then no job of it is kept."""
        if not savepoint.is_active:
            raise error
        try:
            savepoint.rollback()
        except DBAPIError:
            raise error from None

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _taken(waiting: deque[_Job], most: int) -> list[_Job]:
    return [waiting.popleft() for _ in range(min(len(waiting), most))]


def passes_by_itself(error: DBAPIError) -> bool:
    """Is it only that another process was in the way?"""
    if not isinstance(error, OperationalError):
        return False
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}:  # serialization, deadlock, lock timeout
        return True
    text = str(error.orig)
    return "database is locked" in text or "database table is locked" in text
