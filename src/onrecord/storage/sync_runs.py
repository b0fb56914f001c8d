"""Runs of the sync: when, over which surface, with how many requests, and how they ended."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from onrecord.storage.recoveries import held_now
from onrecord.storage.schema import sync_run


def begin_run(conn: Connection, workspace_id: int, *, surface: str, now_ms: int) -> int:
    """A run that has begun; its id."""
    begun = conn.execute(
        insert(sync_run).values(
            workspace_id=workspace_id,
            surface=surface,
            started_ms=now_ms,
            by_operation="{}",
            held_before=json.dumps(held_now(conn, workspace_id)),
        )
    )
    key = begun.inserted_primary_key
    if key is None:
        raise AssertionError("an inserted run has an id")
    return int(key[0])


def note_provider_time(conn: Connection, workspace_id: int, run_id: int, *, provider_ms: int) -> None:
    """The first question is answered: this was the provider's time."""
    conn.execute(
        update(sync_run)
        .where(sync_run.c.workspace_id == workspace_id, sync_run.c.id == run_id)
        .values(provider_ms=provider_ms)
    )


def finish_run(
    conn: Connection,
    workspace_id: int,
    run_id: int,
    *,
    surface: str,
    now_ms: int,
    by_operation: Mapping[str, int],
    too_many: int,
) -> None:
    """Asking is over; what the run's exit status is, the caller says when the files are in too."""
    conn.execute(
        update(sync_run)
        .where(sync_run.c.workspace_id == workspace_id, sync_run.c.id == run_id)
        .values(
            surface=surface,
            finished_ms=now_ms,
            requests=sum(by_operation.values()),
            too_many=too_many,
            by_operation=json.dumps(dict(sorted(by_operation.items()))),
        )
    )


def set_exit(
    conn: Connection,
    workspace_id: int,
    run_id: int,
    *,
    status: int,
    unfinished: int,
    now_ms: int,
    provider_ms: int | None = None,
) -> None:
    """How the command that ran it ended: 0, 1 or 3; how many walks and questions are left over; and when it began by
    the provider's clock.
    """
    conn.execute(
        update(sync_run)
        .where(sync_run.c.workspace_id == workspace_id, sync_run.c.id == run_id)
        .values(exit=status, unfinished=unfinished, finished_ms=now_ms, provider_ms=provider_ms)
    )


class Totals(NamedTuple):
    """Over all runs there ever were."""

    runs: int
    requests: int
    too_many: int


def totals(conn: Connection, workspace_id: int) -> Totals:
    sums = (func.coalesce(func.sum(column), 0) for column in (sync_run.c.requests, sync_run.c.too_many))
    row = conn.execute(select(func.count(), *sums).where(sync_run.c.workspace_id == workspace_id)).one()
    return Totals(*(int(count) for count in row))


def provider_ahead_ms(conn: Connection, workspace_id: int) -> int:
    """How far the provider's clock was ahead of ours when it was last asked; 0 where it never was."""
    row = conn.execute(
        select(sync_run.c.provider_ms - sync_run.c.started_ms)
        .where(sync_run.c.workspace_id == workspace_id, sync_run.c.provider_ms.is_not(None))
        .order_by(sync_run.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return int(row or 0)
