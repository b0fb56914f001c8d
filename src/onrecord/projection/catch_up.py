"""Taking apart what arrived and folding what is dirty, until nothing is left of either.

Several processes may do this at once: each settles only the marks that it has read, and what one writes while
another folds is folded again. The fold is computed outside the write transaction.
"""

from onrecord.domain.clock import Clock
from onrecord.domain.subject import SubjectKind
from onrecord.intake.arrived import take_arrivals
from onrecord.projection.batch import Batch, make_batch
from onrecord.projection.writing import INBOX, Writing
from onrecord.storage import dirty
from onrecord.storage.engine import Database

ORDER: tuple[str, ...] = (
    SubjectKind.ORGANIZATION,
    SubjectKind.LINE,
    SubjectKind.MEMBER,
    SubjectKind.CONVERSATION,
    SubjectKind.ACTIVITY,
    INBOX,
    SubjectKind.CONTACT,
    SubjectKind.CUSTOM_FIELD,
    SubjectKind.TASK,
    SubjectKind.OTHER,
)
"""What others depend on comes first. Any order would do: what depends on a change is marked again. Nothing depends on
contacts, of which there may be thousands: what was said is shown before all the names are known."""


def catch_up(database: Database, workspace_id: int, *, limit: int = 500, clock: Clock) -> int:
    """Take apart up to `limit` deliveries, and fold up to `limit` dirty subjects of one kind; the number looked at. 0
    means that nothing is left.
    """
    return take_arrivals(database, workspace_id, limit=limit, clock=clock) + _fold_some(
        database, workspace_id, limit=limit, clock=clock
    )


def _fold_some(database: Database, workspace_id: int, *, limit: int, clock: Clock) -> int:
    with database.reading() as conn:
        urgent = dirty.kinds_waiting(conn, workspace_id, urgent=True)
        kind = next_kind(urgent or dirty.kinds_waiting(conn, workspace_id))
        if kind is None:
            return 0
        marks = dirty.waiting(conn, workspace_id, kind, limit, urgent=bool(urgent))
        batch = make_batch(conn, workspace_id, kind, marks)
    write_batch(database, workspace_id, batch, clock=clock)
    return len(batch.marks)


def next_kind(waiting: set[str]) -> str | None:
    """The kind to fold first; a kind that nobody knows comes last and is settled, never in the way."""
    known = next((kind for kind in ORDER if kind in waiting), None)
    return known or min(waiting, default=None)


def write_batch(database: Database, workspace_id: int, batch: Batch, *, clock: Clock, put_off: bool = False) -> int:
    """Write a folded batch in one transaction; the number of subjects that were still as they had been read."""
    now_ms = clock.now_ms()
    return database.writer.write(
        lambda conn: Writing(conn, workspace_id, batch, now_ms=now_ms, put_off=put_off).write()
    )
