"""The errand table: durable work, one row each, unique by kind and key.

A row that is done is deleted; a row that failed waits (`run_at_ms` ahead) or, once the ladder is used up or the
error is permanent, carries `failed_ms` and waits for a person. A lease is a token and a time: whoever holds the
token before that time does the work.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, or_, select, text, update

from onrecord.domain.errand import Errand
from onrecord.storage.schema import errand

NOBODY_WAITS = 900
"""The priority from which on work is done when there is nothing else to do."""

# An existing row is left alone, except that one which was given up is revived with what is known now.
_ENQUEUE = text(
    "INSERT INTO errand (workspace_id, kind, key, payload, priority, run_at_ms, attempts)"
    " VALUES (:workspace_id, :kind, :key, :payload, :priority, :run_at_ms, 0)"
    " ON CONFLICT (workspace_id, kind, key) DO UPDATE SET payload = excluded.payload,"
    " priority = excluded.priority, run_at_ms = excluded.run_at_ms, attempts = 0, failed_ms = NULL, error = NULL,"
    " lease = NULL, leased_until_ms = NULL"
    " WHERE errand.failed_ms IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An errand to enqueue. Smaller `priority` first; `run_at_ms` on our clock."""

    kind: str
    key: str
    payload: dict[str, object]
    run_at_ms: int
    priority: int = 100


@dataclass(frozen=True, slots=True)
class ErrandCounts:
    """`ready` can be leased now, `waiting` later, `leased` is being worked on, `failed` waits for a person."""

    ready: int = 0
    waiting: int = 0
    leased: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class FailedErrand:
    kind: str
    key: str
    attempts: int
    failed_ms: int
    error: str


def enqueue(
    conn: Connection,
    workspace_id: int,
    kind: str,
    key: str,
    payload: dict[str, object],
    *,
    priority: int = 100,
    run_at_ms: int,
) -> None:
    """Ask for a piece of work, in the transaction of the fact that calls for it. Idempotent by (kind, key)."""
    enqueue_many(conn, workspace_id, [Wanted(kind, key, payload, run_at_ms, priority)])


def enqueue_many(conn: Connection, workspace_id: int, wanted: Iterable[Wanted]) -> None:
    """`enqueue` for many at once."""
    rows = [
        {
            "workspace_id": workspace_id,
            "kind": one.kind,
            "key": one.key,
            "payload": msgspec.json.encode(one.payload).decode(),
            "priority": one.priority,
            "run_at_ms": one.run_at_ms,
        }
        for one in wanted
    ]
    if rows:
        conn.execute(_ENQUEUE, rows)


def lease_ready(
    conn: Connection, workspace_id: int, kinds: Sequence[str], n: int, *, lease: str, now_ms: int, until_ms: int
) -> list[Errand]:
    """Lease up to `n` errands that are due, most urgent first, and say which.

    A row whose lease ran out lost its worker: it counts one more attempt, so that work which kills its worker
    each time does not run forever.
    """
    due = _due(workspace_id, kinds, now_ms)
    found = conn.execute(
        select(errand.c.id, errand.c.kind, errand.c.key, errand.c.payload, errand.c.attempts, errand.c.lease)
        .where(due)
        .order_by(errand.c.priority, errand.c.run_at_ms, errand.c.id)
        .limit(n)
        .with_for_update(skip_locked=True)
    ).all()
    if not found:
        return []
    changed = conn.execute(
        update(errand)
        .where(errand.c.id.in_([row.id for row in found]), due)
        .values(
            attempts=errand.c.attempts + case((errand.c.lease.is_(None), 0), else_=1),
            lease=lease,
            leased_until_ms=until_ms,
        )
    ).rowcount
    if changed != len(found):
        raise AssertionError(f"leased {changed} errands of {len(found)}: another writer came between")
    return [
        Errand(row.id, row.kind, row.key, msgspec.json.decode(row.payload), row.attempts + (row.lease is not None))
        for row in found
    ]


def any_ready(conn: Connection, workspace_id: int, kinds: Sequence[str], *, now_ms: int) -> bool:
    """Is there something to lease?"""
    due = select(errand.c.id).where(_due(workspace_id, kinds, now_ms)).limit(1)
    return conn.execute(due).first() is not None


def _due(workspace_id: int, kinds: Sequence[str], now_ms: int) -> ColumnElement[bool]:
    return and_(
        errand.c.workspace_id == workspace_id,
        errand.c.failed_ms.is_(None),
        errand.c.run_at_ms <= now_ms,
        errand.c.kind.in_(kinds),
        or_(errand.c.leased_until_ms.is_(None), errand.c.leased_until_ms <= now_ms),
    )


def release(conn: Connection, workspace_id: int, ids: Sequence[int], *, lease: str) -> int:
    """End leases of ours as if they had never been; the number of them."""
    mine = and_(errand.c.workspace_id == workspace_id, errand.c.id.in_(ids), errand.c.lease == lease)
    return conn.execute(update(errand).where(mine).values(lease=None, leased_until_ms=None)).rowcount


def renew(conn: Connection, workspace_id: int, ids: Sequence[int], *, lease: str, until_ms: int) -> int:
    """Prolong leases that are still ours; the number of them."""
    mine = and_(errand.c.workspace_id == workspace_id, errand.c.id.in_(ids), errand.c.lease == lease)
    return conn.execute(update(errand).where(mine).values(leased_until_ms=until_ms)).rowcount


def delete_done(conn: Connection, workspace_id: int, errand_id: int, *, lease: str) -> bool:
    """Take a finished errand off the list; False where the lease is no longer ours."""
    mine = and_(errand.c.workspace_id == workspace_id, errand.c.id == errand_id, errand.c.lease == lease)
    return conn.execute(delete(errand).where(mine)).rowcount == 1


def put_back(
    conn: Connection,
    workspace_id: int,
    errand_id: int,
    *,
    lease: str,
    attempts: int,
    run_at_ms: int,
    failed_ms: int | None,
    error: str | None,
) -> bool:
    """End a lease without success: to run again at `run_at_ms`, or given up at `failed_ms`. False: not ours."""
    mine = and_(errand.c.workspace_id == workspace_id, errand.c.id == errand_id, errand.c.lease == lease)
    changed = conn.execute(
        update(errand)
        .where(mine)
        .values(
            attempts=attempts,
            run_at_ms=run_at_ms,
            failed_ms=failed_ms,
            error=error,
            lease=None,
            leased_until_ms=None,
        )
    )
    return changed.rowcount == 1


def leases_held(conn: Connection, workspace_id: int, *, now_ms: int) -> set[str]:
    """The tokens under which work is leased now."""
    held = and_(errand.c.workspace_id == workspace_id, errand.c.leased_until_ms > now_ms)
    return set(conn.execute(select(errand.c.lease).where(held).distinct()).scalars())


def end_leases(conn: Connection, workspace_id: int, leases: Iterable[str], *, now_ms: int) -> int:
    """Let leases run out at once, whose workers are known to be dead; the number of errands freed."""
    dead = and_(errand.c.workspace_id == workspace_id, errand.c.lease.in_(list(leases)))
    return conn.execute(update(errand).where(dead).values(leased_until_ms=now_ms)).rowcount


def count_errands(
    conn: Connection, workspace_id: int, *, now_ms: int, kinds: Sequence[str] | None = None
) -> ErrandCounts:
    """How much work is where; all kinds, or only `kinds`."""
    leased = errand.c.leased_until_ms > now_ms
    place = case(
        (errand.c.failed_ms.is_not(None), "failed"),
        (leased, "leased"),
        (errand.c.run_at_ms > now_ms, "waiting"),
        else_="ready",
    )
    counting = select(place.label("place"), func.count()).where(errand.c.workspace_id == workspace_id)
    if kinds is not None:
        counting = counting.where(errand.c.kind.in_(kinds))
    return ErrandCounts(**{str(where): count for where, count in conn.execute(counting.group_by(text("place")))})


def count_due(conn: Connection, workspace_id: int, *, now_ms: int) -> int:
    """How much that somebody waits for can be done now or is being done; without what nobody waits for."""
    due = and_(
        errand.c.workspace_id == workspace_id,
        errand.c.failed_ms.is_(None),
        errand.c.run_at_ms <= now_ms,
        errand.c.priority < NOBODY_WAITS,
    )
    return conn.execute(select(func.count()).where(due)).scalar_one()


def failed_errands(conn: Connection, workspace_id: int, *, limit: int = 100) -> list[FailedErrand]:
    """What was given up, newest first, each with its error and what can be done about it."""
    rows = conn.execute(
        select(errand.c.kind, errand.c.key, errand.c.attempts, errand.c.failed_ms, errand.c.error)
        .where(errand.c.workspace_id == workspace_id, errand.c.failed_ms.is_not(None))
        .order_by(errand.c.failed_ms.desc(), errand.c.id.desc())
        .limit(limit)
    )
    return [FailedErrand(row.kind, row.key, row.attempts, row.failed_ms, row.error or "") for row in rows]


def next_run_ms(conn: Connection, workspace_id: int, kinds: Sequence[str]) -> int | None:
    """When the next errand that is neither leased nor given up is due; None where there is none."""
    open_ones = and_(
        errand.c.workspace_id == workspace_id,
        errand.c.failed_ms.is_(None),
        errand.c.lease.is_(None),
        errand.c.kind.in_(kinds),
    )
    return conn.execute(select(func.min(errand.c.run_at_ms)).where(open_ones)).scalar()
