import subprocess
import sys

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.engine.interfaces import ReflectedIndex

from fake_clock import FakeClock
from keeping import fold, rows
from onrecord.domain.errors import StorageError
from onrecord.storage.engine import Database, open_database
from onrecord.storage.migrate import _config, head, migrate
from onrecord.storage.schema import metadata


def shape(conn: Connection) -> dict[str, object]:
    """All that the database itself says of its tables, but for those of the search index."""
    seen = inspect(conn)
    return {
        table: {
            "columns": [{**column, "type": str(column["type"])} for column in seen.get_columns(table)],
            "key": seen.get_pk_constraint(table),
            "unique": sorted(seen.get_unique_constraints(table), key=str),
            "indexes": sorted(({**one, "dialect_options": _said(one)} for one in seen.get_indexes(table)), key=str),
            "options": seen.get_table_options(table) if conn.dialect.name == "sqlite" else {},
        }
        for table in seen.get_table_names()
        if table != "alembic_version" and not table.startswith("search_text")
    }


def _said(index: ReflectedIndex) -> dict[str, str]:
    """What an index says beyond its columns, as text: two expressions are equal when they read the same."""
    return {name: str(value) for name, value in index.get("dialect_options", {}).items()}


def test_the_migrations_make_what_the_tables_say(empty_database_url: str) -> None:
    with open_database(empty_database_url) as database:
        database.writer.write(metadata.create_all)
        with database.reading() as conn:
            expected = shape(conn)
        database.writer.write(metadata.drop_all)
        migrate(database)
        with database.reading() as conn:
            assert shape(conn) == expected


def test_a_missing_column_would_be_noticed(database: Database) -> None:
    with database.reading() as conn:
        before = shape(conn)
    database.writer.write(lambda conn: conn.execute(text("ALTER TABLE line DROP COLUMN symbol")))
    with database.reading() as conn:
        assert shape(conn) != before


def test_the_newest_revision_is_the_one_that_alembic_would_go_to() -> None:
    assert ScriptDirectory.from_config(_config(None)).get_current_head() == head()


def test_migrating_again_changes_nothing(database: Database) -> None:
    statements: list[str] = []
    event.listen(database.writing, "before_cursor_execute", lambda *given: statements.append(given[2]))
    migrate(database)
    assert statements == []


def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    database.writer.write(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StorageError, match="9999") as caught:
        migrate(database)
    assert "newer" in caught.value.advice


def test_a_migration_that_fails_leaves_nothing(empty_database_url: str) -> None:
    with open_database(empty_database_url) as database:

        def fail(*given: object) -> None:
            if "CREATE TABLE walk" in str(given[2]):
                raise RuntimeError("killed")

        event.listen(database.writing, "before_cursor_execute", fail)
        with pytest.raises(RuntimeError, match="killed"):
            migrate(database)
        with database.reading() as conn:
            assert inspect(conn).get_table_names() == []
        event.remove(database.writing, "before_cursor_execute", fail)
        migrate(database)


def test_processes_that_start_at_once_do_not_collide(empty_database_url: str) -> None:
    script = (
        "import sys; from onrecord.storage.engine import open_database; from onrecord.storage.migrate import migrate\n"
        "with open_database(sys.argv[1]) as database: migrate(database)"
    )
    command = [sys.executable, "-c", script, empty_database_url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    errors = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, errors
    with open_database(empty_database_url) as database, database.reading() as conn:
        assert MigrationContext.configure(conn).get_current_revision() == head()


def test_an_older_record_learns_which_conversations_no_list_shows_whole(
    empty_database_url: str, clock: FakeClock
) -> None:
    people = {"one": '["+15550110001"]', "two": '["+15550110001","+15550110002"]', "short": '["78273"]', "none": "[]"}
    add_alias = "INSERT INTO conversation_alias (workspace_id, id, key, participants) VALUES (1, :key, :key, :people)"
    add = "INSERT INTO conversation (workspace_id, id, key, participants) VALUES (1, :key, :key, :people)"

    def as_of_before(conn: Connection) -> None:
        command.upgrade(_config(conn), "0015")
        for key, numbers in people.items():
            conn.execute(text(add_alias), {"key": key, "people": numbers})
            conn.execute(text(add), {"key": key, "people": numbers})

    with open_database(empty_database_url) as database:
        database.writer.write(as_of_before)
        migrate(database)
        waiting = rows(database, "SELECT subject FROM dirty WHERE kind = 'inbox' ORDER BY subject")
        assert waiting == [("none",), ("short",), ("two",)], "one with a full number is made again by nobody"
        fold(database, clock)
        found = dict(rows(database, "SELECT key, reach FROM conversation"))
    assert found == {"one": "person", "two": "group", "short": "not_a_full_number", "none": "nobody"}
