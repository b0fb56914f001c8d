"""Bringing the schema to what this version needs."""

from sqlalchemy import Connection

from onrecord.storage import search
from onrecord.storage.engine import Database
from onrecord.storage.schema import metadata


def migrate(database: Database) -> None:
    """Make or renew the tables."""
    database.writer.write(_create)


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    search.make_index(connection)
