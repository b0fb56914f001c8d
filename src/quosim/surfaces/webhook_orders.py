"""Reading what somebody wants of a hook, alike for both systems; each refuses in its own words."""

from collections.abc import Callable, Collection, Sequence
from urllib.parse import urlsplit

import msgspec

from quosim.errors import Refused
from quosim.routes import Asked

Refuse = Callable[[str, str, object, str], Refused]  # place, what is wrong, the value, the kind that was expected
Fields = dict[str, object]


def fields(asked: Asked, refuse: Refuse) -> Fields:
    """The JSON object that was sent."""
    try:
        told = msgspec.json.decode(asked.body or b"null")
    except msgspec.DecodeError:
        raise refuse("/body", "Expected valid JSON", None, "Object") from None
    if not isinstance(told, dict):
        raise refuse("/body", "Expected object", told, "Object")
    return told


def url(told: Fields, refuse: Refuse) -> str:
    value = _needed(told, "url", refuse)
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc:
        raise refuse("/url", "Expected string to match 'uri' format", value, "String")
    return value


def events(told: Fields, allowed: Collection[str], refuse: Refuse) -> tuple[str, ...]:
    value = _needed(told, "events", refuse)
    if not isinstance(value, list) or not value:
        raise refuse("/events", "Expected array length to be greater or equal to 1", value, "Array")
    for place, event in enumerate(value):
        if event not in allowed:
            raise refuse(f"/events/{place}", "Expected union value", event, "Union")
    return tuple(dict.fromkeys(value))


def resource_ids(value: object, refuse: Refuse, *, most: int | None = None) -> tuple[str, ...]:
    """Numbers, or `*` for all of them."""
    if not isinstance(value, list) or (most is not None and len(value) > most):
        wrong = (
            "Expected array" if not isinstance(value, list) else f"Expected array length to be less or equal to {most}"
        )
        raise refuse("/resourceIds", wrong, value, "Array")
    if any(not isinstance(one, str) or not one.startswith(("PN", "*")) for one in value):
        raise refuse("/resourceIds", "Expected union value", value, "Union")
    return tuple(value) or ("*",)


def status(value: object, refuse: Refuse) -> str:
    if value not in ("enabled", "disabled"):
        raise refuse("/status", "Expected union value", value, "Union")
    return str(value)


def label(value: object, refuse: Refuse) -> str | None:
    if value is not None and not isinstance(value, str):
        raise refuse("/label", "Expected string", value, "String")
    return value


def _needed(told: Fields, name: str, refuse: Refuse) -> object:
    if name not in told:
        raise refuse(f"/{name}", "Expected required property", None, "String")
    return told[name]


def shown(resources: Sequence[str]) -> list[str]:
    return list(resources) or ["*"]
