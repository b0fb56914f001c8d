"""One file over HTTP: anonymously, from allowed places only, bounded, whole or not at all."""

import gzip
import hashlib
import socket
import ssl
import traceback
from pathlib import Path

import pytest

from media import samples
from media.file_host import FileHost, cut_after, drop_by_drop, without_length
from onrecord.domain.errors import FileError, FileRefused, FileUnavailable
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads, LinkRefused
from onrecord.media.vault import Vault

PHOTO = samples.image_file("JPEG")
PATH = "/v1/resource/message-media/a.jpg"


def left_over(vault: Vault) -> list[Path]:
    return [file for file in vault.folder.rglob("*") if file.is_file()]


def test_a_file_comes_into_the_vault_byte_for_byte(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    received = downloads.receive(file_host.serve(PATH, PHOTO, declared="Image/PNG; charset=x"), PATH, vault)
    assert received.kept.sha256 == hashlib.sha256(PHOTO).hexdigest()
    assert vault.path(received.kept.sha256).read_bytes() == PHOTO
    assert received.declared_type == "image/png", "what the server says is noted, not believed"


def test_the_link_goes_out_as_it_came_and_nothing_of_ours_with_it(
    downloads: Downloads, file_host: FileHost, vault: Vault
) -> None:
    file_host.serve("/v1/resource/message-media/a%2Fb%20c.jpg", PHOTO)
    downloads.receive(file_host.url + "/v1/resource/message-media/a%2Fb%20c.jpg?sig=x%2By&e=1", PATH, vault)
    ((target, headers),) = file_host.asked
    assert target == "/v1/resource/message-media/a%2Fb%20c.jpg?sig=x%2By&e=1"
    assert headers["host"] == file_host.url.removeprefix("http://")
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_a_connection_serves_several_files_and_no_cookie_is_kept(
    downloads: Downloads, file_host: FileHost, vault: Vault
) -> None:
    def with_cookie(request) -> None:  # type: ignore[no-untyped-def]
        request.send_response(200)
        request.send_header("Set-Cookie", "who=ana")
        request.send_header("Content-Length", str(len(PHOTO)))
        request.end_headers()
        request.wfile.write(PHOTO)

    file_host.behaviours[PATH] = with_cookie
    for _ in range(3):
        downloads.receive(file_host.link(PATH), PATH, vault)
    assert all("cookie" not in headers for _, headers in file_host.asked)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_link_that_opens_nothing_says_with_which_status(
    downloads: Downloads, file_host: FileHost, vault: Vault, status: int
) -> None:
    with pytest.raises(LinkRefused) as refused:
        downloads.receive(file_host.refuse(PATH, status), PATH, vault)
    assert refused.value.status == status
    assert left_over(vault) == []


@pytest.mark.parametrize("status", [402, 418, 429, 500, 502, 503])
def test_other_refusals_are_tried_again(downloads: Downloads, file_host: FileHost, vault: Vault, status: int) -> None:
    with pytest.raises(FileUnavailable):
        downloads.receive(file_host.refuse(PATH, status), PATH, vault)


def test_a_body_that_is_cut_is_not_kept(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    for sent in (PHOTO[:1], PHOTO[:-1], b""):
        file_host.behaviours[PATH] = cut_after(sent, len(PHOTO))
        with pytest.raises(FileUnavailable):
            downloads.receive(file_host.link(PATH), PATH, vault)
    assert left_over(vault) == []


def test_a_body_without_announced_length_is_kept(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    file_host.behaviours[PATH] = without_length(PHOTO)
    assert downloads.receive(file_host.link(PATH), PATH, vault).kept.size_bytes == len(PHOTO)


def test_a_compressed_answer_is_kept_as_what_it_means(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    def compressed(request) -> None:  # type: ignore[no-untyped-def]
        body = gzip.compress(PHOTO)
        request.send_response(200)
        request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    file_host.behaviours[PATH] = compressed
    assert downloads.receive(file_host.link(PATH), PATH, vault).kept.size_bytes == len(PHOTO)


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_above_the_limit_is_refused_and_not_kept(
    downloads: Downloads, file_host: FileHost, vault: Vault, *, announced: bool
) -> None:
    large = PHOTO + bytes(100_000)
    file_host.serve(PATH, large)
    if not announced:
        file_host.behaviours[PATH] = without_length(large)
    with pytest.raises(FileRefused) as refused:
        downloads.receive(file_host.link(PATH), PATH, vault)
    assert refused.value.reason == "size"
    assert left_over(vault) == []


def test_a_file_of_exactly_the_limit_is_kept(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    exact = (PHOTO + bytes(100_000))[:100_000]
    assert downloads.receive(file_host.serve(PATH, exact), PATH, vault).kept.size_bytes == 100_000


def test_an_empty_file_is_refused(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    with pytest.raises(FileRefused) as refused:
        downloads.receive(file_host.serve(PATH, b""), PATH, vault)
    assert refused.value.reason == "empty"
    assert left_over(vault) == []


@pytest.mark.parametrize("tail", [b"", b" " * 50_000], ids=["short", "long"])
def test_a_page_that_calls_itself_a_photo_is_refused(
    downloads: Downloads, file_host: FileHost, vault: Vault, tail: bytes
) -> None:
    page = b"<html><script>alert(1)</script></html>" + tail
    with pytest.raises(FileRefused) as refused:
        downloads.receive(file_host.serve(PATH, page, declared="image/jpeg"), PATH, vault)
    assert refused.value.reason == "type"
    assert left_over(vault) == []


def test_a_body_that_trickles_ends_at_the_time_limit(file_host: FileHost, vault: Vault) -> None:
    file_host.behaviours[PATH] = drop_by_drop(PHOTO, 0.05)
    places = AllowedPlaces(frozenset(), file_host.url)
    with (
        Downloads(places, 100_000, time_limit_seconds=0.3) as impatient,
        pytest.raises(FileUnavailable, match="too slowly"),
    ):
        impatient.receive(file_host.link(PATH), PATH, vault)
    assert left_over(vault) == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_within_the_allowed_is_followed(
    downloads: Downloads, file_host: FileHost, vault: Vault, status: int
) -> None:
    file_host.serve("/there", PHOTO)
    received = downloads.receive(file_host.redirect(PATH, "/there?sig=2", status), PATH, vault)
    assert received.kept.size_bytes == len(PHOTO)


def test_a_redirect_into_a_private_network_is_refused_before_it_is_asked(
    downloads: Downloads, file_host: FileHost, vault: Vault
) -> None:
    port = file_host.url.rpartition(":")[2]
    file_host.serve("/inside", PHOTO)
    for inside in (
        f"http://localhost:{port}/inside",
        f"http://[::1]:{port}/inside",
        f"http://2130706433:{port}/inside",
        f"http://127.0.0.2:{port}/inside",
        f"https://127.0.0.1:{port}/inside",
        f"//localhost:{port}/inside",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
    ):
        with pytest.raises(FileRefused) as refused:
            downloads.receive(file_host.redirect(PATH, inside), PATH, vault)
        assert refused.value.reason == "host"
    assert {target.partition("?")[0] for target, _ in file_host.asked} == {PATH}


def test_a_name_that_resolves_to_this_machine_is_refused_at_a_redirect(file_host: FileHost, vault: Vault) -> None:
    places = AllowedPlaces(frozenset({"share.quo.com"}), file_host.url)
    rebound = Downloads(places, 100_000, resolve=lambda _host, _port: ["127.0.0.1"])
    with rebound, pytest.raises(FileRefused):
        rebound.receive(file_host.redirect(PATH, "https://share.quo.com/x"), PATH, vault)


def test_a_redirect_in_circles_ends(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    with pytest.raises(FileUnavailable, match="circles"):
        downloads.receive(file_host.redirect(PATH, PATH), PATH, vault)
    assert len(file_host.asked) == 6


def test_the_connection_goes_to_the_judged_address_and_speaks_to_the_host_by_name(
    file_host: FileHost, vault: Vault
) -> None:
    """The provider's own name, resolved by us to where the test's host is; the system does not know it."""
    port = file_host.url.rpartition(":")[2]
    named = f"http://provider.invalid:{port}"
    file_host.serve(PATH, PHOTO)
    with Downloads(AllowedPlaces(frozenset(), named), 100_000, resolve=lambda _h, _p: ["127.0.0.1"]) as pinned:
        pinned.receive(f"{named}{PATH}?sig=1", PATH, vault)
    ((_, headers),) = file_host.asked
    assert headers["host"] == f"provider.invalid:{port}"


def test_tls_asks_for_the_hosts_name_and_not_for_the_address(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    def wrap(_context: ssl.SSLContext, _socket: object, *_: object, server_hostname: str | None = None) -> None:
        asked.append(server_hostname)
        raise ssl.SSLError("far enough")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"https://share.quo.com:{server.getsockname()[1]}"
        places = AllowedPlaces(frozenset(), origin)
        pinned = Downloads(places, 100_000, resolve=lambda _h, _p: ["127.0.0.1"])
        with pinned, pytest.raises(FileUnavailable):
            pinned.receive(origin + PATH, PATH, vault)
    assert asked == ["share.quo.com"]


def test_no_error_holds_the_link(downloads: Downloads, file_host: FileHost, vault: Vault) -> None:
    file_host.behaviours["/cut"] = cut_after(b"", 10)
    file_host.redirect("/away", "https://evil.example/x?sig=secret")
    file_host.refuse("/late", 403)
    for path in ("/cut", "/away", "/late"):
        with pytest.raises(FileError) as raised:
            downloads.receive(file_host.link(path), path, vault)
        assert "secret" not in "".join(traceback.format_exception_only(raised.value))
        assert raised.value.__cause__ is None


def test_nobody_there_is_tried_again(downloads: Downloads, vault: Vault) -> None:
    with Downloads(AllowedPlaces(frozenset(), "http://127.0.0.1:9"), 100_000) as nobody, pytest.raises(FileUnavailable):
        nobody.receive("http://127.0.0.1:9/x", PATH, vault)
