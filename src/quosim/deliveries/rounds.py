"""A round: many deliveries on demand, as fast or as badly as asked, the same for the same seed."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from quosim.deliveries.happenings import Happening
from quosim.deliveries.hooks import Hook
from quosim.deliveries.log import Delivery
from quosim.deliveries.office import GONE, PostOffice
from quosim.deliveries.traps import drawn

LATER = 50  # how many places behind the first a repetition may stand
BREATH = 100  # bodies that are made before somebody else may have a turn


@dataclass(frozen=True, slots=True)
class Manner:
    """Shares are between 0 and 1. `per_second` 0 is as fast as it goes. `lost_as` is what the log says of the lost:
    `failed` after every attempt, or `success` where something in between took them in and kept them."""

    loss: float = 0.0
    lost_as: str = "failed"
    duplicate: float = 0.0
    shuffle: bool | float = False
    delay_seconds: float = 0.0
    seed: int = 0
    concurrency: int = 32
    per_second: float = 0.0
    traps: Sequence[str] = ()
    trap_share: float = 1.0
    retry: bool = True


@dataclass(slots=True)
class Step:
    """One delivery of the round; it stands in it twice when it is to be repeated."""

    happening: Happening
    hook: Hook
    is_lost: bool
    traps: frozenset[str]
    delay_seconds: float
    delivery: Delivery | None = None
    is_taken: bool = False
    codes: list[int] = field(default_factory=list)


class Round:
    def __init__(self, office: PostOffice, what: Sequence[tuple[Happening, Hook]], manner: Manner) -> None:
        self._office, self._manner = office, manner
        self._rng = random.Random(f"round {manner.seed}")  # noqa: S311 - a simulator must be repeatable
        self.steps = [self._step(happening, hook) for happening, hook in what]
        self._queue = self._ordered()
        self.counted: Counter[str] = Counter()
        self.by_code: Counter[int] = Counter()
        self.seconds = 0.0

    def _step(self, happening: Happening, hook: Hook) -> Step:
        rng, manner = self._rng, self._manner
        lost = rng.random() < manner.loss
        return Step(
            happening, hook, lost, drawn(manner.traps, manner.trap_share, rng), rng.random() * manner.delay_seconds
        )

    def _ordered(self) -> Iterator[Step]:
        """In order of time, or shuffled; repetitions some places after the first, or anywhere when shuffled."""
        rng, manner = self._rng, self._manner
        placed = [(float(place), step) for place, step in enumerate(self.steps)]
        for place, step in enumerate(self.steps):
            if not step.is_lost and rng.random() < manner.duplicate:
                placed.append((place + 0.5 + rng.randrange(1, LATER), step))
        placed.sort(key=lambda pair: pair[0])
        if manner.shuffle:
            rng.shuffle(placed)
        return iter([step for _, step in placed])

    async def run(self) -> None:
        """`seconds` is the sending alone. Without a pace every body is made before the first leaves, so that a bench
        measures the receiver and not this."""
        if not self._manner.per_second:
            await self._prepare()
        began = perf_counter()
        pace = _Pace(self._manner.per_second)
        await asyncio.gather(*(self._work(pace) for _ in range(max(1, self._manner.concurrency))))
        self.seconds = perf_counter() - began

    async def _prepare(self) -> None:
        for place, step in enumerate(self.steps):
            step.delivery = self._made(step)
            if place % BREATH == 0:
                await asyncio.sleep(0)

    def _made(self, step: Step) -> Delivery:
        return self._office.scribe.made(step.hook, step.happening, self._office.now(), step.traps)

    async def _work(self, pace: "_Pace") -> None:
        for step in self._queue:  # every worker takes from the same one
            await pace.wait()
            if step.delay_seconds:
                await asyncio.sleep(step.delay_seconds)
            await self._take(step)

    async def _take(self, step: Step) -> None:
        office = self._office
        if step.delivery is None:
            step.delivery = self._made(step)
        if step.is_taken:
            self._count(step, (await office.repeat(step.delivery, step.hook)).code, "repeated")
            return
        step.is_taken = True
        if step.is_lost:
            office.lose(step.delivery, step.hook, self._manner.lost_as)
            self._count(step, GONE.code, "lost")
            return
        reply = await office.attempt(step.delivery, step.hook, again=self._manner.retry)
        self._count(step, reply.code, "sent")

    def _count(self, step: Step, code: int, what: str) -> None:
        step.codes.append(code)
        self.counted[what] += 1
        if what != "lost":
            self.by_code[code] += 1


class _Pace:
    """So many a second, evenly, whoever asks."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def wait(self) -> None:
        if not self._gap:
            return
        now = asyncio.get_running_loop().time()
        self._next = max(self._next + self._gap, now)
        await asyncio.sleep(self._next - now)
