"""The worker: leases what is due, does it in a few threads, renews what takes long, settles each.

1. Free the leases of workers of this machine that died.
2. Lease work for the idle threads, and one errand more for each to have in hand.
3. Start them; wait until one ends or a renewal is due.
4. Renew the leases of what still runs.
5. With nothing to do: return, or look again shortly, as the caller wished.
6. At the end give back what was not begun and let the rest finish.

A database that refuses any of this (a full disk, another process that holds it) ends no worker: it waits and goes on,
and leases that ran out meanwhile are taken again.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.domain.clock import Clock
from onrecord.domain.errand import Errand, pause_ms
from onrecord.domain.errors import LeaseLost, OnrecordError
from onrecord.errands import settle
from onrecord.errands.lease import RENEW_MS, free_dead_leases, give_back, lease, new_lease, renew
from onrecord.errands.settle import Effect
from onrecord.logs import log, where_it_broke
from onrecord.storage.engine import Database

Handler = Callable[[Errand], Effect | None]
"""Does the work and returns what to write with its end. An error with `permanent` false is tried again."""

_LOOK_AGAIN_SECONDS = 0.5

_log = log("errands")


class End(StrEnum):
    """How one attempt ended. LOST: not by us, or nobody could write it down; whoever leases it next ends it."""

    DONE = "done"
    AGAIN = "again"
    GIVEN_UP = "given_up"
    LOST = "lost"


@dataclass(slots=True)
class Ran:
    """What a run did: attempts by how they ended."""

    done: int = 0
    again: int = 0
    given_up: int = 0
    lost: int = 0

    def count(self, end: End) -> None:
        setattr(self, end, getattr(self, end) + 1)


def run_ready(
    database: Database,
    workspace_id: int,
    handlers: Mapping[str, Handler],
    *,
    threads: int = 4,
    clock: Clock,
    until: threading.Event | None = None,
    on_end: Callable[[Errand, End], None] | None = None,
) -> Ran:
    """Work on the kinds that have a handler.

    Without `until` it returns once nothing is due; with it, it stays until the event is set and then lets what
    runs finish. `on_end` hears of each attempt, in the thread that runs this.
    """
    worker = _Worker(database, workspace_id, handlers, clock, new_lease())
    ran = Ran()
    with ThreadPoolExecutor(max_workers=threads, thread_name_prefix="errand") as pool:
        while True:
            ending = until is not None and until.is_set()
            if ending:
                worker.give_back_what_waits()
            else:
                worker.begin(pool, threads)
            if not worker.running:
                if until is None or ending:
                    return ran
                until.wait(_LOOK_AGAIN_SECONDS)
            for errand, end in worker.await_some():
                ran.count(end)
                if on_end is not None:
                    on_end(errand, end)
            worker.renew_when_due()


@dataclass(slots=True)
class _Worker:
    database: Database
    workspace_id: int
    handlers: Mapping[str, Handler]
    clock: Clock
    token: str
    running: dict[Future[End], Errand] = field(default_factory=dict)
    renewed_ms: int = 0
    has_freed: bool = False
    failures: int = 0
    paused_until_ms: int = 0

    def begin(self, pool: ThreadPoolExecutor, threads: int) -> None:
        """Lease and start work, when there is not already one errand in hand for each thread."""
        n = 2 * threads - len(self.running)
        if n < threads:
            return
        now_ms = self.clock.now_ms()
        if now_ms < self.paused_until_ms:
            return
        if not self.running:
            self.renewed_ms = now_ms
        with self.patiently():
            for errand in self.take(n):
                self.running[pool.submit(self.attempt, errand)] = errand

    def take(self, n: int) -> list[Errand]:
        if not self.has_freed:
            free_dead_leases(self.database, self.workspace_id, self.clock)
            self.has_freed = True
        return lease(self.database, self.workspace_id, list(self.handlers), n, self.clock, token=self.token)

    @contextmanager
    def patiently(self) -> Iterator[None]:
        """Whatever the database raises inside, say so and wait a while, longer each time in a row."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is: work has to go on by itself once it has passed
            self.failures += 1
            self.paused_until_ms = self.clock.now_ms() + pause_ms(self.failures)
            _log.warning("errands_wait_for_the_database", error=type(error).__name__, at=where_it_broke(error))
        else:
            self.failures = 0

    def await_some(self) -> list[tuple[Errand, End]]:
        """Those that ended; waits a moment for the first."""
        ended, _ = wait(self.running, timeout=_LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
        return [(self.running.pop(future), future.result()) for future in ended]

    def renew_when_due(self) -> None:
        now_ms = self.clock.now_ms()
        if self.running and now_ms >= max(self.renewed_ms + RENEW_MS, self.paused_until_ms):
            with self.patiently():
                ids = [errand.id for errand in self.running.values()]
                renew(self.database, self.workspace_id, ids, self.clock, token=self.token)
                self.renewed_ms = now_ms

    def give_back_what_waits(self) -> None:
        """Return errands that were leased and not begun; where that fails, their leases run out."""
        waiting = [future for future in self.running if future.cancel()]
        ids = [self.running.pop(future).id for future in waiting]
        with self.patiently():
            give_back(self.database, self.workspace_id, ids, token=self.token)

    def attempt(self, errand: Errand) -> End:
        """Do one errand and settle it, in a thread of the pool."""
        try:
            effect = self.handlers[errand.kind](errand)
            settle.done(self.database, self.workspace_id, errand, token=self.token, effect=effect)
        except LeaseLost:
            return End.LOST
        except Exception as error:  # noqa: BLE001 - one broken errand must not stop the others; it is kept and shown
            return self._fail(errand, error)
        return End.DONE

    def _fail(self, errand: Errand, error: Exception) -> End:
        if not isinstance(error, OnrecordError):
            _log.error("errand_broke", kind=errand.kind, error=type(error).__name__, at=where_it_broke(error))
        try:
            again_ms = settle.failed(
                self.database, self.workspace_id, errand, token=self.token, error=error, clock=self.clock
            )
        except LeaseLost:
            return End.LOST
        except Exception as unkept:  # noqa: BLE001 - what cannot be written down is done again when the lease runs out
            _log.error("errand_unsettled", kind=errand.kind, error=type(unkept).__name__, at=where_it_broke(unkept))
            return End.LOST
        return End.GIVEN_UP if again_ms is None else End.AGAIN
