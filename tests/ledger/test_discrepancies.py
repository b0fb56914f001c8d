"""Where the provider's numbers don't match: found between sources and within one call, counted, explained or open."""

import pytest

from contradicting import answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.domain.access import Scope
from onrecord.ledger.discrepancies import Count, Discrepancy, as_json, counted, discrepancies, total
from onrecord.storage.engine import Database
from told import LINE, OTHER_LINE

ANA, BEN = Scope(1), Scope(1, frozenset({OTHER_LINE}))


@pytest.fixture
def told(database: Database, clock: FakeClock) -> Database:
    take(database, answers())
    fold(database, clock)
    return database


def found(database: Database, scope: Scope = ANA, line: str | None = None) -> list[Discrepancy]:
    with database.reading() as conn:
        return discrepancies(conn, scope, line=line)


def told_of(database: Database) -> dict[tuple[str, str], tuple[str | None, str, str]]:
    return {(one.activity_id, one.kind): (one.explained, *one.pair) for one in found(database)}


def test_sources_that_differ_are_told_apart_by_whether_anything_explains_it(told: Database) -> None:
    every = told_of(told)
    assert every["ACzero", "duration_seconds"] == ("zero_length", "dated", "v1")
    assert every["ACodd", "duration_seconds"] == (None, "dated", "v1")
    assert total(found(told)) == Count(open=1, explained=4)


def test_a_length_that_its_own_times_deny_is_found(told: Database) -> None:
    assert told_of(told)["ACold", "own_times"] == ("zero_length", "v1", "v1")
    assert ("ACnew", "own_times") not in told_of(told)


def test_a_recording_may_be_shorter_than_its_call_but_not_longer(told: Database) -> None:
    assert told_of(told)["ACodd", "recording_length"] == ("recorded_in_part", "dated", "dated")


def test_the_ringing_of_a_missed_call_is_explained(told: Database) -> None:
    assert told_of(told)["ACrang", "duration_seconds"] == ("ringing_time", "dated", "v1")


def test_only_one_source_that_gives_the_ringing_is_explained_too(database: Database, clock: FakeClock) -> None:
    take(database, [answer for answer in answers() if answer.surface == "v1"])
    fold(database, clock)
    assert told_of(database)["ACrang", "ringing"] == ("ringing_time", "v1", "v1")
    assert told_of(database)["ACzero", "own_times"] == ("zero_length", "v1", "v1")
    assert told_of(database)["ACodd", "own_times"] == (None, "v1", "v1")


def test_they_are_counted_by_kind_by_surfaces_and_by_month(told: Database) -> None:
    shown = as_json(found(told), lambda at_ms: "2026-09")
    assert (shown["open"], shown["explained"]) == (1, 4)
    assert shown["by_kind"]["duration_seconds"] == {"open": 1, "explained": 2}
    assert shown["by_explanation"] == {"recorded_in_part": 1, "ringing_time": 1, "zero_length": 2}
    assert {"held": "dated", "against": "v1", "open": 1, "explained": 2} in shown["by_surfaces"]
    assert sum(one["open"] + one["explained"] for one in shown["by_month"]) == len(shown["discrepancies"]) == 5


def test_the_newest_come_first(told: Database) -> None:
    times = [one.at_ms for one in found(told)]
    assert times == sorted(times, reverse=True)
    assert list(counted(found(told), lambda one: one.line_id)) == [LINE, OTHER_LINE]


def test_who_sees_one_line_sees_its_disagreements_only(told: Database) -> None:
    assert {one.activity_id for one in found(told, BEN)} == {"ACold"}
    assert found(told, BEN, line=LINE) == []
    assert {one.activity_id for one in found(told, line=OTHER_LINE)} == {"ACold"}
    assert found(told, Scope(1, frozenset())) == []
    assert found(told, Scope(2)) == []
