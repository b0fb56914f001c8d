import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onrecord.domain.errors import SettingsError
from onrecord.storage.engine import Database, open_database

INSERT = text("INSERT INTO workspace (id, created_ms, session_secret) VALUES (:id, 1, 's')")
COUNT = text("SELECT count(*) FROM workspace")


def test_the_folder_is_made_and_file_and_folder_are_private(tmp_path: Path) -> None:
    file = tmp_path / "new" / "record.db"
    with open_database(f"sqlite:///{file}"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), database.reading() as conn:
        conn.execute(INSERT, {"id": 1})


def test_a_reader_sees_one_moment(database: Database) -> None:
    with database.reading() as conn:
        assert conn.execute(COUNT).scalar() == 0
        database.writer.write(lambda writing: writing.execute(INSERT, {"id": 1}))
        assert conn.execute(COUNT).scalar() == 0
    with database.reading() as conn:
        assert conn.execute(COUNT).scalar() == 1


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_keep_a_record_is_refused(url: str) -> None:
    with pytest.raises(SettingsError):
        open_database(url)


def test_only_one_process_checkpoints_and_the_next_takes_over(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    pragma = "PRAGMA wal_autocheckpoint"
    with open_database(url) as second:
        with open_database(url) as first:
            assert first.writer.write(lambda conn: conn.exec_driver_sql(pragma).scalar()) > 0
            assert second.writer.write(lambda conn: conn.exec_driver_sql(pragma).scalar()) == 0
        for _ in range(200):
            pages = second.writer.write(lambda conn: conn.exec_driver_sql(pragma).scalar())
        assert pages > 0
