"""From a list that the provider cannot give to the alarm, and to its end, with a provider and a record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from fake_clock import FakeClock
from onrecord.domain.alarm import AWAY_MS, CALM_MS
from onrecord.domain.clock import MINUTE
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage import alarms
from onrecord.storage.alarms import Raised
from onrecord.storage.engine import Database
from onrecord.storage.workspaces import ensure_workspace
from onrecord.sync.report import RunReport
from onrecord.wiring.checkup import checkup
from onrecord.wiring.house import House
from onrecord.wiring.sync_once import close_run
from onrecord.wiring.watch import watch
from simulator import running_quosim
from sync.syncing import Syncing


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2):
        yield


@pytest.fixture
def house(sqlite_database: Database, home: Path, clock: FakeClock) -> House:
    sqlite_database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=1))
    return House(read_settings(home=home), clock, sqlite_database, Vault(home / "vault"))


def pass_by(house: House, ms: int) -> None:
    assert isinstance(house.clock, FakeClock)
    house.clock.advance_ms(ms)


def run(house: House, syncing: Syncing) -> RunReport:
    report = syncing.run()
    close_run(house, report, 3)
    return report


def on(house: House) -> list[Raised]:
    watch(house)
    with house.database.reading() as conn:
        return alarms.open_alarms(conn, 1)


def said_of_lists(house: House) -> list[str]:
    return [one.said for one in checkup(house) if one.name == "lists"]


def test_a_list_that_cannot_be_read_is_an_alarm_that_says_which_until_it_is_read_again(house: House) -> None:
    with running_quosim(world="empty", rate=0) as sim:
        syncing = Syncing(house.database, sim.url)
        assert run(house, syncing).unfinished == []
        assert said_of_lists(house) == ["Whatever Quo was asked for, it gave to the end."]
        sim.tell("/_sim/faults", operation="GET /messages", kind="500", share=1)
        began_ms = house.clock.now_ms()
        assert [one.operation for one in run(house, syncing).unfinished] == ["GET /messages"]
        assert on(house) == [], "a moment is no alarm"
        (said,) = said_of_lists(house)
        assert "the list of texts" in said
        pass_by(house, AWAY_MS)
        assert on(house) == [], "nobody has tried again"
        run(house, syncing)
        (raised,) = on(house)
        assert (raised.kind, raised.key) == ("list_unfinished", "dated GET /messages")
        assert "500" in str(raised.detail["why"])
        assert raised.detail["since_ms"] == began_ms
        sim.tell("/_sim/faults", method="DELETE")
        assert run(house, syncing).unfinished == []
        pass_by(house, CALM_MS)
        assert on(house) == []


def test_a_run_that_was_ended_from_outside_neither_opens_nor_closes_one(house: House) -> None:
    with running_quosim(world="empty", rate=0) as sim:
        syncing = Syncing(house.database, sim.url)
        sim.tell("/_sim/faults", operation="GET /calls", kind="500", share=1)
        run(house, syncing)
        pass_by(house, AWAY_MS)
        run(house, syncing)
        close_run(house, RunReport(99, "dated", interrupted=True), 3)
        pass_by(house, MINUTE)
        assert [one.key for one in on(house)] == ["dated GET /calls"]
