"""Opening the database: one writer, a few readers, on SQLite or PostgreSQL.

Readers see one moment: everything read inside one `reading()` belongs together, whatever is committed meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool, QueuePool

from onrecord.domain.errors import SettingsError, StorageTooOld
from onrecord.storage import sqlite_file
from onrecord.storage.turns import FileTurns, Turns, no_turns
from onrecord.storage.writer import Writer

READERS_KEPT = 8
READERS_MOST = 24
OLDEST_SQLITE = (3, 43, 0)  # FTS5's contentless_delete


class Database:
    """The open database of one process. Closing writes what is queued first."""

    def __init__(self, url: URL, readers: Engine, writing: Engine, *, turns: Turns = no_turns) -> None:
        self.url = url
        self.dialect: str = readers.dialect.name
        self.readers = readers
        self.writing = writing
        self.writer = Writer(writing, turns=turns)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for a server, whose disk we cannot see."""
        return Path(self.url.database) if self.dialect == "sqlite" and self.url.database else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write and sees one moment."""
        with self.readers.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self.writer.close()
        self.readers.dispose()
        self.writing.dispose()

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_database(url: str) -> Database:
    """Open `sqlite:///…` or `postgresql://…`; the file's folder is made. The schema is `migrate`'s business.

    Raises StorageTooOld where SQLite lacks what the record needs, SettingsError for any other kind of address.
    """
    parsed = make_url(url)
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(parsed)
    if kind == "postgresql":
        return _open_postgresql(parsed)
    raise SettingsError(f"ONRECORD_DATABASE_URL speaks of {kind}; only sqlite and postgresql are known.")


def _open_sqlite(url: URL) -> Database:
    if not url.database or url.database == ":memory:":
        raise SettingsError("ONRECORD_DATABASE_URL names no file: a record kept in memory would not be kept.")
    module = _sqlite_module()
    file = Path(url.database).expanduser().resolve()
    sqlite_file.make_private(file)
    url = url.set(drivername="sqlite+pysqlite", database=str(file))
    connect_args = {"check_same_thread": False, "timeout": sqlite_file.BUSY_SECONDS}
    readers = create_engine(
        url,
        module=module,
        connect_args=connect_args,
        poolclass=QueuePool,
        pool_size=READERS_KEPT,
        max_overflow=READERS_MOST - READERS_KEPT,
    )
    writing = create_engine(url, module=module, connect_args=connect_args, poolclass=NullPool)
    sqlite_file.prepare_readers(readers)
    sqlite_file.prepare_writer(writing, file)
    return Database(url, readers, writing, turns=FileTurns(file))


def _sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the bundled one where it has a wheel, else Python's own."""
    try:
        from pysqlite3 import dbapi2 as module
    except ImportError:
        import sqlite3 as module
    if module.sqlite_version_info < OLDEST_SQLITE:
        raise StorageTooOld(f"SQLite {module.sqlite_version} is too old to keep the record.")
    return module  # type: ignore[no-any-return]  # pysqlite3 ships no types


def _open_postgresql(url: URL) -> Database:
    url = url.set(drivername="postgresql+psycopg")
    connect_args = {"application_name": "onrecord"}
    readers = create_engine(
        url,
        connect_args=connect_args,
        isolation_level="REPEATABLE READ",
        pool_size=READERS_KEPT,
        max_overflow=READERS_MOST - READERS_KEPT,
        pool_pre_ping=True,
    )
    writing = create_engine(url, connect_args=connect_args, poolclass=NullPool)

    @event.listens_for(readers, "begin")
    def _read_only(connection: Connection) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    @event.listens_for(writing, "begin")
    def _durable(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")

    return Database(url, readers, writing)
