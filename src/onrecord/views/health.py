"""Whether this house can do what it is for, now: keep what it is told. No secret and nothing about people is in it."""

import os
from concurrent.futures import TimeoutError as NotInTime
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from onrecord.domain.alarm import NOTHING, Waiting
from onrecord.domain.clock import SECOND, ms_to_iso
from onrecord.logs import log
from onrecord.storage import counts, deliveries, watching
from onrecord.storage.engine import Database
from onrecord.storage.probes import try_to_keep
from onrecord.storage.writer import Lane
from onrecord.views.disk import room, standing

WRITE_SECONDS = 5.0
LEAST_FREE_BYTES = 50_000_000
"""Below this nothing is taken in: a database that meets the end of the disk in the middle serves nobody."""

_log = log("health")


@dataclass(frozen=True, slots=True)
class Health:
    """`can_store` is what the answer's status says: 200, or 503. `record_free_bytes` is of the database's disk; None
    where a server keeps it.
    """

    can_read: bool
    can_write: bool
    vault_writable: bool
    free_bytes: int
    record_free_bytes: int | None = None
    to_fold: Waiting = NOTHING
    due: Waiting = NOTHING
    last_sync_ms: int | None = None
    last_delivery_ms: int | None = None

    @property
    def can_store(self) -> bool:
        rooms = [self.free_bytes] if self.record_free_bytes is None else [self.free_bytes, self.record_free_bytes]
        return self.can_read and self.can_write and self.vault_writable and min(rooms) >= LEAST_FREE_BYTES


def read_health(database: Database, vault_folder: Path, workspace_id: int, now_ms: int) -> Health:
    """Try what has to work: read, write in the lane of the deliveries, and the folder of files."""
    tried = Health(
        can_read=False,
        can_write=_can_write(database, workspace_id, now_ms),
        vault_writable=os.access(standing(vault_folder), os.W_OK),
        free_bytes=room("vault", vault_folder).free_bytes,
        record_free_bytes=room("record", database.file.parent).free_bytes if database.file else None,
    )
    try:
        with database.reading() as conn:
            return _read(conn, workspace_id, now_ms, tried)
    except Exception as error:  # noqa: BLE001 - whatever keeps us from reading is what is asked about
        _log.error("database_unreadable", error=type(error).__name__)
        return tried


def _read(conn: Connection, workspace_id: int, now_ms: int, tried: Health) -> Health:
    run = counts.last_run(conn, workspace_id) or {}
    finished_ms = run.get("finished_ms")
    return replace(
        tried,
        can_read=True,
        to_fold=watching.waiting_to_fold(conn, workspace_id),
        due=watching.waiting_errands(conn, workspace_id, now_ms=now_ms),
        last_sync_ms=finished_ms if isinstance(finished_ms, int) else None,
        last_delivery_ms=deliveries.tally(conn, workspace_id).last_ms,
    )


def _can_write(database: Database, workspace_id: int, now_ms: int) -> bool:
    """Keep something in the deliveries' lane: the writer lives, the database lets it in, and the disk takes it."""
    try:
        probe = partial(try_to_keep, workspace_id=workspace_id, now_ms=now_ms)
        database.writer.submit(probe, lane=Lane.HOOKS).result(timeout=WRITE_SECONDS)
    except NotInTime:
        _log.error("writer_busy", seconds=WRITE_SECONDS)
        return False
    except Exception as error:  # noqa: BLE001 - whatever keeps us from writing is what is asked about
        _log.error("database_unwritable", error=type(error).__name__)
        return False
    return True


def health_document(health: Health, now_ms: int) -> dict[str, object]:
    """What `GET /healthz` answers."""
    return {
        "status": "ok" if health.can_store else "failing",
        "database": {"readable": health.can_read, "writable": health.can_write, "free_bytes": health.record_free_bytes},
        "vault": {"writable": health.vault_writable, "free_bytes": health.free_bytes},
        "backlog": {"to_fold": _aged(health.to_fold, now_ms), "due": _aged(health.due, now_ms)},
        "last_sync_at": _iso(health.last_sync_ms),
        "last_delivery_at": _iso(health.last_delivery_ms),
    }


def _aged(waiting: Waiting, now_ms: int) -> dict[str, object]:
    oldest = None if waiting.oldest_ms is None else max(0, now_ms - waiting.oldest_ms) // SECOND
    return {"count": waiting.count, "oldest_seconds": oldest}


def _iso(ms: int | None) -> str | None:
    return None if ms is None else ms_to_iso(ms)
