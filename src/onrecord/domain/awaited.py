"""What a new member of the provider's answers would be called if it were something that we wait for."""

import re
from functools import lru_cache

_AWAITED = re.compile(r"media|attachment|image|picture|photo|voicemail|recording|transcript|summar|url", re.IGNORECASE)


@lru_cache(maxsize=4_096)
def looks_awaited(name: str) -> bool:
    """Whether a member of that name may hold a file, or words, that could not be had so far."""
    return _AWAITED.search(name) is not None
