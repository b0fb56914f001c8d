"""The statement's page says what the file says, for those who may see it."""

import json

import pytest
from sqlalchemy import Connection

from onrecord.ledger.vouched import check_seal, read_statement
from onrecord.storage.walks import count_page, open_walk
from onrecord.views.stated import say_list
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO, StandingHouse

NOVEMBER = "from=2026-11-01&to=2026-11-30"


def test_ana_reads_what_is_held_and_missing_and_saves_a_file_that_can_be_checked(signed_in: SignedIn) -> None:
    client = signed_in(ANA)
    page = client.get(f"/statement?{NOVEMBER}")
    assert page.status_code == 200
    saved = client.get(f"/statement.json?{NOVEMBER}")
    assert saved.headers["content-disposition"] == 'attachment; filename="statement-2026-11-01-2026-11-30.json"'
    document = read_statement(json.loads(saved.content))
    assert list(check_seal(document)) == []
    assert document["digest"] in page.text
    assert document["held"]["message"] > 50
    assert f'<td class="number">{document["held"]["message"]:,}</td>' in page.text
    assert document["missing"], "the seeded record lacks some files"
    assert all(gap["subject"] in page.text for gap in document["missing"])
    assert "What can never be known" in page.text


def test_what_was_read_is_told_in_words_and_as_readings(signed_in: SignedIn, house: StandingHouse) -> None:
    def read_twice(conn: Connection) -> None:
        opened = open_walk(
            conn, 1, run_id=None, surface="dated", operation="GET /calls", asked="{}", lo_ms=0, hi_ms=9, now_ms=1
        )
        for _ in ("once", "again"):
            count_page(conn, 1, opened, items=50)

    house.database.writer.write(read_twice)
    page = signed_in(ANA).get(f"/statement?{NOVEMBER}").text
    assert '<th scope="row">Calls <span class="mono quiet">GET /calls</span></th><td class="number">100</td>' in page
    assert "An entry that was read again counts again" in page


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ("GET /v1/contacts", "Contacts"),
        ("GET /phone-numbers", "Phone numbers"),
        ("GET /webhooks/{webhookId}/events", "Webhook deliveries"),
        ("GET /something-new", ""),
    ],
)
def test_a_list_of_quos_has_a_name_for_people(operation: str, name: str) -> None:
    assert say_list(operation) == name


def test_ben_gets_a_statement_of_his_line_alone_and_cleo_none(signed_in: SignedIn) -> None:
    ben = json.loads(signed_in(BEN).get(f"/statement.json?{NOVEMBER}").content)
    assert ben["line"]["id"] == seed.FIELD
    assert signed_in(BEN).get(f"/statement?{NOVEMBER}&line={seed.OFFICE}").status_code == 404
    assert signed_in(CLEO).get(f"/statement?{NOVEMBER}").status_code == 404


def test_a_day_that_is_none_is_told_in_words_and_the_form_stays(signed_in: SignedIn) -> None:
    page = signed_in(ANA).get("/statement?from=yesterday&to=2026-11-30")
    assert page.status_code == 422
    assert "neither a day nor a moment" in page.text
    assert 'name="from"' in page.text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=2026-11-30&to=2026-11-01", "ends before it begins"),
        ("from=9999-12-31&to=9999-12-31", "from 1970 to 2199"),
        ("from=2026-11-01&to=2026-11-30&line=PNnope", "No phone number here has the id PNnope"),
        ("from=x&to=y", "neither a day nor a moment"),
    ],
)
def test_what_no_record_can_hold_is_refused_in_words_and_no_file_is_sealed(
    signed_in: SignedIn, query: str, told: str
) -> None:
    page = signed_in(ANA).get(f"/statement?{query}")
    assert (page.status_code, told in page.text, "Digest" in page.text) == (422, True, False)
    saved = signed_in(ANA).get(f"/statement.json?{query}")
    assert (saved.status_code, told in saved.text, "digest" in saved.text) == (422, True, False)


def test_ben_is_not_told_which_other_phone_numbers_there_are(signed_in: SignedIn) -> None:
    for path in ("/statement", "/statement.json"):
        for line in ("PNnope", seed.OFFICE):
            assert signed_in(BEN).get(f"{path}?{NOVEMBER}&line={line}").status_code == 404


def test_without_days_it_is_the_last_whole_month(signed_in: SignedIn) -> None:
    page = signed_in(ANA).get("/statement").text
    assert 'value="2026-10-01"' in page
    assert 'value="2026-10-31"' in page
