"""Telling an address of the owner's, as JSON over HTTP, signed like Standard Webhooks."""

import base64
import hashlib
import hmac
from typing import NamedTuple

import httpx2

from onrecord.domain.clock import SECOND
from onrecord.domain.errors import NotToldYet
from onrecord.outbox.notice import Notice

PATIENCE_SECONDS = 15.0


class Listener(NamedTuple):
    """Where it is told, and the secret that signs it (`whsec_…` or any text; empty: not signed)."""

    url: str
    secret: str


def call_listener(listener: Listener, notice: Notice, *, now_ms: int) -> None:
    """NotToldYet unless it answers 2xx. Redirects are not followed: the address is the owner's to set right."""
    headers = {"Content-Type": "application/json", "User-Agent": "onrecord", **signed(listener.secret, notice, now_ms)}
    try:
        answer = httpx2.post(listener.url, content=notice.json, headers=headers, timeout=PATIENCE_SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotToldYet(f"The alarm webhook did not answer ({type(error).__name__}).") from None
    if not answer.is_success:
        raise NotToldYet(f"The alarm webhook answered {answer.status_code}.")


def signed(secret: str, notice: Notice, now_ms: int) -> dict[str, str]:
    """Headers of Standard Webhooks; without a secret only the id and the time."""
    at_seconds = str(now_ms // SECOND)
    headers = {"webhook-id": notice.id, "webhook-timestamp": at_seconds}
    if secret:
        content = f"{notice.id}.{at_seconds}.".encode() + notice.json
        mac = hmac.new(_key(secret), content, hashlib.sha256).digest()
        headers["webhook-signature"] = f"v1,{base64.b64encode(mac).decode()}"
    return headers


def _key(secret: str) -> bytes:
    if secret.startswith("whsec_"):
        return base64.b64decode(secret.removeprefix("whsec_"))
    return secret.encode()
