import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from onrecord.domain.errors import StorageBusy, StorageError
from onrecord.storage.engine import Database, open_database
from onrecord.storage.writer import MOST_HOOKS, Lane, Writer

INSERT = text("INSERT INTO workspace (id, created_ms, session_secret) VALUES (:id, 1, 's')")


def insert(number: int) -> "object":
    return lambda conn: conn.execute(INSERT, {"id": number}).rowcount


def ids(database: Database) -> list[int]:
    with database.reading() as conn:
        return list(conn.execute(text("SELECT id FROM workspace ORDER BY id")).scalars())


def held_back(database: Database) -> threading.Event:
    """Keep the writer busy until the event is set, so that jobs queue up behind it."""
    release, busy = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        busy.set()
        release.wait(10)

    database.writer.submit(hold)
    busy.wait(10)
    return release


def test_what_a_job_returns_comes_back_after_its_commit(database: Database) -> None:
    assert database.writer.write(insert(1)) == 1
    assert ids(database) == [1]


def test_a_failing_job_leaves_nothing_and_raises_where_it_was_asked_for(database: Database) -> None:
    def fail(conn: Connection) -> None:
        conn.execute(INSERT, {"id": 1})
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.writer.write(fail)
    assert ids(database) == []
    assert database.writer.write(insert(2)) == 1


def test_jobs_that_wait_together_share_a_commit_and_a_failing_one_fails_alone(database: Database) -> None:
    commits: list[Connection] = []
    event.listen(database.writing, "commit", commits.append)

    def fail(conn: Connection) -> None:
        conn.execute(INSERT, {"id": 99})
        raise ValueError("no")

    release = held_back(database)
    good = [database.writer.submit(insert(number), lane=Lane.HOOKS) for number in range(20)]
    bad = database.writer.submit(fail, lane=Lane.HOOKS)
    twice = database.writer.submit(insert(0), lane=Lane.HOOKS)
    release.set()
    wait([*good, bad, twice])
    assert [future.result() for future in good] == [1] * 20
    assert isinstance(bad.exception(), ValueError)
    assert twice.exception() is not None
    assert ids(database) == list(range(20))
    assert len(commits) == 2  # the one that held the writer, and the group


def test_hooks_overtake_what_waits_in_the_other_lane(database: Database) -> None:
    order: list[str] = []
    release = held_back(database)
    rest = [database.writer.submit(lambda _: order.append("rest")) for _ in range(20)]
    hook = database.writer.submit(lambda _: order.append("hook"), lane=Lane.HOOKS)
    release.set()
    wait([*rest, hook])
    assert order[0] == "hook"


def test_closing_writes_what_is_queued_and_then_refuses(database: Database) -> None:
    release = held_back(database)
    futures = [database.writer.submit(insert(number)) for number in range(10)]
    threading.Timer(0.05, release.set).start()
    database.writer.close()
    assert all(future.result() == 1 for future in futures)
    with pytest.raises(StorageError):
        database.writer.write(insert(11))


def test_a_job_that_waits_for_its_own_writer_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match="must not wait"):
        database.writer.write(lambda _: database.writer.write(insert(1)))


def test_another_process_that_writes_for_long_makes_it_busy_not_wrong(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.storage.sqlite_file.BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path / 'busy.db'}"
    (tmp_path / "busy.db").write_bytes(migrated_file.read_bytes())
    with open_database(url) as other, open_database(url) as ours:
        release = held_back(other)
        hasty = Writer(ours.writing, patience_seconds=0.1)
        with pytest.raises(StorageBusy):
            hasty.write(insert(1))
        patient = ours.writer.submit(insert(2))
        release.set()
        assert patient.result(10) == 1
        hasty.close()
        assert ids(ours) == [2]


def test_two_processes_that_lock_the_same_rows_in_opposite_order_both_end_well(database_url: str) -> None:
    """PostgreSQL ends one of the two; its job runs again."""
    with open_database(database_url) as one, open_database(database_url) as two:
        one.writer.write(insert(1))
        one.writer.write(insert(2))
        meet = threading.Barrier(2, timeout=0.5)

        def touch(first: int, second: int) -> "object":
            def job(conn: Connection) -> None:
                rename = text("UPDATE workspace SET name = 'x' WHERE id = :id")
                conn.execute(rename, {"id": first})
                with contextlib.suppress(threading.BrokenBarrierError):  # SQLite lets only one in at a time
                    meet.wait()
                conn.execute(rename, {"id": second})

            return job

        futures = [one.writer.submit(touch(1, 2)), two.writer.submit(touch(2, 1))]
        assert [future.result(30) for future in futures] == [None, None]


def test_while_hooks_come_in_the_other_lane_gets_one_job_between_two_of_their_commits(database: Database) -> None:
    order: list[str] = []
    release = held_back(database)
    rest = [database.writer.submit(lambda _: order.append("rest")) for _ in range(9)]
    hooks = [database.writer.submit(lambda _: order.append("hook"), lane=Lane.HOOKS) for _ in range(MOST_HOOKS + 10)]
    release.set()
    wait([*rest, *hooks])
    assert order[:MOST_HOOKS] == ["hook"] * MOST_HOOKS
    assert order[MOST_HOOKS : MOST_HOOKS + 11] == ["rest"] + ["hook"] * 10


def test_what_was_undone_with_a_job_that_met_the_end_of_the_disk_is_not_said_to_be_kept(
    sqlite_database: Database,
) -> None:
    """SQLite then rolls back the whole transaction, not only the savepoint of the job that failed."""

    def fill_the_disk(conn: Connection) -> None:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        try:
            conn.execute(text("UPDATE workspace SET name = :long WHERE id = 1"), {"long": "x" * 1_000_000})
        finally:
            conn.exec_driver_sql("PRAGMA max_page_count = 4294967294")

    sqlite_database.writer.write(insert(1))
    release = held_back(sqlite_database)
    said = [sqlite_database.writer.submit(job, lane=Lane.HOOKS) for job in (insert(2), fill_the_disk, insert(3))]
    release.set()
    wait(said)
    kept = {number for number, future in ((2, said[0]), (3, said[2])) if future.exception() is None}
    assert "full" in str(said[1].exception())
    assert set(ids(sqlite_database)) == {1} | kept
    assert sqlite_database.writer.write(insert(4)) == 1, "and it goes on"


def test_a_turn_that_cannot_be_taken_keeps_nobody_from_writing(sqlite_database: Database) -> None:
    @contextlib.contextmanager
    def no_more_files(_hurried: object) -> Iterator[None]:
        raise OSError(24, "Too many open files")
        yield

    writer = Writer(sqlite_database.writing, turns=no_more_files)
    assert [writer.submit(insert(number)).result(20) for number in (1, 2)] == [1, 1]
    writer.close()
