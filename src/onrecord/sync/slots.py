"""The log of the last sends where all processes of one key see it: `serve` and a `sync` beside it share one rate.

Another process may hold the database for a while, and a stall of the log is a stall of all asking. So places are
taken a few at a time, and the next few before the last is used up. Corrections of earlier sends travel with them.
"""

import threading
from collections import deque
from concurrent.futures import Future

from sqlalchemy import Connection

from onrecord.provider.pace import Slot, next_slot
from onrecord.storage.engine import Database
from onrecord.storage.sends import take_places

AHEAD = 4  # of ten: what is known of the newer sends still reaches the older half in time
FEW = 2
STALE_US = 300_000  # a place that was not used when its time came is left unused


class SharedSlots:
    """Keeps the log in the database."""

    def __init__(self, database: Database, key_digest: str, capacity: int = 10) -> None:
        self.capacity = capacity
        self._database = database
        self._key_digest = key_digest
        self._amended: dict[int, int] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._taken: deque[Slot] = deque()
        self._coming: Future[list[Slot]] | None = None

    def reserve(self, now_us: int, gap_us: int) -> Slot:
        with self._turn:
            while self._taken and self._taken[0].at_us < now_us - STALE_US:
                self._taken.popleft()
            if not self._taken:
                self._fetch(now_us, gap_us)
            slot = self._taken.popleft()
            if len(self._taken) < FEW and self._coming is None and slot.at_us > now_us:
                self._coming = self._ask_for(now_us, gap_us)
            return slot

    def _fetch(self, now_us: int, gap_us: int) -> None:
        """Wait for what was asked for; where that is stale by now, ask anew."""
        if self._coming is not None:
            coming, self._coming = self._coming, None
            self._taken.extend(slot for slot in coming.result() if slot.at_us >= now_us - STALE_US)
        if not self._taken:
            self._taken.extend(self._ask_for(now_us, gap_us).result())

    def _ask_for(self, now_us: int, gap_us: int) -> Future[list[Slot]]:
        with self._lock:
            amended, self._amended = self._amended, {}

        def job(conn: Connection) -> list[Slot]:
            places = take_places(
                conn,
                self._key_digest,
                self.capacity,
                amended.items(),
                lambda log: next_slot(log, now_us, gap_us),
                few=min(AHEAD, max(1, self.capacity // 2)),
                until_us=now_us,
            )
            return [Slot(place, at_us) for place, at_us in places]

        return self._database.writer.submit(job)

    def amend(self, slot: Slot, at_us: int) -> None:
        with self._lock:
            self._amended[slot.place] = max(self._amended.get(slot.place, 0), at_us)
