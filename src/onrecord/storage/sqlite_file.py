"""The SQLite file: how each connection is set up, and which single process folds the log back into the file.

SQLite before 3.51.3 could lose pages when two connections checkpointed a write-ahead log at once, so only the
holder of a file lock beside the database does it; whoever finds the lock free takes it over.
"""

import os
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from onrecord.storage.turns import FileLock

BUSY_SECONDS = 5.0
KNOCK_MS = 10  # how long one try to get the write lock lasts
CHECKPOINT_PAGES = 4_000  # about 16 MB
WRITER_CACHE_KIB = 65_536
ASK_AGAIN_EVERY = 200  # transactions between two looks at the checkpoint lock


def make_private(file: Path) -> None:
    """The folder and the file, readable by their owner only; those that exist are left as they are."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def prepare_readers(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(driver: Any, _record: object) -> None:
        driver.isolation_level = None  # transactions begin where SQLAlchemy says, not where the driver guesses
        driver.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")


def prepare_writer(engine: Engine, file: Path) -> None:
    checkpointer = Checkpointer(file)

    @event.listens_for(engine, "connect")
    def _connected(driver: Any, _record: object) -> None:
        driver.isolation_level = None
        driver.execute("PRAGMA journal_mode = WAL")
        driver.execute("PRAGMA synchronous = FULL")
        driver.execute("PRAGMA foreign_keys = ON")
        driver.execute("PRAGMA temp_store = MEMORY")
        driver.execute(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
        driver.execute("PRAGMA journal_size_limit = 67108864")
        checkpointer.connected(driver)
        driver.execute(f"PRAGMA busy_timeout = {KNOCK_MS}")

    @event.listens_for(engine, "close")
    def _closed(_driver: object, _record: object) -> None:
        checkpointer.release()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        checkpointer.before_transaction(connection)
        _begin_writing(connection)


def _begin_writing(connection: Connection) -> None:
    """Begin when no other process writes, or fail after BUSY_SECONDS. SQLite by itself would look every tenth of a
    second, and miss the pauses of a process that writes much.
    """
    driver = connection.connection.driver_connection
    if driver is None:
        raise AssertionError("a connection that begins has its driver's connection")
    until = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < until:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except Exception as error:
            if "locked" not in str(error):
                raise
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")


class Checkpointer:
    """Whether this process is the one that checkpoints."""

    def __init__(self, file: Path) -> None:
        self._lock = FileLock(file.with_name(f"{file.name}.checkpoint"))
        self._ours = False
        self._transactions = 0

    def connected(self, driver: Any) -> None:
        self._ours = self._lock.take()
        driver.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES if self._ours else 0}")

    def before_transaction(self, connection: Connection) -> None:
        self._transactions += 1
        if not self._ours and self._transactions % ASK_AGAIN_EVERY == 0 and self._lock.take():
            self._ours = True
            connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")

    def release(self) -> None:
        self._lock.give_back()
        self._ours = False
