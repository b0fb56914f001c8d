"""When two answers say the same: the digest under which an observation is stored once.

Rule 1: sixteen bytes of BLAKE2b over surface, operation, what was asked (canonical JSON), HTTP status and body,
where the body is taken as received but for what is known to vary from one answer to the next without meaning
anything: the query of every string that is a URL (signatures, expiry), and, in an error, the value of `trace`.
A rule that is changed gets the next number; observations keep the number under which they were made.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b

import msgspec

RULE = 1
_URL_QUERY = re.compile(rb'("https?:(?:\\?/){2}[^"?\s]*)\?[^"\s]*(?=")')
_TRACE = re.compile(rb'("trace"\s*:\s*)(?:"[^"]*"|[0-9]+)')
_CANONICAL = msgspec.json.Encoder(order="sorted")


def canonical_asked(asked: Mapping[str, object]) -> str:
    """What was asked, as the same text whatever the order of its keys."""
    return _CANONICAL.encode(asked).decode()


def digest(surface: str, operation: str, asked: str, http_status: int, body: bytes) -> bytes:
    """The digest by rule 1; `asked` is canonical."""
    said = _URL_QUERY.sub(rb"\1", body) if b'"http' in body and b"?" in body else body
    if http_status >= 400:
        said = _TRACE.sub(rb"\1null", said)
    state = blake2b(f"{RULE}\n{surface}\n{operation}\n{asked}\n{http_status}\n".encode(), digest_size=16)
    state.update(said)
    return state.digest()
