"""Carrying a request to a hook: HTTP/1.1 over connections that are kept, as fast as one process can."""

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import cast
from urllib.parse import urlsplit

import httptools

ANSWER_KEPT = 1_000  # bytes of an answer's body that the log keeps
IDLE_KEPT = 256  # connections to one place
Place = tuple[str, str, int]  # scheme, host, port


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` 0: nobody there, cut off, or no answer in time."""

    code: int
    body: str
    duration_ms: int


class _Connection(asyncio.Protocol):
    """One request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._body = bytearray()
        self.is_open = False
        self.heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = cast("asyncio.Transport", transport), True  # uvloop's own is none by type

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(ConnectionResetError(str(exc or "closed before an answer")))

    def data_received(self, data: bytes) -> None:
        self.heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as broken:
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_exception(ConnectionError(str(broken)))
            self.close()

    def on_body(self, body: bytes) -> None:
        if len(self._body) < ANSWER_KEPT:
            self._body += body[: ANSWER_KEPT - len(self._body)]

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result((self._parser.get_status_code(), bytes(self._body)))

    async def ask(self, request: bytes, seconds: float) -> tuple[int, bytes]:
        assert self._transport is not None  # noqa: S101 - connected before it is handed out
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        self._parser = httptools.HttpResponseParser(self)
        self._body, self.heard = bytearray(), False
        self._transport.write(request)
        alarm = loop.call_later(seconds, self._expire, self._waiting)
        try:
            return await self._waiting
        finally:
            alarm.cancel()

    def _expire(self, waiting: "asyncio.Future[tuple[int, bytes]]") -> None:
        if not waiting.done():
            waiting.set_exception(TimeoutError("no answer in time"))

    def close(self) -> None:
        self.is_open = False
        if self._transport is not None:
            self._transport.close()


class Courier:
    """`seconds` is how long an answer may take; the real limit is not known, a guide speaks of ten."""

    def __init__(self, seconds: float = 10.0) -> None:
        self.seconds = seconds
        self._idle: defaultdict[Place, list[_Connection]] = defaultdict(list)

    async def post(self, url: str, headers: Sequence[tuple[str, str]], body: bytes) -> Reply:
        """Redirects are not followed: anything but 2xx is a failure, and so is silence."""
        began = perf_counter()
        try:
            code, told = await self._carried(_address(url), headers, body)
        except (OSError, TimeoutError, ValueError):
            code, told = 0, b""
        return Reply(code, told.decode("utf-8", "replace"), round((perf_counter() - began) * 1000))

    async def _carried(
        self, address: tuple[Place, str], headers: Sequence[tuple[str, str]], body: bytes
    ) -> tuple[int, bytes]:
        place, head = address
        request = _written(head, headers, body)
        kept = self._taken(place)
        if kept is not None:
            try:
                return await self._asked(kept, place, request)
            except ConnectionError:
                if kept.heard:
                    raise  # cut off within its answer; otherwise it was closed while nobody looked
        return await self._asked(await self._opened(place), place, request)

    async def _asked(self, connection: _Connection, place: Place, request: bytes) -> tuple[int, bytes]:
        try:
            answer = await connection.ask(request, self.seconds)
        except BaseException:
            connection.close()
            raise
        if connection.is_open and len(self._idle[place]) < IDLE_KEPT:
            self._idle[place].append(connection)
        return answer

    def _taken(self, place: Place) -> _Connection | None:
        idle = self._idle[place]
        while idle:
            connection = idle.pop()
            if connection.is_open:
                return connection
        return None

    async def _opened(self, place: Place) -> _Connection:
        scheme, host, port = place
        secure = ssl.create_default_context() if scheme == "https" else None
        async with asyncio.timeout(self.seconds):
            return (await asyncio.get_running_loop().create_connection(_Connection, host, port, ssl=secure))[1]

    def close(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()


@lru_cache(maxsize=1_024)
def _address(url: str) -> tuple[Place, str]:
    """Where to connect, and how every request there begins. ValueError for a port that is none."""
    told = urlsplit(url)
    target = (told.path or "/") + (f"?{told.query}" if told.query else "")
    host = told.netloc.rpartition("@")[2]
    head = f"POST {target} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nuser-agent: quosim\r\n"
    port = told.port or (443 if told.scheme == "https" else 80)
    return (told.scheme, told.hostname or "", port), head


def _written(head: str, headers: Sequence[tuple[str, str]], body: bytes) -> bytes:
    more = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return f"{head}content-length: {len(body)}\r\n{more}\r\n".encode("latin-1") + body
