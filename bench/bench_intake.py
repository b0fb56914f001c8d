"""How many activities a second go from HTTP to searchable record?

Messages and calls of `origin` only, limiter and latency off, SQLite; three runs, the median. Asking runs in the main
process, folding in its child, as in `onrecord sync`; the clock stops when the last record can be found by its words.
"""

import os
import resource
import threading
import time
from pathlib import Path

from ground import Simulator, home, median, report, simulator

from onrecord.domain.clock import SECOND
from onrecord.limits.evidence import Evidence
from onrecord.settings import read_settings
from onrecord.storage.counts import count_held
from onrecord.storage.walks import read_walks
from onrecord.sync.crew import Crew
from onrecord.sync.lists import Lists, Past
from onrecord.sync.walk import follow
from onrecord.wiring import House, open_house
from onrecord.wiring.fold_process import FoldProcess, fold_process
from onrecord.wiring.provider import Provider, open_provider

RUNS = 3


def main() -> None:
    rows = []
    for place in range(1, RUNS + 1):
        with simulator("--world", "origin", "--rate", "0", "--latency", "0") as sim, home() as folder:
            rows.append([str(place), *_run_apart(sim, folder)])
    report(
        "From HTTP to searchable record, messages and calls of origin, SQLite",
        ("run", "activities", "seconds", "a second", "limit", "main process MB", "limit"),
        [[place, count, seconds, count / seconds, 3000, memory, 250] for place, count, seconds, memory in rows],
        median_a_second=median([count / seconds for _, count, seconds, _ in rows]),
    )
    print(f"  median: {median([count / seconds for _, count, seconds, _ in rows]):,.0f} a second (limit 3,000)")


def _run_apart(sim: Simulator, folder: Path) -> tuple[int, float, float]:
    """In a process of its own, so that its memory is its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        measured = _measure(sim.url, folder)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writer, f"{measured[0]} {measured[1]} {memory}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    count, seconds, memory = os.read(reader, 200).decode().split()
    return int(count), float(seconds), float(memory)


def _measure(url: str, folder: Path) -> tuple[int, float]:
    settings = read_settings(home=folder, quo_api_url=url, quo_api_key="bench", quo_rate=0)
    with open_house(settings) as house, open_provider(house) as provider, fold_process(settings) as folding:
        _who_there_is(house, provider, folding)
        began = time.monotonic()
        _walk_activities(house, provider, folding)
        folding.drain()
        seconds = time.monotonic() - began
        with house.database.reading() as conn:
            held = count_held(conn, house.workspace_id)
    return held["message"] + held["call"], seconds


def _lists(house: House, provider: Provider) -> Lists:
    with house.database.reading() as conn:
        past = Past(read_walks(conn, house.workspace_id))
    evidence = Evidence(house.database, house.workspace_id)
    return Lists(provider.client, past, evidence, provider.client.provider_now_ms())


def _who_there_is(house: House, provider: Provider, folding: FoldProcess) -> None:
    """The lines, before the clock starts."""
    follow(_lists(house, provider).lines(), provider.asking, None, threading.Event(), lambda *_: None)
    folding.drain()


def _walk_activities(house: House, provider: Provider, folding: FoldProcess) -> None:
    lists = _lists(house, provider)
    evidence = Evidence(house.database, house.workspace_id)
    crew = Crew(provider.asking, evidence, 0, threading.Event(), provider.pacer.hands_needed)
    crew.oldest_ms = provider.client.provider_now_ms() - 4 * 365 * 24 * 3600 * SECOND
    crew.add([*lists.messages(), *lists.calls()])
    crew.begin()
    while crew.walks_left():
        folding.wake()
        time.sleep(0.2)
    crew.end()


if __name__ == "__main__":
    main()
