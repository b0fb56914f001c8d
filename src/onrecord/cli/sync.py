"""`onrecord sync`: take in everything that is new, and say truthfully what came of it."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from onrecord.cli.status import print_account
from onrecord.cli.terminal import complain, listed, print_json, words
from onrecord.settings import read_settings
from onrecord.sync.plan import Road
from onrecord.sync.report import ListProgress, RunReport
from onrecord.sync.report import Progress as SyncProgress
from onrecord.wiring import House, open_house
from onrecord.wiring.sync_once import Synced, sync_once


def sync(
    surface: Annotated[Road, typer.Option(help="The provider's surface to ask.")] = Road.AUTO,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Take in everything that is new. May be interrupted at any moment; the next one goes on from there."""
    with open_house(read_settings()) as house:
        status = sync_and_tell(house, road=surface, json=json)
    raise typer.Exit(status)


def sync_and_tell(house: House, *, road: Road = Road.AUTO, json: bool = False) -> int:
    """One sync with progress bars and a closing table; the exit status."""
    with _stopped_by_signals() as stop, _bars() as bars:
        shown = _Shown(bars)
        synced = sync_once(house, road=road, on_progress=shown.asked, on_files=shown.files_left, stop=stop)
    if json:
        print_json(_as_json(synced))
    else:
        print_account(synced.account)
    _tell_end(synced.report)
    return synced.exit


def _as_json(synced: Synced) -> dict[str, Any]:
    report = synced.report
    return {
        "exit": synced.exit,
        "surface": report.surface,
        "asking_seconds": report.asking_seconds,
        "first_seconds": report.first_seconds,
        "requests": report.requests,
        "too_many": report.too_many,
        "unfinished": [{"operation": one.name, "reason": one.reason} for one in report.unfinished],
        "limited": report.limited,
        "status": synced.account,
    }


def _tell_end(report: RunReport) -> None:
    asked = sum(report.requests.values())
    words.print(f"{asked:,} requests in {report.asking_seconds:.0f} s over {report.surface or 'no surface'}.")
    if report.stopped is not None:
        complain(str(report.stopped), report.stopped.advice)
    if report.interrupted:
        words.print("Stopped before the end; the next sync goes on from here.")
    for one in report.unfinished:
        words.print(f"Not finished: {one.name} ({one.reason}).", markup=False)
    if report.limited:
        words.print(f"This surface cannot show: {listed(report.limited)}.")


@contextmanager
def _stopped_by_signals() -> Iterator[threading.Event]:
    """Ctrl-C and SIGTERM end the sync after the pages in hand."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bars() -> Progress:
    columns = (TextColumn("{task.description:<14}"), BarColumn(), TextColumn("{task.fields[said]}"))
    return Progress(*columns, console=words, transient=True, disable=not sys.stderr.isatty())


class _Shown:
    """What the bars show: what is done, what remains, and how long it may take at the rate allowed."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def asked(self, progress: SyncProgress) -> None:
        for name, one in progress.lists.items():
            self._show(name, one.pages, _pages_total(one), f"{one.items:,}")
        parts = progress.parts_asked + progress.parts_left
        self._show("single calls", progress.parts_asked, parts, f"{progress.parts_asked:,} of {parts:,}")
        self._show("all", progress.requests, progress.requests + progress.requests_left, _time_left(progress))

    def files_left(self, left: int) -> None:
        self._show("files", 0 if left else 1, 1, f"{left:,} to fetch" if left else "all fetched")

    def _show(self, name: str, done: float, total: float | None, said: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=None, said="")
        self._bars.update(self._tasks[name], completed=done, total=total, said=said)


def _pages_total(one: ListProgress) -> float | None:
    if one.finished:
        return max(one.pages, 1)
    return None if one.pages_left is None else one.pages + one.pages_left


def _time_left(progress: SyncProgress) -> str:
    if progress.seconds_left is None:
        return f"{progress.requests:,} requests"
    minutes, seconds = divmod(round(progress.seconds_left), 60)
    about = "at least" if progress.at_least else "about"
    return f"{about} {minutes} min {seconds:02d} s left at the rate allowed"
