"""What was checked follows from finished walks; days are judged by it, to the hour in which clocks change."""

import itertools
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.test_missing import AT, text_from, write
from onrecord.domain.clock import DAY, HOUR
from onrecord.domain.coverage import DELIVERY_LOG, Window
from onrecord.ledger.coverage import (
    DayBounds,
    DayState,
    checked_through_ms,
    checked_windows,
    day_counts,
    spread,
    unchecked,
)
from onrecord.storage.days import artefacts_between, count_activities, count_unheard_of, first_at_ms, last_at_ms
from onrecord.storage.doubts import count_unheard_by_reason
from onrecord.storage.engine import Database
from onrecord.storage.walks import WalkRow
from onrecord.views.calendar import Told, bounds_of, days_of_year, months
from onrecord.views.times import Moments

NOW_MS = 1_795_000_000_000  # 2026-11-18


def walk(operation: str, lo_ms: int, hi_ms: int, *, reached_ms: int | None = None, finished: bool = True) -> WalkRow:
    return WalkRow(1, "dated", operation, "{}", lo_ms, hi_ms, reached_ms, 5 if finished else None)


def test_finished_walks_prove_their_windows_and_interrupted_ones_what_they_reached() -> None:
    walks = [
        walk("GET /messages", 0, 100),
        walk("GET /messages", 100, 300, reached_ms=200, finished=False),
        walk("GET /messages", 300, 400, finished=False),
        walk("GET /calls", 0, 900),
    ]
    assert checked_windows(walks, "message") == [Window(0, 100), Window(200, 300)]
    assert checked_windows(walks, "media") == checked_windows(walks, "message")
    assert checked_windows(walks, "recording") == [Window(0, 900)]
    assert checked_through_ms(checked_windows(walks, "message")) == 300
    assert unchecked(checked_windows(walks, "message"), Window(0, 400)) == [Window(100, 200), Window(300, 400)]


def test_v1_proves_by_its_list_of_conversations_only_when_every_thread_was_read() -> None:
    assert checked_windows([walk("GET /v1/conversations", 0, 100)], "call") == [Window(0, 100)]
    assert checked_windows([walk("GET /v1/conversations", 0, 100, reached_ms=50, finished=False)], "call") == []


def test_a_comparison_with_the_delivery_log_proves_nothing_of_what_was_never_announced() -> None:
    walks = [walk("GET /calls", 0, 100), walk(DELIVERY_LOG, 0, 200)]
    assert checked_windows(walks, "call") == [Window(0, 100)]
    assert checked_windows(walks, "message") == []


def test_nothing_is_proved_by_nothing() -> None:
    assert checked_windows([], "message") == []
    assert checked_through_ms([]) is None


def days(count: int) -> list[DayBounds]:
    return [DayBounds(date(2026, 1, 1 + n), Window(n * DAY, (n + 1) * DAY)) for n in range(count)]


def test_a_day_is_judged_by_what_is_known_of_it() -> None:
    found = day_counts(
        days(6),
        [Window(0, 5 * DAY)],
        held=[2, 0, 3, 1, 4, 9],
        missing_at_ms=[2 * DAY, 2 * DAY + 1],
        possible=[0, 0, 0, 2, 0, 0],
    )
    assert [one.state for one in found] == [
        DayState.WHOLE, DayState.EMPTY, DayState.MISSING, DayState.POSSIBLE, DayState.WHOLE, DayState.UNCHECKED,
    ]  # fmt: skip
    assert (found[2].expected, found[2].missing) == (5, 2)


def test_the_day_in_which_the_checking_stands_counts_as_far_as_it_has_come() -> None:
    found = day_counts(days(3), [Window(0, DAY + HOUR)], held=[1, 1, 0], missing_at_ms=[], possible=[0, 0, 0])
    assert [one.state for one in found] == [DayState.WHOLE, DayState.WHOLE, DayState.UNCHECKED]


@given(st.lists(st.integers(-DAY, 5 * DAY)))
def test_every_moment_of_a_day_is_counted_on_that_day_and_no_other(moments: list[int]) -> None:
    counted = spread(days(3), moments)
    assert counted == [sum(n * DAY <= one < (n + 1) * DAY for one in moments) for n in range(3)]


NEW_YORK = Moments(ZoneInfo("America/New_York"), "US", NOW_MS)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)])
def test_a_day_is_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert bounds_of(day, NEW_YORK).window.span_ms == hours * HOUR


def test_the_days_of_a_year_follow_one_another_up_to_today() -> None:
    today = NEW_YORK.day(NOW_MS)
    year = days_of_year(2026, NEW_YORK, until=today)
    assert year[0].day == date(2026, 1, 1)
    assert year[-1].day == today
    assert all(one.window.hi_ms == after.window.lo_ms for one, after in itertools.pairwise(year))
    assert days_of_year(2027, NEW_YORK, until=today) == []
    assert len(days_of_year(2024, NEW_YORK, until=today)) == 366


def test_a_month_begins_on_the_weekday_of_its_first_day() -> None:
    told = [Told(one.day, "whole", 3, 0, 0, True) for one in days_of_year(2026, NEW_YORK, until=NEW_YORK.day(NOW_MS))]
    found = months(told, "message", NEW_YORK)
    assert [one.title for one in found][:2] == ["January", "February"]
    assert (found[0].blank, found[1].blank) == (4, 0)  # a Thursday, a Sunday
    assert found[0].cells[0].says == "January 1: 3 messages saved, all that is known is saved"
    assert found[0].held == 93


def test_days_are_counted_by_kind_and_line_on_both_databases(database: Database) -> None:
    day = [Window(AT, AT + DAY), Window(AT + DAY, AT + 2 * DAY)]
    write(
        database,
        text_from("ACa", AT),
        text_from("ACb", AT + DAY - 1, media_word="unknown"),
        text_from("ACc", AT + DAY, media_word="unknown", word_reasons=(("media", "old_media"),)),
        text_from("ACd", AT + 2 * DAY),
        text_from("ACe", AT, line_id=None),
        text_from("ACf", AT, line_id="PN2"),
    )
    with database.reading() as conn:
        wordings = {one[:3] for one in count_unheard_by_reason(conn, 1, "media")}
        assert count_activities(conn, 1, "message", day, lines=["PN1", None]) == [3, 1]
        assert count_activities(conn, 1, "message", day, lines=["PN2"]) == [1, 0]
        assert count_activities(conn, 1, "call", day, lines=["PN1"]) == [0, 0]
        assert count_unheard_of(conn, 1, "media", day, wordings) == [1, 1]
        assert first_at_ms(conn, 1, ["PN1", None]) == AT
        assert first_at_ms(conn, 1, ["PN9"]) is None
        assert last_at_ms(conn, 1, ["PN1", None]) == AT + 2 * DAY
        assert last_at_ms(conn, 1, ["PN2"]) == AT
        assert last_at_ms(conn, 1, ["PN9"]) is None
        assert list(artefacts_between(conn, 1, "media", Window(AT, AT + DAY), lines=None)) == []
