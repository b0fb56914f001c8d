"""The statement's page says what the file says, for those who may see it."""

import json

from onrecord.ledger.vouched import check_seal, read_statement
from web import seed
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, CLEO

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


def test_without_days_it_is_the_last_whole_month(signed_in: SignedIn) -> None:
    page = signed_in(ANA).get("/statement").text
    assert 'value="2026-10-01"' in page
    assert 'value="2026-10-31"' in page
