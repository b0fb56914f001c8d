"""What one client has asked, and how the provider's clock differs from ours."""

import threading
from collections import Counter, deque
from email.utils import parsedate_to_datetime
from statistics import median

from onrecord.domain.clock import MINUTE, datetime_to_ms

HALF_A_SECOND_MS = 500
JUMP_MS = 10 * MINUTE  # no jitter is as large: one of the clocks was set, and what it said before counts no more


class Tally:
    """Requests by operation (`dated GET /calls`), and how many were refused as too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_operation: Counter[str] = Counter()
        self._too_many = 0

    def asked(self, surface: str, operation: str) -> None:
        with self._lock:
            self._by_operation[f"{surface} {operation}"] += 1

    def refused(self) -> None:
        with self._lock:
            self._too_many += 1

    @property
    def by_operation(self) -> dict[str, int]:
        with self._lock:
            return dict(self._by_operation)

    @property
    def requests(self) -> int:
        with self._lock:
            return self._by_operation.total()

    @property
    def too_many(self) -> int:
        with self._lock:
            return self._too_many


class ClockOffset:
    """How far the provider's clock is ahead of ours: the median of what its last `Date:` headers said."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[int] = deque(maxlen=15)

    @property
    def ms(self) -> int:
        with self._lock:
            return round(median(self._seen)) if self._seen else 0

    def note(self, date_header: str | None, sent_ms: int, received_ms: int) -> None:
        """`Date:` has whole seconds, cut off; the middle of its second is compared with the middle of the trip."""
        if not date_header:
            return
        try:
            said_ms = datetime_to_ms(parsedate_to_datetime(date_header))
        except (ValueError, TypeError):  # no date, or one without a zone
            return
        ahead_ms = said_ms + HALF_A_SECOND_MS - (sent_ms + received_ms) // 2
        with self._lock:
            if self._seen and abs(ahead_ms - median(self._seen)) > JUMP_MS:
                self._seen.clear()
            self._seen.append(ahead_ms)
