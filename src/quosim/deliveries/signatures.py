"""How each generation signs: Standard Webhooks for N, `openphone-signature` for the legacy ones."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from quosim.deliveries.hooks import Hook
from quosim.deliveries.log import Delivery

Headers = list[tuple[str, str]]
STALE_SECONDS = 3 * 3_600
UNKNOWN_KEY = "bm8gc3VjaCBrZXksIGFuZCBub2JvZHkga25vd3MgaXQ="
SECRET_PREFIX = "whsec_"  # noqa: S105 - how a secret begins, not one


def _mac(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(SECRET_PREFIX))
    return base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def sign_standard(keys: Sequence[str], delivery_id: str, second: int, body: bytes, prefix: str = "webhook") -> Headers:
    """One `v1` entry for each key, the newest first. `prefix` is `svix` where the transport shows through (seen live
    2026-01)."""
    signed = f"{delivery_id}.{second}.".encode() + body
    told = " ".join(f"v1,{_mac(key, signed)}" for key in keys)
    return [(f"{prefix}-id", delivery_id), (f"{prefix}-timestamp", str(second)), (f"{prefix}-signature", told)]


def sign_legacy(key: str, stamp: int, body: bytes) -> Headers:
    """`stamp` is in milliseconds; the signed bytes are `stamp.body`."""
    return [("openphone-signature", f"hmac;1;{stamp};{_mac(key, f'{stamp}.'.encode() + body)}")]


def signed(delivery: Delivery, hook: Hook, second: float) -> Headers:
    """The signature headers of one attempt at a real time, and those that its traps ask for."""
    traps = delivery.traps
    if "unsigned" in traps:
        return []
    second += STALE_SECONDS * (("future" in traps) - ("stale" in traps))
    key = UNKNOWN_KEY if "wrong_key" in traps else hook.key
    if hook.generation == "N" or "svix_headers" in traps:
        keys = [*hook.old_keys[:1], key] if "two_signatures" in traps else [key]
        prefix = "svix" if "svix_headers" in traps else "webhook"
        return sign_standard(keys, delivery.id, int(second), delivery.body, prefix)
    return sign_legacy(key, int(second if "seconds" in traps else second * 1000), delivery.body)
