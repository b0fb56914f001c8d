"""What was sent, to whom, and what they answered: the delivery log that N publishes, and more for the control."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from quosim.timelines import Timeline

KEPT = 200_000  # deliveries of one hook; how long the real log is kept is not known


@dataclass(frozen=True, slots=True)
class Attempt:
    """`code` 0 is no answer at all; `at` in UTC ms of the simulator's clock, the duration in real milliseconds."""

    id: str
    at: int
    status: str  # success | failed
    code: int
    answer: str
    duration_ms: int
    trigger: str  # scheduled | manual
    url: str


@dataclass(slots=True)
class Delivery:
    """One event for one hook. `body` are the very bytes, the same at every attempt."""

    id: str
    hook_id: str
    generation: str
    type: str
    event_id: str
    resource_id: str | None
    at: int
    body: bytes
    is_test: bool = False
    traps: frozenset[str] = frozenset()
    status: str = "pending"  # pending | sending | success | failed
    next_at: int | None = None
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def tries(self) -> int:
        """Attempts of the schedule; those that somebody asked for do not count."""
        return sum(1 for one in self.attempts if one.trigger == "scheduled")


def by_creation(one: Delivery) -> tuple[int, str]:
    return one.at, one.id


class Log:
    def __init__(self) -> None:
        self._all: dict[str, Delivery] = {}
        self._of_hook: dict[str, Timeline[Delivery]] = {}

    def add(self, delivery: Delivery) -> None:
        self._all[delivery.id] = delivery
        kept = self._of_hook.get(delivery.hook_id)
        if kept is None:
            kept = self._of_hook[delivery.hook_id] = Timeline((), by_creation)
        kept.add(delivery)
        if len(kept.things) > KEPT:
            del self._all[kept.drop_oldest().id]

    def find(self, hook_id: str, delivery_id: str) -> Delivery | None:
        found = self._all.get(delivery_id)
        return found if found is not None and found.hook_id == hook_id else None

    def of(self, hook_id: str) -> Timeline[Delivery]:
        return self._of_hook.get(hook_id) or Timeline((), by_creation)

    def forget(self, hook_id: str) -> None:
        """A hook that is gone takes its log with it."""
        for delivery in self._of_hook.pop(hook_id, Timeline[Delivery]((), by_creation)).things:
            del self._all[delivery.id]

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)
