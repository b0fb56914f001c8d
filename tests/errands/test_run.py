"""The worker: every errand is done, tried again or kept for a person, and its result is written with its end."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from fake_clock import FakeClock
from onrecord.domain.clock import DAY, SECOND, SystemClock
from onrecord.domain.errand import RETRY_LADDER_MS, Errand
from onrecord.domain.errors import FileUnavailable, LeaseLost, OnrecordError, VaultError
from onrecord.errands import run as run_module
from onrecord.errands import settle
from onrecord.errands.lease import LEASE_MS, RENEW_MS, lease
from onrecord.errands.run import End, Handler, Ran, run_ready
from onrecord.storage import errands
from onrecord.storage.engine import Database
from onrecord.storage.errands import ErrandCounts
from onrecord.storage.schema import change


def enqueue(database: Database, clock: FakeClock, *keys: str, kind: str = "fetch") -> None:
    for key in keys:
        database.writer.write(
            lambda conn, key=key: errands.enqueue(conn, 1, kind, key, {"key": key}, run_at_ms=clock.now_ms())
        )


def counts(database: Database, clock: FakeClock) -> ErrandCounts:
    with database.reading() as conn:
        return errands.count_errands(conn, 1, now_ms=clock.now_ms())


def writes(key: str) -> Callable[[Connection], None]:
    """An effect that can be counted."""
    return lambda conn: conn.execute(change.insert().values(workspace_id=1, conversation_key=key, at_ms=0)) and None


def written(database: Database) -> list[str]:
    with database.reading() as conn:
        return sorted(conn.execute(select(change.c.conversation_key)).scalars())


def run(database: Database, clock: FakeClock, handler: Handler, **more: object) -> Ran:
    return run_ready(database, 1, {"fetch": handler}, clock=clock, **more)  # type: ignore[arg-type]


def raising(error: Exception) -> Handler:
    def handler(_: Errand) -> None:
        raise error

    return handler


def test_everything_that_is_due_is_done_once_and_its_result_written(database: Database, clock: FakeClock) -> None:
    keys = [f"/{n:02}" for n in range(30)]
    enqueue(database, clock, *keys)
    enqueue(database, clock, "not mine", kind="reask")
    seen: list[End] = []
    ran = run(database, clock, lambda errand: writes(errand.key), on_end=lambda _, end: seen.append(end))
    assert ran == Ran(done=30)
    assert seen == [End.DONE] * 30
    assert written(database) == keys
    assert counts(database, clock) == ErrandCounts(ready=1)


def test_errands_run_side_by_side(sqlite_database: Database, clock: FakeClock) -> None:
    enqueue(sqlite_database, clock, *"abcd")
    together = threading.Barrier(4, timeout=20)

    def meet(_: Errand) -> None:
        together.wait()

    assert run(sqlite_database, clock, meet, threads=4) == Ran(done=4)


def test_a_failing_errand_climbs_the_ladder_and_is_then_tried_once_a_day(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")
    flaky = raising(FileUnavailable("The file's host answers 503."))
    for rung in (*RETRY_LADDER_MS, DAY, DAY):
        assert run(database, clock, flaky) == Ran(again=1)
        clock.advance_ms(rung - 1)
        assert run(database, clock, flaky) == Ran(), "not a moment too early"
        clock.advance_ms(1)
    assert run(database, clock, lambda _: None) == Ran(done=1)
    assert counts(database, clock) == ErrandCounts()


def test_a_permanent_error_is_given_up_at_once_with_its_advice(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")
    assert run(database, clock, raising(VaultError("It is odd.", advice="Look at it."))) == Ran(given_up=1)
    with database.reading() as conn:
        (shown,) = errands.failed_errands(conn, 1)
    assert shown.error == "It is odd. Look at it."


def test_a_foreign_error_is_tried_again_and_its_text_kept_out_of_the_record(
    database: Database, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    enqueue(database, clock, "/a", "/b")

    def handler(errand: Errand) -> settle.Effect:
        if errand.key == "/a":
            raise RuntimeError("https://share.quo.com/a?sig=secret")
        return writes(errand.key)

    assert run(database, clock, handler) == Ran(done=1, again=1)
    with database.reading() as conn:
        text = conn.execute(select(errands.errand.c.error)).scalar_one()
    assert "RuntimeError" in text
    assert "secret" not in text
    said = capsys.readouterr()
    assert "errand_broke" in said.out + said.err
    assert "secret" not in said.out + said.err


def test_a_result_that_cannot_be_written_leaves_the_errand(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")

    def half(conn: Connection) -> None:
        writes("half")(conn)
        raise FileUnavailable("Something is not as it was.")

    assert run(database, clock, lambda _: half) == Ran(again=1)
    assert written(database) == []
    assert counts(database, clock) == ErrandCounts(waiting=1)


def test_the_result_of_a_lost_lease_is_not_written(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")

    def slow(errand: Errand) -> settle.Effect:
        clock.advance_ms(LEASE_MS)
        assert lease(database, 1, ["fetch"], 1, clock, token="ben"), "Ben takes it over"
        return writes(errand.key)

    assert run(database, clock, slow) == Ran(lost=1)
    assert written(database) == []
    assert counts(database, clock) == ErrandCounts(leased=1)


def test_the_failure_of_a_lost_lease_is_not_counted(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")
    (mine,) = lease(database, 1, ["fetch"], 1, clock, token="ana")
    clock.advance_ms(LEASE_MS)
    lease(database, 1, ["fetch"], 1, clock, token="ben")
    with pytest.raises(LeaseLost):
        settle.failed(database, 1, mine, token="ana", error=FileUnavailable("late"), clock=clock)


def test_long_work_keeps_its_lease(
    sqlite_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue(sqlite_database, clock, "/a")
    monkeypatch.setattr(run_module, "_LOOK_AGAIN_SECONDS", 0.01)

    def until_ms() -> int:
        with sqlite_database.reading() as conn:
            return conn.execute(select(func.max(errands.errand.c.leased_until_ms))).scalar_one()

    def long(_: Errand) -> None:
        tick = threading.Event()
        for _ in range(9):
            before = until_ms()
            clock.advance_ms(LEASE_MS // 3)
            while until_ms() == before:
                assert not tick.wait(0.01)

    assert run(sqlite_database, clock, long) == Ran(done=1)


def test_a_worker_that_stays_takes_what_comes_and_ends_when_told(sqlite_database: Database) -> None:
    clock, ended, came = SystemClock(), threading.Event(), threading.Event()
    ran: list[Ran] = []

    def handler(_: Errand) -> None:
        came.set()

    handlers: dict[str, Handler] = {"fetch": handler}
    worker = threading.Thread(
        target=lambda: ran.append(run_ready(sqlite_database, 1, handlers, clock=clock, until=ended))
    )
    worker.start()
    now_ms = clock.now_ms()
    sqlite_database.writer.write(lambda conn: errands.enqueue(conn, 1, "fetch", "/a", {}, run_at_ms=now_ms))
    assert came.wait(20)
    ended.set()
    worker.join(20)
    assert ran == [Ran(done=1)]


def test_ending_gives_back_what_was_not_begun(sqlite_database: Database, clock: FakeClock) -> None:
    enqueue(sqlite_database, clock, *"abcdef")
    ended = threading.Event()

    def last(_: Errand) -> None:
        ended.set()
        threading.Event().wait(1.0)  # long enough for the runner to look up

    ran = run(sqlite_database, clock, last, threads=1, until=ended)
    assert 1 <= ran.done < 6
    assert counts(sqlite_database, clock) == ErrandCounts(ready=6 - ran.done)


@pytest.mark.parametrize("step", ["leases_held", "any_ready", "lease_ready", "renew", "delete_done", "put_back"])
def test_a_disk_that_is_full_for_a_while_ends_no_worker_whatever_it_was_about_to_write(
    step: str, sqlite_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_module, "_LOOK_AGAIN_SECONDS", 0.01)
    full, met, ended = threading.Event(), threading.Event(), threading.Event()
    full.set()
    works = getattr(errands, step)

    def on_a_full_disk(*args: object, **more: object) -> object:
        if full.is_set():
            met.set()
            raise OperationalError(step, {}, Exception("database or disk is full"))
        return works(*args, **more)

    def handler(_: Errand) -> None:
        while step == "renew" and not met.wait(0.01):
            clock.advance_ms(RENEW_MS)
        if step == "put_back" and full.is_set():
            raise FileUnavailable("The file's host answers 503.")

    monkeypatch.setattr(errands, step, on_a_full_disk)
    enqueue(sqlite_database, clock, "/a")
    ran: list[Ran] = []
    worker = threading.Thread(target=lambda: ran.append(run(sqlite_database, clock, handler, until=ended)))
    worker.start()
    assert met.wait(20)
    full.clear()
    tick = threading.Event()
    for _ in range(500):
        if counts(sqlite_database, clock) == ErrandCounts():
            break
        clock.advance_ms(5 * SECOND)
        assert not tick.wait(0.02)
    ended.set()
    worker.join(20)
    assert counts(sqlite_database, clock) == ErrandCounts(), "it went on by itself"
    assert ran[0].done == 1


def test_a_worker_ends_when_told_though_it_cannot_give_back_what_it_has(
    sqlite_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_a_full_disk(*_: object, **__: object) -> int:
        raise OperationalError("release", {}, Exception("database or disk is full"))

    monkeypatch.setattr(errands, "release", on_a_full_disk)
    enqueue(sqlite_database, clock, *"abcdef")
    ended = threading.Event()

    def last(_: Errand) -> None:
        ended.set()
        threading.Event().wait(1.0)  # long enough for the runner to look up

    ran = run(sqlite_database, clock, last, threads=1, until=ended)
    assert counts(sqlite_database, clock).leased >= 1, "they are taken over when their leases run out"
    assert ran.done >= 1


def test_an_error_says_for_itself_whether_trying_again_is_of_use() -> None:
    assert settle.describe(OnrecordError("No.")) == "No."
