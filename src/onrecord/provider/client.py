"""Asking the provider over HTTP: one method per question, answers as bytes."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said to one question, as received, and how it was asked.

    `operation` is the template in the provider's documents. `asked` holds only what changes the meaning: path ids
    under the names of the template, `include` (sorted, comma-separated, as sent), the line and participants of a
    v1 list, `page` of a sub-resource from its second page on. Never window, cursor or limit.
    `asked_ms` is when it was sent, in the provider's time.
    """

    surface: str
    operation: str
    asked: Mapping[str, object]
    status: int
    body: bytes
    asked_ms: int
