"""Words inside texts: found without regard to case and accents, marked without losing a letter."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.views.finding import holds_any, pieces, snippet, words_of
from onrecord.web.links import linked
from onrecord.web.pages import rich


def found(text: str, query: str) -> list[str]:
    return [piece.text for piece in pieces(text, words_of(query)) if piece.found]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("The Pump stopped", "pump", ["Pump"]),
        ("pumps and pumping", "pump", ["pump", "pump"]),
        ("a stump", "tump", []),
        ("Otis Béla", "bela", ["Béla"]),
        ("ﬁne", "fine", []),
        ("call 555-0100", "555 0100", ["555", "0100"]),
        ("a+b (c)", "(c) a+", ["a", "c"]),
    ],
)
def test_words_are_found(text: str, query: str, expected: list[str]) -> None:
    assert found(text, query) == expected


@settings(derandomize=True, max_examples=200)
@given(st.text(max_size=80), st.text(max_size=20))
def test_no_letter_is_lost_or_added(text: str, query: str) -> None:
    assert "".join(piece.text for piece in pieces(text, words_of(query))) == text
    assert "".join(part for part, _ in linked(text)) == text


def test_a_snippet_shows_the_words_and_not_everything() -> None:
    text = "lorem ipsum " * 60 + "the impeller " + "dolor sit " * 60
    shown = "".join(piece.text for piece in snippet(text, words_of("impeller")))
    assert "impeller" in shown
    assert len(shown) < 180
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert holds_any(shown, words_of("impeller"))


def test_markup_stays_text_and_addresses_become_links() -> None:
    html = rich("<b>see</b> https://a.example/x?y=1&z=2. Thanks", words_of("see"))
    assert "&lt;b&gt;<mark>see</mark>" in html
    assert 'href="https://a.example/x?y=1&amp;z=2"' in html
    assert "</a>. Thanks" in html
    assert "href" not in rich("javascript:alert(1) ftp://x.example")
