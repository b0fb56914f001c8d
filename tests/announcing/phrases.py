"""The phrases of `phrases.txt`, and how well a rule over them does; shared by the test and the bench."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from onrecord.domain.announcement import announcement

FILE = Path(__file__).with_name("phrases.txt")


class Phrase(NamedTuple):
    """`part` is `tune` or `held`; `announces` is what a careful reader says."""

    part: str
    announces: bool
    text: str


class Score(NamedTuple):
    phrases: int
    precision: float
    recall: float


def phrases(part: str) -> list[Phrase]:
    lines = (line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    told = (line.split(" ", 2) for line in lines)
    return [Phrase(where, sign == "+", text) for where, sign, text in told if where == part]


def wrong(some: Iterable[Phrase]) -> list[Phrase]:
    """Those on which the rule and the careful reader differ."""
    return [one for one in some if (announcement(one.text) is not None) is not one.announces]


def score(some: list[Phrase]) -> Score:
    mistakes = wrong(some)
    missed = sum(one.announces for one in mistakes)
    announcing = sum(one.announces for one in some)
    found = announcing - missed + sum(not one.announces for one in mistakes)
    return Score(len(some), (announcing - missed) / found, (announcing - missed) / announcing)
