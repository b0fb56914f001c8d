"""HTTP: an ASGI application by hand, since a page of fifty must not wait for a framework, and uvicorn under it."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio.to_thread
import uvicorn

from quosim.control import control
from quosim.downloads import download, find
from quosim.faults import FILES
from quosim.gate import Answer, Request, answer
from quosim.house import House
from quosim.links import PREFIX
from quosim.specifications.publishing import PREFIX as PUBLIC
from quosim.specifications.publishing import publish
from quosim.world.chance import chance

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_SPEED = 60.0  # world seconds in a second up to which things still happen by themselves
SLOW_PIECES = 20
SLOW_PAUSE = 0.25  # seconds between the pieces of a slow body: five seconds in all


class Application:
    def __init__(self, house: House) -> None:
        self.house = house
        self._ending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        path: str = scope["path"]
        if path.startswith("/_sim/"):
            request = _request(scope, self.house, await _read(receive))
            await _send(send, await control(self.house, request))
        elif path.startswith(PUBLIC):
            await _send(send, publish(self.house, scope["method"], path))
        elif path.startswith(PREFIX):
            await self._file(_request(scope, self.house), send)
        else:
            body = b"" if scope["method"] == "GET" else await _read(receive)
            await self._api(_request(scope, self.house, body), send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Between start and end the provider does things by itself."""
        await receive()
        work = [asyncio.create_task(self._deliver()), asyncio.create_task(self._go_on())]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._ending = True
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await self.house.office.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _deliver(self) -> None:
        while not self._ending:
            await self.house.office.turn()  # another one after each reset

    async def _go_on(self) -> None:
        """Every little while something happens, but not while the clock runs through days."""
        gap, rng = self.house.options.live, chance("pauses", self.house.options.seed)
        while gap and not self._ending:
            await asyncio.sleep(gap * rng.uniform(0.5, 1.5))
            if self.house.clock.speed <= MOST_SPEED:
                self.house.living.scene(self.house.clock.now())

    async def _api(self, request: Request, send: Send) -> None:
        told, fault = answer(self.house, request)
        if self.house.options.latency_ms:
            await asyncio.sleep(self.house.options.latency_ms / 1000)
        await _deliver(send, told, fault)

    async def _file(self, request: Request, send: Send) -> None:
        house = self.house
        house.statistics.files += 1
        found = find(house, request)
        if isinstance(found, Answer):
            await _send(send, found)
            return
        body = house.renderings.held(found)
        if body is None:
            body = await anyio.to_thread.run_sync(house.renderings.body, found)
        told = download(house, request, found, body)
        fault = house.faults.strike(FILES)
        if fault in ("429", "500"):
            told = Answer(int(fault), b"", told.headers)
        await _deliver(send, told, fault, head=request.method == "HEAD")


def _request(scope: Scope, house: House, body: bytes = b"") -> Request:
    query = scope["query_string"].decode("latin-1")
    # `raw_path` where there is one: links are signed as they are written.
    path: str = scope["path"] if not scope["path"].startswith(PREFIX) else scope["raw_path"].decode("latin-1")
    return Request(scope["method"], path, query, dict(scope["headers"]), house.real(), body)


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        event = await receive()
        body += bytes(event.get("body", b""))
        if not event.get("more_body"):
            return body


async def _send(send: Send, told: Answer, *, head: bool = False) -> None:
    headers = told.headers if told.status == 204 else [*told.headers, (b"content-length", b"%d" % len(told.body))]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else told.body})


async def _deliver(send: Send, told: Answer, fault: str | None, *, head: bool = False) -> None:
    """Send an answer, or spoil it: `truncate` is whole HTTP around half a body, `cut` breaks the connection."""
    if fault == "truncate":
        await _send(send, Answer(told.status, told.body[: len(told.body) // 2], told.headers), head=head)
    elif fault == "cut":
        await _cut(send, told)
    elif fault == "slow" and not head:
        await _slowly(send, told)
    else:
        await _send(send, told, head=head)


async def _cut(send: Send, told: Answer) -> None:
    """Half of what was promised; returning early makes the server drop the connection."""
    headers = [*told.headers, (b"content-length", b"%d" % (len(told.body) + 1))]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    await send({"type": "http.response.body", "body": told.body[: len(told.body) // 2], "more_body": True})


async def _slowly(send: Send, told: Answer) -> None:
    headers = [*told.headers, (b"content-length", b"%d" % len(told.body))]
    await send({"type": "http.response.start", "status": told.status, "headers": headers})
    size = max(1, -(-len(told.body) // SLOW_PIECES))
    for start in range(0, len(told.body), size):
        await send({"type": "http.response.body", "body": told.body[start : start + size], "more_body": True})
        await asyncio.sleep(SLOW_PAUSE)
    await send({"type": "http.response.body", "body": b""})


class _ExpectedCuts(logging.Filter):
    """A connection that was cut on purpose is no news."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "without completing response" not in record.getMessage()


def bind(host: str, port: int) -> socket.socket:
    """Listening before it is announced, so that whoever reads the announcement may connect."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=512)


def make_server(house: House) -> uvicorn.Server:
    logging.getLogger("uvicorn.error").addFilter(_ExpectedCuts())
    return uvicorn.Server(
        uvicorn.Config(
            Application(house),
            http="httptools",
            ws="none",
            lifespan="on",
            log_level="warning",
            access_log=False,
            date_header=False,
            server_header=False,
            timeout_keep_alive=120,
            timeout_graceful_shutdown=1,
        )
    )
