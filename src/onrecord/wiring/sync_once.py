"""One sync to its end: questions, folding in a process of its own, files; and an honest exit status."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from onrecord.domain.clock import SECOND
from onrecord.ledger.account import is_settled
from onrecord.limits.payloads import note_what_came
from onrecord.storage.errands import count_due
from onrecord.storage.recoveries import finish_recoveries
from onrecord.storage.stuck_questions import note_stuck
from onrecord.storage.sync_runs import set_exit
from onrecord.sync.plan import Road
from onrecord.sync.report import Progress, RunReport
from onrecord.sync.run import run
from onrecord.wiring.account import account_of
from onrecord.wiring.fold_process import FoldProcess, fold_process
from onrecord.wiring.house import House
from onrecord.wiring.provider import open_provider
from onrecord.wiring.publications import publications_of
from onrecord.wiring.work import working

LOOK_EVERY_SECONDS = 0.1
PATIENCE_MS = 40 * SECOND

OnProgress = Callable[[Progress], None]
OnFiles = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of it. `exit` is 0 complete, 1 failed, 3 incomplete; `account` is that of `status --json`."""

    report: RunReport
    account: dict[str, Any]
    exit: int


def sync_once(
    house: House,
    *,
    road: str = Road.AUTO,
    on_progress: OnProgress | None = None,
    on_files: OnFiles | None = None,
    stop: threading.Event | None = None,
) -> Synced:
    """Take in everything that is not proved yet, and every file that is known."""
    stop = stop or threading.Event()
    with open_provider(house) as provider, fold_process(house.settings) as folding, working(house, provider):
        report = run(provider.asking, provider.pacer, fold=folding.drain, road=road, on_progress=on_progress, stop=stop)
        folding.drain()
        _await_files(house, folding, stop, on_files or (lambda _left: None))
        if report.stopped is None:
            publications_of(house).renew(provider.client.provider_now_ms())
    note_what_came(house.database, house.workspace_id)
    return _settle(house, report)


def _await_files(house: House, folding: FoldProcess, stop: threading.Event, on_files: OnFiles) -> None:
    """Until nothing is due and nothing is left to fold: a file that came makes its message dirty once more."""
    while not stop.is_set():
        left = _due(house)
        if not left:
            folding.drain()
            left = _due(house)
        on_files(left)
        if not left:
            return
        stop.wait(LOOK_EVERY_SECONDS)


def _due(house: House) -> int:
    """The files and questions that are due now or so soon that it is worth waiting for them."""
    with house.database.reading() as conn:
        return count_due(conn, house.workspace_id, now_ms=house.clock.now_ms() + PATIENCE_MS)


def _settle(house: House, report: RunReport) -> Synced:
    status = exit_status(report, settled=is_settled(account_of(house)["artefacts"]))
    close_run(house, report, status)
    return Synced(report, account_of(house), status)


def close_run(house: House, report: RunReport, status: int) -> None:
    """Write down how a run ended, when the files are in too, and what came back after a limit fell."""
    failed = {(one.surface, one.operation): one.reason for one in report.unfinished}
    unfinished = len(report.unfinished) + (report.stopped is not None) + report.interrupted
    now_ms = house.clock.now_ms()

    def close(conn: Connection) -> None:
        set_exit(
            conn,
            house.workspace_id,
            report.run_id,
            status=status,
            unfinished=unfinished,
            now_ms=now_ms,
            provider_ms=report.provider_ms,
        )
        if report.has_asked_all:
            note_stuck(conn, house.workspace_id, failed, now_ms=now_ms)
        if report.provider_ms is not None:
            finish_recoveries(conn, house.workspace_id, provider_ms=report.provider_ms)

    house.database.writer.write(close)


def exit_status(report: RunReport, *, settled: bool) -> int:
    """1 where nobody answered at all, 3 where something is still missing that may come, else 0."""
    if report.stopped is not None and not report.walks_finished:
        return 1
    return 0 if report.complete and settled else 3
