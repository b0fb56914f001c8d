"""What does it cost to get back the pictures of `origin` when the limit falls?

The world is taken in as of 20 August 2026, through v1, where no picture was told of. Then the limit falls in two ways:
v1 tells of pictures (22 August), or the dated surface is there (the world's end). The limit is 1.1 times the fewest
pages of the best list that hold the texts whose pictures were not known; beside it stand the pages that hold the texts
which have pictures, as nobody can know before asking. No pace: what counts is requests.
"""

import json
import shutil
import sqlite3
import urllib.request
from collections import defaultdict
from math import ceil
from pathlib import Path
from typing import Any

from ground import Ran, Simulator, home, onrecord, report, simulator

BEFORE, V1_TELLS, TODAY = "2026-08-20T12:00:00.000Z", "2026-08-22T12:00:00.000Z", "2026-11-20T12:00:00.000Z"
V1_PAGE, DATED_PAGE, LIMIT = 100, 50, 1.1
Row = dict[str, Any]


def main() -> None:
    with simulator("--world", "origin", "--rate", "0") as sim, home() as folder:
        first, second = folder / "v1", folder / "dated"
        move(sim, BEFORE)
        taken = sync(first, sim)
        shutil.copytree(first, second)
        rows = [["taken in as of 20 August, v1, seconds", taken.seconds, ""]]
        rows += by_v1(first, sim)
        rows += by_dated(second, sim)
    report("Getting back the pictures of origin", ("figure", "measured", "limit"), rows)


def by_v1(folder: Path, sim: Simulator) -> list[list[object]]:
    move(sim, V1_TELLS)
    ran = sync(folder, sim)
    messages, media = truth(sim)
    threads: dict[str, list[Row]] = defaultdict(list)
    for row in messages:
        if row["at"] < BEFORE and "v1" in row["on"]:
            threads[row["conversation"]].append(row)
    fewest = sum(ceil(len(thread) / V1_PAGE) for thread in threads.values())
    holding = sum(pages_holding(thread, V1_PAGE, media) for thread in threads.values())
    (pages,) = query(folder, 'SELECT sum(pages) FROM walk WHERE asked LIKE \'%"sees":"media"%\'')
    return told("v1", pages or 0, fewest, holding, folder, media, ran)


def by_dated(folder: Path, sim: Simulator) -> list[list[object]]:
    move(sim, TODAY)
    before = asked(sim)
    ran = sync(folder, sim)
    messages, media = truth(sim)
    newest_first = sorted(messages, key=lambda row: (row["at"], row["id"]), reverse=True)
    unknown = {row["id"] for row in newest_first if row["at"] < BEFORE}
    fewest = pages_holding(newest_first, DATED_PAGE, unknown)
    new = -(-sum(row["at"] >= BEFORE for row in newest_first) // DATED_PAGE)
    pages = asked(sim) - before - new
    return told("dated", pages, fewest, pages_holding(newest_first, DATED_PAGE, media), folder, media, ran)


def told(
    surface: str, pages: int, fewest: int, holding: int, folder: Path, media: set[str], ran: Ran
) -> list[list[object]]:
    (kept,) = query(folder, "SELECT count(*) FROM artefact WHERE kind = 'media' AND state = 'kept'")
    return [
        [f"{surface}: pages asked again", pages, fewest * LIMIT],
        [f"{surface}: pages / the fewest that hold what was not known", pages / fewest, LIMIT],
        [f"{surface}: the fewest that hold what was not known", fewest, ""],
        [f"{surface}: pages that hold the texts with pictures", holding, ""],
        [f"{surface}: texts with pictures", len(media), ""],
        [f"{surface}: pictures and files held after", kept, ""],
        [f"{surface}: seconds", ran.seconds, ""],
        [f"{surface}: exit status", ran.exit, ""],
    ]


def pages_holding(newest_first: list[Row], size: int, wanted: set[str]) -> int:
    """The pages of a list that hold one of the wanted."""
    return len({place // size for place, row in enumerate(newest_first) if row["id"] in wanted})


def truth(sim: Simulator) -> tuple[list[Row], set[str]]:
    world = sim.ask("/_sim/world?kind=message&kind=media")
    return world["message"], {row["activity"] for row in world["media"] if row["on"]}


def sync(folder: Path, sim: Simulator) -> Ran:
    return onrecord("sync", "--json", home=folder, sim=sim, quo_rate="0")


def asked(sim: Simulator) -> int:
    return int(sim.ask("/_sim/stats")["requests"]["by_operation"].get("dated GET /messages", 0))


def move(sim: Simulator, now: str) -> None:
    body = json.dumps({"now": now}).encode()
    with urllib.request.urlopen(urllib.request.Request(sim.url + "/_sim/clock", data=body, method="POST")):
        pass


def query(folder: Path, sql: str) -> tuple[Any, ...]:
    with sqlite3.connect(folder / "onrecord.db") as database:
        row: tuple[Any, ...] = database.execute(sql).fetchone()
    return row


if __name__ == "__main__":
    main()
