"""From the provider to the record, in one command: everything that can be had is held, the rest is listed."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from journeys.commands import Home, ask, tell
from journeys.conftest import Filled
from simulator import Simulator, running_quosim, serving
from tiny_world import tiny_house

RECORDS = ("line", "member", "contact", "conversation", "message", "call")
ARTEFACTS = ("media", "voicemail", "recording", "transcript", "summary")


def test_everything_that_can_be_had_is_held_with_the_right_bytes(either: Filled) -> None:
    truth, held = either.truth, either.held
    assert {kind: _ids_to_be_had(truth[kind]) - _ids(held, kind) for kind in RECORDS} == {
        kind: set() for kind in RECORDS
    }
    for kind in ARTEFACTS:
        wanted = _artefacts_to_be_had(truth[kind])
        kept = {
            (row["activity"], row["ordinal"]): row.get("sha256") for row in held.get(kind, []) if row["state"] == "kept"
        }
        assert {place: sha256 for place, sha256 in wanted.items() if place not in kept} == {}, kind
        assert {
            place: (sha256, kept[place]) for place, sha256 in wanted.items() if sha256 and kept[place] != sha256
        } == {}


def test_nothing_is_held_that_the_world_does_not_know(either: Filled) -> None:
    for kind in RECORDS:
        assert _ids(either.held, kind) <= {row["id"] for row in either.truth[kind]}, kind


def test_what_v1_cannot_show_is_listed_with_its_reason(in_2025: Filled) -> None:
    truth, held, status, gaps = in_2025.truth, in_2025.held, in_2025.status, in_2025.home.json("gaps")
    hidden = {row["id"] for row in truth["call"] + truth["message"] if not row["on"]}
    assert hidden, "the world has calls that v1 cannot show"
    assert not hidden & (_ids(held, "call") | _ids(held, "message"))
    assert status["limited"], "each limitation is named and counted"
    assert all(gap["reason"] and gap["state"] for gap in gaps)
    assert status["gaps"]["open"] == len(gaps)


def test_ten_kills_at_random_moments_change_nothing(today: Filled, tmp_path: Path) -> None:
    seed = int(os.environ.get("ONRECORD_TEST_SEED", "20261124"))
    moments = random.Random(seed)
    with running_quosim(world="demo", rate=0, latency=5) as sim:
        hunted = Home(tmp_path / "hunted", sim.url)
        for _ in range(10):
            _kill_in_the_middle(hunted, sim, moments.uniform(0, 0.8))
        assert hunted.run("sync").returncode in {0, 3}
    assert hunted.export() == today.exported, f"seed {seed}"


def test_a_provider_that_fails_now_and_then_costs_nothing_but_time(today: Filled, tmp_path: Path) -> None:
    with running_quosim(world="demo", rate=0) as sim:
        troubled = Home(tmp_path / "troubled", sim.url)
        for kind in ("500", "cut", "truncate", "429"):
            tell(sim.url + "/_sim/faults", {"operation": "*", "kind": kind, "share": 0.02, "seed": 7})
        synced = troubled.run("sync")
        assert synced.returncode in {0, 3}, synced.stderr
    assert troubled.export() == today.exported


def test_a_second_sync_asks_little_and_changes_nothing(today: Filled, tmp_path: Path) -> None:
    with running_quosim(world="demo", rate=0) as sim:
        home = today.copied_to(tmp_path / "home", sim.url)
        home.run("sync")
        assert ask(sim.url + "/_sim/stats")["requests"]["total"] <= 20
    assert home.export() == today.exported


def test_rebuild_makes_the_same_record(today: Filled, tmp_path: Path) -> None:
    home = today.copied_to(tmp_path / "home")
    rebuilt = home.run("rebuild")
    assert rebuilt.returncode == 0, rebuilt.stderr
    assert home.export() == today.exported
    assert home.json("status")["held"] == today.status["held"]


def test_a_key_that_is_refused_ends_with_a_sentence_and_status_one(tmp_path: Path) -> None:
    with running_quosim(world="empty", rate=0, key="another-key") as sim:
        refused = Home(tmp_path, sim.url).run("sync")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "ONRECORD_QUO_API_KEY" in refused.stderr
    assert "key-of-ana" not in refused.stderr


def test_a_provider_that_is_away_ends_with_a_sentence_and_status_one(tmp_path: Path) -> None:
    away = Home(tmp_path, "http://127.0.0.1:9").run_impatiently("sync")
    assert away.returncode == 1
    assert "Traceback" not in away.stderr
    assert away.stderr.strip()


def test_a_word_that_is_no_command_is_wrong_use(tmp_path: Path) -> None:
    assert Home(tmp_path, "http://127.0.0.1:9").run("sing").returncode == 2


def _kill_in_the_middle(home: Home, sim: Simulator, seconds: float) -> None:
    """So long after its first question."""
    asked, running = sim.stats["requests"]["total"], home.start("sync")
    while sim.stats["requests"]["total"] == asked and running.poll() is None:
        time.sleep(0.05)
    time.sleep(seconds)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


def _ids(held: dict[str, list[dict[str, Any]]], kind: str) -> set[str]:
    return {row["id"] for row in held.get(kind, [])}


def _ids_to_be_had(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows if row["on"]}


def _artefacts_to_be_had(rows: list[dict[str, Any]]) -> dict[tuple[str, int], str | None]:
    return {(row["activity"], row["ordinal"]): row.get("sha256") for row in rows if row["on"]}


def test_old_messages_are_in_doubt_only_where_old_photos_do_not_come(today: Filled, tmp_path: Path) -> None:
    with serving(tiny_house(old_media=False)) as sim:
        home = Home(tmp_path, sim.url)
        assert home.run("sync").returncode in {0, 3}
        doubtful = home.json("status")["artefacts"]["media"]
    assert doubtful["unknown"] > 0
    assert doubtful["none"] > 0
    certain = today.status["artefacts"]["media"]
    assert certain.get("unknown", 0) == 0
    assert certain["none"] > 0


@pytest.mark.skipif(not Path("/proc").exists(), reason="processes are looked for in /proc")
def test_a_rebuild_that_is_killed_leaves_no_process_behind_and_is_finished_by_the_next(
    today: Filled, tmp_path: Path
) -> None:
    home = today.copied_to(tmp_path / "home")
    running = home.start("rebuild")
    workers = _children(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert workers, "other processes fold"
    assert _gone(workers), "they end with it"
    assert home.run("rebuild").returncode == 0
    assert home.export() == today.exported


def _children(pid: int) -> list[int]:
    """The processes that a process has started, as soon as there are some."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text() if Path(f"/proc/{pid}").exists() else ""
        if len(text.split()) > 1:  # the resource tracker is one of them
            return [int(child) for child in text.split()]
        time.sleep(0.01)
    return []


def _gone(pids: list[int]) -> bool:
    until = time.monotonic() + 20
    while any(_runs(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()
