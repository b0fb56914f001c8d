"""Signed file links: the path is stable, `sig` differs on every fetch (seen live 2026-09), and both die together."""

import hashlib
import hmac
from itertools import count
from urllib.parse import quote

from quosim.world.model import File

PREFIX = "/v1/resource/"


def path_of(file: File) -> str:
    return f"{PREFIX}{quote(file.resource)}/{quote(file.name)}"


class Links:
    """How long real links live is not known: `life_seconds` of the simulator's time is a setting."""

    def __init__(self, seed: int, life_seconds: int) -> None:
        self._secret = b"link %d" % seed
        self._life = life_seconds
        self._fetches = count(1)

    def sign(self, path: str, now: int) -> str:
        """`?sig=…&e=…` for a path; `e` is the UTC second on which it dies."""
        expires = now // 1000 + self._life
        fetch = f"{next(self._fetches):x}"
        return f"?sig={fetch}.{self._seal(path, fetch, expires)}&e={expires}"

    def valid(self, path: str, sig: str, expires: str, now: int) -> bool:
        fetch, dot, seal = sig.partition(".")
        if not dot or not expires.isdecimal() or now // 1000 >= int(expires):
            return False
        return hmac.compare_digest(seal, self._seal(path, fetch, int(expires)))

    def _seal(self, path: str, fetch: str, expires: int) -> str:
        claim = f"{path} {fetch} {expires}".encode()
        return hashlib.blake2b(claim, digest_size=12, key=self._secret).hexdigest()
