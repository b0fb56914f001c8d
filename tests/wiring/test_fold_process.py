"""Waking the process that folds costs nothing, however often and whether it listens or not."""

from dataclasses import dataclass
from multiprocessing import Pipe

from onrecord.wiring.fold_process import FoldProcess


@dataclass
class Flag:
    value: bool = False


def test_it_is_told_once_until_it_has_heard() -> None:
    ours, theirs = Pipe()
    woken = Flag()
    folding = FoldProcess(ours, woken)
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
    FoldProcess(ours, Flag()).wake()
    ours.close()
