"""Passwords: argon2id, and the same time for somebody we do not know."""

from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

MOST_LETTERS = 1024
"""Longer input is refused before it costs anything."""

_HASH = PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    return _HASH.hash(password)


def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """(right?, a hash under newer parameters where the stored one is old). None is somebody we do not know."""
    if len(password) > MOST_LETTERS:
        return False, None
    try:
        right, renewed = _HASH.verify_and_update(password, stored or _nobodys())
    except UnknownHashError:
        return False, None
    return (right, renewed) if stored is not None else (False, None)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASH.hash("nobody has this password, but checking it takes as long")
