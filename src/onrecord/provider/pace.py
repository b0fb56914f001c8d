"""Never more than ten requests in any sliding second, and hardly less.

The provider refuses the eleventh request within one second of one key, wherever the second begins. So a request
goes out no earlier than one second and a margin after the tenth-last one. A bucket that refills would let bursts
through that the provider refuses; the log of the last ten sends cannot. The figures are in
`docs/decisions/pacing.md`.

A send is first reserved, then corrected twice: when its bytes were really written, and when its answer came later
than usual, because then it may have been counted later than usual. Just before it goes out, a request is held back
once more by what was learnt since its place was reserved.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, Protocol

from onrecord.domain.clock import Clock

SECOND_US = 1_000_000
MARGIN_FLOOR_US = 10_000
MARGIN_START_US = 25_000
MARGIN_CEILING_US = 400_000
MOST_LATE_US = 500_000
BETWEEN_SECONDS = 0.05  # what a hand does between an answer and its next request
LEAST_SLEEP_US = 1_000
PATIENT_SLEEP_SECONDS = 0.02
FAR_AHEAD_US = 30 * SECOND_US


class Slot(NamedTuple):
    """One place in the log of the last sends, and when its send may go out (microseconds)."""

    place: int
    at_us: int


class Slots(Protocol):
    """The log of the last `capacity` sends of one key."""

    capacity: int

    def reserve(self, now_us: int, gap_us: int) -> Slot:
        """Take the oldest place for a send at the earliest time that keeps `gap_us` to what stood there."""
        ...

    def amend(self, slot: Slot, at_us: int) -> None:
        """The send of `slot` happened later than reserved; an earlier time changes nothing."""


def next_slot(log: list[int], now_us: int, gap_us: int) -> Slot:
    """The pure rule over a full log: the oldest send's place, and when it may be used again.

    A log that lies far ahead was written under another clock and says nothing.
    """
    place = min(range(len(log)), key=log.__getitem__)
    oldest = log[place]
    if oldest > now_us + FAR_AHEAD_US:
        return Slot(place, now_us)
    return Slot(place, max(now_us, oldest + gap_us))


def capacity_of(rate: float) -> int:
    """How many sends the log holds: as many as one second allows."""
    return max(1, int(rate))


class MemorySlots:
    """The log for one process."""

    def __init__(self, capacity: int = 10) -> None:
        self.capacity = capacity
        self._log = [-SECOND_US * 3600] * capacity
        self._lock = threading.Lock()

    def reserve(self, now_us: int, gap_us: int) -> Slot:
        with self._lock:
            slot = next_slot(self._log, now_us, gap_us)
            self._log[slot.place] = slot.at_us
            return slot

    def amend(self, slot: Slot, at_us: int) -> None:
        with self._lock:
            self._log[slot.place] = max(self._log[slot.place], at_us)


class Margin:
    """What is added to the second: little while round trips are even, more when they are not, much after a 429."""

    def __init__(self) -> None:
        self.us = float(MARGIN_START_US)
        self._jitter_us = 0.0

    def answered(self, late_us: int) -> None:
        """An answer came `late_us` later than the quickest of its kind."""
        self._jitter_us += (late_us - self._jitter_us) / 32
        target = MARGIN_FLOOR_US + min(self._jitter_us / 4, 3 * MARGIN_FLOOR_US)
        self.us += (target - self.us) / 32

    def refused(self) -> None:
        """A 429: the margin doubles, and comes down again only slowly."""
        self.us = min(self.us * 2, float(MARGIN_CEILING_US))


@dataclass(slots=True, eq=False)
class Ticket:
    """Leave to send one request. `at_us` is the latest moment at which it was counted, as far as is known by now."""

    slot: Slot
    operation: str
    number: int
    at_us: int
    written_us: int | None = None
    answered: bool = False

    def comes_before(self, other: "Ticket") -> bool:
        return (self.slot.at_us, self.number) < (other.slot.at_us, other.number)


class Pacer:
    """Hands out leave to send; shared by all threads, and through its slots by all processes of one key."""

    def __init__(self, slots: Slots | None, clock: Clock, rate: float = 10) -> None:
        """`rate` requests a second; 0 means no limit. Without `slots` the log is this process's own."""
        self.rate = rate
        self._slots: Slots = slots if slots is not None else MemorySlots(capacity_of(rate))
        self._gap_us = round(self._slots.capacity / rate * SECOND_US) if rate else 0
        self._clock = clock
        self._anchor_us = clock.now_ms() * 1_000 - round(clock.monotonic_seconds() * SECOND_US)
        self._margin = Margin()
        self._trips: dict[str, deque[int]] = {}
        self._recent: deque[Ticket] = deque(maxlen=4 * self._slots.capacity)
        self._given = 0
        self._hurried = 0
        self._lock = threading.Lock()

    def now_us(self) -> int:
        """Microseconds that never step back within this process and mean the same in every other."""
        return self._anchor_us + round(self._clock.monotonic_seconds() * SECOND_US)

    @property
    def margin_us(self) -> int:
        return round(self._margin.us)

    def wait(self, operation: str, *, patient: bool = False) -> Ticket | None:
        """Block until one more request may go out; None where there is no limit.

        Who is `patient` takes no place while others of this process wait for theirs.
        """
        if not self.rate:
            return None
        if patient:
            self._let_others_go()
            return self._take_a_place(operation)
        with self._counted():
            return self._take_a_place(operation)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self._hurried += 1
        try:
            yield
        finally:
            with self._lock:
                self._hurried -= 1

    def _let_others_go(self) -> None:
        while self._hurried:
            self._clock.sleep_seconds(PATIENT_SLEEP_SECONDS)

    def _take_a_place(self, operation: str) -> Ticket:
        slot = self._slots.reserve(self.now_us(), self._gap_us + self.margin_us)
        with self._lock:
            self._given += 1
            ticket = Ticket(slot, operation, self._given, slot.at_us)
            self._recent.append(ticket)
        while (ahead_us := self._due_us(ticket) - self.now_us()) > 0:
            self._clock.sleep_seconds(max(ahead_us, LEAST_SLEEP_US) / SECOND_US)
        return ticket

    def _due_us(self, ticket: Ticket) -> int:
        """When the ticket may be used. Its place was reserved before the last answers told how late they had been."""
        now_us = self.now_us()
        with self._lock:
            earlier = sorted(self._latest_us(other, now_us) for other in self._recent if other.comes_before(ticket))
            if len(earlier) < self._slots.capacity:
                return ticket.slot.at_us
            return max(ticket.slot.at_us, earlier[-self._slots.capacity] + self._gap_us + self.margin_us)

    def _latest_us(self, ticket: Ticket, now_us: int) -> int:
        """The latest moment at which a request can have been counted; of one without answer yet, until just now."""
        trips = self._trips.get(ticket.operation)
        if ticket.written_us is None or ticket.answered or not trips:
            return ticket.at_us
        return max(ticket.at_us, min(now_us - min(trips), ticket.written_us + MOST_LATE_US))

    def hands_needed(self, most: int) -> int:
        """How many requests at once use the rate at the latency of late; one more, because no two are alike."""
        if not self.rate:
            return most
        return min(most, ceil(self.rate * (self.round_trip_seconds() + BETWEEN_SECONDS)) + 1)

    def round_trip_seconds(self) -> float:
        """How long answers took of late; 0 before the first."""
        with self._lock:
            trips = [trip for kept in self._trips.values() for trip in kept]
        return sum(trips) / len(trips) / SECOND_US if trips else 0.0

    def written(self, ticket: Ticket) -> None:
        """The request's bytes are out."""
        with self._lock:
            ticket.written_us = self.now_us()
        self._move(ticket, ticket.written_us)

    def answered(self, ticket: Ticket) -> None:
        """The head of the answer is here."""
        now_us = self.now_us()
        with self._lock:
            written_us = ticket.at_us if ticket.written_us is None else ticket.written_us
            trips = self._trips.setdefault(ticket.operation, deque(maxlen=64))
            trips.append(now_us - written_us)
            late_us = min(trips[-1] - min(trips), MOST_LATE_US)
            self._margin.answered(late_us)
            ticket.answered = True
        self._move(ticket, written_us + late_us)

    def gave_up(self, ticket: Ticket) -> None:
        """No answer came; the provider may have counted the request at any moment until now."""
        with self._lock:
            ticket.answered = True
        self._move(ticket, self.now_us())

    def _move(self, ticket: Ticket, at_us: int) -> None:
        with self._lock:
            if at_us <= ticket.at_us:
                return
            ticket.at_us = at_us
        self._slots.amend(ticket.slot, at_us)

    def refused(self) -> None:
        """The provider answered 429."""
        with self._lock:
            self._margin.refused()
