"""What every answer carries, and what another site cannot make a browser do."""

import re

import pytest
from starlette.testclient import TestClient

from web.seeded import SignedIn
from web.standing_house import ANA, PASSWORD

FORM = {"email": ANA, "password": PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    ],
)
def test_what_another_site_sends_is_refused(signed_in: SignedIn, headers: dict[str, str]) -> None:
    client = signed_in()
    assert client.post("/sign-out", headers=headers).status_code == 403
    assert client.post("/sign-in", data=FORM, headers=headers).status_code == 403
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}, {"Origin": "http://testserver"}]
)
def test_what_our_own_pages_and_programs_send_is_taken(stranger: TestClient, headers: dict[str, str]) -> None:
    assert stranger.post("/sign-in", data=FORM, headers=headers).status_code == 303


def test_every_page_forbids_foreign_and_inline_script(signed_in: SignedIn) -> None:
    client = signed_in()
    for path in ("/", "/?view=all", "/search?q=pump", "/status", "/nothing", "/static/onrecord.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_no_page_has_inline_script_or_style(signed_in: SignedIn) -> None:
    client = signed_in()
    addresses = re.findall(r'data-address="([^"]+)"', client.get("/?view=all").text)
    for path in ("/", "/status", *(f"/c/{address}" for address in addresses)):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r"\sstyle=|<style", page)


def test_the_nonce_of_the_page_is_that_of_its_policy_and_new_each_time(signed_in: SignedIn) -> None:
    client = signed_in()
    nonces = []
    for _ in range(2):
        page = client.get("/")
        nonces.append(re.search(r'name="style-nonce" content="([^"]+)"', page.text)[1])  # type: ignore[index]
        assert f"'nonce-{nonces[-1]}'" in page.headers["content-security-policy"]
    assert nonces[0] != nonces[1]


def test_pages_are_not_kept_but_our_own_files_are(signed_in: SignedIn) -> None:
    client = signed_in()
    page = client.get("/")
    assert page.headers["cache-control"] == "no-store"
    sheet = re.search(r'href="(/static/onrecord\.css\?v=[0-9a-f]+)"', page.text)
    assert sheet is not None
    assert "immutable" in client.get(sheet[1]).headers["cache-control"]


def test_health_is_told_without_signing_in(stranger: TestClient) -> None:
    answer = stranger.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
