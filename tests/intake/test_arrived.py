"""Deliveries between the moment they are durable and the moment they are taken apart, on both databases."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection

from fake_clock import FakeClock
from faults import kill_at_each_statement
from keeping import empty, exported, fold, rows
from onrecord.domain.errors import StorageBusy
from onrecord.intake import delivered
from onrecord.intake.arrived import TRY_AGAIN_MS, keep_arrivals, take_all_arrivals, take_arrivals
from onrecord.ledger.account import account
from onrecord.storage.arrivals import Delivery
from onrecord.storage.engine import Database
from pushing import FIXTURES, fixture
from taking import delivery_of, push

TAKE = "onrecord.intake.arrived.take_deliveries"


def wave(count: int) -> list[Delivery]:
    return [delivery_of(fixture("n-message-received") | {"id": f"EV{number}"}) for number in range(count)]


def arrive(database: Database, arrived: Sequence[Delivery]) -> None:
    database.writer.write(lambda conn: keep_arrivals(conn, 1, arrived))


def breaking_on(word: bytes, error: Exception) -> Any:
    def take(conn: Connection, workspace_id: int, received: Sequence[Delivery], **more: Any) -> None:
        delivered.take_deliveries(conn, workspace_id, received, **more)
        if any(word in one.body for one in received):
            raise error

    return take


def test_they_are_taken_apart_in_the_order_in_which_they_came(database: Database, clock: FakeClock) -> None:
    arrive(database, wave(7))
    assert [take_arrivals(database, 1, limit=3, clock=clock) for _ in range(4)] == [3, 3, 1, 0]
    assert rows(database, "SELECT COUNT(*) FROM arrival") == [(0,)]
    assert [row[0] for row in rows(database, "SELECT delivery_id FROM delivery ORDER BY observation_id")] == [
        f"msg_EV{number}" for number in range(7)
    ]


def test_what_arrived_and_waits_is_counted_as_not_folded_yet(database: Database, clock: FakeClock) -> None:
    arrive(database, wave(2))
    with database.reading() as conn:
        assert account(conn, 1, clock.now_ms())["backlog"]["dirty"] == 2


def test_catching_up_makes_the_same_records_as_taking_apart_at_once(database: Database, clock: FakeClock) -> None:
    events = [fixture(path.stem) for path in sorted(FIXTURES.glob("*.json"))]
    push(database, events)
    fold(database, clock)
    at_once = exported(database)
    database.writer.write(empty)
    arrive(database, [delivery_of(event) for event in events])
    fold(database, clock)
    assert exported(database) == at_once


def test_one_that_our_code_breaks_on_waits_and_stops_no_other(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(database, wave(10))
    with monkeypatch.context() as patched:
        patched.setattr(TAKE, breaking_on(b"EV7", ValueError("a body that nobody thought of")))
        take_all_arrivals(database, 1, clock=clock)
    assert rows(database, "SELECT COUNT(*) FROM delivery") == [(9,)]
    assert take_arrivals(database, 1, clock=clock) == 0
    clock.advance_ms(TRY_AGAIN_MS)
    assert take_arrivals(database, 1, clock=clock) == 1
    assert rows(database, "SELECT COUNT(*) FROM delivery") == [(10,)]


def test_while_the_database_cannot_be_written_they_stay_and_nobody_is_blamed(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(database, wave(2))
    with monkeypatch.context() as patched:
        patched.setattr(TAKE, breaking_on(b"EV", StorageBusy("no")))
        with pytest.raises(StorageBusy):
            take_arrivals(database, 1, clock=clock)
    assert take_arrivals(database, 1, clock=clock) == 2


def test_killed_at_any_statement_none_is_lost_and_none_is_kept_twice(database: Database, clock: FakeClock) -> None:
    def state() -> object:
        waiting = {bytes(row[0]) for row in rows(database, "SELECT body FROM arrival")}
        told = {bytes(row[0]) for row in rows(database, "SELECT body FROM observation")}
        assert not waiting & told
        return waiting, told

    deliveries = wave(3)
    arrive(database, deliveries)
    attempts = kill_at_each_statement(database, lambda: take_arrivals(database, 1, clock=clock), state)
    assert attempts > 3
    assert state() == (set(), {one.body for one in deliveries})
    assert rows(database, "SELECT COUNT(*) FROM arrival") == [(0,)]
