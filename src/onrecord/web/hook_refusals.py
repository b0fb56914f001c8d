"""Requests to the hook's address that were refused: counted, and the last of them kept to be looked at.

Anybody can send them, so they must cost nothing: what comes while some are being written waits and is written with the
next, and of those only the last are kept.
"""

import threading
from collections import Counter, deque
from concurrent.futures import Future
from functools import partial

from sqlalchemy import Connection

from onrecord.logs import log
from onrecord.provider.signature import Refused
from onrecord.storage import refusals
from onrecord.storage.refusals import Refusal
from onrecord.web.house import House

_log = log("hooks")


class _Refused:
    """How often for which reason, and the last of them."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()
        self.last: deque[Refusal] = deque(maxlen=refusals.KEPT)

    def add(self, other: "_Refused") -> None:
        self.times.update(other.times)
        self.last.extend(other.last)


class HookRefusals:
    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._waiting = _Refused()
        self._asked = False

    def add(self, refused: Refused, client: tuple[str, int] | None, size_bytes: int, at_ms: int) -> None:
        """Have one refusal written before long; whoever was refused does not wait for it."""
        refusal = Refusal(at_ms, refused.why, refused.header, masked_address(client), size_bytes)
        with self._lock:
            first, self._asked = not self._asked, True
            self._waiting.times[refusal.why] += 1
            self._waiting.last.append(refusal)
        if first:
            _log.warning("delivery_refused", why=refusal.why, header=refusal.header, address=refusal.address)
            self._submit()

    def _submit(self) -> None:
        together = _Refused()
        writing = self._house.database.writer.submit(partial(self._write, together))
        writing.add_done_callback(partial(self._settle, together))

    def _write(self, together: _Refused, conn: Connection) -> None:
        with self._lock:
            together.add(self._waiting)
            self._waiting, self._asked = _Refused(), False
        refusals.add(conn, self._house.workspace_id, together.times, list(together.last))

    def _settle(self, together: _Refused, written: Future[None]) -> None:
        """What could not be written is written with the next that comes."""
        if written.exception() is None:
            return
        with self._lock:
            together.add(self._waiting)
            self._waiting, self._asked = together, False


def masked_address(client: tuple[str, int] | None) -> str:
    """Enough of an address to tell one sender from another, not enough to tell who it is."""
    if client is None:
        return ""
    host = client[0]
    if ":" in host:
        return ":".join(host.split(":")[:2]) + ":…"
    return ".".join(host.split(".")[:2]) + ".…" if host.count(".") == 3 else "…"
