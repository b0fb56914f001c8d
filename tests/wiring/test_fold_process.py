"""Waking the process that folds costs nothing, whether it listens or not; one that dies is followed by another."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pipe
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from onrecord.domain.errand import RETRY_LADDER_MS
from onrecord.settings import read_settings
from onrecord.storage import dirty
from onrecord.wiring import open_house
from onrecord.wiring.fold_process import Child, FoldProcess
from onrecord.wiring.house import House
from onrecord.wiring.upkeep import upkeep

NOW = 1_790_000_000_000


@dataclass
class Flag:
    value: bool = False


def child(*, alive: bool) -> Child:
    return cast("Child", SimpleNamespace(process=SimpleNamespace(is_alive=lambda: alive, exitcode=-9)))


def counted(begun: list[Child], *, alive: bool) -> Callable[[], Child]:
    def begin() -> Child:
        begun.append(child(alive=alive))
        return begun[-1]

    return begin


def test_it_is_told_once_until_it_has_heard() -> None:
    ours, theirs = Pipe()
    woken = Flag()
    folding = FoldProcess(lambda: Child(ours, multiprocessing.Process()), woken)
    for _ in range(100_000):  # more than any pipe holds
        folding.wake()
    assert theirs.recv() == "wake"
    assert not theirs.poll(0)
    woken.value = False
    folding.wake()
    assert theirs.recv() == "wake"
    ours.close()
    theirs.close()


def test_one_that_has_ended_is_not_missed() -> None:
    ours, theirs = Pipe()
    theirs.close()
    FoldProcess(lambda: Child(ours, multiprocessing.Process()), Flag()).wake()
    ours.close()


def test_one_that_lives_is_left_alone() -> None:
    begun: list[Child] = []
    folding = FoldProcess(counted(begun, alive=True), Flag())
    folding.revive(NOW)
    assert len(begun) == 1


def test_one_that_dies_at_once_each_time_is_begun_less_and_less_often() -> None:
    begun: list[Child] = []
    folding = FoldProcess(counted(begun, alive=False), Flag())
    folding.revive(NOW)
    assert len(begun) == 2, "the first time at once"
    first, second, *_ = RETRY_LADDER_MS
    folding.revive(NOW + first - 1)
    assert len(begun) == 2
    folding.revive(NOW + first)
    folding.revive(NOW + first + second - 1)
    assert len(begun) == 3
    folding.revive(NOW + first + second)
    assert len(begun) == 4


def test_a_house_whose_folding_was_killed_folds_again_by_itself(home: Path) -> None:
    with open_house(read_settings(home=home)) as house, upkeep(house, ask_every_seconds=60):
        (folding,) = [one for one in multiprocessing.active_children() if one.name == "onrecord-fold"]
        assert folding.pid is not None
        os.kill(folding.pid, signal.SIGKILL)
        folding.join(20)
        mark = [("activity", "ACone")]
        now_ms = house.clock.now_ms()
        house.database.writer.write(lambda conn: dirty.mark(conn, house.workspace_id, mark, token=1, now_ms=now_ms))
        assert is_folded(house)


def is_folded(house: House) -> bool:
    tick = threading.Event()
    for _ in range(600):
        with house.database.reading() as conn:
            if not dirty.kinds_waiting(conn, house.workspace_id):
                return True
        tick.wait(0.05)
    return False
