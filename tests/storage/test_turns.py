"""Turns at one SQLite file: hooks go to the door, all others first take their place in the queue."""

import threading
import time
from pathlib import Path

import pytest

from onrecord.storage import turns
from onrecord.storage.engine import open_database
from onrecord.storage.turns import FileLock, FileTurns
from onrecord.storage.writer import Lane


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


def at_the_door(file: Path) -> FileLock:
    return FileLock(file.with_name("record.db.door"))


def in_the_queue(file: Path) -> FileLock:
    return FileLock(file.with_name("record.db.queue"))


def in_a_hurry(file: Path) -> FileLock:
    return FileLock(file.with_name("record.db.hurry"))


def begins(turn: FileTurns, *, hurried: bool) -> tuple[threading.Thread, threading.Event]:
    """Another thread that waits for its turn; the event says that it has it."""
    has_it = threading.Event()

    def wait() -> None:
        with turn(lambda: hurried):
            has_it.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    return waiting, has_it


def test_whoever_has_the_door_is_alone_and_gives_it_back(file: Path) -> None:
    mine, yours = at_the_door(file), at_the_door(file)
    with FileTurns(file)(lambda: False):
        assert not yours.take()
    assert yours.take()
    assert not mine.take()
    yours.give_back()
    assert mine.take()
    mine.give_back()


def test_a_hurried_one_passes_the_queue_and_no_other_does(file: Path) -> None:
    ahead = in_the_queue(file)
    assert ahead.take()
    hurried, had = begins(FileTurns(file), hurried=True)
    hurried.join()
    assert had.is_set()
    waiting, has_it = begins(FileTurns(file), hurried=False)
    assert not has_it.wait(0.05)
    ahead.give_back()
    waiting.join()
    assert has_it.is_set()


def test_one_that_waits_in_the_queue_leaves_it_when_a_hook_comes(file: Path) -> None:
    ahead = in_the_queue(file)
    assert ahead.take()
    asked: list[bool] = []

    def comes() -> bool:
        asked.append(len(asked) > 3)
        return asked[-1]

    with FileTurns(file)(comes):
        assert not at_the_door(file).take()
    assert asked[:5] == [False, False, False, False, True]
    ahead.give_back()


def test_whoever_was_just_at_the_door_does_not_come_back_before_a_hook_that_waits(file: Path) -> None:
    writes_much = FileTurns(file)
    with writes_much(lambda: False):
        hook, had = begins(FileTurns(file), hurried=True)
        while in_a_hurry(file).is_free():
            time.sleep(0.001)
    with writes_much(lambda: False):
        assert had.is_set()
    hook.join()


def test_a_hook_that_finds_the_door_open_keeps_nobody_from_it(file: Path) -> None:
    with FileTurns(file)(lambda: True):
        assert in_a_hurry(file).is_free()


def test_it_is_politeness_and_nobody_waits_for_ever(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    stuck = at_the_door(file)
    assert stuck.take()
    with open_database(f"sqlite:///{file}") as database:
        assert database.writer.write(lambda _: "written", lane=Lane.HOOKS) == "written"
    stuck.give_back()
