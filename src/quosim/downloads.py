"""Files by signed link: no key, not counted, not limited, and without the latency of the API."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from quosim.gate import Answer, Headers, Request
from quosim.house import House
from quosim.links import PREFIX
from quosim.times import http_date
from quosim.world.model import File


def find(house: House, request: Request) -> File | Answer:
    """The file that a link opens, or the refusal. The signature is looked at before the file."""
    query = parse_qs(request.query)
    sig, expires = query.get("sig", [""])[0], query.get("e", [""])[0]
    now = house.clock.now()
    if request.method not in ("GET", "HEAD"):
        return _refusal(405, b"Method Not Allowed", now)
    # The path is signed as it was written in the link; clients may decode what need not be encoded.
    resource, _, name = unquote(request.path).removeprefix(PREFIX).partition("/")
    if not house.links.valid(request.path, sig, expires, now):
        return _refusal(403, b"Forbidden", now)
    file = house.index.files.get((resource, name))
    return file if file is not None else _refusal(404, b"Not Found", now)


def _refusal(status: int, text: bytes, now: int) -> Answer:
    headers = [(b"date", http_date(now // 1000)), (b"content-type", b"text/plain; charset=utf-8")]
    return Answer(status, text, headers)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes `first` to `last`, both included."""

    first: int
    last: int


def wanted_span(header: str | None, size: int) -> Span | None:
    """The one range asked for; None for the whole (no header, several ranges, another unit).

    ValueError when the range lies outside of the file.
    """
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length == 0:
            raise ValueError(header)
        return Span(size - length, size - 1)
    if int(first) >= size or (last and int(last) < int(first)):
        raise ValueError(header)
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def download(house: House, request: Request, file: File, body: bytes) -> Answer:
    """200, 206 or 416. The content type is what the provider believes: missing on some, wrong on some."""
    asked = request.headers.get(b"range", b"").decode("latin-1")
    headers: Headers = [(b"date", http_date(house.clock.now() // 1000)), (b"accept-ranges", b"bytes")]
    if file.declared_type is not None:
        headers.append((b"content-type", file.declared_type.encode()))
    try:
        span = wanted_span(asked, len(body))
    except ValueError:
        return Answer(416, b"", [*headers, (b"content-range", b"bytes */%d" % len(body))])
    if span is None:
        return Answer(200, body, headers)
    place = b"bytes %d-%d/%d" % (span.first, span.last, len(body))
    return Answer(206, body[span.first : span.last + 1], [*headers, (b"content-range", place)])
