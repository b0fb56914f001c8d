"""From a request to an answer: what is checked, in the order in which the provider checks it.

Rate limit, route, version (dated surface), key, parameters, then the thing itself. Pure but for what the house counts.
"""

import re
import zlib
from dataclasses import dataclass
from urllib.parse import parse_qsl

from quosim import errors
from quosim.dates import BETA_HEADER, Day
from quosim.errors import Refused
from quosim.house import House
from quosim.parameters import Values, read_dated, read_v1
from quosim.routes import Asked, Route, RouteTable
from quosim.surfaces import dated, v1
from quosim.surfaces.dated_pages import VERSION
from quosim.times import http_date

Headers = list[tuple[bytes, bytes]]
TABLES = {"v1": RouteTable(v1.ROUTES), "dated": RouteTable(dated.ROUTES)}
JSON = b"application/json; charset=utf-8"
UNKNOWN = "unknown route"
HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\])(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Request:
    """`arrived` is in seconds of the steady clock; header names are lower case."""

    method: str
    path: str
    query: str
    headers: dict[bytes, bytes]
    arrived: float
    body: bytes = b""

    @property
    def key(self) -> str:
        return self.headers.get(b"authorization", b"").decode("latin-1")

    @property
    def base(self) -> str:
        """Links point at the host the client asked; anything that is no host becomes localhost."""
        host = self.headers.get(b"host", b"").decode("latin-1")
        return f"http://{host if HOST.fullmatch(host) else 'localhost'}"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    headers: Headers


def answer(house: House, request: Request) -> tuple[Answer, str | None]:
    """The answer, and the fault that is to hit its delivery, if any."""
    now = house.clock.now()
    surface = "v1" if request.path == "/v1" or request.path.startswith("/v1/") else "dated"
    found = TABLES[surface].find(request.method, request.path)
    if found is not None and not house.day(now).has(found[0].operation):
        found = None
    operation = found[0].operation if found else UNKNOWN
    fault = None
    try:
        if not house.limiter.admit(request.key, request.arrived):
            house.statistics.too_many += 1
            raise errors.too_many()
        fault = house.faults.strike(operation)
        if fault in ("429", "500"):
            raise errors.too_many() if fault == "429" else errors.broken(surface)
        if found is None or fault == "404":
            raise errors.no_route(request.method, request.path)
        if fault in ("402", "403"):
            raise errors.withheld(surface, int(fault))
        body, kind, status = _handled(house, request, found, now), JSON, found[0].status
    except Refused as refused:
        body, kind = refused.told(house.trace())
        status = refused.status
    house.statistics.count(operation, status)
    headers = _headers(house, request, body, kind, now)
    return Answer(status, body, headers), fault


def _handled(house: House, request: Request, found: tuple[Route, tuple[str, ...]], now: int) -> bytes:
    route, path = found
    day = house.day(now)
    if route.surface == "dated" and request.headers.get(_version_header(route, day)) != VERSION.encode():
        raise errors.dated_no_version()
    _check_key(house, request)
    _check_idents(route, path)
    pairs = parse_qsl(request.query, keep_blank_values=True)
    values: Values
    if route.surface == "v1":
        values = read_v1(route.parameters, pairs, day, route.resource)
    else:
        values = read_dated(route.parameters, pairs)
    return route.handler(Asked(house, route.operation, path, values, request.base, now, day, request.body))


def _version_header(route: Route, day: Day) -> bytes:
    """Webhooks had a header of their own while they were in beta."""
    beta = day.has(BETA_HEADER) and route.template.startswith("/webhooks")
    return b"x-quo-api-version" if beta else b"quo-api-version"


def _check_key(house: House, request: Request) -> None:
    """The raw key; with `Bearer` before it the key is taken too (seen live 2026-09-11)."""
    if not request.key:
        raise errors.gateway("Missing authorization header")
    if house.options.key is not None and request.key.removeprefix("Bearer ") != house.options.key:
        raise errors.gateway("Unauthorized")


def _check_idents(route: Route, path: tuple[str, ...]) -> None:
    names = re.findall(r"{(\w+)}", route.template)
    for name, prefix, ident in zip(names, route.idents, path, strict=True):
        if ident.isdecimal() if prefix == "#" else ident.startswith(prefix):
            continue
        if prefix == "#":
            raise errors.no_webhook_id(name, ident)
        message = f"Expected string to match '^{prefix}(.*)$'"
        if route.surface == "v1":
            raise errors.v1_bad_request(route.resource, f"/{name}", message, "string", ident)
        schema: dict[str, object] = {"type": "TemplateLiteral", "pattern": f"^{prefix}(.*)$"}
        raise errors.dated_bad_request(f"/{name}", message, ident, schema)


def _headers(house: House, request: Request, body: bytes, kind: bytes, now: int) -> Headers:
    return [
        (b"date", http_date(now // 1000)),
        (b"content-type", kind),
        (b"x-correlation-id", house.trace().encode()),
        (b"etag", b'W/"%x-%x"' % (len(body), zlib.crc32(body))),
        *house.limiter.headers(request.key, request.arrived),
    ]
