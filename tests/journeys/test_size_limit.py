"""Raising the limit for the size of files heals what it had cost, with nothing but the next sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.ledger.gaps import gaps
from onrecord.settings import read_settings
from onrecord.wiring import open_house
from onrecord.wiring.sync_once import Synced, sync_once
from simulator import Simulator, serving
from tiny_world import tiny_house

SMALL, LARGE = 100, 100_000


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with serving(tiny_house()) as simulator:
        yield simulator


def synced(home: Path, sim: Simulator, size_limit_bytes: int) -> tuple[Synced, list[str]]:
    """How a sync with that limit ended, and why what is missing then is missing."""
    settings = read_settings(
        home=home, quo_api_url=sim.url, quo_api_key="key-of-ana", quo_rate=0, file_size_limit_bytes=size_limit_bytes
    )
    with open_house(settings) as house:
        ended = sync_once(house)
        with house.database.reading() as conn:
            return ended, [one.reason for one in gaps(conn, house.workspace_id, house.clock.now_ms())]


def test_a_sync_with_a_larger_limit_brings_what_was_too_large_and_asks_for_nothing_twice(
    home: Path, sim: Simulator
) -> None:
    _, missing = synced(home, sim, SMALL)
    too_large = missing.count("size")
    assert too_large > 0
    files = sim.stats["files"]
    _, still_missing = synced(home, sim, SMALL)
    assert still_missing == missing
    assert sim.stats["files"] == files, "a limit that is as it was asks for no file again"
    _, missing = synced(home, sim, LARGE)
    assert "size" not in missing
    assert sim.stats["files"] == files + too_large
