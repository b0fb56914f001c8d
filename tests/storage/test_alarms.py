"""Alarms and what the rules look at, on both databases."""

from typing import Any

import pytest

from fake_clock import FakeClock
from onrecord.domain.alarm import Alarm, Turn, Waiting
from onrecord.domain.capability import CapabilityChange
from onrecord.storage import alarms, dirty, errands, watching
from onrecord.storage.capabilities import add_change
from onrecord.storage.engine import Database

DISK = Alarm("disk_full", "vault", {"free_bytes": 5})


def opened(database: Database, alarm: Alarm, now_ms: int) -> int | None:
    return database.writer.write(lambda conn: alarms.open_alarm(conn, 1, alarm, now_ms=now_ms))


def closed(database: Database, ids: list[int], now_ms: int) -> list[int]:
    return database.writer.write(lambda conn: alarms.close_alarms(conn, 1, ids, now_ms=now_ms))


def read(database: Database, ask: Any, *given: Any, **more: Any) -> Any:
    with database.reading() as conn:
        return ask(conn, 1, *given, **more)


def test_an_alarm_is_opened_once_while_it_is_on_and_anew_when_it_was_over(database: Database) -> None:
    first = opened(database, DISK, 10)
    assert first is not None
    assert opened(database, DISK, 11) is None
    assert closed(database, [first], 20) == [first]
    assert closed(database, [first], 21) == []
    second = opened(database, DISK, 30)
    assert second not in {None, first}
    (on,) = read(database, alarms.open_alarms)
    (over,) = read(database, alarms.past_alarms, limit=5)
    assert (on.id, on.opened_ms, on.closed_ms) == (second, 30, None)
    assert (over.id, over.opened_ms, over.closed_ms) == (first, 10, 20)


def test_an_alarm_that_stays_on_says_what_is_so_now(database: Database) -> None:
    id_ = opened(database, DISK, 10)
    assert id_ is not None
    fuller = Alarm("disk_full", "vault", {"free_bytes": 1})
    database.writer.write(lambda conn: alarms.see_alarms(conn, 1, [(id_, fuller)], now_ms=15))
    (on,) = read(database, alarms.open_alarms)
    assert (on.detail, on.opened_ms, on.seen_ms) == ({"free_bytes": 1}, 10, 15)
    (known,) = read(database, alarms.known_alarms)
    assert (known.id, known.seen_ms) == (id_, 15)


def test_what_was_told_is_kept_by_channel(database: Database) -> None:
    database.writer.write(lambda conn: alarms.note_told(conn, 1, 7, "email", ["opened"], now_ms=1))
    database.writer.write(lambda conn: alarms.note_told(conn, 1, 7, "email", ["closed"], now_ms=2))
    assert read(database, alarms.told, 7, "email") == {"opened", "closed"}
    assert read(database, alarms.told, 7, "webhook") == frozenset()


def test_what_waits_is_counted_with_the_age_of_the_oldest(database: Database, clock: FakeClock) -> None:
    now = clock.now_ms()
    assert read(database, watching.waiting_to_fold) == Waiting(0, None)
    for at_ms, name in ((now - 50, "ACa"), (now - 10, "ACb"), (now, "ACa")):
        database.writer.write(
            lambda conn, at_ms=at_ms, name=name: dirty.mark(conn, 1, [("activity", name)], token=at_ms, now_ms=at_ms)
        )
    assert read(database, watching.waiting_to_fold) == Waiting(2, now - 50)
    for key, run_at_ms, priority in (("/a", now - 30, 100), ("/b", now + 30, 100), ("/c", now - 99, 900)):
        database.writer.write(
            lambda conn, key=key, at=run_at_ms, priority=priority: errands.enqueue(
                conn, 1, "fetch", key, {}, run_at_ms=at, priority=priority
            )
        )
    assert read(database, watching.waiting_errands, now_ms=now) == Waiting(1, now - 30)


@pytest.mark.parametrize(
    ("before", "after"), [("unknown", "yes"), ("yes", "unknown"), (None, "yes"), ("no", "unknown")]
)
def test_what_was_not_known_before_or_is_no_longer_known_is_no_news(
    before: str | None, after: str, database: Database
) -> None:
    turned = CapabilityChange("media", "v1", before, after, "Seen.", 1)
    database.writer.write(lambda conn: add_change(conn, 1, turned))
    assert read(database, watching.turned_since, 0) == []


@pytest.mark.parametrize(
    ("before", "after", "better"),
    [("no", "yes", True), ("turned_off", "partly", True), ("partly", "yes", True), ("yes", "not_in_plan", False)],
)
def test_a_limit_that_fell_or_was_lost_is_news(before: str, after: str, better: bool, database: Database) -> None:
    turned = CapabilityChange("media", "v1", before, after, "Seen.", 1)
    database.writer.write(lambda conn: add_change(conn, 1, turned))
    assert read(database, watching.turned_since, 0) == [Turn("media", "v1", better, 1)]


def test_a_verdict_that_turns_is_news_and_a_first_one_is_not(database: Database) -> None:
    for turned in (
        CapabilityChange("media", "v1", None, "no", "Seen.", 1),
        CapabilityChange("media", "v1", "no", "yes", "Seen.", 2),
        CapabilityChange("calls", "v1", None, "yes", "Seen.", 2),
    ):
        database.writer.write(lambda conn, turned=turned: add_change(conn, 1, turned))
    assert read(database, watching.turned_since, 0) == [Turn("media", "v1", True, 2)]
    assert read(database, watching.turned_since, 3) == []
