"""Faults on demand: the next n answers of an operation, or a seeded share of them, go wrong."""

import random
from dataclasses import dataclass, field

KINDS = ("402", "403", "404", "429", "500", "cut", "slow", "truncate")
DELIVERY_KINDS = ("loss", "duplicate", "delay")
FILES = "files"
DELIVERIES = "deliveries"
APART = (FILES, DELIVERIES)  # `*` does not speak of these


@dataclass(slots=True)
class Fault:
    """`times` counts down; with `share` it never ends. `operation` is `*` (every API operation), `files`, `deliveries`,
    the name in the statistics (`dated GET /calls`) or that name without its surface."""

    operation: str
    kind: str
    times: int | None = None
    share: float | None = None
    seed: int = 0
    chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.chance.seed(self.seed)
        if self.times is None and self.share is None:
            self.times = 1

    def meets(self, operation: str) -> bool:
        if operation in APART or self.operation in APART:
            return self.operation == operation
        return self.operation in ("*", operation) or operation.partition(" ")[2] == self.operation

    def strikes(self) -> bool:
        if self.times == 0:
            return False
        if self.share is not None and self.chance.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def strike(self, operation: str) -> str | None:
        """The kind of fault that hits this request, if any; the oldest order wins."""
        for fault in self._waiting:
            if fault.meets(operation) and fault.strikes():
                self._waiting = [one for one in self._waiting if one.times != 0]
                return fault.kind
        return None
