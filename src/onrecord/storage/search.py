"""The search index: the words of each activity, found newest first.

SQLite keeps them in a contentless FTS5 table whose rowid grows with time, so that the newest matches come first
without sorting; PostgreSQL keeps a lexeme vector per activity under a GIN index. The rowid is `at_ms << 10 | n`,
where n tells apart what happened in the same millisecond. The first migration makes it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from itertools import count

from sqlalchemy import Connection

from onrecord.storage.rows import insert_rows, is_sqlite, marks, run, run_many, select_in

TABLE = "search_text"
SEQUENCE_BITS = 10
_PER_MS = 1 << SEQUENCE_BITS
_TERM = re.compile(r"[^\W_]+")
MOST_TERMS = 16


def remove_workspace(conn: Connection, workspace_id: int) -> None:
    """Forget every word of one workspace."""
    others = run(conn, "SELECT 1 FROM activity WHERE workspace_id <> ? LIMIT 1", [workspace_id]).first()
    if is_sqlite(conn) and others is None:
        conn.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('delete-all')")
        return
    column = "rowid" if is_sqlite(conn) else "search_id"
    run(
        conn,
        f"DELETE FROM search_text WHERE {column} IN"  # noqa: S608 - our own names
        " (SELECT search_id FROM activity WHERE workspace_id = ? AND search_id IS NOT NULL)",
        [workspace_id],
    )


def index_rows(conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Add (search id, text) pairs that are not in the index."""
    if is_sqlite(conn):
        insert_rows(conn, TABLE, ("rowid", "words"), list(rows))
        return
    pairs = [(search_id, _terms(text)) for search_id, text in rows]
    run_many(conn, "INSERT INTO search_text (search_id, words) VALUES (?, array_to_tsvector(?::text[]))", pairs)


def remove(conn: Connection, search_ids: Collection[int]) -> None:
    """Take activities out of the index."""
    column = "rowid" if is_sqlite(conn) else "search_id"
    run_many(conn, f"DELETE FROM search_text WHERE {column} = ?", [(one,) for one in search_ids])  # noqa: S608 - our own names


def allocate(conn: Connection, times_ms: Sequence[int], *, promised: Iterable[int] = ()) -> list[int]:
    """A free search id for each time, in the order given. What does not fit its millisecond goes to the next.

    `promised` are ids that are not in the index at this moment and will be: they are not given out.
    """
    bases = {at_ms << SEQUENCE_BITS for at_ms in times_ms}
    taken = {row[0] for row in select_in(conn, "SELECT search_id FROM activity WHERE search_id", sorted(bases))}
    given: dict[int, int] = {}  # millisecond -> highest id that is promised or given out in this call
    for search_id in sorted(promised):
        given[search_id >> SEQUENCE_BITS] = search_id
    return [_free(conn, at_ms, taken, given) for at_ms in times_ms]


def _free(conn: Connection, at_ms: int, taken: set[int], given: dict[int, int]) -> int:
    for ms in count(at_ms):
        base = ms << SEQUENCE_BITS
        if ms == at_ms and ms not in given and base not in taken:
            given[ms] = base
            return base
        free = max(_highest(conn, base), given.get(ms, base - 1)) + 1
        if free < base + _PER_MS:
            given[ms] = free
            return free
    raise AssertionError("time does not end")


def _highest(conn: Connection, base: int) -> int:
    """The highest id in use within one millisecond, or the one before the first."""
    statement = "SELECT max(search_id) FROM activity WHERE search_id >= ? AND search_id < ?"
    found = run(conn, statement, [base, base + _PER_MS]).scalar()
    return base - 1 if found is None else int(found)


def find(
    conn: Connection,
    workspace_id: int,
    words: str,
    *,
    before: int | None = None,
    limit: int,
    lines: Collection[str] | None = None,
) -> list[tuple[str, int]]:
    """(activity id, at_ms) of activities with all the words, newest first; the last word may be unfinished.

    `before` is a time in ms: only what is older. Activities of the same millisecond are never torn apart, so that
    going on before the last time misses nothing. `lines` None means every line. Any text is a safe query.
    """
    query = _query(conn, words)
    if query is None or (lines is not None and not lines):
        return []
    top = (1 << 62) if before is None else before << SEQUENCE_BITS
    rows = _matches(conn, workspace_id, query, lines, low=None, high=top, limit=limit)
    if len(rows) == limit:
        last = rows[-1][2]
        bottom = (last >> SEQUENCE_BITS) << SEQUENCE_BITS
        rows += _matches(conn, workspace_id, query, lines, low=bottom, high=last, limit=_PER_MS)
    return [(activity_id, at_ms) for activity_id, at_ms, _ in rows]


def _matches(
    conn: Connection,
    workspace_id: int,
    query: str,
    lines: Collection[str] | None,
    *,
    low: int | None,
    high: int,
    limit: int,
) -> list[tuple[str, int, int]]:
    if is_sqlite(conn):
        key, match = "s.rowid", "search_text MATCH ?"
    else:
        key, match = "s.search_id", "s.words @@ ?::tsquery"
    conditions, values = [match, f"{key} < ?", "a.workspace_id = ?"], [query, high, workspace_id]
    if low is not None:
        conditions.append(f"{key} >= ?")
        values.append(low)
    if lines is not None:
        conditions.append(f"a.line_id IN ({marks(len(lines))})")
        values.extend(sorted(lines))
    statement = (
        f"SELECT a.id, a.at_ms, {key} FROM search_text s CROSS JOIN activity a"  # noqa: S608 - our own conditions
        f" WHERE a.search_id = {key} AND {' AND '.join(conditions)} ORDER BY {key} DESC LIMIT ?"
    )
    return [(row[0], row[1], row[2]) for row in run(conn, statement, [*values, limit])]


def _query(conn: Connection, words: str) -> str | None:
    """The words as the database's own query; None where there is no word in them."""
    if is_sqlite(conn):
        terms = _TERM.findall(words)[:MOST_TERMS]
        return " ".join(f'"{term}"' for term in terms) + "*" if terms else None
    terms = _terms(words)[:MOST_TERMS]
    return " & ".join(f"'{term}'" for term in terms) + ":*" if terms else None


def _terms(text: str) -> list[str]:
    """Lower-case words without diacritics, each once, in the order of the text: what FTS5's unicode61 makes."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return list(dict.fromkeys(_TERM.findall(plain.lower())))
