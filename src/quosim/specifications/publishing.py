"""Where the documents are to be had: without a key, never counted or limited."""

import zlib

import msgspec

from quosim.errors import no_route
from quosim.gate import Answer
from quosim.house import House
from quosim.specifications.changelog import changelog
from quosim.specifications.document import document, exists
from quosim.times import http_date

PREFIX = "/public/"
_DOCUMENTS = {
    f"{PREFIX}openphone-public-api-v1-prod.json": "v1",
    f"{PREFIX}openphone-public-api-2026-03-30-prod.json": "dated",
}
_CHANGELOG = f"{PREFIX}changelog.json"
_JSON = b"application/json"


def publish(house: House, method: str, path: str) -> Answer:
    """The document of the clock's date; 404 for one that is not published yet."""
    now = house.clock.now()
    day, told = house.day(now), None
    surface = _DOCUMENTS.get(path)
    if method == "GET" and surface is not None and exists(surface, day):
        told = msgspec.json.encode(document(surface, day))
    elif method == "GET" and path == _CHANGELOG:
        told = msgspec.json.encode({"entries": changelog(day)})
    date = (b"date", http_date(now // 1000))
    if told is None:
        body, kind = no_route(method, path).told("")
        return Answer(404, body, [date, (b"content-type", kind)])
    return Answer(200, told, [date, (b"content-type", _JSON), (b"etag", b'"%08x"' % zlib.crc32(told))])
