"""The web application of a house."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from onrecord.domain.errors import OnrecordError
from onrecord.logs import log
from onrecord.web.guard import Guard
from onrecord.web.hooks import Hooks
from onrecord.web.house import House
from onrecord.web.live import Live
from onrecord.web.pages import render
from onrecord.web.routes import routes
from onrecord.web.sessions import Sessions

_log = log("web")


def build_app(house: House) -> Starlette:
    """Ready to be served; it starts nothing until it is."""
    sessions = Sessions(house)
    live = Live(house, sessions)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(live.watch())
        try:
            yield
        finally:
            live.close()
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    app = Starlette(
        routes=routes(house, sessions, live),
        middleware=[Middleware(Hooks, house=house), Middleware(Guard, public_url=house.public_url)],
        exception_handlers={HTTPException: _refused, OnrecordError: _failed},
        lifespan=lifespan,
    )
    app.state.live = live
    return app


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404 and "text/html" in request.headers.get("accept", ""):
        return render("not_found.html", status=404, nonce=request.state.nonce)
    return PlainTextResponse("There is nothing here.\n" if status == 404 else "That cannot be done.\n", status)


def _failed(request: Request, error: Exception) -> Response:
    _log.error("request_failed", path=request.scope["route"].path, error=type(error).__name__)
    advice = error.advice if isinstance(error, OnrecordError) else ""
    return render("failed.html", status=503, nonce=request.state.nonce, advice=advice)
