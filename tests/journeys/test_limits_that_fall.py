"""The history of the provider's limits, played on the demo's workspace: each falls on its day and gives back what it
had cost, and nobody touches the program.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onrecord.ledger.account import account
from onrecord.limits.listing import as_json
from onrecord.limits.overview import read_overview
from onrecord.settings import read_settings
from onrecord.storage.errands import count_due
from onrecord.storage.exports import export_rows
from onrecord.storage.recoveries import any_recovery
from onrecord.views.times import moments
from onrecord.wiring import House, open_house
from onrecord.wiring.beats import beats
from onrecord.wiring.fold_process import fold_process
from onrecord.wiring.provider import open_provider
from onrecord.wiring.rhythm import Beat, Ended
from onrecord.wiring.work import working
from simulator import Simulator, running_quosim

DAYS = (
    "2025-07-30",
    "2025-11-06",
    "2026-06-18",
    "2026-08-21",
    "2026-09-29",
    "2026-09-30",
    "2026-11-20",
)
FALLS = {
    ("contact_listing", "v1"): "2025-11-06",
    ("voicemail", "v1"): "2025-11-06",
    ("group_messages", "v1"): "2026-06-18",
    ("media", "v1"): "2026-08-21",
    ("list_without_counterpart", "dated"): "2026-09-29",
    ("voicemail", "dated"): "2026-09-29",
    ("transcripts", "dated"): "2026-09-29",
    ("hidden_callers", "dated"): "2026-09-29",
}
BACK = {
    ("contact", "v1"): 84,
    ("voicemail", "v1"): 10,
    ("message", "v1"): 10,
    ("media", "v1"): 60,
    ("call", "dated"): 10,
    ("transcript", "dated"): 3,
    ("message", "dated"): 10,
}
"""By kind and surface, how many come back at least."""
RECORDS = ("line", "contact", "conversation", "message", "call")
ARTEFACTS = ("media", "voicemail", "recording", "transcript", "summary")
STRIKES = ("specifications", "changes")
PATIENCE_SECONDS = 60.0


def test_each_limit_of_july_2025_falls_on_its_day_and_gives_back_what_it_had_cost(tmp_path: Path) -> None:
    with running_quosim(world="demo", rate=0, as_of=DAYS[0]) as sim, _kept(tmp_path, sim) as (house, kept):
        _live(house, kept)
        july = _limits(house)
        for day in DAYS[1:]:
            sim.tell("/_sim/clock", now=f"{day}T12:00:00.000Z")
            _live(house, kept)
        today, truth, held = _limits(house), sim.ask("/_sim/world"), _exported(house)
    _shows_what_july_lacked(july)
    fell = {(one["name"], one["surface"]): one["at"][:10] for one in reversed(today["changes"]) if one["before"]}
    assert {place: fell.get(place) for place in FALLS} == FALLS
    _everything_is_held(truth, held)
    assert all(one["finished_at"] for one in today["recoveries"]), today["recoveries"]
    back: Counter[tuple[str, str]] = Counter()
    for one in today["recoveries"]:
        back[one["kind"], one["surface"]] += one["recovered"]
    for place, least in BACK.items():
        assert back[place] >= least, place


def _shows_what_july_lacked(july: Mapping[str, Any]) -> None:
    """Each with a number of this workspace's own."""
    lacking = {one["name"]: one for one in july["capabilities"] if one["name"] in july["lacking"]}
    for name in ("media", "voicemail", "group_messages", "contact_listing", "hidden_callers", "group_calls"):
        assert name in lacking, name
        assert lacking[name]["impact"]["count"] > 0, name
    assert lacking["media"]["surfaces"]["v1"]["verdict"] == "no"


def _everything_is_held(truth: Mapping[str, Any], held: Mapping[str, list[dict[str, Any]]]) -> None:
    for kind in RECORDS:
        wanted = {row["id"] for row in truth[kind] if row["on"]}
        assert wanted - {row["id"] for row in held[kind]} == set(), kind
    for kind in ARTEFACTS:
        wanted = {(row["activity"], row["ordinal"]): row.get("sha256") for row in truth[kind] if row["on"]}
        kept = {(row["activity"], row["ordinal"]): row.get("sha256") for row in held[kind] if row["state"] == "kept"}
        assert {place for place in wanted if place not in kept} == set(), kind
        assert {place for place, sha256 in wanted.items() if sha256 and kept[place] != sha256} == set(), kind


@contextmanager
def _kept(folder: Path, sim: Simulator) -> Iterator[tuple[House, Mapping[str, Beat]]]:
    """A house with its beats, as `serve` has it; here they strike when the test says so."""
    settings = read_settings(home=folder, quo_api_key="key-of-ana", quo_api_url=sim.url, quo_rate=0)
    with (
        open_house(settings) as house,
        fold_process(settings) as folding,
        open_provider(house) as provider,
        working(house, provider),
    ):
        yield house, {beat.name: beat for beat in beats(house, provider, folding, ask_every_seconds=1)}


def _live(house: House, kept: Mapping[str, Beat]) -> None:
    """What `serve` does by itself, until nothing is on its way and nothing is asked for again."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for name in STRIKES:
            kept[name].strike(Ended())
        _await_files(house, until)
        kept["recoveries"].strike(Ended())
        with house.database.reading() as conn:
            if not any_recovery(conn, house.workspace_id):
                return


def _await_files(house: House, until: float) -> None:
    while time.monotonic() < until:
        with house.database.reading() as conn:
            due = count_due(conn, house.workspace_id, now_ms=house.clock.now_ms())
            dirty = account(conn, house.workspace_id, house.clock.now_ms())["backlog"]["dirty"]
        if not due and not dirty:
            return
        time.sleep(0.1)


def _limits(house: House) -> Mapping[str, Any]:
    with house.database.reading() as conn:
        overview = read_overview(conn, house.workspace_id)
    return as_json(overview, moments("UTC", "US", house.clock.now_ms()))


def _exported(house: House) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    with house.database.reading() as conn:
        for row in export_rows(conn, house.workspace_id):
            rows.setdefault(row["kind"], []).append(row)
    return rows
