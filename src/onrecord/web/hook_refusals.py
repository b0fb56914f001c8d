"""Requests to the hook's address that were refused: counted, and the last of them kept to be looked at.

Anybody can send them, so they must cost nothing: what comes while some are being written waits and is written with the
next, and of those only the last are kept.
"""

import threading
from collections import Counter, deque

from sqlalchemy import Connection

from onrecord.logs import log
from onrecord.provider.signature import Refused
from onrecord.storage import refusals
from onrecord.storage.refusals import Refusal
from onrecord.web.house import House

_log = log("hooks")


class HookRefusals:
    def __init__(self, house: House) -> None:
        self._house = house
        self._lock = threading.Lock()
        self._times: Counter[str] = Counter()
        self._last: deque[Refusal] = deque(maxlen=refusals.KEPT)

    def add(self, refused: Refused, client: tuple[str, int] | None, size_bytes: int, at_ms: int) -> None:
        """Have one refusal written before long; whoever was refused does not wait for it."""
        refusal = Refusal(at_ms, refused.why, refused.header, masked_address(client), size_bytes)
        with self._lock:
            first = not self._times
            self._times[refusal.why] += 1
            self._last.append(refusal)
        if first:
            _log.warning("delivery_refused", why=refusal.why, header=refusal.header, address=refusal.address)
            self._house.database.writer.submit(self._write)

    def _write(self, conn: Connection) -> None:
        with self._lock:
            times, last = self._times, list(self._last)
            self._times, self._last = Counter(), deque(maxlen=refusals.KEPT)
        if times:
            refusals.add(conn, self._house.workspace_id, times, last)


def masked_address(client: tuple[str, int] | None) -> str:
    """Enough of an address to tell one sender from another, not enough to tell who it is."""
    if client is None:
        return ""
    host = client[0]
    if ":" in host:
        return ":".join(host.split(":")[:2]) + ":…"
    return ".".join(host.split(".")[:2]) + ".…" if host.count(".") == 3 else "…"
