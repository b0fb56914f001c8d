"""Deciding what to ask, purely: which surface, which stretches of time, where to split, when to ask again.

A list that has times is walked newest first along one cursor down to where a finished walk already proves the rest.
One cursor leaves one part-filled page behind it; a lost one costs a page, because what a walk has reached is known.
When hands are idle the longest walk is split where half of it should remain.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

from onrecord.domain.artefact import LAST_LOOK_MS
from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.clock import DAY, HOUR, MINUTE, SECOND
from onrecord.domain.coverage import Window, merged, missing

BEGINNING_MS = 1_451_606_400_000  # 2016: nobody had a number at this provider before
OVERLAP_MS = SECOND
REREAD_PAGES = 2
JOIN_MS = 2 * DAY
FEWEST_PAGES_TO_SPLIT = 8
WHO_AGAIN_MS = DAY
FIRST_LOOK_MS = 20 * SECOND
REREAD_MS = LAST_LOOK_MS + HOUR
CANNOT = frozenset({Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF})


class Phase(IntEnum):
    """What people wait for comes first."""

    WHO = 0  # numbers and people
    RECORD = 1  # names, conversations, texts, calls and voicemails
    AGAIN = 2  # what a limit had cost that has fallen, and names that are known
    PARTS = 3  # recordings and transcripts


class Road(StrEnum):
    """What the command line may ask for."""

    AUTO = "auto"
    DATED = "dated"
    V1 = "v1"


class Proof(NamedTuple):
    """One walk of a list so far: finished, it proves [lo, hi); else [reached, hi) where it knew how far it was."""

    id: int
    lo_ms: int | None
    hi_ms: int | None
    reached_ms: int | None
    finished: bool


class Stretch(NamedTuple):
    """One walk to make: everything in [lo, hi).

    `open_top` asks without an upper bound, so that a clock that is a little off loses nothing. `reread_ms` is how
    far below `lo_ms` a few pages are read once more, for what changes late. `joins` is the finished walk whose
    window this one moves up.
    """

    lo_ms: int
    hi_ms: int
    reread_ms: int
    open_top: bool = False
    joins: int | None = None


def choose_surface(road: str, dated: str | None, v1: str | None) -> str | None:
    """The surface for the record, from the verdicts on both (None: not known yet); None when there is none."""
    if road == Road.V1:
        return None if v1 in CANNOT else Surface.V1
    if dated not in CANNOT:
        return Surface.DATED
    return None if road == Road.DATED or v1 in CANNOT else Surface.V1


def list_surface(road: str, surface: str, dated: str | None, v1: str | None) -> str:
    """Where one list is asked: `surface` answered the first question, the verdicts are on the list itself.

    The dated lists came one by one (calls a day before texts and numbers): where the dated surface does not show
    itself, a list of it that was seen to answer is the better one all the same.
    """
    if road == Road.V1 or surface == Surface.V1:
        return Surface.DATED if road == Road.AUTO and dated == Verdict.YES else Surface.V1
    return Surface.V1 if road == Road.AUTO and dated in CANNOT and v1 not in CANNOT else Surface.DATED


def proved_windows(proofs: Iterable[Proof]) -> list[Window]:
    """What walks so far prove, merged, oldest first."""
    return merged(window for window in map(_proved, proofs) if window)


def _proved(proof: Proof) -> Window | None:
    if proof.hi_ms is None or proof.lo_ms is None:
        return None
    if proof.finished:
        return Window(proof.lo_ms, proof.hi_ms)
    return None if proof.reached_ms is None else Window(proof.reached_ms, proof.hi_ms)


def stretches(proofs: Sequence[Proof], now_ms: int) -> list[Stretch]:
    """The walks that make everything up to now proved, newest first. There is always one that reaches now."""
    covered = proved_windows(proofs)
    gaps = missing(Window(0, now_ms), covered)
    if not gaps or gaps[-1].hi_ms < now_ms:
        top_ms = max(now_ms, covered[-1].hi_ms)
        gaps.append(Window(top_ms, top_ms))
    top, *below = reversed(gaps)
    return [_top_stretch(top, proofs), *(_closed_stretch(gap, top.hi_ms) for gap in below)]


def _closed_stretch(gap: Window, top_ms: int) -> Stretch:
    lo_ms = max(0, gap.lo_ms - OVERLAP_MS)
    return Stretch(lo_ms, min(gap.hi_ms + OVERLAP_MS, top_ms), lo_ms)


def _top_stretch(gap: Window, proofs: Sequence[Proof]) -> Stretch:
    lo_ms = max(0, gap.lo_ms - OVERLAP_MS)
    reread_ms = max(0, gap.lo_ms - REREAD_MS)
    return Stretch(lo_ms, gap.hi_ms, reread_ms, open_top=True, joins=_joined(gap, proofs))


def _joined(gap: Window, proofs: Sequence[Proof]) -> int | None:
    """The newest finished walk that ends where the gap begins; a long gap gets a walk of its own, which resumes."""
    if gap.span_ms > JOIN_MS:
        return None
    ending = (
        proof for proof in proofs if proof.finished and proof.hi_ms is not None and proof.hi_ms + OVERLAP_MS > gap.lo_ms
    )
    return max((proof.id for proof in ending), default=None)


class Reached(NamedTuple):
    """How far a walk has come: `items` lie in [reached, hi)."""

    lo_ms: int
    hi_ms: int
    reached_ms: int
    items: int
    page_size: int


def pages_left(walk: Reached, oldest_ms: int) -> float:
    """The pages that remain, if what remains is as dense as what came. Unknown (0) before the first page."""
    done_ms = walk.hi_ms - walk.reached_ms
    if done_ms <= 0 or not walk.items:
        return 0.0
    return walk.items / done_ms * _left_ms(walk, oldest_ms) / walk.page_size


def split_point(walk: Reached, oldest_ms: int) -> int | None:
    """Where another hand should begin with the lower half of what remains; None where that does not pay."""
    if pages_left(walk, oldest_ms) < FEWEST_PAGES_TO_SPLIT:
        return None
    return walk.reached_ms - _left_ms(walk, oldest_ms) // 2


def _left_ms(walk: Reached, oldest_ms: int) -> int:
    return max(0, walk.reached_ms - max(walk.lo_ms, oldest_ms))


def is_due(finished_ms: int | None, now_ms: int, again_ms: int = WHO_AGAIN_MS) -> bool:
    """Whether a list without times is to be read again."""
    return finished_ms is None or now_ms - finished_ms >= again_ms


def ask_part_again(last_asked_ms: int | None, happened_ms: int, now_ms: int) -> bool:
    """Whether to ask (again) for a part of a call that is not known or not ready.

    Not within the first seconds: parts take longer. The wait doubles with the age of the call, from a minute to six
    hours; an answer that came more than a day after the call has said all there is to say.
    """
    if last_asked_ms is None:
        return now_ms - happened_ms >= FIRST_LOOK_MS
    age_ms = last_asked_ms - happened_ms
    if age_ms >= LAST_LOOK_MS:
        return False
    if now_ms - happened_ms >= LAST_LOOK_MS:
        return True
    return now_ms - last_asked_ms >= min(max(age_ms, MINUTE), 6 * HOUR)


class Refused(NamedTuple):
    """A call of which one part was refused when it was last asked for."""

    activity_id: str
    line_id: str | None
    last_asked_ms: int


def ask_refused_again(
    refused: Sequence[Refused], turned_ms: Mapping[str | None, int], now_ms: int, again_ms: int
) -> list[str]:
    """Which parts of calls that were refused to ask for once more.

    One of each line for a trial after `again_ms`: the one that was asked for longest ago. All of a line that were
    refused before `turned_ms`, when one that had been refused was given after all.
    """
    trials: dict[str | None, Refused] = {}
    for one in sorted(refused, key=lambda one: one.last_asked_ms):
        trials.setdefault(one.line_id, one)
    return [
        one.activity_id
        for one in refused
        if one.last_asked_ms < turned_ms.get(one.line_id, 0)
        or (one is trials[one.line_id] and _is_rested(one.line_id, refused, now_ms, again_ms))
    ]


def _is_rested(line_id: str | None, refused: Iterable[Refused], now_ms: int, again_ms: int) -> bool:
    """Whether nothing of that line was refused of late."""
    return now_ms - max(one.last_asked_ms for one in refused if one.line_id == line_id) >= again_ms


def seconds_left(requests: float, rate: float, latency_seconds: float, hands: int) -> float:
    """An honest estimate: the rate allowed, or what the hands can do at this latency, whichever is slower."""
    possible = hands / latency_seconds if latency_seconds > 0 else float("inf")
    speed = min(rate or float("inf"), possible)
    return 0.0 if speed == float("inf") else requests / speed


class V1Thread(NamedTuple):
    """What v1 can be asked about one conversation; `limits` names what it cannot show."""

    messages: bool
    calls: bool
    limits: tuple[str, ...]


def v1_thread(participants: Sequence[str], *, group_messages: bool = True) -> V1Thread:
    """v1 lists by E.164 participants only: short codes and hidden callers cannot be named, groups have no calls."""
    if not participants or not all(_is_e164(number) for number in participants):
        return V1Thread(messages=False, calls=False, limits=("non_e164_conversations",))
    if len(participants) > 10:
        return V1Thread(messages=False, calls=False, limits=("large_groups",))
    if len(participants) > 1:
        limits = ("group_calls",) if group_messages else ("group_calls", "group_messages")
        return V1Thread(messages=group_messages, calls=False, limits=limits)
    return V1Thread(messages=True, calls=True, limits=())


def _is_e164(number: str) -> bool:
    return number.startswith("+") and number[1:].isdigit()


def v1_window(proofs: Sequence[Proof], moved_ms: int, proved_ms: int = 0) -> tuple[int, int | None] | None:
    """(from when, walk to stretch) for one v1 thread; None when a finished walk already saw its last movement.

    `proved_ms`: up to when the dated surface proved the same list, when it could still be asked.
    """
    best = max((proof for proof in proofs if proof.finished and proof.hi_ms), key=lambda p: p.hi_ms or 0, default=None)
    if best is None or best.hi_ms is None or best.hi_ms < proved_ms - REREAD_MS:
        return (max(0, proved_ms - REREAD_MS), None) if moved_ms + OVERLAP_MS >= proved_ms else None
    if moved_ms + OVERLAP_MS < max(best.hi_ms, proved_ms):
        return None
    return max(0, best.hi_ms - REREAD_MS), best.id


class Heard(NamedTuple):
    """One message that is held: when it was made, and whether a question about it is still open."""

    at_ms: int
    open: bool


def open_windows(messages: Iterable[Heard], page_size: int) -> list[Window]:
    """The stretches that hold every open message, newest first: what to ask again when a limit has fallen.

    Two of them lie in one stretch unless a whole page without any would have to be turned between them.
    """
    windows: list[Window] = []
    between = 0
    for one in sorted(messages, reverse=True):
        if not one.open:
            between += 1
            continue
        if windows and between < page_size:
            windows[-1] = Window(one.at_ms, windows[-1].hi_ms)
        else:
            windows.append(Window(one.at_ms, one.at_ms + 1))
        between = 0
    return windows


def open_pages(messages: Iterable[Heard], page_size: int) -> list[Window]:
    """The fewest windows of no more than a page that hold every open message, newest first: one question each."""
    windows: list[Window] = []
    left = 0
    for one in sorted(messages, reverse=True):
        if left and one.open:
            windows[-1] = Window(one.at_ms, windows[-1].hi_ms)
        elif one.open:
            windows.append(Window(one.at_ms, one.at_ms + 1))
            left = page_size
        left = max(0, left - 1)
    return windows
