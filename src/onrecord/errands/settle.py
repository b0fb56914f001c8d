"""What became of an errand: its end and its result are one transaction, so that neither is ever without the other."""

from collections.abc import Callable

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.domain.errand import Errand, next_attempt_ms
from onrecord.domain.errors import LeaseLost, OnrecordError
from onrecord.storage import errands as table
from onrecord.storage.engine import Database

Effect = Callable[[Connection], None]
"""What a finished errand writes. It may run again when its transaction is repeated: it touches only the database."""


def done(database: Database, workspace_id: int, errand: Errand, *, token: str, effect: Effect | None = None) -> None:
    """Write the result and take the errand off the list. LeaseLost, and nothing written, where it is not ours."""

    def write(conn: Connection) -> None:
        if not table.delete_done(conn, workspace_id, errand.id, lease=token):
            raise LeaseLost(f"{errand.kind} was taken over by another worker")
        if effect is not None:
            effect(conn)

    database.writer.write(write)


def failed(
    database: Database, workspace_id: int, errand: Errand, *, token: str, error: Exception, clock: Clock
) -> int | None:
    """Count the failure; when it is tried again, or None where the error is permanent: it then waits for a person."""
    attempts = errand.attempts + 1
    now_ms = clock.now_ms()
    again_ms = None if _is_permanent(error) else next_attempt_ms(attempts, now_ms)

    def write(conn: Connection) -> None:
        ours = table.put_back(
            conn,
            workspace_id,
            errand.id,
            lease=token,
            attempts=attempts,
            run_at_ms=now_ms if again_ms is None else again_ms,
            failed_ms=now_ms if again_ms is None else None,
            error=describe(error),
        )
        if not ours:
            raise LeaseLost(f"{errand.kind} was taken over by another worker")

    database.writer.write(write)
    return again_ms


def describe(error: Exception) -> str:
    """What a person reads about a failure. Foreign errors give only their name: their text may hold a link."""
    if isinstance(error, OnrecordError):
        return f"{error} {error.advice}".strip()
    return f"Something broke that should not ({type(error).__name__}). It is tried again by itself; please report it."


def _is_permanent(error: Exception) -> bool:
    return isinstance(error, OnrecordError) and error.permanent
