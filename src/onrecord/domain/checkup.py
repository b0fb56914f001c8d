"""What a checkup finds: one finding for each thing that was looked at. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Grade(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Finding(NamedTuple):
    """`said` is what was found, `todo` what a person can do about it (empty where all is well)."""

    name: str
    grade: Grade
    said: str
    todo: str = ""


MOST_SKEW_MS = 30_000
TOO_MUCH_SKEW_MS = 240_000
"""Signatures are good for five minutes: a clock that is off by more makes every delivery look stale."""


def well(name: str, said: str) -> Finding:
    return Finding(name, Grade.OK, said)


def doubtful(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Grade.WARN, said, todo)


def bad(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Grade.FAIL, said, todo)


def judge_clock(offset_ms: int, *, stand_in: bool = False) -> Finding:
    """How far the provider's clock is ahead of ours. A stand-in for it may live on another day."""
    seconds = abs(offset_ms) / 1_000
    said = f"This machine's clock is {seconds:.0f} s {'behind' if offset_ms > 0 else 'ahead of'} Quo's."
    todo = "Have the clock set by the network (timedatectl set-ntp true)."
    if abs(offset_ms) > TOO_MUCH_SKEW_MS and not stand_in:
        return bad("clock", said, todo)
    if abs(offset_ms) > MOST_SKEW_MS:
        return doubtful("clock", said, todo)
    return well("clock", "This machine's clock agrees with Quo's.")


def has_failed(findings: Iterable[Finding]) -> bool:
    """Whether anything keeps the house from doing what it is for."""
    return any(one.grade is Grade.FAIL for one in findings)
