"""What was pushed, from the moment it is durable until it is taken apart.

The request waits for the first step only: one row in a table, with nothing looked into. So no body can keep another
from being stored, and the provider hears «200» as soon as the disk has it. The second step belongs to whoever folds:
it moves deliveries from that table to the observations, in one transaction. Why two: docs/decisions/arrivals.md.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from onrecord.domain.clock import MINUTE, Clock
from onrecord.domain.errors import StorageError
from onrecord.intake.delivered import take_deliveries
from onrecord.logs import log, where_it_broke
from onrecord.storage import arrivals
from onrecord.storage.arrivals import Delivery
from onrecord.storage.engine import Database

AT_ONCE = 100
TRY_AGAIN_MS = 10 * MINUTE
"""A delivery that our own code breaks on waits so long: a newer version may know it."""

_log = log("arrivals")


def keep_arrivals(conn: Connection, workspace_id: int, arrived: Sequence[Delivery]) -> None:
    """Make them durable; nothing else."""
    arrivals.add(conn, workspace_id, arrived)


def take_arrivals(database: Database, workspace_id: int, *, limit: int = AT_ONCE, clock: Clock) -> int:
    """Take apart the first that wait; how many. One that cannot be is set aside, so that it stops no other."""
    now_ms = clock.now_ms()
    with database.reading() as conn:
        ids = arrivals.waiting(conn, workspace_id, limit=limit, now_ms=now_ms)
    if not ids:
        return 0
    try:
        return _take(database, workspace_id, ids)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001 - found out below, one by one
        return sum(_take_alone(database, workspace_id, id_, now_ms) for id_ in ids)


def take_all_arrivals(database: Database, workspace_id: int, *, clock: Clock) -> None:
    """Until none waits that can be taken apart."""
    while take_arrivals(database, workspace_id, clock=clock):
        pass


def _take(database: Database, workspace_id: int, ids: Sequence[int]) -> int:
    return database.writer.write(lambda conn: _move(conn, workspace_id, ids))


def _move(conn: Connection, workspace_id: int, ids: Sequence[int]) -> int:
    taken = arrivals.take(conn, workspace_id, ids)
    if taken:
        take_deliveries(conn, workspace_id, taken, now_ms=taken[-1].received_ms)
    return len(taken)


def _take_alone(database: Database, workspace_id: int, id_: int, now_ms: int) -> int:
    try:
        return _take(database, workspace_id, [id_])
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - it is kept, and said
        _log.error("delivery_not_taken_apart", arrival=id_, error=type(error).__name__, at=where_it_broke(error))
        not_before_ms = now_ms + TRY_AGAIN_MS
        database.writer.write(lambda conn: arrivals.set_aside(conn, workspace_id, id_, not_before_ms=not_before_ms))
        return 0
