"""A sync as the command makes it, in this process: no pace unless asked for, folding inline."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from keeping import fold
from onrecord.domain.clock import SystemClock
from onrecord.provider.client import Client
from onrecord.provider.pace import Pacer
from onrecord.storage.engine import Database
from onrecord.sync.asking import Asking
from onrecord.sync.report import Progress, RunReport
from onrecord.sync.run import run


@dataclass
class Syncing:
    """One home and one provider. Each run has a client of its own, as each command has."""

    database: Database
    url: str
    clock: SystemClock = field(default_factory=SystemClock)

    def run(
        self,
        road: str = "auto",
        *,
        rate: float = 0,
        stop: threading.Event | None = None,
        on_fold: Callable[[], None] | None = None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> RunReport:
        def fold_all() -> None:
            if on_fold:
                on_fold()
            fold(self.database, self.clock)

        with ExitStack() as opened:
            pacer = Pacer(None, self.clock, rate)
            asking = opened.enter_context(self.asking(pacer))
            return run(asking, pacer, fold=fold_all, road=road, stop=stop, on_progress=on_progress)

    def asking(self, pacer: Pacer | None = None) -> "_Opened":
        return _Opened(self, pacer or Pacer(None, self.clock, 0))


@dataclass
class _Opened:
    syncing: Syncing
    pacer: Pacer

    def __enter__(self) -> Asking:
        client = Client(self.syncing.url, "key-of-ana", self.pacer, self.syncing.clock)
        self._asking = Asking(client, self.syncing.database, 1, self.syncing.clock)
        return self._asking

    def __exit__(self, *_: object) -> None:
        self._asking.client.close()
