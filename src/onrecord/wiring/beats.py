"""Everything that `serve` does by itself, and how often. One line a beat; what it does lives in its own room."""

import threading
from collections.abc import Callable, Sequence

from onrecord.ledger.account import is_settled
from onrecord.limits.payloads import note_what_came
from onrecord.logs import log
from onrecord.storage.recoveries import any_recovery, finish_recoveries, is_recovery_due
from onrecord.sync.changes import is_run_due, something_moved
from onrecord.sync.ladder import climb
from onrecord.sync.log_walk import compare_logs
from onrecord.sync.run import run
from onrecord.wiring.account import account_of
from onrecord.wiring.fold_process import FoldProcess
from onrecord.wiring.house import House
from onrecord.wiring.inquiring import inquire_weekly
from onrecord.wiring.provider import Provider
from onrecord.wiring.publications import publications_of
from onrecord.wiring.rhythm import Beat, Ended
from onrecord.wiring.sync_once import close_run, exit_status
from onrecord.wiring.watch import LOOK_EVERY_SECONDS, watch

HEAL_EVERY_SECONDS = 300.0
LADDER_SECONDS = 20.0
REVIVE_EVERY_SECONDS = 2.0

INQUIRE_EVERY_SECONDS = 600.0
AFTER_THE_START_SECONDS = 60.0
"""People wait for their record first."""

_log = log("upkeep")


def beats(house: House, provider: Provider, folding: FoldProcess, *, ask_every_seconds: float) -> Sequence[Beat]:
    """The beats of a house that has a provider to ask."""
    asking = threading.Lock()  # one of the two at a time: both ask about the same calls
    return (
        Beat("changes", ask_every_seconds, _changes(house, provider, folding, asking)),
        Beat("ladder", LADDER_SECONDS, _ladder(provider, asking)),
        Beat("healing", HEAL_EVERY_SECONDS, _healing(house, provider)),
        Beat("inquiries", INQUIRE_EVERY_SECONDS, _inquiries(house, provider)),
        Beat("recoveries", ask_every_seconds, _recoveries(house, provider)),
        Beat("specifications", ask_every_seconds, _specifications(house, provider)),
    )


def _ladder(provider: Provider, asking: threading.Lock) -> Callable[[Ended], None]:
    """Ask for what may still come of calls of late; while a run asks, it does that too."""

    def strike(ended: Ended) -> None:
        if asking.acquire(blocking=False):
            try:
                climb(provider.asking, ended)
            finally:
                asking.release()

    return strike


def _healing(house: House, provider: Provider) -> Callable[[Ended], None]:
    """Compare the provider's delivery log with our inbox, and send for what never came."""

    def strike(ended: Ended) -> None:
        compared = compare_logs(provider.asking, house.settings.hook_url, ended)
        house.signs.note_clock(provider.client.provider_now_ms() - house.clock.now_ms())
        if compared.missing:
            _log.warning("deliveries_missed", entries=compared.entries, missing=compared.missing)

    return strike


def own_beats(house: House, folding: FoldProcess) -> Sequence[Beat]:
    """The beats of any house, whether it has a provider to ask or not."""
    return (
        Beat("alarms", LOOK_EVERY_SECONDS, _watching(house)),
        Beat("folding", REVIVE_EVERY_SECONDS, lambda _ended: folding.revive(house.clock.now_ms())),
    )


def _watching(house: House) -> Callable[[Ended], None]:
    def strike(_: Ended) -> None:
        watch(house)

    return strike


def _changes(house: House, provider: Provider, folding: FoldProcess, asking: threading.Lock) -> Callable[[Ended], None]:
    """One cheap question says whether something moved; if so, or when one is due anyway, a run follows."""
    last_run_ms: int | None = None

    def strike(ended: Ended) -> None:
        nonlocal last_run_ms
        now_ms = house.clock.now_ms()
        with house.signs.of_the_provider(now_ms), asking:
            if is_run_due(last_run_ms, now_ms) or _has_a_limit_fallen(house) or _moved(house, provider, ended):
                run_once(house, provider, folding, ended)
                last_run_ms = now_ms

    return strike


def _moved(house: House, provider: Provider, ended: Ended) -> bool:
    moved = something_moved(provider.asking, ended)
    house.signs.note(None, house.clock.now_ms())
    return moved


def _has_a_limit_fallen(house: House) -> bool:
    with house.database.reading() as conn:
        return is_recovery_due(conn, house.workspace_id)


def _inquiries(house: House, provider: Provider) -> Callable[[Ended], None]:
    """Once a week of the provider's time, what is assumed of it is held against what it answers."""

    def strike(ended: Ended) -> None:
        if not ended.wait(AFTER_THE_START_SECONDS):
            inquire_weekly(house, provider)

    return strike


def _recoveries(house: House, provider: Provider) -> Callable[[Ended], None]:
    """Close what came back after a limit fell, once the last file is in."""

    def strike(_: Ended) -> None:
        with house.database.reading() as conn:
            if not any_recovery(conn, house.workspace_id):
                return
        provider_ms = provider.client.provider_now_ms()
        house.database.writer.write(lambda conn: finish_recoveries(conn, house.workspace_id, provider_ms=provider_ms))

    return strike


def run_once(house: House, provider: Provider, folding: FoldProcess, ended: Ended) -> None:
    """One run of the sync inside this process, written down like any other."""
    report = run(provider.asking, provider.pacer, fold=folding.drain, stop=ended)
    folding.drain()
    note_what_came(house.database, house.workspace_id)
    house.signs.note(report.stopped, house.clock.now_ms())
    status = exit_status(report, settled=is_settled(account_of(house)["artefacts"]))
    close_run(house, report, status)
    _log.info("synced", exit=status, requests=sum(report.requests.values()), too_many=report.too_many)


def _specifications(house: House, provider: Provider) -> Callable[[Ended], None]:
    publications = publications_of(house)
    return lambda _ended: publications.renew(provider.client.provider_now_ms())
