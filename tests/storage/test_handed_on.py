"""A PostgreSQL database goes from test to test; none may find what another left."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from conftest import PostgresServer
from onrecord.storage.engine import open_database

pytestmark = pytest.mark.postgres
FAILED = "INSERT INTO sign_in_failure (workspace_id, subject, at_ms) VALUES (1, 'ana', 5) RETURNING id"


def test_it_is_handed_on_without_a_row_and_counts_from_one(postgres: PostgresServer) -> None:
    for _ in ("the first test", "the next"):
        url = postgres.take()
        with open_database(url) as database:
            assert database.writer.write(lambda conn: conn.execute(text(FAILED)).scalar_one()) == 1
        postgres.give_back(url)
        assert postgres.spare[-1] == url


def test_one_whose_tables_were_changed_is_not_handed_on(postgres: PostgresServer) -> None:
    url = postgres.take()
    with open_database(url) as database:
        database.writer.write(lambda conn: conn.execute(text("ALTER TABLE line DROP COLUMN symbol")))
    postgres.give_back(url)
    assert url not in postgres.spare


def test_whoever_is_still_connected_is_shown_out(postgres: PostgresServer) -> None:
    url = postgres.take()
    with open_database(url) as database, database.readers.connect() as connected:
        connected.execute(text("LOCK TABLE line IN ACCESS SHARE MODE"))
        postgres.give_back(url)
        with pytest.raises(OperationalError):
            connected.execute(text("SELECT 1"))
