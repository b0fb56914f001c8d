"""Who is signed in: a signed cookie that names a user and the epoch of their sessions."""

import secrets
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from onrecord.storage.users import User, user_by_id
from onrecord.web.house import House

LIFE_SECONDS = 30 * 24 * 3600
LINK_LIFE_SECONDS = 15 * 60


class Sessions:
    """Reads and writes the cookie, and takes sign-in links that work once."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._secure = house.public_url.startswith("https://")
        self._used_links: set[str] = set()
        self.cookie = "__Host-onrecord" if self._secure else "onrecord"

    def read(self, conn: Connection, request: Request) -> User | None:
        """The user of a request; None where the cookie is missing, foreign, old or of an ended session."""
        told = _loads(self._house.secret_key, "session", request.cookies.get(self.cookie, ""), LIFE_SECONDS)
        if told is None:
            return None
        user = user_by_id(conn, self._house.workspace_id, int(told["user"]))
        valid = user is not None and user.disabled_ms is None and user.session_epoch == told["epoch"]
        return user if valid else None

    def begin(self, response: Response, user: User) -> None:
        told = {"user": user.id, "epoch": user.session_epoch}
        response.set_cookie(
            self.cookie,
            _serializer(self._house.secret_key, "session").dumps(told),
            max_age=LIFE_SECONDS,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def end(self, response: Response) -> None:
        response.delete_cookie(self.cookie, path="/", secure=self._secure, httponly=True, samesite="lax")

    def take_link(self, conn: Connection, token: str) -> User | None:
        """The user of a sign-in link, once."""
        told = _loads(self._house.secret_key, "sign-in-link", token, LINK_LIFE_SECONDS)
        if told is None or told["once"] in self._used_links:
            return None
        self._used_links.add(told["once"])
        user = user_by_id(conn, self._house.workspace_id, int(told["user"]))
        return user if user is not None and user.disabled_ms is None else None


def sign_in_link_token(secret_key: str, user_id: int) -> str:
    """For `/sign-in/with?token=…`: a quarter of an hour, and once per process that serves."""
    return _serializer(secret_key, "sign-in-link").dumps({"user": user_id, "once": secrets.token_hex(8)})


def _serializer(secret_key: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=f"onrecord.{purpose}")


def _loads(secret_key: str, purpose: str, signed: str, life_seconds: int) -> dict[str, Any] | None:
    try:
        told = _serializer(secret_key, purpose).loads(signed, max_age=life_seconds)
    except BadData:
        return None
    return told if isinstance(told, dict) else None
