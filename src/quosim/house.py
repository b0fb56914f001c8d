"""One simulated provider: a world, a clock, and everything that remembers between requests."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from quosim.clock import Clock
from quosim.cursors import Cursors
from quosim.dates import Day
from quosim.deliveries.courier import Courier
from quosim.deliveries.office import PostOffice
from quosim.faults import Faults
from quosim.index import Index
from quosim.limits import Limiter
from quosim.links import Links
from quosim.renderings import Renderings
from quosim.templates import Templates
from quosim.times import day_of
from quosim.world.living import Living
from quosim.world.model import Call, Contact, Conversation, Message, World

MakeWorld = Callable[[str, int], World]


@dataclass(frozen=True, slots=True)
class Options:
    """How the provider behaves. `as_of` is UTC ms or None for the end of the world; lives are in seconds of the
    simulator's time, `latency_ms` in real milliseconds; `key` None accepts every key; `hook_timeout` is in real seconds
    that a hook may take for its answer, `live` so many between things that happen by themselves (0: nothing does)."""

    world: str = "demo"
    seed: int = 1
    as_of: int | None = None
    rate: int = 10
    latency_ms: int = 0
    cursor_life: int = 300
    link_life: int = 900
    old_media: bool = True
    key: str | None = None
    hook_timeout: float = 10.0
    live: float = 0.0


@dataclass(slots=True)
class Statistics:
    by_operation: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    total: int = 0
    too_many: int = 0
    files: int = 0

    def count(self, operation: str, status: int) -> None:
        self.total += 1
        self.by_operation[operation] += 1
        self.by_status[str(status)] += 1


class House:
    """`make_world` and `renderings` are handed in, so that tests can live in a world of their own."""

    def __init__(
        self,
        options: Options,
        make_world: MakeWorld,
        *,
        renderings: Renderings | None = None,
        real: Callable[[], float] = time.monotonic,
    ) -> None:
        self.options = options
        self.real = real
        self.limiter = Limiter(options.rate)
        self.faults = Faults()
        self.templates = Templates()
        self._renderings = renderings
        self._make_world = make_world
        self._day: Day | None = None
        self._serial = 0
        self._courier = Courier(options.hook_timeout)
        self.settle(make_world(options.world, options.seed))

    def settle(self, world: World) -> None:
        """Begin anew in a world: nothing of what was before is remembered."""
        self.world = world
        self.index = Index(world)
        start = world.end if self.options.as_of is None else self.options.as_of
        self.clock = Clock(start, real=self.real)
        self.links = Links(world.seed, self.options.link_life)
        self.cursors = Cursors(world.seed, self.options.cursor_life)
        self.renderings = self._renderings or Renderings(world)
        self.statistics = Statistics()
        self.limiter.forget()
        self.faults.clear()
        self.templates.clear()
        self._serial = 0
        self.office = PostOffice(self.index, self.clock, self.links, self.faults, self.day, self._courier)
        self.living = Living(world, self._recent, self._keep)

    def _recent(self, now: int) -> list[Conversation]:
        """Latest first."""
        return [sight.conversation for sight in reversed(self.index.orders(now).recent.things)]

    def _keep(self, subject: Conversation | Message | Call | Contact) -> None:
        """Something new has come into the world: whoever looks finds it, and who listens hears of it."""
        self.index.add(subject)
        if not isinstance(subject, Conversation):
            self.office.add(subject)

    def make(self, name: str, seed: int) -> World:
        """A fresh world, which may take seconds: call it off the event loop, then `settle` there."""
        return self._make_world(name, seed)

    def day(self, now: int) -> Day:
        """The API of the clock's date. What was encoded under another date is forgotten."""
        date = day_of(now)
        if self._day is None or self._day.date != date:
            fresh = Day(date)
            if self._day is None or self._day.rows != fresh.rows:
                self.templates.clear()
            self._day = fresh
        return self._day

    def trace(self) -> str:
        """A long decimal, as the provider's traces are; the same ones in the same order for a seed."""
        self._serial += 1
        claim = f"{self.world.seed} {self._serial}".encode()
        return str(10**18 + int.from_bytes(hashlib.blake2b(claim, digest_size=8).digest()) % (9 * 10**18))
