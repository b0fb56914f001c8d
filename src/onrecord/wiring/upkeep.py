"""What `serve` does by itself while it shows the record: ask for changes, fold, fetch.

1. Without a key there is nothing to ask: what is held is shown, and that is all.
2. At the start, and whenever one is due, a run of the sync takes in everything that is not proved yet.
3. Each time the rhythm strikes, one cheap question says whether something moved; if so, a run follows.
4. What interrupted downloads left in the vault's ante-room is swept out, once at the start.
5. A provider that does not answer is asked again at the next strike; the screens never wait for it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.domain.clock import SECOND
from onrecord.domain.errors import OnrecordError
from onrecord.ledger.account import is_settled
from onrecord.logs import log
from onrecord.sync.changes import is_run_due, something_moved
from onrecord.sync.run import run
from onrecord.wiring.account import account_of
from onrecord.wiring.fold_process import FoldProcess, fold_process
from onrecord.wiring.house import House
from onrecord.wiring.provider import Provider, open_provider
from onrecord.wiring.sync_once import close_run, exit_status
from onrecord.wiring.work import working

LEFT_BEHIND_SECONDS = 24 * 3600

_log = log("upkeep")


@contextmanager
def upkeep(house: House, *, ask_every_seconds: float) -> Iterator[None]:
    """Keep the record up to date until the block ends."""
    house.vault.sweep(older_than_seconds=LEFT_BEHIND_SECONDS, now_seconds=house.clock.now_ms() / SECOND)
    with fold_process(house.settings, derive=True) as folding:
        if not house.settings.quo_api_key.get_secret_value():
            _log.warning("no_api_key", advice="Set ONRECORD_QUO_API_KEY to keep the record up to date.")
            yield
            return
        ended = threading.Event()
        with open_provider(house) as provider, working(house, provider):
            rhythm = threading.Thread(
                target=_ask_and_ask_again,
                args=(house, provider, folding, ended, ask_every_seconds),
                name="onrecord-rhythm",
            )
            rhythm.start()
            try:
                yield
            finally:
                ended.set()
                rhythm.join()


def _ask_and_ask_again(
    house: House, provider: Provider, folding: FoldProcess, ended: threading.Event, every_seconds: float
) -> None:
    last_run_ms: int | None = None
    while not ended.is_set():
        try:
            now_ms = house.clock.now_ms()
            if is_run_due(last_run_ms, now_ms) or something_moved(provider.asking, ended):
                run_once(house, provider, folding, ended)
                last_run_ms = now_ms
        except OnrecordError as error:
            _log.warning("asking_failed", error=type(error).__name__, permanent=error.permanent, advice=error.advice)
        ended.wait(every_seconds)


def run_once(house: House, provider: Provider, folding: FoldProcess, ended: threading.Event) -> None:
    """One run of the sync inside this process, written down like any other."""
    report = run(provider.asking, provider.pacer, fold=folding.drain, stop=ended)
    folding.drain()
    status = exit_status(report, settled=is_settled(account_of(house)["artefacts"]))
    close_run(house, report, status)
    _log.info("synced", exit=status, requests=sum(report.requests.values()), too_many=report.too_many)
