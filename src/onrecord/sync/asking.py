"""What every walk needs: whom to ask, and where to keep what is told."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.intake.pulled import Taken, take_page
from onrecord.provider.client import Answer, Client
from onrecord.provider.envelope import Page, split
from onrecord.storage.engine import Database


class Stop(Protocol):
    """Says whether to stop asking; a `threading.Event` does."""

    def is_set(self) -> bool: ...


class Halt:
    """A run's own reason to stop, beside its caller's: a provider that is gone must not end the caller's service."""

    def __init__(self, callers: Stop) -> None:
        self._callers = callers
        self._own = threading.Event()

    def is_set(self) -> bool:
        return self._own.is_set() or self._callers.is_set()

    def set(self) -> None:
        self._own.set()


@dataclass(frozen=True, slots=True)
class Asking:
    """One workspace's provider, database and clock."""

    client: Client
    database: Database
    workspace_id: int
    clock: Clock

    def take(self, conn: Connection, answer: Answer, page: Page, walk_id: int | None, *, urgent: bool = True) -> Taken:
        """Keep one page, inside a job of the writer. `urgent`: people wait to see what it tells."""
        return take_page(
            conn,
            self.workspace_id,
            answer,
            page,
            walk_id=walk_id,
            now_ms=self.clock.now_ms(),
            token=secrets.randbits(62),
            urgent=urgent,
        )

    def keep(self, answer: Answer, walk_id: int | None = None) -> Taken:
        """Keep one answer that belongs to no walk, or is the only one of it."""
        page = split(answer)
        return self.database.writer.write(lambda conn: self.take(conn, answer, page, walk_id))

    def write(self, job: Callable[[Connection], None]) -> None:
        self.database.writer.write(job)
