"""What every request passes and every answer carries: its address, the origin check and the security headers."""

import secrets
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NUL = "\x00"
"""It is in no id and no word, and PostgreSQL takes none in a text."""
_NO_LETTER = b"%EF%BF%BD"
"""What stands for a letter that cannot be written, in an address."""
_OWN_SITE = frozenset({"same-origin", "none"})


class Guard:
    """Refuses what another site makes a browser send. A program sends neither header and has no cookie to misuse."""

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self._app = app
        self._public_url = public_url.rstrip("/")
        self._secure = public_url.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message), nonce)
            await send(message)

        if scope["method"] not in _SAFE and not self._is_ours(Headers(scope=scope)):
            refusal = PlainTextResponse("This request came from another site and was refused.\n", 403)
            await refusal(scope, receive, send_guarded)
            return
        if NUL in scope["path"]:
            await PlainTextResponse("There is no such address.\n", 400)(scope, receive, send_guarded)
            return
        scope["query_string"] = scope["query_string"].replace(b"%00", _NO_LETTER)
        await self._app(scope, receive, send_guarded)

    def _is_ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None and site not in _OWN_SITE:
            return False
        origin = headers.get("origin")
        if origin is None:
            return True
        return origin == self._public_url or urlsplit(origin).netloc == headers.get("host")

    def _add_headers(self, headers: MutableHeaders, nonce: str) -> None:
        headers.setdefault("Content-Security-Policy", content_security_policy(nonce))
        headers.setdefault("Cache-Control", "no-store")
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if self._secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"


def content_security_policy(nonce: str) -> str:
    """No inline script at all. The nonce is for the one style sheet that the waveform puts into its shadow root."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data:; media-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
