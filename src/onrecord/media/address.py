"""Where files may be fetched from, decided before every connection and again at every redirect.

A link comes from outside and is not trusted: it may name a host of ours, or a name that resolves to one.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from onrecord.domain.errors import FileRefused, FileUnavailable

_PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) to addresses. OSError where the name is not known."""


@dataclass(frozen=True, slots=True)
class Place:
    """One address that was judged, and how to reach it: connect to `address`, speak to `host`."""

    scheme: str
    host: str
    port: int
    address: str


@dataclass(frozen=True, slots=True)
class AllowedPlaces:
    """`file_hosts` by https on its usual port, and exactly the scheme, host and port of `provider_url`."""

    file_hosts: frozenset[str]
    provider_url: str

    def judge(self, url: str, resolve: Resolve) -> Place:
        """The place to connect to. FileRefused (host) where it is not allowed, FileUnavailable without an answer."""
        parts = _split(url)
        scheme, host = parts.scheme, _plain_host(parts.hostname or "")
        port = _port(parts)
        of_provider = (scheme, host, port) == self._provider()
        if not of_provider and (scheme != "https" or port != 443 or host not in self.file_hosts):
            raise FileRefused("The link leads to a place that files are not fetched from.", reason="host")
        addresses = _resolve(host, port, resolve)
        if not of_provider and not all(is_public(address) for address in addresses):
            raise FileRefused("The link leads into a private network.", reason="host")
        return Place(scheme, host, port, addresses[0])

    def _provider(self) -> tuple[str, str, int]:
        parts = urlsplit(self.provider_url)
        return parts.scheme, _plain_host(parts.hostname or ""), _port(parts)


def is_public(address: str) -> bool:
    """Is it an address of the open internet? Anything private, local, reserved or not an address is not.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = _carried(parsed)
        if inner is not None:
            return _is_open(inner)
    return _is_open(parsed)


def resolve_by_system(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        raise FileRefused("The link is not an address.", reason="host") from None
    strange = "\\" in url or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url)
    if strange or "@" in parts.netloc or not parts.hostname:
        raise FileRefused("The link is not a plain address.", reason="host")
    return parts


def _plain_host(host: str) -> str:
    return host.lower().removesuffix(".")


def _port(parts: SplitResult) -> int:
    return parts.port if parts.port is not None else _PORTS.get(parts.scheme, 0)


def _resolve(host: str, port: int, resolve: Resolve) -> Sequence[str]:
    try:
        addresses = resolve(host, port)
    except (OSError, UnicodeError):
        raise FileUnavailable("The name of the file's host is not known right now.") from None
    if not addresses:
        raise FileUnavailable("The name of the file's host has no address right now.")
    return addresses


_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # for protocols; older Pythons know only a part of it
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


def _is_open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address in _PROTOCOLS
    return address.is_global and not special
