"""The demo's workspace, synced once for all journeys that begin after a first sync, whichever process they are in."""

import fcntl
import json
import os
import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from journeys.commands import Home, ask, rows_of
from simulator import running_quosim


@dataclass(frozen=True)
class Filled:
    """A home after its first sync, and the provider's world; the provider itself has gone. To be read, not changed:
    whoever changes something takes a copy."""

    home: Home
    truth: dict[str, Any]

    @cached_property
    def exported(self) -> str:
        return self.home.export()

    @cached_property
    def held(self) -> dict[str, list[dict[str, Any]]]:
        return rows_of(self.exported)

    @cached_property
    def status(self) -> dict[str, Any]:
        return dict(self.home.json("status"))

    @cached_property
    def limits(self) -> dict[str, dict[str, Any]]:
        return {one["name"]: one for one in self.home.json("limits")["capabilities"]}

    def copied_to(self, folder: Path, provider_url: str | None = None) -> Home:
        """A home of one's own with the same in it."""
        shutil.copytree(self.home.folder, folder)
        return replace(self.home, folder=folder, provider_url=provider_url or self.home.provider_url)


def filled(folder: Path, **options: object) -> Filled:
    with running_quosim(world="demo", rate=0, **options) as sim:
        home = Home(folder, sim.url)
        synced = home.run("sync")
        assert synced.returncode in {0, 3}, synced.stderr
        return Filled(home, ask(sim.url + "/_sim/world"))


def copy_of_one(name: str, factory: pytest.TempPathFactory, **options: object) -> Filled:
    """Filled by the first process that asks, in a folder that all test processes share; each reads a copy."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    told = shared / f"{name}.json"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            first = filled(shared / name, **options)
            told.write_text(json.dumps([first.home.provider_url, first.truth]))
        provider_url, truth = json.loads(told.read_text())
        folder = factory.mktemp(name) / "home"
        shutil.copytree(shared / name, folder)
    return Filled(Home(folder, provider_url), truth)


@pytest.fixture(scope="session")
def today(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return copy_of_one("today", tmp_path_factory)


@pytest.fixture(scope="session")
def in_2025(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """What could be had on July 30, 2025, over v1 alone."""
    return copy_of_one("in2025", tmp_path_factory, as_of="2025-07-30")


@pytest.fixture(params=["today", "in_2025"], ids=["today", "v1 alone in July 2025"])
def either(request: pytest.FixtureRequest) -> Filled:
    found: Filled = request.getfixturevalue(request.param)
    return found
