"""Taking answers in, folding what is dirty, and looking at what came of it."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from onrecord.domain.clock import Clock
from onrecord.intake.pulled import take_page
from onrecord.projection.catch_up import catch_up
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.exports import export_rows
from onrecord.storage.records import empty_records
from onrecord.storage.schema import metadata


def take(database: Database, answers: Iterable[Answer]) -> None:
    """Each answer in a transaction of its own."""

    def job(conn: Connection, answer: Answer) -> None:
        take_page(conn, 1, answer, split(answer), walk_id=None, now_ms=1, token=dirty.new_token())

    for answer in answers:
        database.writer.write(lambda conn, answer=answer: job(conn, answer))


def fold(database: Database, clock: Clock, *, limit: int = 500) -> int:
    """Until nothing is dirty; how many subjects were looked at."""
    total = 0
    while looked_at := catch_up(database, 1, limit=limit, clock=clock):
        total += looked_at
    return total


def exported(database: Database) -> bytes:
    with database.reading() as conn:
        return b"\n".join(msgspec.json.encode(row) for row in export_rows(conn, 1))


def empty(conn: Connection) -> None:
    """As if nothing had ever been told."""
    empty_records(conn, 1)
    for table in metadata.sorted_tables:
        conn.execute(table.delete())


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.reading() as conn:
        return [tuple(row) for row in conn.execute(text(query))]
