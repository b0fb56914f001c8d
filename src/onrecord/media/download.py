"""One file over HTTP, anonymously and carefully: from allowed places only, bounded, checked while it comes in.

    LinkRefused (a LinkExpired)   400, 401, 403, 404, 410: this link opens nothing (any more)
    FileUnavailable               no answer, cut, too slow, 429, 5xx: later
    FileRefused                   host, size, type, empty: never

A link is a bearer secret. No message here holds one, and no API key is ever sent to where files are.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx2

from onrecord.domain.artefact import TOO_LARGE
from onrecord.domain.errors import FileRefused, FileUnavailable, LinkExpired
from onrecord.media.address import AllowedPlaces, Place, Resolve, resolve_by_system
from onrecord.media.admission import admitted, bounded
from onrecord.media.vault import Kept, Vault

MOST_REDIRECTS = 5
NO_MORE_HEADERS: Mapping[str, str] = {}
CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 30.0

_OPENS_NOTHING = frozenset({400, 401, 403, 404, 410})  # Google's store says 400 of a signature whose time is over
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class LinkRefused(LinkExpired):
    """`status` is what the link was answered with."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The link opens nothing any more (HTTP {status}).")
        self.status = status


@dataclass(frozen=True, slots=True)
class Received:
    """What is in the vault now. `declared_type` is only what the server called it."""

    kept: Kept
    declared_type: str | None


@dataclass(frozen=True, slots=True)
class Peeked:
    """How a link was answered, without what it gives; `status` 0: not at all."""

    method: str
    status: int


@dataclass(slots=True)
class Downloads:
    """Fetches files for any number of threads; connections are kept for the next file of the same host."""

    places: AllowedPlaces
    size_limit_bytes: int
    time_limit_seconds: float = 600.0
    resolve: Resolve = resolve_by_system
    _transports: dict[tuple[str, str, int], httpx2.HTTPTransport] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def receive(self, url: str, path: str, vault: Vault) -> Received:
        """Follow the link and keep what it gives. `path` names the file; see `sniff`."""
        until = time.monotonic() + self.time_limit_seconds
        with self._answer(url) as response:
            _judge(response, self.size_limit_bytes)
            kept = vault.put(admitted(_pieces(response), path, self.size_limit_bytes, until))
            return Received(kept, _declared_type(response))

    def read(self, url: str) -> tuple[bytes, str]:
        """What the address gives, in memory, and the `Date` of its host (empty where it says none)."""
        until = time.monotonic() + self.time_limit_seconds
        with self._answer(url) as response:
            _judge(response, self.size_limit_bytes)
            return b"".join(bounded(_pieces(response), self.size_limit_bytes, until)), response.headers.get("date", "")

    def peek(self, url: str, *, method: str = "GET", first_bytes: bool = False) -> Peeked:
        """How a link is answered; nothing of the file is read. Raises a FileError where there is no answer."""
        with self._answer(url, method, {"Range": "bytes=0-0"} if first_bytes else {}) as response:
            return Peeked(method, response.status_code)

    def close(self) -> None:
        for transport in self._transports.values():
            transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _answer(
        self, url: str, method: str = "GET", headers: Mapping[str, str] = NO_MORE_HEADERS
    ) -> Iterator[httpx2.Response]:
        """The answer at the end of the redirects; every place on the way is judged before it is connected to."""
        for _ in range(MOST_REDIRECTS + 1):
            response = self._ask(url, method, headers)
            try:
                if response.status_code not in _REDIRECTS:
                    yield response
                    return
                url = urljoin(url, response.headers.get("location", ""))
            finally:
                _close(response)
        raise FileUnavailable("The link leads in circles.")

    def _ask(self, url: str, method: str, headers: Mapping[str, str]) -> httpx2.Response:
        place = self.places.judge(url, self.resolve)
        request = _request(url, place, method, headers)
        with _speaking_plainly():
            return self._transport(place).handle_request(request)

    def _transport(self, place: Place) -> httpx2.HTTPTransport:
        """One pool per host: what is pinned is an address, and a connection to it speaks to one host only.

        Without the environment's proxies: a proxy would resolve the name again, unjudged.
        """
        key = (place.scheme, place.host, place.port)
        with self._lock:
            if key not in self._transports:
                self._transports[key] = httpx2.HTTPTransport(trust_env=False)
            return self._transports[key]


def _request(url: str, place: Place, method: str, headers: Mapping[str, str]) -> httpx2.Request:
    """Connects to the address that was judged, and speaks to the host by its name (also within TLS)."""
    netloc = urlsplit(url).netloc
    return httpx2.Request(
        method,
        httpx2.URL(url).copy_with(host=place.address),
        headers={"Host": netloc, "User-Agent": "onrecord", "Accept": "*/*", "Accept-Encoding": "identity", **headers},
        extensions={
            "sni_hostname": place.host,
            "timeout": {
                "connect": CONNECT_SECONDS,
                "read": SILENCE_SECONDS,
                "write": CONNECT_SECONDS,
                "pool": SILENCE_SECONDS,
            },
        },
    )


def _judge(response: httpx2.Response, size_limit_bytes: int) -> None:
    status = response.status_code
    if status in _OPENS_NOTHING:
        raise LinkRefused(status)
    if status not in {200, 204}:
        raise FileUnavailable(f"The file's host answers {status}.")
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > size_limit_bytes:
        raise FileRefused("The file is larger than the limit.", reason=TOO_LARGE, least_bytes=int(announced))


def _pieces(response: httpx2.Response) -> Iterator[bytes]:
    """The body as it comes, so that the time limit is looked at; shorter than announced is the transport's error."""
    with _speaking_plainly():
        yield from response.iter_bytes()


def _declared_type(response: httpx2.Response) -> str | None:
    """Without parameters; bounded, since it is a stranger's text."""
    declared: str = response.headers.get("content-type", "")
    return declared.partition(";")[0].strip().lower()[:100] or None


def _close(response: httpx2.Response) -> None:
    with _speaking_plainly():
        response.close()


@contextmanager
def _speaking_plainly() -> Iterator[None]:
    """Errors of the transport, without their text: it may hold the link. `from None` for the same reason."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise FileUnavailable(f"The file did not come through ({type(error).__name__}).") from None
