"""«Why this value?»: from a message or call to what each source says, and to what Quo really sent."""

import re

import pytest

from contradicting import answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.storage.engine import Database
from onrecord.storage.users import put_user
from told import OTHER_LINE
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, hashed_password

OTTO = "otto@maple.example"


@pytest.fixture(autouse=True)
def told(seeded_database: Database) -> None:
    """Two surfaces have told of a few calls more. Otto sees the line that Dana's old call came in on."""
    take(seeded_database, answers())
    fold(seeded_database, FakeClock())
    seeded_database.writer.write(
        lambda conn: put_user(
            conn, 1, email=OTTO, name="Otto", password_hash=hashed_password(), role="member", lines=[OTHER_LINE],
            now_ms=0,
        )
    )  # fmt: skip


def test_every_message_and_call_leads_to_why(signed_in: SignedIn) -> None:
    page = signed_in().get("/c/CNdana").text
    articles = re.findall(r'<article [^>]*id="(AC[^"]+)"', page)
    assert articles
    assert all(f'href="/a/{id_}/why"' in page for id_ in articles)


def test_what_each_source_says_is_shown_with_the_rule(signed_in: SignedIn) -> None:
    page = signed_in().get("/a/ACodd/why").text.replace("&#39;", "'")
    for shown in (
        "Incoming call, Otis Béla Grant",
        "Quo contradicts itself on 1 point here.",
        "Where lengths differ, Quo's better source is believed",
        "123 s (2 min 3 s)",
        "136 s (2 min 16 s)",
        "A time of answer was given.",
        "GET /v1/calls",
    ):
        assert shown in page, shown
    assert "Every source says the same." in page


def test_an_explained_difference_is_told_calmly(signed_in: SignedIn) -> None:
    page = signed_in().get("/a/ACzero/why").text
    assert "Nothing that Quo says here contradicts what is shown." in page
    assert "its own times of answer and end say otherwise" in page


def test_what_quo_sent_is_shown_without_the_secrets_of_links(signed_in: SignedIn) -> None:
    client = signed_in()
    page = client.get("/why/ACodd").text
    links = dict.fromkeys(re.findall(r'href="(/why/ACodd/sent/\d+)"', page))
    bodies = [client.get(link).text for link in links]
    assert any("CRodd.mp3" in body for body in bodies)
    assert all("sig=" not in body for body in bodies)
    saved = [client.get(f"{link}/bytes") for link in links]
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in saved)
    assert any(b'"duration":123' in answer.content for answer in saved)
    assert all(b"sig=" not in answer.content for answer in saved)


@pytest.mark.parametrize("path", ["/a/ACodd/why", "/why/ACodd", "/why/ACnever", "/why/ACodd/sent/x", "/why/USana"])
@pytest.mark.parametrize("email", [BEN, CLEO, OTTO])
def test_what_is_outside_the_scope_is_not_there(signed_in: SignedIn, email: str, path: str) -> None:
    answer = signed_in(email).get(path)
    assert answer.status_code == 404
    assert "Otis" not in answer.text


def test_who_sees_one_line_sees_what_was_sent_of_it_and_saves_nothing(signed_in: SignedIn) -> None:
    page = signed_in(OTTO).get("/a/ACold/why").text
    link = re.search(r'href="(/why/ACold/sent/\d+)"', page)
    assert link is not None
    assert "phoneNumberId" in signed_in(OTTO).get(link[1]).text
    assert signed_in(OTTO).get(f"{link[1]}/bytes").status_code == 404
    assert signed_in(ANA).get(f"{link[1]}/bytes").status_code == 200


def test_what_was_sent_about_another_thing_is_not_there(signed_in: SignedIn) -> None:
    client = signed_in()
    other = re.search(r"/why/ACold/sent/(\d+)", client.get("/why/ACold").text)
    assert other is not None
    assert client.get(f"/why/ACodd/sent/{other[1]}").status_code == 404
