"""Copying what records are made from into another database, so that they can be made again beside the first."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, select

from onrecord.storage.engine import Database
from onrecord.storage.rows import insert_rows
from onrecord.storage.schema import FOLDED_FROM

ROWS_AT_ONCE = 5_000

Row = tuple[Any, ...]


def copy_what_is_folded(source: Connection, target: Database, workspace_id: int) -> int:
    """Copy one workspace's observations and what goes with them into an empty, migrated database; the rows copied.

    The source is read at the one moment that its connection sees.
    """
    copied = 0
    for table in FOLDED_FROM:
        names = [column.name for column in table.columns]
        for rows in _rows(source, table, workspace_id):
            target.writer.write(partial(_put, table=table, names=names, rows=rows))
            copied += len(rows)
    return copied


def _rows(source: Connection, table: Table, workspace_id: int) -> Iterator[list[Row]]:
    owner = table.c.id if table.name == "workspace" else table.c.workspace_id
    found = source.execution_options(stream_results=True).execute(select(table).where(owner == workspace_id))
    for rows in found.partitions(ROWS_AT_ONCE):
        yield [tuple(row) for row in rows]


def _put(conn: Connection, *, table: Table, names: Sequence[str], rows: list[Row]) -> None:
    insert_rows(conn, table.name, names, rows)
