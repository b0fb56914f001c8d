"""One walk while it is being made: how far it is, what may still be split off, and what a page changes.

Its owner is the thread that follows it; others only look at it and split it, under its lock.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from onrecord.domain.subject import SubjectKind
from onrecord.provider.client import LIST_LIMIT, Answer
from onrecord.provider.envelope import Page
from onrecord.sync.plan import OVERLAP_MS, REREAD_PAGES, Phase, Reached, Stretch, pages_left, split_point

Ask = Callable[[int, int | None, str | None], Answer]
"""(lower bound, upper bound or None, cursor or None) → one page of a list."""


@dataclass(slots=True)
class Chain:
    """`stretch` None: a list without times, read whole. `ordered`: newest first, so that what is reached is known.

    `row_id` is the walk's row: one that it joins, or its own from the first page on. `marks` False leaves the mark of
    its end to whoever reads what it lists. `read_ms` is when a list without times is read, in the provider's time.
    `again` counts fresh starts, `new` what nobody had told before.
    """

    name: str
    phase: Phase
    surface: str
    operation: str
    asked: Mapping[str, object]
    ask: Ask
    stretch: Stretch | None = None
    ordered: bool = False
    page_size: int = LIST_LIMIT
    row_id: int | None = None
    joins: bool = False
    marks: bool = True
    finished: bool = False
    again: int = 0
    items: int = 0
    new: int = 0
    pages: int = 0
    reached_ms: int | None = None
    reread_left: int = REREAD_PAGES
    read_ms: int | None = None
    _cursors: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def line(self) -> str:
        """The line that is asked about; empty where all are."""
        line = self.asked.get("line")
        return line if isinstance(line, str) else ""

    @property
    def people(self) -> list[object]:
        """The other parties of the v1 thread that this walks; empty for a list of the whole workspace."""
        people = self.asked.get("participants")
        return people if isinstance(people, list) else []

    # --- how to ask -------------------------------------------------------------------------------------------------

    def ask_page(self, cursor: str | None) -> Answer:
        stretch = self.stretch
        if stretch is None:
            return self.ask(0, None, cursor)
        return self.ask(stretch.reread_ms, self._upper_ms(stretch), cursor)

    def _upper_ms(self, stretch: Stretch) -> int | None:
        """From where to ask on a fresh start: just above what is in hand. A cursor keeps the bound it began with."""
        if self.ordered and self._from_ms is not None:
            return self._from_ms
        return None if stretch.open_top else stretch.hi_ms

    _from_ms: int | None = None

    def start_again(self) -> None:
        """The cursor is lost: go on from what is reached, or from the top where that is not known."""
        self.again += 1
        self._cursors.clear()
        if self.ordered and self.reached_ms is not None:
            self._from_ms = self.reached_ms + OVERLAP_MS

    # --- what a page changes ----------------------------------------------------------------------------------------

    def note(self, page: Page) -> bool:
        """Count a page; True when the walk is at its end."""
        told = [item for item in page.items if item.mentions[0][0] != SubjectKind.OTHER]
        times = [item.at_ms for item in told if item.at_ms is not None]
        with self._lock:
            self.pages += 1
            self.items += len(told)
            if self.ordered and times:
                lowest = min(times)
                self.reached_ms = lowest if self.reached_ms is None else min(self.reached_ms, lowest)
            self.finished = page.next_cursor is None or self._is_low_enough()
            return self.finished

    def _is_low_enough(self) -> bool:
        stretch = self.stretch
        if not self.ordered or stretch is None or self.reached_ms is None or self.reached_ms >= stretch.lo_ms:
            return False
        self.reread_left -= 1
        return self.reread_left < 0

    def has_seen(self, cursor: str) -> bool:
        """Whether this cursor was given before: a list that turns in circles must end."""
        if cursor in self._cursors:
            return True
        self._cursors.add(cursor)
        return False

    # --- what others see --------------------------------------------------------------------------------------------

    def pages_left(self, oldest_ms: int) -> float:
        reached = self._reached()
        return pages_left(reached, oldest_ms) if reached else 0.0

    def split(self, oldest_ms: int) -> "Chain | None":
        """Give the lower half of what remains to a new chain; None where that does not pay."""
        with self._lock:
            stretch = self.stretch
            if self.finished or self.joins or not self.ordered or stretch is None:
                return None
            reached = self._reached()
            middle = split_point(reached, oldest_ms) if reached else None
            if middle is None:
                return None
            self.stretch = stretch._replace(lo_ms=middle)
            self.reread_left = 0
            lower = stretch._replace(hi_ms=middle + OVERLAP_MS, open_top=False)
        return replace(
            self,
            stretch=lower,
            row_id=None,
            items=0,
            new=0,
            pages=0,
            again=0,
            reached_ms=None,
            reread_left=REREAD_PAGES,
            _from_ms=None,
            _cursors=set(),
            _lock=threading.Lock(),
        )

    def _reached(self) -> Reached | None:
        stretch = self.stretch
        if stretch is None or self.reached_ms is None:
            return None
        return Reached(stretch.lo_ms, stretch.hi_ms, self.reached_ms, self.items, self.page_size)
