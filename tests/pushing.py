"""Events of the three generations as the provider pushes them, signed as it signs them; not with our code."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

NEW_SECRET = "whsec_" + base64.b64encode(b"maple street signs with this one").decode()
OTHER_SECRET = "whsec_" + base64.b64encode(b"and with this one after a while.").decode()
LEGACY_SECRET = base64.b64encode(bytes(range(128, 160))).decode()
FIXTURES = Path(__file__).parent / "fixtures" / "hooks"


def raw(event: object) -> bytes:
    """Compact, as deliveries are; bytes are taken as they are."""
    return event if isinstance(event, bytes) else json.dumps(event, separators=(",", ":")).encode()


def standard_headers(
    body: bytes, *, at_ms: int, delivery_id: str = "msg_one", secret: str = NEW_SECRET, carrier: str = "webhook"
) -> dict[str, str]:
    """`webhook-*`, or with another carrier `svix-*`."""
    timestamp = str(at_ms // 1000)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = _sign(key, f"{delivery_id}.{timestamp}.".encode() + body)
    return {
        f"{carrier}-id": delivery_id,
        f"{carrier}-timestamp": timestamp,
        f"{carrier}-signature": f"v1,{signature}",
        "content-type": "application/json",
    }


def legacy_headers(body: bytes, *, at_ms: int, secret: str = LEGACY_SECRET) -> dict[str, str]:
    signature = _sign(base64.b64decode(secret), f"{at_ms}.".encode() + body)
    return {"openphone-signature": f"hmac;1;{at_ms};{signature}", "content-type": "application/json"}


def headers_for(event: object, *, at_ms: int, delivery_id: str = "msg_one") -> dict[str, str]:
    """Signed as its generation is."""
    body = raw(event)
    if isinstance(event, dict) and event.get("apiVersion") in {"v2", "v3", "v4"}:
        return legacy_headers(body, at_ms=at_ms)
    return standard_headers(body, at_ms=at_ms, delivery_id=delivery_id)


def fixture(name: str) -> dict[str, object]:
    """One event of `tests/fixtures/hooks`, as in `n-message-received`."""
    event: dict[str, object] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return event


def _sign(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
