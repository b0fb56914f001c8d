"""The secrets with which a delivery may be signed: those of the environment, and those of the hooks we made.

A hook may be made, or its secret replaced, by another process while this one runs: they are looked up again every few
seconds, and once more before a delivery is refused.
"""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool

from onrecord.provider.signature import Genuine, Refused, Secret, Why, read_secret, verify
from onrecord.storage.hooks import good_secrets
from onrecord.web.house import House

GOOD_FOR_SECONDS = 5.0
AGAIN_AFTER_SECONDS = 0.5  # refusals do not make us ask the database more often than this
_MAY_BE_NEW = frozenset({Why.WRONG, Why.NO_SECRET})


class HookSecrets:
    def __init__(self, house: House) -> None:
        self._house = house
        self._good: tuple[Secret, ...] = ()
        self._read_at = float("-inf")

    async def judge(self, headers: Mapping[str, str], body: bytes, *, now_ms: int, window_ms: int) -> Genuine | Refused:
        """As `verify`, with the secrets that are good now."""
        if self._age_seconds() > GOOD_FOR_SECONDS:
            await self._look_up()
        judged = verify(headers, body, self._good, now_ms=now_ms, window_ms=window_ms)
        if isinstance(judged, Genuine) or judged.why not in _MAY_BE_NEW or self._age_seconds() < AGAIN_AFTER_SECONDS:
            return judged
        await self._look_up()
        return verify(headers, body, self._good, now_ms=now_ms, window_ms=window_ms)

    def _age_seconds(self) -> float:
        return self._house.clock.monotonic_seconds() - self._read_at

    async def _look_up(self) -> None:
        self._good = await run_in_threadpool(self._read)
        self._read_at = self._house.clock.monotonic_seconds()

    def _read(self) -> tuple[Secret, ...]:
        """Each key once; a hook that we made ourselves has a better name than the digest of its secret."""
        with self._house.database.reading() as conn:
            stored = good_secrets(conn, self._house.workspace_id)
        secrets = [read_secret(text, webhook_id) for webhook_id, text in stored]
        by_key: dict[bytes, Secret] = {}
        for secret in (*secrets, *self._house.hook_secrets):
            by_key.setdefault(secret.key, secret)
        return tuple(by_key.values())
