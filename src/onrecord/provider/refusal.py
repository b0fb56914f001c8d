"""What an answer that is no success means, as one of the product's own errors."""

import msgspec

from onrecord.domain.errors import (
    ProviderBusy,
    ProviderError,
    ProviderForbids,
    ProviderHasNot,
    ProviderRefusedKey,
    ProviderRejects,
)

LONGEST_MESSAGE = 200


def error_of(status: int, body: bytes, operation: str, retry_after: str | None = None) -> ProviderError:
    """The error that `status` stands for, with the provider's own sentence where it gave one."""
    sentence = f"{operation}: {status} {said(body)}".rstrip()
    if status == 401:
        return ProviderRefusedKey(sentence, status=status)
    if status in (402, 403):
        return ProviderForbids(sentence, status=status)
    if status == 404:
        return ProviderHasNot(sentence, status=status)
    if status == 429 or status >= 500:
        busy = ProviderBusy(sentence, status=status)
        busy.retry_after_seconds = _seconds(retry_after)
        return busy
    return ProviderRejects(sentence, status=status)


def said(body: bytes) -> str:
    """The provider's message in any of its four error bodies; empty where the body is not JSON."""
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    if not isinstance(told, dict):
        return ""
    wrapped = told.get("error")  # the gateway wraps its errors, the endpoints do not (seen live 2026)
    inner = wrapped if isinstance(wrapped, dict) else told
    message = inner.get("message")
    return message[:LONGEST_MESSAGE] if isinstance(message, str) else ""


def speaks_json(body: bytes) -> bool:
    """Whether the body is JSON to its end: a cut or truncated one is not, nor is the page of an unknown route."""
    try:
        msgspec.json.decode(body, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return bool(body)


def _seconds(text: str | None) -> float | None:
    try:
        return max(0.0, min(float(text), 60.0)) if text else None
    except ValueError:  # an HTTP date; nobody has seen one yet
        return None
