"""`POST /hooks/quo`: what the provider pushes. Verified, stored, answered; nothing else happens in the request.

1. The body is read, up to a size and within a time.
2. Its signature is checked over the bytes as they came. Without a valid one: 401, counted.
3. It waits for the commit that makes it durable, together with all that came at the same time.
4. Only then 200. When it cannot be stored: 503, and the provider sends it again.

This stands before everything else of the web: what guards people's browsers has nothing to do with it.
"""

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.logs import log
from onrecord.provider.signature import Refused
from onrecord.storage.arrivals import Delivery
from onrecord.web.hook_inbox import HookInbox
from onrecord.web.hook_refusals import HookRefusals
from onrecord.web.hook_secrets import HookSecrets
from onrecord.web.house import House

PATH = "/hooks/quo"
STORED_WITHIN_SECONDS = 9.0
"""People measured that the provider waits ten seconds; an answer after that would be read by nobody."""

_WORDS = {
    200: b"ok\n",
    400: b"The request ended before its body did.\n",
    401: b"No valid signature.\n",
    405: b"Only POST.\n",
    408: b"The body took too long.\n",
    413: b"The body is too large.\n",
    503: b"It could not be stored. Send it again.\n",
}

_log = log("hooks")


class _CannotRead(Exception):
    """The body cannot be had; carries the status to answer with."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Hooks:
    """The address and what it needs: the secrets that are good, the writer, and where refusals are counted."""

    def __init__(self, app: ASGIApp, *, house: House) -> None:
        self._app = app
        self._house = house
        self._limits = house.hook_limits
        self._inbox = HookInbox(house)
        self._secrets = HookSecrets(house)
        self._refusals = HookRefusals(house)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST":
            status = await self._take(scope, receive)
        else:  # the provider asks with GET when an address is entered in its app
            status = 200 if scope["method"] in {"GET", "HEAD"} else 405
        await _answer(send, status, empty=scope["method"] == "HEAD")

    async def _take(self, scope: Scope, receive: Receive) -> int:
        """The status to answer with."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            async with asyncio.timeout(self._limits.seconds):
                body = await _read(headers, receive, self._limits.size_bytes)
        except TimeoutError:
            return 408
        except _CannotRead as error:
            return error.status
        try:
            return await self._keep(scope, headers, body)
        except Exception as error:  # noqa: BLE001 - whatever it was: it is not stored, and has to be sent again
            _log.error("delivery_not_stored", error=type(error).__name__)
            return 503

    async def _keep(self, scope: Scope, headers: dict[str, str], body: bytes) -> int:
        now_ms = self._house.clock.now_ms()
        judged = await self._secrets.judge(headers, body, now_ms=now_ms, window_ms=self._limits.window_ms)
        if isinstance(judged, Refused):
            self._refusals.add(judged, scope.get("client"), len(body), now_ms)
            return 401
        delivery = Delivery(judged.hook, judged.scheme, judged.delivery_id, judged.sent_ms, now_ms, judged.stale, body)
        async with asyncio.timeout(STORED_WITHIN_SECONDS):
            await self._inbox.put(delivery)
        return 200


async def _read(headers: dict[str, str], receive: Receive, most_bytes: int) -> bytes:
    """The whole body. The server has made sure that a length, where there is one, is a number."""
    if int(headers.get("content-length", 0)) > most_bytes:
        raise _CannotRead(413)
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _CannotRead(400)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > most_bytes:
            raise _CannotRead(413)
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answer(send: Send, status: int, *, empty: bool) -> None:
    body = b"" if empty else _WORDS[status]
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_WORDS[status]))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
