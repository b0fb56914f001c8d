"""Bringing the schema to what this version needs.

Every start does it; where nothing is to do it costs one look. Several processes may start at once: on SQLite the
write transaction lets one in at a time, on PostgreSQL an advisory lock does, and whoever comes second finds the
work done. A migration happens whole or not at all.
"""

import logging
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from onrecord.domain.errors import StorageError
from onrecord.storage.engine import Database
from onrecord.storage.rows import is_sqlite, run

_LOCK = 20_260
logging.getLogger("alembic").setLevel(logging.WARNING)  # its account of each step is no news to a person


def migrate(database: Database) -> None:
    """Make or renew the tables. Raises StorageError for a database that a newer version has changed."""
    with database.reading() as conn:
        if _revision(conn) == head():
            return
    database.writer.write(_upgrade)


@cache
def head() -> str:
    """The revision that this version needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    if revision is None:
        raise AssertionError("the package carries no migrations")
    return revision


def _revision(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _upgrade(conn: Connection) -> None:
    if not is_sqlite(conn):
        run(conn, "SELECT pg_advisory_xact_lock(?)", [_LOCK])
    if _revision(conn) == head():
        return
    try:
        command.upgrade(_config(conn), "head")
    except CommandError as error:
        raise StorageError(
            f"The database is at revision {_revision(conn)}, which this version does not know.",
            advice="A newer Onrecord has changed it; start that version, or restore a backup.",
        ) from error


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "onrecord.storage:migrations")
    config.attributes["connection"] = conn
    return config
