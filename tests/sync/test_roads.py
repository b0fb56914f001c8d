"""Limits that fall and lists that are lost while the record is kept: each list finds its best way by itself."""

from collections.abc import Iterator

import pytest

from keeping import exported, fold, rows
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.capability import Verdict
from onrecord.domain.errand import Errand
from onrecord.storage.engine import Database
from onrecord.storage.holdings import add_holding
from onrecord.storage.threads import UnheardMedia
from onrecord.sync.plan import Heard, Refused, Window, ask_refused_again, list_surface, open_pages, open_windows
from onrecord.sync.reask import reask, wanted_again
from onrecord.sync.roads import Roads
from simulator import Simulator, serving
from sync.syncing import Syncing
from tiny_world import tiny_house


@pytest.fixture
def tiny(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """The tiny world behind a port, as of the day that the test names, else at its end."""
    day = getattr(request, "param", "2026-11-20T12:00:00.000Z")
    with serving(tiny_house()) as simulator:
        simulator.tell("/_sim/clock", now=day)
        yield simulator


def on(day: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("tiny", [f"{day}T12:00:00.000Z"], indirect=True)


def moved_to(tiny: Simulator, day: str) -> None:
    tiny.tell("/_sim/clock", now=f"{day}T12:00:00.000Z")


def asked(tiny: Simulator) -> dict[str, int]:
    counted: dict[str, int] = tiny.stats["requests"]["by_operation"]
    return counted


def ids(database: Database, kind: str) -> set[str]:
    return {row[0] for row in rows(database, f"select id from activity where kind = '{kind}'")}


def artefacts(database: Database, kind: str) -> int:
    ((count,),) = rows(database, f"select count(*) from artefact where kind = '{kind}'")
    return int(count)


def verdict(database: Database, name: str, surface: str) -> str | None:
    found = rows(database, f"select verdict from capability where name = '{name}' and surface = '{surface}'")
    return found[0][0] if found else None


def to_be_had(tiny: Simulator, kind: str) -> set[str]:
    return {row["id"] for row in tiny.truth(kind) if row["on"]}


@on("2026-08-20")
def test_the_pictures_of_old_messages_are_asked_for_once_v1_tells_of_pictures(
    tiny: Simulator, sqlite_database: Database
) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    syncing.run()
    assert (artefacts(sqlite_database, "media"), verdict(sqlite_database, "media", "v1")) == (0, Verdict.NO)
    moved_to(tiny, "2026-08-22")
    assert syncing.run().complete
    assert artefacts(sqlite_database, "media") == 2
    assert verdict(sqlite_database, "media", "v1") == Verdict.YES


@on("2026-08-20")
def test_what_was_asked_again_is_not_asked_a_third_time(tiny: Simulator, sqlite_database: Database) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    for day in ("2026-08-20", "2026-08-22"):
        moved_to(tiny, day)
        syncing.run()
    before = asked(tiny)["v1 GET /v1/messages"]
    moved_to(tiny, "2026-08-23")
    syncing.run()
    assert asked(tiny)["v1 GET /v1/messages"] == before


@on("2026-09-29")
def test_a_list_of_the_dated_surface_is_used_before_the_surface_shows_itself(
    tiny: Simulator, sqlite_database: Database
) -> None:
    report = Syncing(sqlite_database, tiny.url).run()
    assert (report.surface, report.complete) == ("v1", True)
    assert asked(tiny)["dated GET /calls"] > 0
    assert "v1 GET /v1/calls" not in asked(tiny)
    assert ids(sqlite_database, "message") == to_be_had(tiny, "message")


@pytest.mark.parametrize("status", ["402", "403", "404"])
def test_a_list_that_is_lost_goes_over_to_v1_in_the_same_run(
    tiny: Simulator, sqlite_database: Database, status: str
) -> None:
    tiny.tell("/_sim/faults", operation="dated GET /messages", kind=status, times=1000)
    report = Syncing(sqlite_database, tiny.url).run()
    assert (report.surface, report.complete) == ("dated", True)
    readable = {row["id"] for row in tiny.truth("message") if "v1" in row["on"]}
    assert ids(sqlite_database, "message") >= readable
    assert ids(sqlite_database, "call") == to_be_had(tiny, "call")


@pytest.mark.parametrize("status", ["402", "403", "404"])
def test_a_surface_that_is_lost_costs_nothing_that_is_held(
    tiny: Simulator, sqlite_database: Database, status: str
) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    syncing.run()
    before = exported(sqlite_database)
    for route in ("/phone-numbers", "/messages", "/calls", "/conversations"):
        tiny.tell("/_sim/faults", operation=f"dated GET {route}", kind=status, times=1000)
    report = syncing.run()
    assert (report.surface, report.complete) == ("v1", True)
    assert exported(sqlite_database) == before


def test_what_the_lost_surface_had_proved_is_not_walked_again_on_v1(tiny: Simulator, sqlite_database: Database) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    syncing.run()
    moved_to(tiny, "2026-09-29")
    syncing.run()
    assert asked(tiny).get("v1 GET /v1/messages", 0) == 0


def test_a_list_that_comes_back_is_found_within_the_hour(tiny: Simulator, sqlite_database: Database) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    tiny.tell("/_sim/faults", operation="dated GET /messages", kind="403", times=1000)
    syncing.run()
    tiny.tell("/_sim/faults", method="DELETE")
    tiny.tell("/_sim/clock", advance_seconds=3700)
    syncing.run()
    assert ids(sqlite_database, "message") == to_be_had(tiny, "message")
    assert verdict(sqlite_database, "messages_list", "dated") == Verdict.YES


RECORDINGS = "dated GET /calls/{callId}/recordings"


@pytest.mark.parametrize("status", ["402", "403"])
def test_recordings_that_were_withheld_come_once_they_are_given(
    tiny: Simulator, sqlite_database: Database, status: str
) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    tiny.tell("/_sim/faults", operation=RECORDINGS, kind=status, share=1)
    syncing.run()
    assert artefacts(sqlite_database, "recording") == 0
    tiny.tell("/_sim/faults", method="DELETE")
    tiny.tell("/_sim/clock", advance_seconds=3700)
    syncing.run()
    assert artefacts(sqlite_database, "recording") == len(to_be_had(tiny, "recording"))
    assert artefacts(sqlite_database, "transcript") == len(to_be_had(tiny, "transcript"))


def test_while_recordings_are_withheld_one_call_of_a_line_is_tried_in_an_hour(
    tiny: Simulator, sqlite_database: Database
) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    tiny.tell("/_sim/faults", operation=RECORDINGS, kind="403", share=1)
    tiny.tell("/_sim/clock", advance_seconds=3 * 86_400)
    syncing.run()
    before = asked(tiny)[RECORDINGS]
    syncing.run()
    assert asked(tiny)[RECORDINGS] == before
    tiny.tell("/_sim/clock", advance_seconds=3700)
    syncing.run()
    tried = asked(tiny)[RECORDINGS]
    assert before < tried <= before + len(tiny.truth("line"))
    syncing.run()
    assert asked(tiny)[RECORDINGS] == tried


def test_a_recording_whose_fresh_link_was_refused_is_asked_for_again(
    tiny: Simulator, sqlite_database: Database
) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    syncing.run()
    ((call_id, path),) = rows(
        sqlite_database,
        "select activity_id, path from link join artefact on artefact.ways like '%' || link.path || '%'"
        " where artefact.kind = 'recording' limit 1",
    )
    lost = Holding(path, HoldingOutcome.EXPIRED, 2**42)
    sqlite_database.writer.write(lambda conn: add_holding(conn, 1, lost))
    tiny.tell("/_sim/faults", operation=RECORDINGS, kind="403", share=1)
    tiny.tell("/_sim/clock", advance_seconds=10)
    with syncing.asking() as asking:
        effect = reask(Errand(1, "reask", call_id, {"activity_id": call_id}, 0), asking)
        assert effect is not None
        sqlite_database.writer.write(effect)
    fold(sqlite_database, syncing.clock)
    tiny.tell("/_sim/faults", method="DELETE")
    tiny.tell("/_sim/clock", advance_seconds=3700)
    before = asked(tiny)[RECORDINGS]
    syncing.run()
    assert asked(tiny)[RECORDINGS] == before + 1


def test_what_was_refused_is_asked_again_one_by_one_until_one_is_given() -> None:
    refused = [Refused("ACnew", "PNone", 900), Refused("ACold", "PNone", 800), Refused("ACother", "PNtwo", 990)]
    assert ask_refused_again(refused, {}, now_ms=1000, again_ms=100) == ["ACold"]
    assert ask_refused_again(refused, {}, now_ms=999, again_ms=100) == []
    assert ask_refused_again(refused, {"PNone": 850}, now_ms=999, again_ms=100) == ["ACold"]
    assert ask_refused_again(refused, {"PNone": 950}, now_ms=999, again_ms=100) == ["ACnew", "ACold"]


@pytest.mark.parametrize(
    ("road", "surface", "dated", "v1", "chosen"),
    [
        ("auto", "dated", None, None, "dated"),
        ("auto", "dated", Verdict.TURNED_OFF, None, "v1"),
        ("auto", "dated", Verdict.NO, Verdict.NO, "dated"),
        ("auto", "v1", None, None, "v1"),
        ("auto", "v1", Verdict.YES, Verdict.YES, "dated"),
        ("v1", "v1", Verdict.YES, None, "v1"),
        ("dated", "dated", Verdict.NO, Verdict.YES, "dated"),
    ],
)
def test_each_list_is_asked_on_its_best_surface(
    road: str, surface: str, dated: str | None, v1: str | None, chosen: str
) -> None:
    assert list_surface(road, surface, dated, v1) == chosen


def test_open_messages_are_covered_with_the_fewest_windows_newest_first() -> None:
    messages = [Heard(at, open=at in {10, 11, 20, 21}) for at in range(10, 22)]
    assert open_windows(messages, page_size=100) == [Window(10, 22)]
    assert open_windows(messages, page_size=8) == [Window(20, 22), Window(10, 12)]
    assert open_windows([Heard(5, open=False)], page_size=8) == []


def test_all_threads_are_looked_through_only_when_what_is_unheard_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look(_roads: Roads) -> list[object]:
        looked.append(1)
        return []

    monkeypatch.setattr(Roads, "_pictures", look)
    roads = Roads.__new__(Roads)
    roads._looked_for, roads._any_to_ask = None, False
    for unheard in (UnheardMedia("AC1", 5), UnheardMedia("AC1", 5), UnheardMedia("AC1", 6), UnheardMedia("AC1", 6)):
        assert not roads._is_any_to_ask(unheard)
    assert len(looked) == 2


def test_many_messages_are_asked_about_a_page_at_a_time(tiny: Simulator, sqlite_database: Database) -> None:
    syncing = Syncing(sqlite_database, tiny.url)
    syncing.run()
    every = sorted(ids(sqlite_database, "message"))
    with sqlite_database.reading() as conn:
        one, many = (wanted_again(conn, 1, "media", some, now_ms=1, priority=800) for some in (every[:1], every))
    assert [wanted.key for wanted in one] == every[:1]
    assert len(many) == 1
    before = asked(tiny)["dated GET /messages"]
    with syncing.asking() as asking:
        effect = reask(Errand(1, "reask", many[0].key, many[0].payload, 0), asking)
        assert effect is not None
        sqlite_database.writer.write(effect)
    assert asked(tiny)["dated GET /messages"] == before + 1
    told = rows(sqlite_database, "select distinct operation from observation where operation like '%messages%'")
    assert told == [("GET /messages",)]


def test_the_pages_to_ask_again_hold_every_open_message_and_no_more_than_a_page() -> None:
    heard = [Heard(at_ms, at_ms % 3 == 0) for at_ms in range(100)]
    windows = open_pages(heard, 10)
    assert all(sum(one.lo_ms <= it.at_ms < one.hi_ms for it in heard) <= 10 for one in windows)
    assert all(any(one.lo_ms <= it.at_ms < one.hi_ms for one in windows) for it in heard if it.open)
    assert len(windows) <= 10
    assert open_pages([Heard(1, False)], 10) == []
