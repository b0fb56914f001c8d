"""One walk: what a page changes, how it goes on after a lost cursor, how it is split."""

import pytest

from onrecord.domain.clock import DAY, SECOND
from onrecord.provider.client import Answer
from onrecord.provider.envelope import Item, Page
from onrecord.sync.chain import Chain
from onrecord.sync.plan import REREAD_PAGES, Phase, Stretch

NOW = 1_795_000_000_000
OLDEST = NOW - 100 * DAY


class Asked:
    def __init__(self) -> None:
        self.windows: list[tuple[int, int | None]] = []

    def __call__(self, lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
        self.windows.append((lo_ms, hi_ms))
        return Answer("dated", "GET /messages", {}, 200, b"{}", 0)


def chain_of(stretch: Stretch | None, *, ordered: bool = True, ask: Asked | None = None) -> Chain:
    return Chain(
        "messages", Phase.RECORD, "dated", "GET /messages", {}, ask or Asked(), stretch=stretch, ordered=ordered
    )


def page_of(*times: int, more: bool = True) -> Page:
    items = tuple(Item(b"{}", (("activity", f"AC{at}"),), (), at) for at in times)
    return Page(items, "next" if more else None, None)


WHOLE = Stretch(0, NOW, 0, open_top=True)


def test_a_walk_without_an_end_goes_on_to_the_last_page() -> None:
    chain = chain_of(WHOLE)
    assert not chain.note(page_of(NOW - 1, NOW - DAY))
    assert chain.reached_ms == NOW - DAY
    assert chain.note(page_of(NOW - 2 * DAY, more=False))
    assert chain.items == 3


def test_a_walk_that_reached_what_is_proved_reads_a_few_pages_more_and_ends() -> None:
    chain = chain_of(Stretch(NOW - DAY, NOW, NOW - 2 * DAY, open_top=True))
    for _ in range(REREAD_PAGES):
        assert not chain.note(page_of(NOW - DAY - SECOND))
    assert chain.note(page_of(NOW - DAY - SECOND))


def test_reaching_the_end_exactly_is_not_yet_beyond_it() -> None:
    """More of the same millisecond may follow on the next page."""
    chain = chain_of(Stretch(NOW - DAY, NOW, NOW - DAY))
    chain.reread_left = 0
    assert not chain.note(page_of(NOW - DAY))
    assert chain.note(page_of(NOW - DAY - 1))


def test_a_lost_cursor_goes_on_just_above_what_is_reached() -> None:
    asked = Asked()
    chain = chain_of(WHOLE, ask=asked)
    chain.ask_page(None)
    chain.note(page_of(NOW - DAY))
    chain.ask_page("next")
    chain.start_again()
    chain.ask_page(None)
    assert asked.windows == [(0, None), (0, None), (0, NOW - DAY + SECOND)]


def test_a_lost_cursor_of_a_list_without_order_begins_at_the_top() -> None:
    asked = Asked()
    chain = chain_of(WHOLE, ordered=False, ask=asked)
    chain.note(page_of(NOW - DAY))
    chain.start_again()
    chain.ask_page(None)
    assert asked.windows == [(0, None)]
    assert chain.reached_ms is None


def test_a_split_leaves_nothing_out_and_both_halves_end() -> None:
    chain = chain_of(WHOLE)
    chain.note(page_of(*(NOW - step * DAY // 10 for step in range(100))))
    lower = chain.split(OLDEST)
    assert lower is not None
    upper_stretch, lower_stretch = chain.stretch, lower.stretch
    assert upper_stretch is not None
    assert lower_stretch is not None
    assert upper_stretch.lo_ms < lower_stretch.hi_ms == upper_stretch.lo_ms + SECOND
    assert (lower_stretch.lo_ms, lower_stretch.open_top, lower.items, lower.row_id) == (0, False, 0, None)
    assert chain.note(page_of(upper_stretch.lo_ms - 1))
    assert not lower.note(page_of(upper_stretch.lo_ms - 1))


@pytest.mark.parametrize("change", ["joins", "finished", "unordered", "no page yet"])
def test_a_walk_is_not_split_where_the_halves_could_not_be_told_apart(change: str) -> None:
    chain = chain_of(WHOLE, ordered=change != "unordered")
    if change != "no page yet":
        chain.note(page_of(*(NOW - step * DAY // 10 for step in range(100)), more=change != "finished"))
    chain.joins = change == "joins"
    assert chain.split(OLDEST) is None


def test_a_list_that_turns_in_circles_is_noticed() -> None:
    chain = chain_of(WHOLE)
    assert not chain.has_seen("one")
    assert chain.has_seen("one")
    chain.start_again()
    assert not chain.has_seen("one")


def test_strange_elements_count_neither_as_items_nor_as_times() -> None:
    chain = chain_of(WHOLE)
    strange = Item(b"3", (("other", "GET /messages"),), (), 5)
    chain.note(Page((strange,), "next", None))
    assert (chain.items, chain.reached_ms) == (0, None)
