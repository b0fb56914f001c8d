"""Web addresses in what people write."""

import re
from collections.abc import Iterator

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}…"


def linked(text: str) -> Iterator[tuple[str, bool]]:
    """(part, is it an address?); the full stop after an address is not part of it."""
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match.group().rstrip(_TRAILING)
        if match.start() > end:
            yield text[end : match.start()], False
        yield address, True
        end = match.start() + len(address)
    if end < len(text):
        yield text[end:], False
