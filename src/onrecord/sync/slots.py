"""The log of the last sends where all processes of one key see it: `serve` and a `sync` beside it share one rate."""

import threading

from onrecord.provider.pace import Slot, next_slot
from onrecord.storage.engine import Database
from onrecord.storage.sends import take_place


class SharedSlots:
    """Keeps the log in the database. Corrections travel with the next reservation: one write a request."""

    def __init__(self, database: Database, key_digest: str, capacity: int = 10) -> None:
        self.capacity = capacity
        self._database = database
        self._key_digest = key_digest
        self._amended: dict[int, int] = {}
        self._lock = threading.Lock()

    def reserve(self, now_us: int, gap_us: int) -> Slot:
        with self._lock:
            amended, self._amended = self._amended, {}
        place, at_us = self._database.writer.write(
            lambda conn: take_place(
                conn,
                self._key_digest,
                self.capacity,
                amended.items(),
                lambda log: next_slot(log, now_us, gap_us),
            )
        )
        return Slot(place, at_us)

    def amend(self, slot: Slot, at_us: int) -> None:
        with self._lock:
            self._amended[slot.place] = max(self._amended.get(slot.place, 0), at_us)
