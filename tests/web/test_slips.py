"""Whatever stands in an address, it is answered in words: never with a fault of ours."""

from urllib.parse import quote

import pytest

from web.seeded import SignedIn
from web.standing_house import ANA, BEN

SLIPS = (
    *("x", "-1", "0", "1e9", "NaN", "null", "99999999999999999999", "9" * 400, "\N{SUPERSCRIPT TWO}"),
    *("9999-12-31", "0001-01-01", "2026-02-30"),
    *("999999999999999.AC1", "999999999999999.", "\N{ARABIC-INDIC DIGIT ONE}.AC1"),
    *("\x00", "a\x00b", "'", '"><b>', "../..", "%", "\xed\xa0\xbd"),
    *("k.", "k.AA", "gap.media.x", "gap.x.x", "doubt.x.x", "doubt.call.x", "doubt.media.\x00"),
)

QUERIES = {
    "/": ("before", "line", "view", "q"),
    "/inbox/newest": ("line", "view"),
    "/c/CNseed0001": ("at",),
    "/c/CNseed0001/stretch": ("before", "after"),
    "/search": ("q", "before", "line"),
    "/coverage": ("kind", "line", "year"),
    "/coverage/2026-11-20": ("kind", "line"),
    "/missing": ("line", "asked"),
    "/missing/gap.media.link_expired": ("before", "line"),
    "/missing/doubt.media.announced": ("before", "line"),
    "/statement": ("from", "to", "line"),
    "/statement.json": ("from", "to", "line"),
    "/report": ("from", "to", "by", "line", "page", "before", "month", "kind"),
    "/report.csv": ("from", "to", "by", "line", "month"),
    "/discrepancies": ("kind", "line", "before", "page", "month", "rule", "field"),
    "/limits": ("name",),
}
PATHS = (
    "/c/{}", "/c/{}/stretch", "/c/{}/details", "/files/{}", "/files/{}/thumbnail", "/files/{}/view", "/files/{}/peaks",
    "/missing/{}", "/coverage/{}", "/why/{}", "/a/{}/why", "/why/AC1/sent/{}", "/why/AC1/sent/{}/bytes", "/limits/{}",
)  # fmt: skip


@pytest.mark.parametrize("name", [ANA, BEN])
@pytest.mark.parametrize("path", QUERIES)
def test_no_slip_in_a_query_is_a_fault(signed_in: SignedIn, path: str, name: str) -> None:
    client = signed_in(name)
    for parameter in QUERIES[path]:
        for slip in SLIPS:
            answer = client.get(path, params={parameter: slip})
            assert answer.status_code < 500, (parameter, slip)


@pytest.mark.parametrize("path", PATHS)
def test_no_slip_in_a_path_is_a_fault(signed_in: SignedIn, path: str) -> None:
    client = signed_in(ANA)
    for slip in SLIPS:
        answer = client.get(path.format(quote(slip, safe="")))
        assert answer.status_code < 500, slip


def test_a_nul_is_in_no_address_and_no_word_for_a_database_may_take_none(signed_in: SignedIn) -> None:
    answer = signed_in(ANA).get("/why/AC%00")
    assert (answer.status_code, answer.text) == (400, "There is no such address.\n")
    page = signed_in(ANA).get("/search?q=a%00b")
    assert page.status_code == 200
    assert "\x00" not in page.text
    assert "a\N{REPLACEMENT CHARACTER}b" in page.text


def test_a_day_outside_of_all_records_is_not_found(signed_in: SignedIn) -> None:
    for day in ("9999-12-31", "0001-01-01", "1969-12-31", "2200-01-01"):
        assert signed_in(ANA).get(f"/coverage/{day}").status_code == 404
