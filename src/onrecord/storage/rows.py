"""Many rows at once, the fastest way each database knows.

SQL of the hot paths is written once, with `?` for every value; `sql` turns it into what the driver wants.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult

T = TypeVar("T")
AT_ONCE = 500
MOST_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement, PostgreSQL 65,535
COPY_FROM = 200  # rows from which COPY pays
ONE_STATEMENT = 64
"""Up to so many rows go to SQLite in one statement, which is one step; else each row is a step, and at each its driver
lets go of the interpreter: beside a busy event loop, getting that back costs more than the row.
"""


def chunks(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def marks(count: int) -> str:
    """`?,?,?` for an IN list."""
    return ",".join("?" * count)


def is_sqlite(conn: Connection) -> bool:
    return conn.dialect.name == "sqlite"


def run(conn: Connection, statement: str, values: Sequence[object] = ()) -> CursorResult[*tuple[Any, ...]]:
    """One statement with `?` marks. No literal `?` or `%` may stand in it."""
    return conn.exec_driver_sql(statement if is_sqlite(conn) else statement.replace("?", "%s"), tuple(values))


def run_many(conn: Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    """The same statement for each row of values."""
    if rows:
        text = statement if is_sqlite(conn) else statement.replace("?", "%s")
        conn.exec_driver_sql(text, [tuple(row) for row in rows])


def insert_returning(
    conn: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, tail: str
) -> list[tuple[Any, ...]]:
    """Insert all rows with few statements; `tail` says what is done on conflict and what is returned."""
    found: list[tuple[Any, ...]] = []
    for some in chunks(rows, MOST_PARAMETERS // len(columns)):
        statement = _insertion(table, tuple(columns), len(some), tail)
        result = run(conn, statement, list(chain.from_iterable(some)))
        if result.returns_rows:
            found.extend(tuple(row) for row in result)
    return found


@lru_cache(maxsize=512)
def _insertion(table: str, columns: tuple[str, ...], count: int, tail: str) -> str:
    values = ",".join([f"({marks(len(columns))})"] * count)
    return f"INSERT INTO {table} ({','.join(columns)}) VALUES {values} {tail}"  # noqa: S608 - our own names


def insert_rows(
    conn: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, tail: str = ""
) -> None:
    """Insert rows that nobody needs to hear of again."""
    if not rows:
        return
    if is_sqlite(conn) and not 1 < len(rows) <= ONE_STATEMENT:
        statement = f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks(len(columns))}) {tail}"  # noqa: S608 - our own names
        conn.exec_driver_sql(statement, rows if isinstance(rows, list) else list(rows))
    elif tail or len(rows) < COPY_FROM:
        insert_returning(conn, table, columns, rows, tail=tail)
    else:
        _copy(conn, table, columns, rows)


def _copy(conn: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    driver = conn.connection.driver_connection
    if driver is None:
        raise AssertionError("a connection in a transaction has its driver's connection")
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def select_in(
    conn: Connection, before: str, values: Iterable[object], after: str = "", *, given: Sequence[object] = ()
) -> Iterator[Sequence[Any]]:
    """Rows of `before … IN (values) after`, some hundred values a statement; `given` fills the marks before them."""
    for some in chunks(values):
        yield from run(conn, f"{before} IN ({marks(len(some))}) {after}", [*given, *some]).all()
