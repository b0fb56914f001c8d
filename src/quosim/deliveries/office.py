"""The post office: sees what happens in the world, makes deliveries of it, and attempts them until they arrive.

The schedule runs on the simulator's clock, so that a day of retries passes as fast as that clock is told to run.
Signatures carry the real time, because that is what receivers compare them with.
"""

import asyncio
import heapq
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from quosim.clock import Clock
from quosim.dates import Day, event_row
from quosim.deliveries.courier import Courier, Reply
from quosim.deliveries.happenings import Happening, Subject, by_moment, happenings, of_subject
from quosim.deliveries.hooks import Hook, HookBook
from quosim.deliveries.log import Attempt, Delivery, Log
from quosim.deliveries.scribe import Scribe
from quosim.deliveries.signatures import signed
from quosim.faults import DELIVERIES, Faults
from quosim.index import Index
from quosim.links import Links
from quosim.timelines import Timeline

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
# After the first attempt: eight in all over 27 h 35 min 5 s. What the legacy ones do is not known: here the first four.
WAITS = {
    "N": (5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR),
    "legacy": (5 * SECOND, 5 * MINUTE, 30 * MINUTE),
}
MOST_AT_ONCE = 5_000  # happenings that one move of the clock announces: the newest
IN_FLIGHT = 64  # attempts at one time, rounds apart
NAP_SECONDS = 0.2  # how late the office may notice that the clock was moved
DELAY_SECONDS = 2.0
GONE = Reply(0, "", 0)


class PostOffice:
    """`day` tells which API there is at a moment; `wall` is the real time in seconds."""

    def __init__(
        self,
        index: Index,
        clock: Clock,
        links: Links,
        faults: Faults,
        day: Callable[[int], Day],
        courier: Courier,
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._index, self._clock, self._faults = index, clock, faults
        self._day, self._wall = day, wall
        self.hooks = HookBook(index.world.seed)
        self.log = Log()
        self.scribe = Scribe(index, links, self.log)
        self.counted: Counter[str] = Counter()
        self.outages: list[tuple[int, int]] = []  # UTC ms: from, to (exclusive)
        self._courier = courier
        self._due: list[tuple[int, int, Delivery, str]] = []  # a heap: when, in which order, what, why
        self._serial = count(1)
        self._told_until = clock.now()
        self._happenings: Timeline[Happening] | None = None
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._rounds: set[asyncio.Task[None]] = set()

    # What happened

    @property
    def happenings(self) -> Timeline[Happening]:
        """Put together when somebody first listens."""
        if self._happenings is None:
            self._happenings = Timeline(happenings(self._index.world), by_moment)
        return self._happenings

    def add(self, subject: Subject) -> None:
        """Something came into the world since; what of it has happened already is announced at once."""
        now = self._clock.now()
        for one in of_subject(subject):
            if self._happenings is not None:
                self._happenings.add(one)
            if one.at <= self._told_until:
                self._tell(one, now)
        self.wake()

    def look(self) -> None:
        """Announce to every hook what happened since the last look, and wake whoever attempts. What the clock was put
        back over happens again: under the same event ids, in deliveries of their own."""
        self._announce(self._clock.now())
        self.wake()

    def _announce(self, now: int) -> None:
        since, self._told_until = self._told_until, now
        if now <= since or not len(self.hooks):
            return
        for one in self.happenings.between(since, now)[-MOST_AT_ONCE:]:
            self._tell(one, now)

    def _tell(self, one: Happening, now: int) -> None:
        for hook in self.hooks:
            if hook.wants(one) and self.exists(hook, one.type, now):
                self.queue(self.scribe.made(hook, one, now), now)

    def exists(self, hook: Hook, event: str, now: int) -> bool:
        """Whether the provider of the day has that event for that generation."""
        return hook.generation != "N" or self._day(now).has(event_row(event))

    def now(self) -> int:
        """UTC ms of the simulator's clock."""
        return self._clock.now()

    def chance(self, name: str) -> random.Random:
        return random.Random(f"{self._index.world.seed} {name}")  # noqa: S311 - a simulator must be repeatable

    # Attempts

    def queue(self, delivery: Delivery, at: int, trigger: str = "scheduled") -> None:
        if trigger == "scheduled":
            delivery.next_at = at
        heapq.heappush(self._due, (at, next(self._serial), delivery, trigger))
        self.wake()

    async def attempt(
        self, delivery: Delivery, hook: Hook | None, trigger: str = "scheduled", *, again: bool = True
    ) -> Reply:
        """Send it once, write down what came of it, and queue the next attempt where there is one."""
        now = self._clock.now()
        delivery.status = "sending"
        if trigger == "scheduled":
            delivery.next_at = None
        reply = GONE if hook is None else await self._sent(delivery, hook, now)
        arrived = 200 <= reply.code < 300
        told = "success" if arrived else "failed"
        self._write_down(delivery, now, told, reply, trigger, hook)
        if arrived:
            delivery.status, delivery.next_at = "success", None
        elif hook is not None and again and trigger == "scheduled":
            self._again(delivery, now)
        else:
            delivery.status = "failed" if delivery.next_at is None else "pending"
        return reply

    def _write_down(
        self, delivery: Delivery, now: int, told: str, reply: Reply, trigger: str, hook: Hook | None
    ) -> None:
        ident, url = self.scribe.attempt_ident(), hook.url if hook is not None else ""
        delivery.attempts.insert(0, Attempt(ident, now, told, reply.code, reply.body, reply.duration_ms, trigger, url))
        self.counted[told] += 1

    def lose(self, delivery: Delivery, hook: Hook, told: str) -> None:
        """It never leaves; the log says `failed` of it, with nothing more to come, or `success`."""
        reply = GONE if told == "failed" else Reply(200, "", 1)
        self._write_down(delivery, self.now(), told, reply, "scheduled", hook)
        delivery.status = told
        self.counted["lost"] += 1

    async def repeat(self, delivery: Delivery, hook: Hook) -> Reply:
        """The same once more, of which the log knows nothing."""
        self.counted["sent"] += 1
        return await self._courier.post(hook.url, signed(delivery, hook, self._wall()), delivery.body)

    def _again(self, delivery: Delivery, now: int) -> None:
        waits = WAITS["N" if delivery.generation == "N" else "legacy"]
        if delivery.tries > len(waits):
            delivery.status = "failed"
            return
        delivery.status = "pending"
        self.queue(delivery, now + waits[max(0, delivery.tries - 1)])

    async def _sent(self, delivery: Delivery, hook: Hook, now: int) -> Reply:
        fault = self._faults.strike(DELIVERIES)
        if fault == "loss" or self._is_out(now):
            return GONE
        if fault == "delay":
            await asyncio.sleep(DELAY_SECONDS)
        self.counted["sent"] += 1
        headers = signed(delivery, hook, self._wall())
        reply = await self._courier.post(hook.url, headers, delivery.body)
        if fault == "duplicate":
            self.counted["sent"] += 1
            return await self._courier.post(hook.url, headers, delivery.body)
        return reply

    def _is_out(self, now: int) -> bool:
        return any(start <= now < end for start, end in self.outages)

    # The work that goes on by itself

    def wake(self) -> None:
        self._wake.set()

    async def turn(self) -> None:
        """Announce what happened, begin what is due, and wait until there is more to do."""
        now = self._clock.now()
        self._announce(now)
        while self._due and self._due[0][0] <= now and len(self._under_way) < IN_FLIGHT:
            _, _, delivery, trigger = heapq.heappop(self._due)
            task = asyncio.create_task(self._begin(delivery, trigger))
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        self._wake.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._nap(now)):
                await self._wake.wait()

    @property
    def under_way(self) -> int:
        """Attempts, and rounds that nobody waits for."""
        return len(self._under_way) + len(self._rounds)

    @property
    def waiting(self) -> int:
        """Attempts whose time has not come."""
        return len(self._due)

    def keep(self, task: "asyncio.Task[None]") -> None:
        """A round that nobody waits for."""
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)

    async def _begin(self, delivery: Delivery, trigger: str) -> None:
        if delivery.status == "success" and trigger == "scheduled":
            return  # somebody asked for it meanwhile, and it arrived
        await self.attempt(delivery, self.hooks.find(delivery.hook_id), trigger)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self.wake()

    def _nap(self, now: int) -> float:
        if len(self._under_way) >= IN_FLIGHT:
            return NAP_SECONDS
        waiting = [self._due[0][0]] if self._due else []
        if len(self.hooks):
            place = self.happenings.count(self._told_until)
            waiting += [self.happenings.keys[place][0]] if place < len(self.happenings.keys) else []
        if not waiting or self._clock.speed <= 0:
            return NAP_SECONDS
        return min(NAP_SECONDS, max(0.0, (min(waiting) - now) / 1000 / self._clock.speed) + 0.001)

    async def close(self) -> None:
        working = [*self._under_way, *self._rounds]
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        self._courier.close()
