import multiprocessing
import signal
import time
from typing import Any

from sqlalchemy import text

from fake_clock import FakeClock
from keeping import exported, fold, rows, take
from onrecord.projection.bulk import fold_everything
from onrecord.projection.rebuild import begin_rebuild, rebuild
from onrecord.storage import search
from onrecord.storage.engine import Database, open_database
from small_world import SmallWorld

INBOX = """
    SELECT key, last_at_ms, messages, calls, media, missed_calls, waiting FROM conversation ORDER BY key
"""


def test_a_rebuild_makes_the_same_bytes(database: Database, clock: FakeClock) -> None:
    take(database, SmallWorld(1, messages=120).answers())
    fold(database, clock)
    before = exported(database)
    found = rows(database, INBOX)
    settled: list[int] = []
    assert rebuild(database, 1, clock=clock, settled=settled.append) == sum(settled)
    assert exported(database) == before
    assert (
        rows(
            database,
            INBOX,
        )
        == found
    )
    with database.reading() as conn:
        assert search.find(conn, 1, "basement", limit=500)


def test_a_first_fold_may_be_done_in_bulk_too(sqlite_database: Database, clock: FakeClock) -> None:
    take(sqlite_database, SmallWorld(2).answers())
    assert fold_everything(sqlite_database, 1, clock=clock) > 0
    in_bulk = exported(sqlite_database)
    begin_rebuild(sqlite_database, 1, clock=clock)
    fold(sqlite_database, clock)
    assert exported(sqlite_database) == in_bulk


def test_another_workspace_is_left_alone(database: Database, clock: FakeClock) -> None:
    take(database, SmallWorld(1).answers())
    fold(database, clock)
    columns = "workspace_id, id, kind, conversation_key, at_ms, search_id"
    other = f"INSERT INTO activity ({columns}) VALUES (2, 'AC0', 'call', 'k', 1, 7)"
    database.writer.write(lambda conn: conn.execute(text(other)))
    database.writer.write(lambda conn: search.index_rows(conn, [(7, "stranger")]))
    begin_rebuild(database, 1, clock=clock)
    fold(database, clock)
    with database.reading() as conn:
        assert search.find(conn, 2, "stranger", limit=5) == [("AC0", 1)]
        assert search.find(conn, 1, "stranger", limit=5) == []


def _rebuild_slowly(url: str) -> None:
    with open_database(url) as database:
        rebuild(database, 1, clock=FakeClock(), settled=lambda _: time.sleep(5))


def test_a_rebuild_that_is_killed_is_finished_by_whoever_catches_up_next(database_url: str, clock: FakeClock) -> None:
    with open_database(database_url) as database:
        take(database, SmallWorld(3).answers())
        fold(database, clock)
        before = exported(database)
        process = multiprocessing.get_context("spawn").Process(target=_rebuild_slowly, args=(database_url,))
        process.start()
        _until(lambda: rows(database, "SELECT count(*) FROM dirty") != [(0,)])
        time.sleep(0.3)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert exported(database) != before
        fold(database, clock)
        assert exported(database) == before


def _until(happened: Any) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("it never happened")
