"""Killing the k-th write, until it passes untouched."""

from collections.abc import Callable
from itertools import count
from typing import Any

from sqlalchemy import event

from onrecord.storage.engine import Database


class Killed(BaseException):
    """As if the process had died here: no `except Exception` may catch it."""


def kill_at_each_statement(database: Database, write: Callable[[], object], state: Callable[[], Any]) -> int:
    """Run `write` again and again, killed before its 1st, 2nd, … statement, until it runs through; how often.

    After each kill the state must be what it was before. The run that gets through must change it.
    """
    before = state()
    for kth in count(1):
        if not _killed(database, write, kth):
            assert state() != before, "the write that got through changed nothing"
            return kth
        assert state() == before, f"killed at statement {kth}: half of it was kept"
        assert kth < 1_000, "it never gets through"
    raise AssertionError("unreachable")


def _killed(database: Database, write: Callable[[], object], kth: int) -> bool:
    seen = 0

    def die(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == kth:
            raise Killed

    event.listen(database.writing, "before_cursor_execute", die)
    try:
        write()
    except Killed:
        return True
    finally:
        event.remove(database.writing, "before_cursor_execute", die)
    return False
