"""«Quo's numbers don't match», and the report for who disputes a bill, as screens."""

import csv
import io
import re

import pytest

from contradicting import answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.storage.engine import Database
from told import OTHER_LINE
from web.seeded import SignedIn
from web.standing_house import BEN, CLEO

SEPTEMBER = "from=2026-09-01&to=2026-09-30"


@pytest.fixture
def told(seeded_database: Database) -> None:
    take(seeded_database, answers())
    fold(seeded_database, FakeClock())


def plain(page: str) -> str:
    return page.replace("&#39;", "'")


def test_open_ones_are_listed_and_each_leads_to_its_why(signed_in: SignedIn, told: None) -> None:
    page = plain(signed_in().get("/discrepancies").text)
    assert "2 disagreements that nothing explains" in page
    assert 'href="/a/ACodd/why"' in page
    assert "Quo's older API: 123 s" in page
    assert "/a/ACzero/why" not in page


def test_explained_ones_say_what_explains_them(signed_in: SignedIn, told: None) -> None:
    page = plain(signed_in().get("/discrepancies?state=explained").text)
    assert 'href="/a/ACzero/why"' in page
    assert "A recording begins later and ends earlier than the call." in page
    assert "Nobody answered: it is how long the phone rang." in page
    assert "/a/ACodd/why" in page  # its recording is shorter than the call


def test_they_are_narrowed_by_kind_and_by_line(signed_in: SignedIn, told: None) -> None:
    client = signed_in()
    kind = client.get("/discrepancies?state=all&kind=own_times").text
    assert re.findall(r'class="source"><a href="/a/(AC\w+)/why"', kind) == ["ACold"]
    line = client.get(f"/discrepancies?state=all&line={OTHER_LINE}").text
    assert re.findall(r'class="source"><a href="/a/(AC\w+)/why"', line) == ["ACold"]
    assert "None of these." in client.get("/discrepancies?kind=nonsense&state=nonsense").text


def test_where_all_agrees_it_says_so_calmly(signed_in: SignedIn) -> None:
    page = signed_in(CLEO).get("/discrepancies").text
    assert "Everything that Quo says of a call or message agrees." in page


def test_ben_sees_the_disagreements_of_his_line_only(signed_in: SignedIn, told: None) -> None:
    assert "/a/AC" not in signed_in(BEN).get("/discrepancies?state=all").text


def test_the_report_shows_each_source_beside_what_is_held(signed_in: SignedIn, told: None) -> None:
    page = plain(signed_in().get(f"/report?{SEPTEMBER}&by=line").text)
    assert "Front desk (555) 010-0100" in page
    assert "As we hold" in page
    assert re.search(r'class="number differs"[^>]*>123<', page)
    assert "What this rests on" in page


@pytest.mark.parametrize(
    "query", ["", "from=x&to=y&by=z&line=PNnever", "from=2026-09-30&to=2026-09-01", "to=0001-01-01"]
)
def test_days_that_make_no_sense_are_taken_as_they_can_be(signed_in: SignedIn, query: str) -> None:
    assert signed_in().get(f"/report?{query}").status_code == 200


def test_the_report_opens_in_a_spreadsheet(signed_in: SignedIn, told: None) -> None:
    answer = signed_in().get(f"/report.csv?{SEPTEMBER}&by=day")
    assert answer.headers["Content-Disposition"] == ('attachment; filename="onrecord-2026-09-01-2026-09-30-by-day.csv"')
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["2026-09-21", "Quo's older API", "0", "0", "2", "0", "2", "123", "0", "1"] in rows


def test_ben_reports_on_his_own_line(signed_in: SignedIn, told: None) -> None:
    page = signed_in(BEN).get(f"/report?{SEPTEMBER}").text
    assert "Nothing is on record of these days." in page
    assert "Front desk" not in page
