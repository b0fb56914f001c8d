"""The registered hooks of every generation, and who wants to hear of what."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quosim.dates import Day, event_row
from quosim.deliveries.happenings import Happening

MOST_DATED = 50
EVENTS: tuple[str, ...] = (
    "message.received", "message.delivered", "message.failed", "message.undelivered", "call.ringing", "call.answered",
    "call.completed", "call.missed", "call.forwarded", "call.menu.selected", "call.recording.completed",
    "call.transcript.completed", "call.summary.completed", "call.voicemail.completed", "contact.updated",
    "contact.deleted", "task.created", "task.updated", "task.deleted", "task.completed", "task.reopened",
    "task.assigned", "task.unassigned", "task.overdue", "task.linked", "task.unlinked", "task.duedate.updated",
    "task.duedate.removed", "integration.created", "integration.updated", "integration.deleted",
)  # fmt: skip
V1_EVENTS: dict[str, tuple[str, ...]] = {
    "messages": ("message.received", "message.delivered"),
    "calls": ("call.ringing", "call.completed", "call.recording.completed"),
    "call-summaries": ("call.summary.completed",),
    "call-transcripts": ("call.transcript.completed",),
}
L2_EVENTS = tuple(event for events in V1_EVENTS.values() for event in events)
L1_EVENTS = (*V1_EVENTS["messages"], *V1_EVENTS["calls"], "contact.updated", "contact.deleted")
GENERATIONS: dict[str, tuple[str, ...]] = {"N": EVENTS, "L2": L2_EVENTS, "L1": L1_EVENTS}
VERSIONS = {"N": ("2026-03-30",), "L2": ("v4",), "L1": ("v3", "v2")}


def on_offer(generation: str, day: Day) -> tuple[str, ...]:
    """The events that a hook of that generation could have on that day."""
    known = GENERATIONS[generation]
    return tuple(event for event in known if day.has(event_row(event))) if generation == "N" else known


@dataclass(slots=True)
class Hook:
    """`base` is where the links in its deliveries point: scheme and host as whoever registered it wrote them.
    Times are UTC ms of the simulator's clock. `old_keys` are those before the last rotations, newest first."""

    id: str
    generation: str
    url: str
    events: tuple[str, ...]
    resource_ids: tuple[str, ...]
    key: str
    base: str
    version: str
    user_id: str
    at: int
    updated_at: int
    label: str | None = None
    status: str = "enabled"
    old_keys: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether it hears of every number."""
        return not self.resource_ids or "*" in self.resource_ids

    def wants(self, happening: Happening) -> bool:
        if self.status != "enabled" or happening.type not in self.events:
            return False
        return self.is_open or happening.line_id is None or happening.line_id in self.resource_ids


@dataclass(frozen=True, slots=True)
class HookOrder:
    """What somebody wants registered. Of the generations only N knows every event, L1 only the app's own page."""

    generation: str
    url: str
    events: Sequence[str]
    resource_ids: Sequence[str] = ("*",)
    label: str | None = None
    status: str = "enabled"
    version: str | None = None
    key: str | None = None
    user_id: str | None = None


class HookBook:
    """Ids and keys follow from the seed and the number of hooks made before, so that a run can be repeated."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0
        self._hooks: dict[str, Hook] = {}

    def add(self, order: HookOrder, owner: str, base: str, now: int) -> Hook:
        self._made += 1
        hook = Hook(
            id=self._ident(order.generation),
            generation=order.generation,
            url=order.url,
            events=tuple(order.events),
            resource_ids=tuple(order.resource_ids) or ("*",),
            key=order.key or self.fresh_key(order.generation),
            base=base,
            version=order.version or VERSIONS[order.generation][0],
            user_id=order.user_id or owner,
            at=now,
            updated_at=now,
            label=order.label,
            status=order.status,
        )
        self._hooks[hook.id] = hook
        return hook

    def _ident(self, generation: str) -> str:
        """Numeric for N, `WH…` for the legacy ones."""
        drawn = self._drawn("id", 8)
        return str(10**8 + int.from_bytes(drawn) % 10**8) if generation == "N" else f"WH{drawn.hex()[:10]}"

    def fresh_key(self, generation: str) -> str:
        self._made += 1
        drawn = self._drawn("key", 24 if generation == "N" else 32)
        told = base64.b64encode(drawn).decode()
        return f"whsec_{told}" if generation == "N" else told

    def _drawn(self, what: str, size: int) -> bytes:
        claim = f"hook {what} {self._seed} {self._made}".encode()
        return hashlib.blake2b(claim, digest_size=size).digest()

    def rotate(self, hook: Hook, now: int) -> str:
        hook.old_keys.insert(0, hook.key)
        hook.key, hook.updated_at = self.fresh_key(hook.generation), now
        return hook.key

    def find(self, ident: str, generation: str | None = None) -> Hook | None:
        hook = self._hooks.get(ident)
        return hook if hook is not None and generation in (None, hook.generation) else None

    def remove(self, ident: str) -> None:
        del self._hooks[ident]

    def clear(self) -> None:
        self._hooks.clear()

    def of(self, generation: str) -> list[Hook]:
        return [hook for hook in self._hooks.values() if hook.generation == generation]

    def __iter__(self) -> Iterator[Hook]:
        return iter(list(self._hooks.values()))

    def __len__(self) -> int:
        return len(self._hooks)
