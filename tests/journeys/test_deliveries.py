"""Everything of a small world, pushed by the provider to `onrecord serve` in all three generations, at its worst."""

import base64
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from journeys.commands import Home, rows_of
from journeys.test_serving import serving_home
from simulator import Simulator, serving
from tiny_world import tiny_house

NEW = "whsec_" + base64.b64encode(b"a key of the new kind, 32 bytes!").decode()
OLD = base64.b64encode(bytes(range(200, 232))).decode()
PATIENCE_SECONDS = 60
TRAPS = {
    "N": [
        "no_media_type",
        "lookup_unavailable",
        "no_recordings",
        "processing",
        "svix_headers",
        "two_signatures",
        "stale",
    ],
    "L2": ["to_array", "to_comma", "no_deep_link", "doc_type", "empty_participants", "zero_duration", "stale"],
    "L1": ["wrapped", "bare_voicemail", "plain_times", "two_signatures"],
}


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with serving(tiny_house()) as simulator:
        yield simulator


def deliver(sim: Simulator, address: str, generation: str, **more: Any) -> Any:
    key = NEW if generation == "N" else OLD
    order = {"hook": f"{address}/hooks/quo", "generation": generation, "key": key, "count": 500, "brief": True}
    return sim.tell("/_sim/deliver", **(order | more))


def until(home: Home, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The status as soon as it is so; else after all patience."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        status: dict[str, Any] = home.json("status")
        if is_so(status) or time.monotonic() > ends:
            return status
        time.sleep(0.3)


def has_come_to_rest(status: dict[str, Any]) -> bool:
    """All is folded, and every file was tried: what becomes of one is folded once more."""
    wanted = any(states.get("wanted") for states in status["artefacts"].values())
    return not wanted and not status["backlog"]["dirty"] and status["deliveries"]["refused"] == 5


@pytest.mark.slow
def test_all_three_generations_at_once_lost_for_nothing_and_understood_whole(tmp_path: Path, sim: Simulator) -> None:
    home = Home(tmp_path, "http://127.0.0.1:9", {"ONRECORD_QUO_WEBHOOK_SECRETS": f"{OLD},{NEW}"})
    with serving_home(home) as address:
        sent = 0
        for generation, traps in TRAPS.items():
            told = deliver(sim, address, generation, duplicate=0.3, shuffle=True, traps=traps, trap_share=0.3, seed=3)
            sent += told["sent"] + told["repeated"]
            assert told["by_code"] == {"200": told["sent"] + told["repeated"]}, told
        assert deliver(sim, address, "N", traps=["unsigned"], count=3)["by_code"] == {"401": 3}
        assert deliver(sim, address, "N", traps=["wrong_key"], count=2)["by_code"] == {"401": 2}
        assert httpx2.get(address + "/hooks/quo").status_code == 200
        status = until(home, has_come_to_rest)
    assert status["backlog"]["dirty"] == 0
    deliveries = status["deliveries"]
    assert deliveries["accepted"] + deliveries["repeated"] == sent
    assert deliveries["refused"] == 5
    assert set(deliveries["by_generation"]) == {"N", "L2", "L1"}
    assert status["not_understood"] == {"total": 0, "by_kind": {}}
    assert status["last_delivery_at"] is not None
    exported = home.export()
    held = {row["id"] for kind in ("message", "call") for row in rows_of(exported).get(kind, [])}
    truth = {row["id"] for kind in ("message", "call") for row in sim.truth(kind)}
    assert held <= truth
    assert len(held) > 10
    assert home.run("rebuild").returncode == 0
    assert home.export() == exported
