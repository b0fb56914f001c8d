"""Subjects to fold again. Each mark carries the random token of the transaction that made it, so that a fold
settles only what it has read: a mark renewed meanwhile stays.

What a list or a delivery tells of is urgent: people wait to see it. What only completes it, like the bodies out of the
delivery log and a rebuild, is not.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from onrecord.storage.rows import insert_rows, is_sqlite, run, select_in
from onrecord.storage.schema import dirty

_COLUMNS = ("workspace_id", "kind", "subject", "token", "at_ms", "urgent")
_TURN = 20_261
_RENEW = (
    "ON CONFLICT (workspace_id, kind, subject) DO UPDATE"
    " SET token = excluded.token, urgent = dirty.urgent OR excluded.urgent"
)


class Mark(NamedTuple):
    subject: str
    token: int


def new_token() -> int:
    """A token for the marks of one transaction."""
    return secrets.randbits(62)


def mark(
    conn: Connection,
    workspace_id: int,
    subjects: Iterable[tuple[str, str]],
    *,
    token: int,
    now_ms: int,
    urgent: bool = True,
) -> None:
    """Ask for (kind, subject) to be folded again. In one order, so that two processes never wait for each other."""
    rows = [(workspace_id, kind, subject, token, now_ms, urgent) for kind, subject in sorted(set(subjects))]
    insert_rows(conn, "dirty", _COLUMNS, rows, tail=_RENEW)


def mark_activities_where(
    conn: Connection, workspace_id: int, condition: str, values: Sequence[object], *, token: int, now_ms: int
) -> None:
    """Ask for the activities that meet a condition on the activity table."""
    run(
        conn,
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms, urgent)"  # noqa: S608 - conditions are ours
        f" SELECT workspace_id, 'activity', id, ?, ?, FALSE FROM activity WHERE workspace_id = ? AND {condition}"
        f" ORDER BY id {_RENEW}",
        [token, now_ms, workspace_id, *values],
    )


def mark_pushed(conn: Connection, workspace_id: int, *, token: int, now_ms: int) -> None:
    """Ask for every activity and contact of which a webhook spoke."""
    run(
        conn,
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms, urgent)"  # noqa: S608 - our own words
        " SELECT DISTINCT m.workspace_id, m.kind, m.subject, CAST(? AS BIGINT), CAST(? AS BIGINT), FALSE FROM mention m"
        " JOIN observation o ON o.id = m.observation_id WHERE m.workspace_id = ?"
        " AND m.kind IN ('activity', 'contact') AND o.provider_ms IS NOT NULL " + _RENEW,
        [token, now_ms, workspace_id],
    )


def mark_everything(conn: Connection, workspace_id: int, *, token: int, now_ms: int) -> None:
    """Ask for every subject that any observation speaks of."""
    run(
        conn,
        "INSERT INTO dirty (workspace_id, kind, subject, token, at_ms, urgent)"  # noqa: S608 - our own words
        " SELECT DISTINCT workspace_id, kind, subject, CAST(? AS BIGINT), CAST(? AS BIGINT), FALSE FROM mention"
        " WHERE workspace_id = ? " + _RENEW,
        [token, now_ms, workspace_id],
    )


def waiting(
    conn: Connection, workspace_id: int, kind: str, limit: int, *, after: str = "", urgent: bool = False
) -> list[Mark]:
    """Up to `limit` marks of one kind, in the order of their subjects, beyond the subject `after`; the urgent only?"""
    rows = run(
        conn,
        "SELECT subject, token FROM dirty WHERE workspace_id = ? AND kind = ? AND subject > ?"  # noqa: S608 - our own words
        f"{' AND urgent' if urgent else ''} ORDER BY subject LIMIT ?",
        [workspace_id, kind, after, limit],
    )
    return [Mark(*row) for row in rows]


def kinds_waiting(conn: Connection, workspace_id: int, *, urgent: bool = False) -> set[str]:
    """The kinds of which something is to be folded again; something urgent only?"""
    of_all = select(dirty.c.kind).where(dirty.c.workspace_id == workspace_id).distinct()
    return set(conn.execute(of_all.where(text("urgent")) if urgent else of_all).scalars())


def take_turn(conn: Connection, workspace_id: int) -> None:
    """One fold is written at a time: what the inbox shows adds up rows that another one might be writing."""
    if not is_sqlite(conn):  # where a transaction that writes is alone anyway
        run(conn, "SELECT pg_advisory_xact_lock(?, ?)", [_TURN, workspace_id])


def settle(conn: Connection, workspace_id: int, kind: str, marks: Iterable[Mark]) -> set[str]:
    """Take away the marks that still carry the token that was read; the subjects that may now be written."""
    read = dict(marks)
    lock = "" if is_sqlite(conn) else "ORDER BY subject FOR UPDATE"
    given = (workspace_id, kind)
    found = select_in(
        conn,
        "SELECT subject, token FROM dirty WHERE workspace_id = ? AND kind = ? AND subject",
        read,
        lock,
        given=given,
    )
    ours = {subject for subject, token in found if read[subject] == token}
    for _ in select_in(
        conn,
        "DELETE FROM dirty WHERE workspace_id = ? AND kind = ? AND subject",
        sorted(ours),
        "RETURNING subject",
        given=given,
    ):
        pass
    return ours


def count(conn: Connection, workspace_id: int) -> int:
    """How many subjects wait to be folded again."""
    return conn.execute(select(func.count()).where(dirty.c.workspace_id == workspace_id)).scalar_one()


def is_waiting(conn: Connection, workspace_id: int) -> bool:
    """Whether anything waits to be folded again."""
    return conn.execute(select(dirty.c.kind).where(dirty.c.workspace_id == workspace_id).limit(1)).first() is not None
