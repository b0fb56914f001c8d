"""The list: views, lines, pages, what a member sees."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection
from starlette.testclient import TestClient

from onrecord.storage.engine import Database
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, STATUS, StandingHouse


def titles(page: str) -> list[str]:
    return re.findall(r'<span class="row-title">([^<]+)</span>', page)


def test_first_come_those_who_wait_for_our_reply(signed_in: SignedIn) -> None:
    page = signed_in().get("/").text
    assert titles(page)[:3] == ["Ellen Marsh", "(555) 010-0177", "Priya Raman, Otis Béla Grant &amp; Grace Lindqvist"]
    assert "Len Farrow" not in titles(page)


def test_the_views_show_what_they_say(signed_in: SignedIn) -> None:
    client = signed_in()
    assert "Len Farrow" in titles(client.get("/?view=all").text)
    photos = titles(client.get("/?view=photos").text)
    assert "Ellen Marsh" in photos
    assert "Tom Aguilar" not in photos
    missed = titles(client.get("/?view=missed").text)
    assert missed.count("Anonymous caller") == 2
    assert "Len Farrow" not in missed


def test_one_line_at_a_time(signed_in: SignedIn) -> None:
    assert titles(signed_in().get(f"/?view=all&line={seed.QUOTES}").text) == [
        "Priya Raman, Otis Béla Grant &amp; Grace Lindqvist"
    ]


def test_who_sees_one_line_sees_no_other(signed_in: SignedIn) -> None:
    page = signed_in(BEN).get("/?view=all").text
    assert titles(page) == ["Tom Aguilar", "Len Farrow", "(555) 010-0188"]
    assert "Estimates" not in page
    asked_for_another = signed_in(BEN).get(f"/?view=all&line={seed.OFFICE}").text
    assert titles(asked_for_another) == []


def test_who_sees_no_line_sees_nothing(signed_in: SignedIn) -> None:
    page = signed_in(CLEO).get("/?view=all").text
    assert titles(page) == []
    assert "No conversations on record yet" in page


def test_older_rows_follow_without_overlap_or_hole(
    signed_in: SignedIn, seeded_database: Database, tmp_path: Path
) -> None:
    made = seed.Seed(seed.vault_in(tmp_path))
    for n in range(100):
        key = made.conversation(seed.FIELD, (f"+1555010{n + 1000:04d}",))
        made.message(key, seed.NOW - (n // 3) * 60_000, f"Number {n}")  # several at the same moment

    def write(conn: Connection) -> None:
        seed.write_activities(conn, made.activities)

    seeded_database.writer.write(write)
    client = signed_in(ANA)
    page, found = client.get("/?view=all").text, []
    while True:
        found += re.findall(r'id="row-([0-9a-f]+)"', page)
        more = re.search(r'hx-get="(/\?[^"]*before=[^"]+)"', page)
        if more is None:
            break
        page = client.get(more[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert len(found) == len(set(found)) == 111


def test_a_place_that_makes_no_sense_is_the_beginning(signed_in: SignedIn) -> None:
    assert titles(signed_in().get("/?view=all&before=nonsense").text)[0] == "Ellen Marsh"


def test_the_count_of_those_who_wait_comes_with_the_newest_rows(signed_in: SignedIn) -> None:
    answer = signed_in().get("/inbox/newest", headers={"HX-Request": "true"})
    assert answer.headers["onrecord-waiting"] == "5"
    assert titles(answer.text)[0] == "Ellen Marsh"


def test_a_fragment_is_no_page(signed_in: SignedIn) -> None:
    answer = signed_in().get("/?view=all", headers={"HX-Request": "true", "HX-Target": "list"})
    assert "<html" not in answer.text
    assert "Len Farrow" in titles(answer.text)


def test_status_is_for_those_who_see_everything(signed_in: SignedIn) -> None:
    page = signed_in().get("/status").text
    assert "Not complete" in page
    assert "Link expired" in page
    assert signed_in(BEN).get("/status").status_code == 404


@pytest.mark.parametrize(
    ("missing", "said", "unsaid"),
    [
        (0, "Everything that Quo said there is, and gives us, is saved.", "Not saved"),
        (11, "Not saved: 11 more of which it is known that they exist", "Everything that Quo said there is"),
    ],
)
def test_a_complete_sync_is_not_called_everything_while_something_is_missing(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, missing: int, said: str, unsaid: str
) -> None:
    told = STATUS | {"complete": True, "gaps": {"open": missing, "by_reason": {}}}
    monkeypatch.setattr(StandingHouse, "status", lambda _: told)
    page = re.sub(r"<[^>]+>", "", signed_in().get("/status").text)
    assert said in page
    assert unsaid not in page


def test_the_door_back_is_open_after_a_session_ended(stranger: TestClient) -> None:
    answer = stranger.get("/inbox/newest", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in"
