"""Folding very much: other processes read and fold, this one writes; so the cores share the work."""

import gc
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

from onrecord.domain.clock import Clock
from onrecord.domain.subject import SubjectKind
from onrecord.intake.arrived import take_all_arrivals
from onrecord.projection.batch import Batch, make_batch
from onrecord.projection.catch_up import next_kind, write_batch
from onrecord.projection.writing import INBOX
from onrecord.storage import dirty
from onrecord.storage.dirty import Mark
from onrecord.storage.engine import Database, open_database

BATCH = 1_000
MOST_WORKERS = 3
AHEAD = 2  # batches folded before their turn, for each worker

COLLECT_AFTER = 200_000
"""New objects after which cycles are looked for: batches come and go whole and have none, and the looking among their
rows took a tenth of the time.
"""

_FOLDED_ELSEWHERE = frozenset({SubjectKind.CONTACT, SubjectKind.CONVERSATION, SubjectKind.ACTIVITY})
Fold = Callable[[str, list[Mark]], Future[Batch]]


def fold_everything(
    database: Database,
    workspace_id: int,
    *,
    clock: Clock,
    first: Callable[[], None] = lambda: None,
    settled: Callable[[int], None] = lambda _: None,
) -> int:
    """Fold all that is dirty with the help of other processes; the number of subjects.

    What the inbox shows is put off until the activities are done. `first` is done while the others start, `settled`
    hears of each batch's size.
    """
    total = 0
    with _collecting_seldom(), _workers(database, workspace_id) as (fold, ahead):
        take_all_arrivals(database, workspace_id, clock=clock)
        first()
        while (kind := _next(database, workspace_id)) is not None:
            for count in _fold_kind(database, workspace_id, kind, fold, ahead, clock):
                total += count
                settled(count)
    return total


def _next(database: Database, workspace_id: int) -> str | None:
    with database.reading() as conn:
        return next_kind(dirty.kinds_waiting(conn, workspace_id))


def _fold_kind(database: Database, workspace_id: int, kind: str, fold: Fold, ahead: int, clock: Clock) -> Iterator[int]:
    """Once through all marks of a kind; what is marked again meanwhile waits for the next time."""
    under_way: deque[Future[Batch]] = deque()
    for marks in _marks(database, workspace_id, kind):
        if kind in _FOLDED_ELSEWHERE:
            under_way.append(fold(kind, marks))
        else:
            yield _write(database, workspace_id, _fold_here(database, workspace_id, kind, marks), clock)
        if len(under_way) > ahead:
            yield _write(database, workspace_id, under_way.popleft().result(), clock)
    while under_way:
        yield _write(database, workspace_id, under_way.popleft().result(), clock)


def _marks(database: Database, workspace_id: int, kind: str) -> Iterator[list[Mark]]:
    after = ""
    while True:
        with database.reading() as conn:
            marks = dirty.waiting(conn, workspace_id, kind, BATCH, after=after)
        if not marks:
            return
        yield marks
        after = marks[-1].subject


def _fold_here(database: Database, workspace_id: int, kind: str, marks: list[Mark]) -> Batch:
    with database.reading() as conn:
        return make_batch(conn, workspace_id, kind, marks)


def _write(database: Database, workspace_id: int, batch: Batch, clock: Clock) -> int:
    return write_batch(database, workspace_id, batch, clock=clock, put_off=batch.kind != INBOX)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _workers(database: Database, workspace_id: int) -> Iterator[tuple[Fold, int]]:
    """A pool of folding processes. They are spawned: a forked one would share this one's database connections."""
    count = max(1, min(MOST_WORKERS, (os.cpu_count() or 2) - 1))
    url = database.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=_open, initargs=(url, workspace_id)
    ) as pool:
        for _ in range(count):
            pool.submit(_fold, SubjectKind.OTHER, [])  # a process starts with the first thing that it is given
        yield (lambda kind, marks: pool.submit(_fold, kind, marks)), count * AHEAD


_opened: tuple[Database, int] | None = None


def _open(url: str, workspace_id: int) -> None:
    global _opened
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(COLLECT_AFTER)
    _opened = open_database(url), workspace_id


def _end_with_parent() -> None:
    """A worker waits for work on a pipe that it holds open itself: of a parent that was killed it would never hear."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _fold(kind: str, marks: list[Mark]) -> Batch:
    if _opened is None:
        raise AssertionError("a worker has opened the database before it folds")
    return _fold_here(*_opened, kind, marks)
