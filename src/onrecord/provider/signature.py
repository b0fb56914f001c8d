"""Whether the provider sent a delivery: signatures over the exact bytes, compared in constant time. Pure.

Two schemes are in use. N and whatever comes by the same carrier (`webhook-*` or `svix-*` headers; the latter were
seen on hooks made with v1 in January 2026) sign `{id}.{timestamp}.{body}` and send seconds. Legacy hooks
(`openphone-signature: hmac;1;{timestamp};{signature}`) sign `{timestamp}.{body}` and send milliseconds. Both are
HMAC-SHA256 in base64; several signatures may come at once, and several secrets may be good at once, because a secret
is replaced while deliveries are under way.

A delivery that is old is no forgery: it is accepted and called stale, since refusing it would lose it.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from onrecord.domain.clock import SECOND
from onrecord.domain.signing import signing_key

LEGACY_HEADER = "openphone-signature"
CARRIERS = ("webhook", "svix")
MILLISECONDS_FROM = 10**11
"""A count of seconds reaches this in the year 5138, one of milliseconds did in 1973: the unit need not be said."""


class Scheme(StrEnum):
    """How a delivery is signed; the generation of its body is another matter."""

    STANDARD = "standard"
    LEGACY = "legacy"


class Why(StrEnum):
    """Why a delivery was refused."""

    NO_SIGNATURE = "no_signature"
    MALFORMED = "malformed_signature"
    NO_SECRET = "no_secret"  # noqa: S105 - a word for the reason
    WRONG = "wrong_signature"


@dataclass(frozen=True, slots=True)
class Secret:
    """A key and the hook that it belongs to: the provider's id of the hook, or a name made of the key's digest."""

    hook: str
    key: bytes


class Genuine(NamedTuple):
    """`delivery_id` None where the scheme has none. `sent_ms` is when it was signed; `stale`: outside the window."""

    scheme: Scheme
    hook: str
    delivery_id: str | None
    sent_ms: int
    stale: bool


class Refused(NamedTuple):
    """`header` names the signature header that was present."""

    why: Why
    header: str | None = None


class _Claim(NamedTuple):
    """What a request says of itself, before anything is proved."""

    scheme: Scheme
    header: str
    delivery_id: str | None
    sent_ms: int
    signed: bytes
    signatures: Sequence[bytes]


def read_secret(text: str, hook: str | None = None) -> Secret:
    """A secret as the provider shows it; without a hook's id it is named after its key. ValueError: it is none."""
    key = signing_key(text)
    return Secret(hook or f"secret-{hashlib.blake2s(key, digest_size=4).hexdigest()}", key)


def verify(
    headers: Mapping[str, str], body: bytes, secrets: Iterable[Secret], *, now_ms: int, window_ms: int
) -> Genuine | Refused:
    """Judge a request by its headers (names in lower case) and its body as received."""
    claim = _claim(headers)
    if isinstance(claim, Refused):
        return claim
    message = claim.signed + body
    known = False
    for secret in secrets:
        known = True
        expected = base64.b64encode(hmac.digest(secret.key, message, "sha256"))
        matches = [hmac.compare_digest(expected, one) for one in claim.signatures]
        if any(matches):
            stale = abs(now_ms - claim.sent_ms) > window_ms
            return Genuine(claim.scheme, secret.hook, claim.delivery_id, claim.sent_ms, stale)
    return Refused(Why.WRONG if known else Why.NO_SECRET, claim.header)


def _claim(headers: Mapping[str, str]) -> _Claim | Refused:
    for carrier in CARRIERS:
        if f"{carrier}-signature" in headers:
            return _standard(headers, carrier)
    if LEGACY_HEADER in headers:
        return _legacy(headers[LEGACY_HEADER])
    return Refused(Why.NO_SIGNATURE)


def _standard(headers: Mapping[str, str], carrier: str) -> _Claim | Refused:
    header = f"{carrier}-signature"
    delivery_id = headers.get(f"{carrier}-id", "")
    timestamp = headers.get(f"{carrier}-timestamp", "")
    signatures = [
        signature.encode()
        for version, _, signature in (entry.partition(",") for entry in headers[header].split())
        if version == "v1" and signature
    ]
    sent_ms = _sent_ms(timestamp)
    if not delivery_id or sent_ms is None or not signatures:
        return Refused(Why.MALFORMED, header)
    return _Claim(Scheme.STANDARD, header, delivery_id, sent_ms, f"{delivery_id}.{timestamp}.".encode(), signatures)


def _legacy(value: str) -> _Claim | Refused:
    """One `hmac;1;timestamp;signature`, or several joined by commas, of one timestamp (the documented reserve)."""
    parts = [entry.strip().split(";") for entry in value.split(",")]
    good = [part for part in parts if len(part) == 4 and part[:2] == ["hmac", "1"] and part[3]]
    sent_ms = _sent_ms(good[0][2]) if good else None
    if sent_ms is None:
        return Refused(Why.MALFORMED, LEGACY_HEADER)
    timestamp = good[0][2]
    signatures = [part[3].encode() for part in good if part[2] == timestamp]
    return _Claim(Scheme.LEGACY, LEGACY_HEADER, None, sent_ms, f"{timestamp}.".encode(), signatures)


def _sent_ms(timestamp: str) -> int | None:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 16):
        return None
    count = int(timestamp)
    return count if count >= MILLISECONDS_FROM else count * SECOND
