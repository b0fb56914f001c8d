"""Search: names, numbers in any notation, texts, transcripts; it opens at the place."""

import re

import pytest

from web.seeded import SignedIn
from web.standing_house import BEN, CLEO


def found(page: str) -> list[str]:
    return re.findall(r'<span class="row-title">([^<]+)</span>', page)


@pytest.mark.parametrize("query", ["ellen", "MARSH", "marsh bakery", "bakery ellen"])
def test_names_and_companies_find_people(signed_in: SignedIn, query: str) -> None:
    assert "Ellen Marsh" in found(signed_in().get("/search", params={"q": query}).text)


@pytest.mark.parametrize(
    "query", ["+15550100120", "(555) 010-0120", "555.010.0120", "1 555 010 0120", "5550100120", "010-0120", "0120"]
)
def test_numbers_are_found_in_any_notation(signed_in: SignedIn, query: str) -> None:
    assert found(signed_in().get("/search", params={"q": query}).text)[0] == "Ellen Marsh"


def test_short_codes_are_found(signed_in: SignedIn) -> None:
    assert "60555" in found(signed_in().get("/search?q=60555").text)


@pytest.mark.parametrize(
    ("query", "place", "marked"),
    [
        ("flour shelves", "", "flour"),
        ("impeller", "Transcript:", "impeller"),
        ("noon", "Voicemail:", "noon"),
        ("polyurethane", "Transcript:", "polyurethane"),
        ("garage", "Summary:", "garage"),
    ],
)
def test_texts_transcripts_and_summaries_are_found_and_marked(
    signed_in: SignedIn, query: str, place: str, marked: str
) -> None:
    page = signed_in().get("/search", params={"q": query}).text
    assert f"<mark>{marked}</mark>" in page
    assert place in page


def test_a_hit_opens_at_its_place_with_the_words_marked(signed_in: SignedIn) -> None:
    client = signed_in()
    page = client.get("/search", params={"q": "impeller"}).text
    hit = re.search(r'class="row hit" href="([^"#]+)#(AC[^"]+)"', page)
    assert hit is not None
    opened = client.get(hit[1].replace("&amp;", "&")).text
    assert f'data-found="{hit[2]}"' in opened
    assert re.search(r'data-start="6.4".*?<mark>impeller</mark>', opened, re.DOTALL)
    assert '<details class="transcript" open>' in opened


def test_nothing_is_found_outside_the_scope(signed_in: SignedIn) -> None:
    assert found(signed_in(BEN).get("/search?q=pump").text) == ["Len Farrow"]
    assert found(signed_in(BEN).get("/search?q=ellen").text) == []
    assert found(signed_in(BEN).get("/search?q=0120").text) == []
    assert found(signed_in(CLEO).get("/search?q=pump").text) == []


@pytest.mark.parametrize("query", ['"', "'; DROP TABLE user;--", "%", "_", "*", "AND OR NOT", "\\", "(", "\x00a", "😀"])
def test_any_text_is_a_safe_query(signed_in: SignedIn, query: str) -> None:
    assert signed_in().get("/search", params={"q": query}).status_code == 200


def test_nothing_found_is_said(signed_in: SignedIn) -> None:
    assert "Nothing on record has" in signed_in().get("/search?q=xyzzy").text


def test_an_empty_search_is_the_list_again(signed_in: SignedIn) -> None:
    assert signed_in().get("/search?q=&view=all").headers["location"] == "/?view=all"


def test_older_results_follow(signed_in: SignedIn) -> None:
    client = signed_in()
    page = client.get("/search?q=gate+code").text
    assert len(re.findall('class="row hit"', page)) == 19
    page = client.get("/search?q=crew").text
    assert "<mark>Crew</mark>" in page
