"""The errand table on both databases."""

from typing import Any

import pytest

from fake_clock import FakeClock
from onrecord.storage import errands
from onrecord.storage.engine import Database
from onrecord.storage.errands import ErrandCounts, Wanted

HOUR = 3_600_000


def enqueue(database: Database, kind: str, key: str, run_at_ms: int, **more: Any) -> None:
    database.writer.write(lambda conn: errands.enqueue(conn, 1, kind, key, {"key": key}, run_at_ms=run_at_ms, **more))


def lease(database: Database, now_ms: int, *, n: int = 10, token: str = "ana", kinds: tuple[str, ...] = ("fetch",)):  # type: ignore[no-untyped-def]
    return database.writer.write(
        lambda conn: errands.lease_ready(conn, 1, kinds, n, lease=token, now_ms=now_ms, until_ms=now_ms + 60_000)
    )


def counts(database: Database, now_ms: int) -> ErrandCounts:
    with database.reading() as conn:
        return errands.count_errands(conn, 1, now_ms=now_ms)


def give_up(database: Database, errand_id: int, token: str, now_ms: int) -> bool:
    return database.writer.write(
        lambda conn: errands.put_back(
            conn, 1, errand_id, lease=token, attempts=8, run_at_ms=now_ms, failed_ms=now_ms, error="No room."
        )
    )


def test_an_errand_is_enqueued_once_however_often_it_is_asked_for(database: Database, clock: FakeClock) -> None:
    enqueue(database, "fetch", "/a", clock.now_ms())
    enqueue(database, "fetch", "/a", clock.now_ms() + HOUR, priority=1)
    enqueue(database, "reask", "/a", clock.now_ms())
    assert [one.key for one in lease(database, clock.now_ms())] == ["/a"]
    assert counts(database, clock.now_ms()) == ErrandCounts(ready=1, leased=1)


def test_the_most_urgent_is_leased_first_then_the_oldest(database: Database, clock: FakeClock) -> None:
    now_ms = clock.now_ms()
    enqueue(database, "fetch", "late", now_ms)
    enqueue(database, "fetch", "early", now_ms - HOUR)
    enqueue(database, "fetch", "urgent", now_ms, priority=1)
    enqueue(database, "fetch", "not yet", now_ms + 1)
    assert [one.key for one in lease(database, now_ms, n=2)] == ["urgent", "early"]
    assert [one.payload for one in lease(database, now_ms)] == [{"key": "late"}]
    assert lease(database, now_ms) == []


def test_what_is_leased_is_not_leased_again_until_the_time_is_up(database: Database, clock: FakeClock) -> None:
    enqueue(database, "fetch", "/a", clock.now_ms())
    (first,) = lease(database, clock.now_ms(), token="ana")
    clock.advance_ms(59_999)
    assert lease(database, clock.now_ms(), token="ben") == []
    clock.advance_ms(1)
    (second,) = lease(database, clock.now_ms(), token="ben")
    assert (first.attempts, second.attempts) == (0, 1), "a worker that died counts as an attempt"
    finished = [
        database.writer.write(lambda conn, who=who: errands.delete_done(conn, 1, first.id, lease=who))
        for who in ("ana", "ben")
    ]
    assert finished == [False, True]


def test_a_renewed_lease_lasts_longer_and_a_lost_one_cannot_be_renewed(database: Database, clock: FakeClock) -> None:
    enqueue(database, "fetch", "/a", clock.now_ms())
    (mine,) = lease(database, clock.now_ms(), token="ana")
    until_ms = clock.now_ms() + HOUR
    renewed = [
        database.writer.write(lambda conn, who=who: errands.renew(conn, 1, [mine.id], lease=who, until_ms=until_ms))
        for who in ("ana", "cleo")
    ]
    assert renewed == [1, 0]
    clock.advance_ms(HOUR - 1)
    assert lease(database, clock.now_ms(), token="ben") == []


def test_what_was_given_up_is_kept_shown_and_revived_by_being_asked_for(database: Database, clock: FakeClock) -> None:
    enqueue(database, "fetch", "/a", clock.now_ms())
    (mine,) = lease(database, clock.now_ms(), token="ana")
    assert give_up(database, mine.id, "ana", clock.now_ms())
    assert counts(database, clock.now_ms()) == ErrandCounts(failed=1)
    with database.reading() as conn:
        (shown,) = errands.failed_errands(conn, 1)
    assert (shown.kind, shown.key, shown.error) == ("fetch", "/a", "No room.")
    assert lease(database, clock.now_ms() + HOUR) == []
    enqueue(database, "fetch", "/a", clock.now_ms())
    (again,) = lease(database, clock.now_ms())
    assert again.attempts == 0


def test_counts_tell_ready_waiting_leased_and_failed_apart(database: Database, clock: FakeClock) -> None:
    now_ms = clock.now_ms()
    for key in ("one", "two", "three"):
        enqueue(database, "fetch", key, now_ms)
    enqueue(database, "fetch", "later", now_ms + HOUR)
    leased = lease(database, now_ms, n=2)
    give_up(database, leased[0].id, "ana", now_ms)
    assert counts(database, now_ms) == ErrandCounts(ready=1, waiting=1, leased=1, failed=1)


def test_nobody_waits_for_work_of_low_priority(database: Database, clock: FakeClock) -> None:
    now_ms = clock.now_ms()
    enqueue(database, "fetch", "/a", now_ms)
    enqueue(database, "derive", "x", now_ms, priority=errands.NOBODY_WAITS)
    lease(database, now_ms)
    with database.reading() as conn:
        assert errands.count_due(conn, 1, now_ms=now_ms) == 1, "what is being done is still waited for"
        assert errands.next_run_ms(conn, 1, ["derive"]) == now_ms
        assert errands.next_run_ms(conn, 1, ["fetch"]) is None


def test_another_workspace_has_its_own_errands(database: Database, clock: FakeClock) -> None:
    enqueue(database, "fetch", "/a", clock.now_ms())
    elsewhere = database.writer.write(
        lambda conn: errands.lease_ready(conn, 2, ["fetch"], 9, lease="x", now_ms=clock.now_ms(), until_ms=2**50)
    )
    assert elsewhere == []


def test_five_hundred_errands_are_enqueued_in_one_go(database: Database, clock: FakeClock) -> None:
    wanted = [Wanted("fetch", f"/{n}", {}, clock.now_ms()) for n in range(500)]
    database.writer.write(lambda conn: errands.enqueue_many(conn, 1, [*wanted, *wanted]))
    assert counts(database, clock.now_ms()) == ErrandCounts(ready=500)


@pytest.mark.postgres
def test_two_workers_of_a_server_never_lease_the_same(database: Database, clock: FakeClock) -> None:
    for n in range(20):
        enqueue(database, "fetch", str(n), clock.now_ms())
    with database.writing.connect() as ben, ben.begin():
        his = (
            []
            if database.dialect == "sqlite"  # where one transaction excludes the other anyway
            else errands.lease_ready(ben, 1, ["fetch"], 8, lease="ben", now_ms=clock.now_ms(), until_ms=2**50)
        )
        if database.dialect == "sqlite":
            ben.rollback()
        hers = lease(database, clock.now_ms(), n=20)
    assert {one.id for one in his}.isdisjoint(one.id for one in hers)
    assert len(his) + len(hers) == 20
