"""News for open pages: one look at the database per process, fanned out as server-sent events."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from onrecord.domain.access import Scope
from onrecord.logs import log
from onrecord.storage.inbox import Change, changes_after, newest_change_id
from onrecord.views.address import news_name
from onrecord.web.house import House
from onrecord.web.sessions import Sessions

LOOK_SECONDS = 0.25
AT_ONCE = 500
HEARTBEAT_SECONDS = 15
LIFE_SECONDS = 600
"""A stream ends after this and the browser comes again: who was signed out in between gets no more."""

_log = log("live")


@dataclass(eq=False, slots=True)
class Listener:
    """One open page. When it falls behind, it is told to load afresh instead of everything it missed."""

    scope: Scope
    news: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(maxsize=256))

    def hear(self, change: Change) -> None:
        if not self.scope.allows_line(change.line_id):
            return
        with contextlib.suppress(asyncio.QueueFull):  # what is in the queue already makes the page look again
            self.news.put_nowait(news_name(change.conversation_key))


class Live:
    """Looks only while somebody listens."""

    def __init__(self, house: House, sessions: Sessions) -> None:
        self._house = house
        self._sessions = sessions
        self._listeners: set[Listener] = set()
        self._closing = asyncio.Event()
        self._seen = 0

    async def watch(self) -> None:
        """Until cancelled. A database that cannot be read for a while is no reason to stop looking."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - the next look may succeed, and pages still load without news
                _log.warning("live_look_failed", error=type(error).__name__)

    async def _look(self) -> None:
        if not self._listeners:
            return
        for change in await run_in_threadpool(self._after, self._seen):
            self._seen = change.id
            for listener in self._listeners:
                listener.hear(change)

    def _newest(self) -> int:
        with self._house.database.reading() as conn:
            return newest_change_id(conn, self._house.workspace_id)

    def _after(self, seen: int) -> list[Change]:
        with self._house.database.reading() as conn:
            return changes_after(conn, self._house.workspace_id, seen, limit=AT_ONCE)

    def close(self) -> None:
        """Let every stream end, so that the server can."""
        self._closing.set()

    async def stream(self, request: Request) -> Response:
        """`GET /live`."""
        scope = await run_in_threadpool(self._scope, request)
        if scope is None:
            return Response(status_code=401)
        if not self._listeners:  # nobody looked for a while: what came before this page was drawn is on it
            self._seen = await run_in_threadpool(self._newest)
        headers = {"X-Accel-Buffering": "no"}
        return StreamingResponse(self._events(scope), media_type="text/event-stream", headers=headers)

    def _scope(self, request: Request) -> Scope | None:
        with self._house.database.reading() as conn:
            user = self._sessions.read(conn, request)
        return user.scope if user else None

    async def _events(self, scope: Scope) -> AsyncIterator[str]:
        listener = Listener(scope)
        self._listeners.add(listener)
        ends = asyncio.get_running_loop().time() + LIFE_SECONDS
        try:
            yield "retry: 2000\nevent: hello\ndata: \n\n"
            while not self._closing.is_set() and asyncio.get_running_loop().time() < ends:
                yield await self._next(listener)
        finally:
            self._listeners.discard(listener)

    async def _next(self, listener: Listener) -> str:
        """One event, or a sign of life; the wait is short so that closing does not take long."""
        waited = 0.0
        while waited < HEARTBEAT_SECONDS and not self._closing.is_set():
            try:
                name = await asyncio.wait_for(listener.news.get(), 1.0)
            except TimeoutError:
                waited += 1.0
                continue
            return f"event: news\ndata: {name}\n\n"
        return ": still here\n\n"
