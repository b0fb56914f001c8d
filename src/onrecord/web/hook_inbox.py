"""Deliveries that wait to be durable: all that come while one transaction is written make up the next.

So the disk is asked to sync once for many. Whoever is alone does not wait for company; when several were just answered,
the next transaction waits a moment for as many as there were, because they come in waves.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.intake.arrived import keep_arrivals
from onrecord.storage.arrivals import Delivery
from onrecord.storage.writer import Lane
from onrecord.web.house import House

MOST_TOGETHER = 256
WAVE = 4  # fewer than these were no wave
WAVE_SECONDS = 0.004


class _Waiting(NamedTuple):
    delivery: Delivery
    stored: asyncio.Future[None]


class HookInbox:
    """Used by one event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: deque[_Waiting] = deque()
        self._writing = False
        self._enough = 1  # with so many the next transaction begins
        self._latest: asyncio.TimerHandle | None = None  # and at this time in any case

    async def put(self, delivery: Delivery) -> None:
        """Return when the delivery is on disk; raise where it could not be put there."""
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(delivery, stored))
        if len(self._waiting) >= self._enough:
            self._begin()
        await stored

    def _begin(self) -> None:
        if self._writing:
            return
        if self._latest is not None:
            self._latest.cancel()
        self._enough, self._latest = 1, None
        if not self._waiting:
            return
        self._writing = True
        self._submit()

    def _begin_after(self, answered: int) -> None:
        """Begin the next transaction, now that so many are answered."""
        if answered < WAVE:
            self._begin()
            return
        self._enough = min(len(self._waiting) + answered, MOST_TOGETHER)
        self._latest = asyncio.get_running_loop().call_later(WAVE_SECONDS, self._begin)

    def _submit(self) -> None:
        loop = asyncio.get_running_loop()
        together: list[_Waiting] = []
        writing = self._house.database.writer.submit(partial(self._write, together), lane=Lane.HOOKS)
        writing.add_done_callback(lambda written: loop.call_soon_threadsafe(self._settle, together, written))

    def _write(self, together: list[_Waiting], conn: Connection) -> None:
        """On the writer's thread: all that wait now, those too that came while it waited for its turn."""
        together += self._take(MOST_TOGETHER - len(together))
        keep_arrivals(conn, self._house.workspace_id, [one.delivery for one in together])

    def _take(self, most: int) -> list[_Waiting]:
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), most))]

    def _settle(self, together: list[_Waiting], written: Future[None]) -> None:
        """Tell all that waited; what could not be stored, the provider sends again."""
        self._writing = False
        error = written.exception()
        if error is not None and not together:  # it never got as far as to take them
            together = self._take(MOST_TOGETHER)
        self._begin_after(len(together))
        if error is None:
            self._house.wake()
        for one in together:
            if not one.stored.done():  # nobody waits any more for one that took too long
                _resolve(one.stored, error)


def _resolve(stored: asyncio.Future[None], error: BaseException | None) -> None:
    if error is None:
        stored.set_result(None)
    else:
        stored.set_exception(error)
