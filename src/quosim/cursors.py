"""Cursors: opaque, bound to their operation, and dead after a while of the simulator's time."""

import base64
import hashlib
import hmac

import msgspec

Key = tuple[int, str]  # where a page ended: (time or rank, id)


class Cursors:
    """Nothing is remembered: a cursor carries where its page ended and until when it lives, under a seal."""

    def __init__(self, seed: int, life_seconds: int) -> None:
        self._secret = b"cursor %d" % seed
        self._life_ms = life_seconds * 1000

    def make(self, operation: str, ended: Key, now: int) -> str:
        claim = msgspec.json.encode([operation, ended[0], ended[1], now + self._life_ms])
        return base64.urlsafe_b64encode(self._seal(claim) + claim).decode().rstrip("=")

    def read(self, operation: str, cursor: str, now: int) -> Key | None:
        """Where the page ended; None when the cursor is foreign, altered or dead."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            return None
        seal, claim = raw[:8], raw[8:]
        if not hmac.compare_digest(seal, self._seal(claim)):
            return None
        made_for, rank, ident, dies = msgspec.json.decode(claim, type=tuple[str, int, str, int])
        return (rank, ident) if made_for == operation and now < dies else None

    def _seal(self, claim: bytes) -> bytes:
        return hashlib.blake2b(claim, digest_size=8, key=self._secret).digest()
