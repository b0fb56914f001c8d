"""What is missing on screen: by cause, for the eyes of those who may see the line, with something to do about it."""

import html
import re

import pytest
from sqlalchemy import Connection, text
from starlette.testclient import TestClient

from keeping import rows
from onrecord.domain.activity import ActivityRecord
from onrecord.domain.announcement import Announcement
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import DAY, HOUR
from onrecord.storage import activities, conversations
from onrecord.storage.changes import add_changes
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, StandingHouse

SAYS = "ACseedsays"
KEY = f"{seed.OFFICE}:{seed.ELLEN}"


def announced(id_: str, line: str, number: str, *, at_ms: int = seed.NOW - HOUR, **more: object) -> ActivityRecord:
    told: dict[str, object] = {
        "line_id": line, "conversation_key": f"{line}:{number}", "participants": (number,), "direction": "incoming",
        "at_ms": at_ms, "text": "here are a couple more like these", "from_number": number, "media_word": "none",
        "announced": Announcement("a couple more like these", True),
    }  # fmt: skip
    return ActivityRecord(id_, "message", **(told | more))  # type: ignore[arg-type]  # as told


def add(database: Database, *records: ActivityRecord) -> None:
    def job(conn: Connection) -> None:
        before = activities.stored(conn, 1, [one.id for one in records])
        activities.replace(conn, 1, [activities.activity_rows(1, one, one.text) for one in records], before)
        touched = {one.conversation_key: one.line_id for one in records}
        conversations.recompute(conn, 1, touched)
        add_changes(conn, 1, touched, now_ms=seed.NOW)

    database.writer.write(job)


@pytest.fixture
def house_with_a_doubt(house: StandingHouse) -> StandingHouse:
    add(house.database, announced(SAYS, seed.OFFICE, seed.ELLEN))
    return house


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def key_on(client: TestClient, path: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]+)"', client.get(path).text)


def say(client: TestClient, key: str, decision: str, why: str = "they came by e-mail", **more: str) -> int:
    return client.post("/missing/decide", data={"key": key, "decision": decision, "why": why} | more).status_code


@pytest.mark.usefixtures("house_with_a_doubt")
def test_causes_are_listed_with_their_reason_and_what_comes_next(signed_in: SignedIn) -> None:
    page = words(signed_in(ANA).get("/missing").text)
    assert "1 message speaks of pictures that are not there" in page
    assert "Known to be missing" in page
    assert "Link expired" in page or "link" in page


@pytest.mark.usefixtures("house_with_a_doubt")
def test_a_piece_shows_the_words_that_raised_it_and_leads_to_its_place(signed_in: SignedIn) -> None:
    client = signed_in(ANA)
    page = client.get("/missing/doubt.media.announced").text
    assert "“a couple more like these”" in page
    place = re.search(rf'href="(/c/[^"?]+\?at={SAYS})#', page)
    assert place
    there = client.get(place[1]).text
    assert "Possibly missing photo: “a couple more like these”" in there
    assert f'action="/a/{SAYS}/files"' in there
    assert "https://my.quo.com/inbox/" in page
    assert "Could you send them once more, by e-mail to ana@harbor.example?" in html.unescape(page)


@pytest.mark.usefixtures("house_with_a_doubt")
def test_ben_sees_what_is_missing_on_his_line_and_nothing_else(signed_in: SignedIn, house: StandingHouse) -> None:
    add(house.database, announced("ACfield", seed.FIELD, seed.OTIS))
    assert key_on(signed_in(BEN), "/missing/doubt.media.announced") == ["media:ACfield"]
    assert key_on(signed_in(BEN), f"/missing/doubt.media.announced?line={seed.OFFICE}") == []
    assert sorted(key_on(signed_in(ANA), "/missing/doubt.media.announced")) == ["media:ACfield", f"media:{SAYS}"]
    assert key_on(signed_in(ANA), f"/missing/doubt.media.announced?line={seed.FIELD}") == ["media:ACfield"]


@pytest.mark.usefixtures("house_with_a_doubt")
def test_cleo_sees_nothing_and_can_decide_nothing(signed_in: SignedIn) -> None:
    client = signed_in(CLEO)
    assert "Nothing is known to be missing" in client.get("/missing").text
    assert key_on(client, "/missing/doubt.media.announced") == []
    assert say(client, f"media:{SAYS}", "dismissed") == 404
    assert say(signed_in(BEN), f"media:{SAYS}", "dismissed") == 404
    assert key_on(signed_in(ANA), "/missing/doubt.media.announced") == [f"media:{SAYS}"]


@pytest.mark.usefixtures("house_with_a_doubt")
def test_a_dismissed_doubt_is_gone_from_the_account_and_a_confirmed_one_is_a_gap(signed_in: SignedIn) -> None:
    client = signed_in(ANA)
    assert say(client, f"media:{SAYS}", "confirmed", "") == 303
    assert key_on(client, "/missing/doubt.media.announced") == []
    assert key_on(client, "/missing/gap.media.confirmed") == [f"media:{SAYS}"]
    assert "Confirmed by ana@harbor.example" in client.get("/missing/gap.media.confirmed").text
    assert say(client, f"media:{SAYS}", "reopened", "") == 303
    assert say(client, f"media:{SAYS}", "note", "called them") == 303
    assert "called them" in client.get("/missing/doubt.media.announced").text
    assert say(client, f"media:{SAYS}", "dismissed") == 303
    assert key_on(client, "/missing/doubt.media.announced") == []
    assert "a couple more like these”" not in client.get(f"/c/CNseed0001?at={SAYS}").text


@pytest.mark.usefixtures("house_with_a_doubt")
def test_a_decision_says_why_and_leads_back_only_to_our_own_pages(signed_in: SignedIn) -> None:
    client = signed_in(ANA)
    assert say(client, f"media:{SAYS}", "dismissed", "  ") == 422
    assert say(client, f"media:{SAYS}", "forget") == 422
    for back in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere", "/missing//elsewhere"):
        answer = client.post(
            "/missing/decide", data={"key": f"media:{SAYS}", "decision": "note", "why": "x", "back": back}
        )
        assert answer.headers["location"] == "/missing"
    answer = client.post(
        "/missing/decide",
        data={"key": f"media:{SAYS}", "decision": "note", "why": "x", "back": "/missing/doubt.media.announced"},
    )
    assert answer.headers["location"] == "/missing/doubt.media.announced"


@pytest.mark.usefixtures("house_with_a_doubt")
def test_checking_asks_about_each_once_more_behind_everything_else(signed_in: SignedIn, house: StandingHouse) -> None:
    client = signed_in(ANA)
    answer = client.post("/missing/check", data={"cause": "doubt.media.announced", "much": "all"})
    assert answer.headers["location"] == "/missing?asked=1"
    with house.database.reading() as conn:
        found = conn.execute(text(f"SELECT kind, priority FROM errand WHERE key = '{SAYS}'")).all()
    assert [tuple(one) for one in found] == [("reask", 800)]
    assert client.post("/missing/check", data={"cause": "nonsense"}).status_code == 404
    assert (
        signed_in(CLEO)
        .post("/missing/check", data={"cause": "doubt.media.announced"})
        .headers["location"]
        .endswith("=0")
    )


def test_a_long_list_comes_in_pages_that_join(signed_in: SignedIn, house: StandingHouse) -> None:
    many = [announced(f"ACmany{n:03d}", seed.OFFICE, seed.ELLEN, at_ms=seed.NOW - n * 24 * HOUR) for n in range(70)]
    add(house.database, *many)
    client, path, seen = signed_in(ANA), "/missing/doubt.media.announced", []
    for _ in range(5):
        page = client.get(path).text
        seen += re.findall(r'name="key" value="([^"]+)"', page)
        more = re.search(r'href="([^"]+before=[^"]+)"', page)
        if more is None:
            break
        path = html.unescape(more[1])
    assert seen == [f"media:{one.id}" for one in many]


def test_a_cause_that_does_not_exist_is_not_found(signed_in: SignedIn) -> None:
    assert signed_in(ANA).get("/missing/nonsense").status_code == 404
    assert signed_in(ANA).get("/missing/gap.media.link_expired?before=x").status_code == 200


def test_a_year_of_days_is_shown_and_a_day_leads_to_what_is_behind_it(
    signed_in: SignedIn, house_with_a_doubt: StandingHouse
) -> None:
    client = signed_in(ANA)
    page = client.get("/coverage").text
    assert "Not checked yet" in page
    link = re.search(r'href="(/coverage/2026-11-20[^"]+)"', page)
    assert link
    day = client.get(html.unescape(link[1])).text
    assert "here are a couple more like these" in day
    assert f"?at={SAYS}#{SAYS}" in day
    assert "Possibly missing photo" in client.get("/coverage/2026-11-20?kind=media").text
    assert client.get("/coverage/yesterday").status_code == 404
    for query in ("?year=1999", "?year=abcd", "?kind=nonsense", "?year=2025&kind=call&line=PNnobody"):
        assert client.get(f"/coverage{query}").status_code == 200
    assert house_with_a_doubt.clock.now_ms() == seed.NOW


def test_days_that_hold_something_are_shown_whatever_our_clock_says(signed_in: SignedIn, house: StandingHouse) -> None:
    page = signed_in(ANA).get("/coverage").text
    house.clock.advance_ms(-400 * DAY)
    behind = signed_in(ANA).get("/coverage").text
    days = re.findall(r'href="(/coverage/2026-[^?"]+)', page)
    assert days
    assert re.findall(r'href="(/coverage/2026-[^?"]+)', behind) == days


def test_cleo_finds_no_day_with_anything_behind_it(signed_in: SignedIn) -> None:
    client = signed_in(CLEO)
    assert "/coverage/2026" not in client.get("/coverage").text
    assert "Nothing happened on this day" in client.get("/coverage/2026-11-20").text


def test_what_came_back_is_told_with_its_reason_and_leads_to_its_place(
    signed_in: SignedIn, house: StandingHouse
) -> None:
    assert "Came back" not in signed_in(ANA).get("/missing").text
    activity_id, path, sha256 = rows(
        house.database,
        "SELECT artefact.activity_id, holding.path, holding.sha256 FROM artefact JOIN holding USING (sha256)"
        f" JOIN activity ON activity.id = artefact.activity_id WHERE activity.line_id = '{seed.OFFICE}' LIMIT 1",
    )[0]

    def write(conn: Connection) -> None:
        add_holding(conn, 1, Holding(path, HoldingOutcome.EXPIRED, seed.NOW))
        add_holding(conn, 1, Holding(path, HoldingOutcome.KEPT, seed.NOW, sha256), KeptFile(sha256, 1, "image/jpeg"))

    house.database.writer.write(write)
    page = signed_in(ANA).get("/missing").text
    assert "Came back 1" in words(page)
    assert "1 (Quo's link had run out)" in words(page)
    assert f"?at={activity_id}#{activity_id}" in page
    assert "Came back" not in signed_in(BEN).get("/missing").text
