"""Whether the database is what it should be: its version, its own integrity check, how it writes."""

from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.storage.rows import is_sqlite


class Soundness(NamedTuple):
    """`version` names kind and version; `problems` is empty where its own check finds nothing."""

    version: str
    problems: tuple[str, ...]
    writes_ahead: bool


def soundness(conn: Connection) -> Soundness:
    """Reads the whole of a SQLite file; PostgreSQL checks its pages as it reads them."""
    if not is_sqlite(conn):
        version = str(conn.exec_driver_sql("SHOW server_version").scalar_one())
        return Soundness(f"PostgreSQL {version.split()[0]}", (), writes_ahead=True)
    found = [str(row[0]) for row in conn.exec_driver_sql("PRAGMA quick_check(10)")]
    mode = conn.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    version = conn.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    return Soundness(f"SQLite {version}", tuple(one for one in found if one != "ok"), writes_ahead=mode == "wal")
