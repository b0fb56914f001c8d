"""Bringing the schema to what this version needs.

Every start does it; where nothing is to do it costs one look, and Alembic stays unread. Several processes may start at
once: on SQLite the write transaction lets one in at a time, on PostgreSQL an advisory lock does, and whoever comes
second finds the work done. A migration happens whole or not at all.
"""

import logging
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from onrecord.domain.errors import StorageError
from onrecord.storage.engine import Database
from onrecord.storage.rows import is_sqlite, run

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 20_260
_MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
logging.getLogger("alembic").setLevel(logging.WARNING)  # its account of each step is no news to a person


def migrate(database: Database) -> None:
    """Make or renew the tables. Raises StorageError for a database that a newer version has changed."""
    with database.reading() as conn:
        if _revision(conn) == head():
            return
    database.writer.write(_upgrade)


@cache
def head() -> str:
    """The revision that this version needs: the one that no other follows."""
    texts = [file.read_text(encoding="utf-8") for file in _MIGRATIONS.glob("*.py")]
    followed, revisions = _named(texts, "down_revision"), _named(texts, "revision")
    (last,) = revisions - followed
    return last


def _named(texts: list[str], name: str) -> set[str]:
    """What the migrations say by this name, read and not run: running them takes all of Alembic."""
    return {found for text in texts for found in re.findall(rf'^{name} = "(\w+)"', text, flags=re.MULTILINE)}


def _revision(conn: Connection) -> str | None:
    if not inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = run(conn, "SELECT version_num FROM alembic_version").scalar()
    return found


def _upgrade(conn: Connection) -> None:
    if not is_sqlite(conn):
        run(conn, "SELECT pg_advisory_xact_lock(?)", [_LOCK])
    if _revision(conn) == head():
        return
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(conn), "head")
    except CommandError as error:
        raise StorageError(
            f"The database is at revision {_revision(conn)}, which this version does not know.",
            advice="A newer Onrecord has changed it; start that version, or restore a backup.",
        ) from error


def _config(conn: Connection | None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "onrecord.storage:migrations")
    config.attributes["connection"] = conn
    return config
