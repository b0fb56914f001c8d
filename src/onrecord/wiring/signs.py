"""What this process has met, and no table says: since when the provider does not answer it, and its time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.domain.alarm import Trouble
from onrecord.domain.errors import ProviderBusy, ProviderError, ProviderRefusedKey, ProviderUnreachable


class Signs:
    """Noted by whoever asks, looked at by whoever watches."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._trouble: Trouble | None = None
        self._ahead_ms: int | None = None
        self._watched_ms: int | None = None

    def watched_since(self, now_ms: int) -> int:
        """When the first look of this process was."""
        with self._lock:
            if self._watched_ms is None:
                self._watched_ms = now_ms
            return self._watched_ms

    def resume(self, trouble: Trouble) -> None:
        """What was so when an earlier process ended; whatever was met since is newer."""
        with self._lock:
            self._trouble = self._trouble or trouble

    @property
    def ahead_ms(self) -> int | None:
        """How far the provider's clock is ahead of ours; None until it has told the time."""
        with self._lock:
            return self._ahead_ms

    def note_clock(self, ahead_ms: int) -> None:
        with self._lock:
            self._ahead_ms = ahead_ms

    @property
    def trouble(self) -> Trouble | None:
        with self._lock:
            return self._trouble

    @contextmanager
    def of_the_provider(self, now_ms: int) -> Iterator[None]:
        """Note how asking it went; what it raises passes through."""
        try:
            yield
        except ProviderError as error:
            self.note(error, now_ms)
            raise

    def note(self, error: ProviderError | None, now_ms: int) -> None:
        """None is a success. An answer that refuses only this question is none of either."""
        with self._lock:
            if error is None:
                self._trouble = None
            elif isinstance(error, ProviderRefusedKey | ProviderUnreachable | ProviderBusy):
                since_ms = self._trouble.since_ms if self._trouble is not None else now_ms
                self._trouble = Trouble(since_ms, isinstance(error, ProviderRefusedKey))
