"""`GET /healthz` and `GET /metrics`: for machines that watch over this one; nobody signs in for them."""

import hmac
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from onrecord.views.health import Health, health_document, read_health
from onrecord.views.metrics import CONTENT_TYPE, as_text, metrics
from onrecord.web.house import House


def health_of(house: House) -> Callable[[Request], Response]:
    def answer(_: Request) -> Response:
        """200 while what is told can be kept, else 503. The body says more and tells no secret."""
        health = _read(house)
        return JSONResponse(health_document(health, house.clock.now_ms()), 200 if health.can_store else 503)

    return answer


def metrics_of(house: House) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        """For who shows the token; without a token there is no such page."""
        if not house.metrics_token:
            return PlainTextResponse("There is nothing here.\n", 404)
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), house.metrics_token.encode()):
            return PlainTextResponse("Show the token.\n", 401, {"WWW-Authenticate": "Bearer"})
        health, now_ms = _read(house), house.clock.now_ms()
        with house.database.reading() as conn:
            text = as_text(metrics(conn, house.workspace_id, health, now_ms))
        return Response(text, media_type=CONTENT_TYPE)

    return answer


def _read(house: House) -> Health:
    return read_health(house.database, house.vault.folder, house.workspace_id, house.clock.now_ms())
