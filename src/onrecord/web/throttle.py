"""Slowing down who guesses: after a few failures each further try has to wait longer, by e-mail and by address.

An e-mail never waits long, so that a stranger who fails on purpose cannot keep its owner out; an address may.
"""

import hashlib

from sqlalchemy import Connection

from onrecord.domain.clock import HOUR, MINUTE, SECOND
from onrecord.storage.sign_ins import Failures, add_failures, failures_since, forget_failures

FREE_TRIES = 4
COUNTED_MS = 6 * HOUR
LONGEST_BY_EMAIL_MS = MINUTE
LONGEST_BY_ADDRESS_MS = 30 * MINUTE
FREE_TRIES_BY_ADDRESS = 12


def wait_ms(failed: Failures | None, now_ms: int, *, free: int, longest_ms: int) -> int:
    """How long the next try has to wait: nothing at first, then 2 s, 4 s, 8 s … since the last failure."""
    if failed is None or failed.times < free:
        return 0
    pause = min(longest_ms, (2 * SECOND) << min(failed.times - free, 20))
    return max(0, failed.last_ms + pause - now_ms)


class Throttle:
    """The failures of one e-mail from one address."""

    def __init__(self, workspace_id: int, email: str, address: str) -> None:
        self._workspace_id = workspace_id
        self._email = _digest("email", email)
        self._address = _digest("address", address)

    def wait_ms(self, conn: Connection, now_ms: int) -> int:
        failed = failures_since(conn, self._workspace_id, self._subjects, now_ms - COUNTED_MS)
        return max(
            wait_ms(failed.get(self._email), now_ms, free=FREE_TRIES, longest_ms=LONGEST_BY_EMAIL_MS),
            wait_ms(failed.get(self._address), now_ms, free=FREE_TRIES_BY_ADDRESS, longest_ms=LONGEST_BY_ADDRESS_MS),
        )

    def is_clean(self, conn: Connection, now_ms: int) -> bool:
        return not failures_since(conn, self._workspace_id, self._subjects, now_ms - COUNTED_MS)

    def failed(self, conn: Connection, now_ms: int) -> None:
        add_failures(conn, self._workspace_id, self._subjects, now_ms, COUNTED_MS)

    def succeeded(self, conn: Connection) -> None:
        forget_failures(conn, self._workspace_id, self._subjects)

    @property
    def _subjects(self) -> tuple[str, str]:
        return self._email, self._address


def _digest(kind: str, text: str) -> str:
    return hashlib.blake2s(f"{kind}:{text}".encode(), digest_size=16).hexdigest()
