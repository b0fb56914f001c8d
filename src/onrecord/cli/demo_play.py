"""Playing the demo's provider from a day in the past to today, so that limits fall before a visitor's eyes.

1. The days go by at an even pace; new texts and calls come with them.
2. On each day on which something changes in the provider's API the clock stands still until the record has followed.
3. At the world's end it goes on at the pace of life.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import httpx2
import msgspec

from onrecord.domain.errors import ProviderUnreachable

STEP_SECONDS = 1.0
LEAST_STOP_SECONDS = 5.0
LONGEST_STOP_SECONDS = 90.0
LOOK_SECONDS = 0.5

Say = Callable[[str], None]


class Dates(msgspec.Struct):
    """What the stand-in tells of its own time: where its clock is, when its API changes, where its world ends."""

    today: date
    changes: list[date]
    end: date


@dataclass(frozen=True, slots=True)
class Player:
    """`has_followed` says whether the record has what the provider gives on its day; `on_change` is called on each day
    on which something changes, before that is waited for.
    """

    url: str
    days_a_step: float
    say: Say
    has_followed: Callable[[], bool]
    on_change: Callable[[], None] = lambda: None
    step_seconds: float = STEP_SECONDS
    stop_seconds: float = LEAST_STOP_SECONDS

    def play(self, ended: threading.Event) -> None:
        """Until the world's end, or until told to end."""
        dates = msgspec.json.decode(self._ask("/_sim/dates"), type=Dates)
        for day, stops in days_of(dates, self.days_a_step):
            if ended.is_set():
                return
            self._move_to(day)
            self.say(f"At Quo it is {day:%B} {day.day}, {day.year}." + (" Something changes." if stops else ""))
            self._stand(ended) if stops else ended.wait(self.step_seconds)
        self.say("The provider has come to its last day; from here on the demo lives at its own pace.")

    def _stand(self, ended: threading.Event) -> None:
        self.on_change()
        ended.wait(self.stop_seconds)
        waited = self.stop_seconds
        while not ended.is_set() and waited < LONGEST_STOP_SECONDS and not self.has_followed():
            ended.wait(LOOK_SECONDS)
            waited += LOOK_SECONDS

    def _move_to(self, day: date) -> None:
        self._tell("/_sim/clock", {"now": f"{day.isoformat()}T12:00:00Z"})

    def _ask(self, path: str) -> bytes:
        try:
            return httpx2.get(self.url + path, timeout=60).raise_for_status().content
        except httpx2.HTTPError as error:
            raise ProviderUnreachable(f"The local provider is gone ({type(error).__name__}).") from None

    def _tell(self, path: str, order: dict[str, str]) -> None:
        try:
            httpx2.post(self.url + path, json=order, timeout=60).raise_for_status()
        except httpx2.HTTPError as error:
            raise ProviderUnreachable(f"The local provider is gone ({type(error).__name__}).") from None


def days_of(dates: Dates, days_a_step: float) -> Iterator[tuple[date, bool]]:
    """Each day to show, and whether to stop there: no step leaps over a day on which something changes."""
    stops = sorted({day for day in dates.changes if dates.today < day <= dates.end} | {dates.end})
    reached = dates.today
    for stop in stops:
        while (following := reached + timedelta(days=max(1, round(days_a_step)))) < stop:
            reached = following
            yield reached, False
        reached = stop
        yield reached, True


@contextmanager
def playing(player: Player) -> Iterator[None]:
    """Play beside what the block does; a provider that is gone ends the play and nothing else."""
    ended = threading.Event()

    def play() -> None:
        try:
            player.play(ended)
        except ProviderUnreachable as error:
            player.say(str(error))

    thread = threading.Thread(target=play, name="onrecord-play", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
