"""The card about an outside person."""

from dataclasses import dataclass


@dataclass(slots=True)
class ContactRecord:
    """`numbers` are (canonical number, label or None); `emails` and `custom_fields` are JSON lists as text."""

    id: str
    display_name: str = ""
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    role: str | None = None
    source: str | None = None
    external_id: str | None = None
    numbers: tuple[tuple[str, str | None], ...] = ()
    emails: str = "[]"
    custom_fields: str = "[]"
    created_ms: int | None = None
    updated_ms: int | None = None
    gone_ms: int | None = None


def display_name(first_name: str | None, last_name: str | None, company: str | None) -> str:
    """What a person is called on screen; empty where the card names nobody."""
    name = " ".join(part.strip() for part in (first_name, last_name) if part and part.strip())
    return name or (company or "").strip()
