"""Files: the right bytes, in parts, of safe types, for the right people."""

import hashlib
import re

import pytest
from starlette.testclient import TestClient

from web.seeded import SignedIn
from web.standing_house import BEN, StandingHouse


def files_of(client: TestClient, title: str, pattern: str) -> list[str]:
    page = client.get("/?view=all").text
    rows = re.findall(r'data-address="([^"]+)".*?row-title">([^<]+)<', page, re.DOTALL)
    where = next(where for where, named in rows if named.startswith(title))
    return re.findall(pattern, client.get(f"/c/{where}").text)


def photo(client: TestClient) -> str:
    return files_of(client, "Ellen", r'class="photo" href="/files/([0-9a-f]{64})/view"')[0]


def voicemail(client: TestClient) -> str:
    return files_of(client, "Ellen", r'src="/files/([0-9a-f]{64})/sound"')[0]


def test_the_bytes_are_those_of_the_digest(signed_in: SignedIn) -> None:
    client = signed_in()
    sha256 = photo(client)
    answer = client.get(f"/files/{sha256}")
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline")
    assert "immutable" in answer.headers["cache-control"]
    assert "private" in answer.headers["cache-control"]


def test_a_part_is_answered_with_206(signed_in: SignedIn) -> None:
    client = signed_in()
    path = f"/files/{voicemail(client)}/sound"
    whole = client.get(path).content
    part = client.get(path, headers={"Range": "bytes=100-299"})
    assert part.status_code == 206
    assert part.content == whole[100:300]
    assert part.headers["content-range"] == f"bytes 100-299/{len(whole)}"
    last = client.get(path, headers={"Range": "bytes=-50"})
    assert last.content == whole[-50:]
    beyond = client.get(path, headers={"Range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


def test_thumbnails_and_outlines_are_made(signed_in: SignedIn) -> None:
    client = signed_in()
    thumbnail = client.get(f"/files/{photo(client)}/thumbnail")
    assert thumbnail.headers["content-type"] == "image/webp"
    outline = client.get(f"/files/{voicemail(client)}/peaks").json()
    assert len(outline["peaks"]) == 400
    assert outline["duration_seconds"] == pytest.approx(9, abs=0.1)


def test_documents_are_saved_not_shown(signed_in: SignedIn) -> None:
    client = signed_in()
    pdf, card = files_of(client, "Priya", r'class="chip" href="(/files/[0-9a-f]{64}\?save=1)"')
    for path in (pdf, card):
        answer = client.get(path)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]


def test_a_file_of_another_line_is_not_there(signed_in: SignedIn) -> None:
    sha256 = photo(signed_in())
    client = signed_in(BEN)
    for path in ("", "/thumbnail", "/view", "/sound", "/peaks"):
        assert client.get(f"/files/{sha256}{path}").status_code == 404


@pytest.mark.parametrize("name", ["a" * 64, "..%2f..%2fetc%2fpasswd", "x", "A" * 64])
def test_a_file_that_nothing_refers_to_is_not_there(signed_in: SignedIn, name: str) -> None:
    assert signed_in().get(f"/files/{name}").status_code == 404


def test_a_picture_that_cannot_be_made_small_is_a_sign_for_one(signed_in: SignedIn, house: StandingHouse) -> None:
    client = signed_in()
    (pdf, _) = files_of(client, "Priya", r'class="chip" href="/files/([0-9a-f]{64})\?save=1"')
    answer = client.get(f"/files/{pdf}/thumbnail")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/static/no-picture.svg")
