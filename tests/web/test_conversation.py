"""One conversation: what is drawn, where it opens, and who is refused."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.domain.conversation import conversation_key
from onrecord.storage.engine import Database
from onrecord.views.address import address_of
from web import seed
from web.seeded import SignedIn
from web.standing_house import BEN, CLEO, StandingHouse


def address(client: TestClient, title: str) -> str:
    page = client.get("/?view=all").text
    rows = re.findall(r'data-address="([^"]+)".*?row-title">([^<]+)<', page, re.DOTALL)
    return next(where for where, named in reversed(rows) if named.startswith(title))


def opened(client: TestClient, title: str) -> str:
    return client.get(f"/c/{address(client, title)}").text


def ids(page: str) -> list[str]:
    return re.findall(r'<article [^>]*id="(AC[^"]+)"', page)


def test_the_panel_beside_it_can_be_drawn_anew_by_whoever_may_see_it(house: StandingHouse, signed_in: SignedIn) -> None:
    ana, key = signed_in(), conversation_key(seed.OFFICE, [seed.ELLEN])
    where = f"/c/{address(ana, 'Ellen Marsh')}/details"
    page = ana.get(where).text
    assert page.strip().startswith("<aside")
    assert page.strip() in ana.get(where.removesuffix("/details"), headers={"HX-Request": "true"}).text
    count = re.search(r"<dt>Messages</dt><dd>(\d+)", page)
    made = seed.Seed(house.vault)
    made.counter = iter(range(90_000, 99_999))  # type: ignore[assignment]  # ids that nothing else has
    made.message(key, seed.NOW, "And one more")
    house.database.writer.write(lambda conn: seed.write_activities(conn, made.activities))
    assert count is not None
    assert f"<dt>Messages</dt><dd>{int(count[1]) + 1}" in ana.get(where).text
    assert [signed_in(who).get(where).status_code for who in (BEN, CLEO)] == [404, 404]


def test_everything_of_a_job_stands_in_one_place(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Ellen Marsh")
    for shown in (
        "Here is the north wall, and the corner behind the oven.",
        "Missed call, left a voicemail",
        "two inches of water",
        "Marco Bellini called",
        "2 min 16 s",
        "That sounds like the impeller.",
        "Marco comes on Tuesday with an impeller.",
        "Waiting for our reply",
        "Dana Whitfield",
        "Delivered",
        "Photo: Link expired",
    ):
        assert shown in page, shown
    assert page.count('class="photo"') == 5
    assert 'data-start="6.4"' in page


def test_the_days_are_those_of_the_workspaces_zone(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Ellen Marsh")
    assert re.findall(r'class="day"[^>]*><span>([^<]+)<', page) == ["Tuesday, November 17", "Yesterday", "Today"]


def test_sources_that_disagree_are_both_shown(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Ellen Marsh")
    assert "Quo's numbers don't match: length of the call" in page.replace("&#39;", "'")
    assert re.search(r"136 s \(2 min 16 s\)\s*<strong>shown here", page)
    assert re.search(r"older API</dt><dd>123 s", page)


def test_calls_are_told_apart(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Otis B")
    titles = re.findall(r'card-title"><h3>([^<]+)</h3>', page)
    assert titles == [
        "Incoming call",
        "Hung up before anyone could answer",
        "Forwarded call",
        "Answered by AI",
        "Called, no answer",
        "Call failed",
        "Incoming call, outcome unknown",
        "Missed call",
    ]
    assert "to (555) 010-0177" in page
    assert "Appointment" in page
    assert "Friday, 10 AM" in page


def test_what_is_missing_is_said_with_its_reason(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Grace").replace("&#39;", "'")
    for shown in (
        "Possibly missing photo",
        "Blocked for safety",
        "Photo: On its way",
        "Recording: Link expired",
        "Not in your Quo plan",
        "Quo is still preparing it",
        "Voicemail: <span",
        "We can't tell",
        "Deleted in Quo; kept here.",
    ):
        assert shown in page, shown


def test_a_group_says_who_said_what(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Priya")
    assert re.findall(r'<p class="by">([^<]+)</p>', page) == [
        "Priya Raman",
        "Grace Lindqvist",
        "Otis Béla Grant",
        "June Okafor",
        "Priya Raman",
        "Otis Béla Grant",
    ]
    assert "Contact card" in page


def test_a_message_that_was_not_sent_says_so(signed_in: SignedIn) -> None:
    assert "Not sent" in opened(signed_in(), "Tom")


def test_it_opens_in_quo(signed_in: SignedIn) -> None:
    page = opened(signed_in(), "Ellen Marsh")
    assert re.search(rf'href="https://my\.quo\.com/inbox/{seed.OFFICE}/c/CNseed\d+\?at=ACseed\d+"', page)


def test_a_conversation_without_an_id_at_the_provider_opens_too(signed_in: SignedIn) -> None:
    client = signed_in()
    where = address(client, "(555) 010-0188")
    assert where == address_of(conversation_key(seed.FIELD, [seed.ROBOCALL]), None)
    page = client.get(f"/c/{where}").text
    assert len(ids(page)) == 4
    assert "Open in Quo" not in page


def test_two_hidden_callers_are_two_conversations(signed_in: SignedIn) -> None:
    assert len(ids(opened(signed_in(), "Anonymous"))) == 1


def test_older_activities_follow_without_overlap_or_hole(signed_in: SignedIn) -> None:
    client = signed_in()
    page, found = opened(client, "Tom"), []
    while True:
        found = ids(page) + found
        older = re.search(r'data-edge="older" hx-get="([^"]+)"', page)
        if older is None:
            break
        page = client.get(older[1], headers={"HX-Request": "true"}).text
    assert len(found) == len(set(found)) == 151


def test_it_opens_at_a_place_and_goes_on_both_ways(signed_in: SignedIn) -> None:
    client = signed_in()
    where = address(client, "Tom")
    every = ids(client.get(f"/c/{where}").text)
    deep = client.get(re.search(r'data-edge="older" hx-get="([^"]+)"', client.get(f"/c/{where}").text)[1]).text  # type: ignore[index]
    place = ids(deep)[5]
    page = client.get(f"/c/{where}?at={place}&q=gravel").text
    assert f'data-found="{place}"' in page
    assert place in ids(page)
    assert every[-1] not in ids(page)
    newer = re.search(r'data-edge="newer" hx-get="([^"]+)"', page)
    assert newer is not None
    following = ids(client.get(newer[1]).text)
    assert following[0] not in ids(page)
    assert 'data-edge="older"' in page


def test_a_place_of_another_conversation_opens_at_the_end(signed_in: SignedIn) -> None:
    client = signed_in()
    tom = ids(opened(client, "Tom"))
    page = client.get(f"/c/{address(client, 'Ellen')}?at={tom[0]}").text
    assert 'data-found=""' in page
    assert tom[0] not in page


@pytest.mark.parametrize("email", [BEN, CLEO])
def test_a_conversation_outside_the_scope_is_not_there(signed_in: SignedIn, email: str) -> None:
    where = address(signed_in(), "Ellen Marsh")
    client = signed_in(email)
    for path in (f"/c/{where}", f"/c/{where}/stretch", f"/c/{address_of(f'{seed.OFFICE}:{seed.ELLEN}', None)}"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Ellen" not in answer.text
    missing = client.get("/c/CNnever")
    assert missing.status_code == 404


def test_ben_reads_his_own_line(signed_in: SignedIn) -> None:
    assert "Pump is running again" in opened(signed_in(BEN), "Len")


def test_what_people_write_is_never_markup(signed_in: SignedIn, seeded_database: Database, tmp_path: Path) -> None:
    made = seed.Seed(seed.vault_in(tmp_path))
    key = conversation_key(seed.FIELD, [seed.LEN])
    made.message(key, seed.NOW, '<img src=x onerror=alert(1)> javascript:alert(1) https://a.example/"onmouseover="x')
    seeded_database.writer.write(lambda conn: seed.write_activities(conn, made.activities))
    page = opened(signed_in(), "Len")
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert 'href="https://a.example/"' in page
    assert 'onmouseover="x' not in page
