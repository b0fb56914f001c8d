"""What each source says beside what is held, added up by day, line and person; and what the sums rest on."""

import csv
import io
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from contradicting import answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.domain.access import Scope
from onrecord.domain.csv_text import MARK
from onrecord.ledger.report import HELD, Asked, By, Report, Tally, report
from onrecord.ledger.report_told import COLUMNS, as_csv, as_json
from onrecord.ledger.resting import covers
from onrecord.storage.engine import Database
from onrecord.storage.walks import finish_walk, open_walk
from onrecord.views.people import read_people
from onrecord.views.times import moments
from told import ANA, BEGAN, BEN, DAY, LINE, OTHER_LINE

OWNER, MEMBER = Scope(1), Scope(1, frozenset({OTHER_LINE}))
ZONE = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 9, 21), date(2026, 9, 23)


@pytest.fixture
def told(database: Database, clock: FakeClock) -> Database:
    take(database, answers())
    fold(database, clock)
    return database


def made(database: Database, by: By = By.DAY, scope: Scope = OWNER, line: str | None = None) -> Report:
    with database.reading() as conn:
        return report(conn, scope, Asked(FIRST, LAST, by, line), ZONE)


def tallies(found: Report, key: str) -> dict[str, Tally]:
    return next(group.tallies for group in found.groups if group.key == key)


def test_each_source_is_added_up_by_its_own_words(told: Database) -> None:
    found = made(told, By.LINE)
    assert found.sources == (HELD, "dated", "v1")
    ours = tallies(found, LINE)
    held = Tally(sent=1, calls_in=4, answered=3, talk_seconds=3 * 136)
    assert ours[HELD] == held
    assert ours["dated"] == held
    assert ours["v1"] == Tally(calls_in=3, answered=2, talk_seconds=123, ringing_seconds=16, without_length=1)


def test_what_only_one_source_shows_is_counted_with_that_source_only(told: Database) -> None:
    theirs = tallies(made(told, By.LINE), OTHER_LINE)
    assert theirs == {source: Tally(calls_in=1, answered=1, without_length=1) for source in (HELD, "v1")}


def test_a_day_is_one_of_the_workspaces_zone(told: Database) -> None:
    days = [group.key for group in made(told).groups]
    assert days == ["2026-09-21", "2026-09-22", "2026-09-23"]
    with told.reading() as conn:
        elsewhere = report(conn, OWNER, Asked(FIRST, LAST), ZoneInfo("Pacific/Kiritimati"))
    assert [group.key for group in elsewhere.groups] == ["2026-09-22", "2026-09-23"]


def test_a_call_is_whose_who_answered_and_a_missed_one_nobodys(told: Database) -> None:
    found = made(told, By.MEMBER)
    assert [group.key for group in found.groups] == ["", ANA, BEN]
    assert tallies(found, "")[HELD] == Tally(calls_in=1)
    assert tallies(found, ANA)[HELD].sent == 1


def test_the_groups_add_up_to_the_total(told: Database) -> None:
    for by in By:
        found = made(told, by)
        for source in found.sources:
            parts = [group.tallies[source] for group in found.groups if source in group.tallies]
            for name in COLUMNS:
                assert sum(getattr(part, name) for part in parts) == getattr(found.total.tallies[source], name)


def test_who_sees_one_line_reports_on_it_only(told: Database) -> None:
    assert [group.key for group in made(told, By.LINE, MEMBER).groups] == [OTHER_LINE]
    assert made(told, By.LINE, MEMBER, line=LINE).groups == ()
    assert [group.key for group in made(told, By.LINE, line=LINE).groups] == [LINE]


def test_a_spreadsheet_has_a_row_for_each_group_and_source_the_totals_and_what_it_rests_on(told: Database) -> None:
    found = made(told, By.LINE)
    with told.reading() as conn:
        text = as_csv(found, read_people(conn, OWNER, "US", ()), moments("America/New_York", "US", BEGAN))
    assert text.startswith(MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(MARK))))
    assert len({len(row) for row in rows}) == 1
    assert rows[0][:3] == ["Phone number", "Source", "Messages received"]
    assert ["Front desk (555) 010-0100", "Quo's older API", "0", "0", "3", "0", "2", "123", "16", "1"] in rows
    assert [row[1] for row in rows if row[0] == "Together"] == ["As we hold", "Quo's API of 2026", "Quo's older API"]
    assert rows[-2][0].startswith("Days: 2026-09-21 to 2026-09-23")
    assert rows[-1][0].startswith("No list of calls or messages was read so far")


def test_it_says_which_lists_were_read_and_how_far(told: Database) -> None:
    def walk(conn: object, operation: str, lo_ms: int, hi_ms: int, *, finish: bool) -> None:
        opened = open_walk(
            conn, 1, run_id=None, surface="dated", operation=operation, asked="{}", lo_ms=lo_ms, hi_ms=hi_ms, now_ms=1
        )  # type: ignore[arg-type]
        if finish:
            finish_walk(conn, 1, opened, hi_ms=hi_ms, now_ms=2)  # type: ignore[arg-type]

    told.writer.write(lambda conn: walk(conn, "GET /calls", BEGAN - DAY, BEGAN + 9 * DAY, finish=True))
    told.writer.write(lambda conn: walk(conn, "GET /messages", BEGAN - DAY, BEGAN + 9 * DAY, finish=False))
    shown = as_json(made(told))["rests_on"]
    assert [(one["operation"], one["unfinished"], one["whole"]) for one in shown] == [
        ("GET /calls", 0, True),
        ("GET /messages", 1, False),
    ]


def test_spans_that_leave_no_hole_cover() -> None:
    assert covers([(5, 9), (0, 5)], 1, 9)
    assert not covers([(0, 4), (5, 9)], 1, 9)
    assert not covers([], 1, 9)
    assert not covers([(2, 9)], 1, 9)
