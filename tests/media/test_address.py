"""Where files may be fetched from."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.errors import FileRefused, FileUnavailable
from onrecord.media.address import AllowedPlaces, Place, is_public, resolve_by_system

PLACES = AllowedPlaces(frozenset({"share.quo.com", "127.0.0.1", "::1"}), "https://api.quo.com")
LOCAL = AllowedPlaces(frozenset({"share.quo.com"}), "http://127.0.0.1:8123")
OPEN = "203.0.113.7".replace("203.0.113", "93.184.215")  # a public one; documentation addresses are not


def resolving(*addresses: str):  # type: ignore[no-untyped-def]
    def resolve(_host: str, _port: int) -> Sequence[str]:
        return addresses

    return resolve


def test_a_file_host_is_reached_by_the_address_that_was_judged() -> None:
    place = PLACES.judge("https://share.quo.com/v1/resource/x?sig=1", resolving(OPEN, "2606:4700::1111"))
    assert place == Place("https", "share.quo.com", 443, OPEN)


@pytest.mark.parametrize(
    "url",
    [
        "http://share.quo.com/x",  # not encrypted
        "https://share.quo.com:8443/x",
        "https://evil.example/x",
        "https://share.quo.com.evil.example/x",
        "https://evilshare.quo.com/x",
        "https://share.quo.com@evil.example/x",
        "https://evil.example#@share.quo.com/x",
        "https://evil.example\\@share.quo.com/x",
        "https://share.quo.com\\.evil.example/x",
        "https://user:word@share.quo.com/x",
        "https:///x",
        "https://share.quo.com:port/x",
        "https://[::1/x",
        "https://share.quo.com/x\r\nHost: evil.example",
        "https://share .quo.com/x",
        "ftp://share.quo.com/x",
        "file:///etc/passwd",
        "//share.quo.com/x",
        "",
    ],
)
def test_other_places_are_refused_without_asking_for_their_address(url: str) -> None:
    def never(_host: str, _port: int) -> Sequence[str]:
        raise AssertionError("nobody may be asked")

    with pytest.raises(FileRefused) as refused:
        PLACES.judge(url, never)
    assert refused.value.reason == "host"


PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds keep the machine's credentials
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "2002:7f00:1::",  # 6to4 around 127.0.0.1
    "64:ff9b::a00:1",  # NAT64 around 10.0.0.1
    "not an address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_file_host_that_leads_into_a_private_network_is_refused(address: str) -> None:
    assert not is_public(address)
    for addresses in ([address], [OPEN, address], [address, OPEN]):
        with pytest.raises(FileRefused) as refused:
            PLACES.judge("https://share.quo.com/x", resolving(*addresses))
        assert refused.value.reason == "host"


@pytest.mark.parametrize("address", [OPEN, "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "017700000001", "127.1", "[::1]", "localhost"]
)
def test_no_way_to_write_this_machine_gets_through(host: str) -> None:
    """Even where somebody put it among the file hosts; numbers are resolved as the system does."""
    named = AllowedPlaces(frozenset({host.strip("[]")}), "https://api.quo.com")
    with pytest.raises(FileRefused) as refused:
        named.judge(f"https://{host}/x", resolve_by_system)
    assert refused.value.reason == "host"


def test_the_providers_own_origin_may_be_private_but_only_exactly_it() -> None:
    assert LOCAL.judge("http://127.0.0.1:8123/v1/resource/x?sig=1", resolve_by_system).address == "127.0.0.1"
    for url in (
        "http://127.0.0.1:8124/x",
        "http://127.0.0.1/x",
        "https://127.0.0.1:8123/x",
        "http://localhost:8123/x",
        "http://127.0.0.2:8123/x",
        "http://[::1]:8123/x",
        "http://a@127.0.0.1:8123/x",
    ):
        with pytest.raises(FileRefused):
            LOCAL.judge(url, resolve_by_system)


def test_case_and_a_final_dot_make_no_other_host() -> None:
    assert PLACES.judge("https://SHARE.Quo.com./x", resolving(OPEN)).host == "share.quo.com"


def test_a_name_that_is_not_known_is_tried_again_later() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError("Name or service not known")

    for resolve in (unknown, resolving()):
        with pytest.raises(FileUnavailable):
            PLACES.judge("https://share.quo.com/x", resolve)


@given(st.text(max_size=60))
def test_no_text_at_all_is_let_through_or_breaks_it(text: str) -> None:
    with pytest.raises(FileRefused):
        PLACES.judge(text, resolving("127.0.0.1"))


@given(st.ip_addresses(v=4))
def test_an_address_carried_by_another_is_judged_alike(address) -> None:  # type: ignore[no-untyped-def]
    assert is_public(f"::ffff:{address}") == is_public(str(address))
