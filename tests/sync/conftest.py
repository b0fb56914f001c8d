"""A simulated provider with the demo's last months, one for all tests of a process; retries without waiting."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from last_months import LAST_MONTHS, last_months_house
from onrecord.storage.engine import Database, open_database
from simulator import Simulator, running_quosim, serving
from sync.syncing import Syncing


@pytest.fixture(autouse=True)
def instant_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=6):
        yield


@pytest.fixture(scope="session")
def _today() -> Iterator[Simulator]:
    with serving(last_months_house()) as simulator:
        yield simulator


@pytest.fixture
def sim(_today: Simulator) -> Iterator[Simulator]:
    """The provider of today; whatever a test did to it is undone."""
    _today.tell("/_sim/reset", world=LAST_MONTHS)
    yield _today
    _today.tell("/_sim/faults", method="DELETE")


@pytest.fixture(scope="session")
def sim_2025() -> Iterator[Simulator]:
    """The provider of July 2025: v1 alone."""
    with running_quosim(world="demo", rate=0, as_of="2025-07-30") as simulator:
        yield simulator


@pytest.fixture
def syncing(sqlite_database: Database, sim: Simulator) -> Syncing:
    return Syncing(sqlite_database, sim.url)


@pytest.fixture(scope="session")
def _synced_file(_today: Simulator, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("synced") / "record.db"
    shutil.copyfile(migrated_file, file)
    _today.tell("/_sim/reset", world=LAST_MONTHS)
    with open_database(f"sqlite:///{file}") as database:
        assert Syncing(database, _today.url).run().complete
    return file


@pytest.fixture
def synced(_synced_file: Path, sim: Simulator, tmp_path: Path) -> Iterator[Syncing]:
    """A home in which one run has already brought everything."""
    file = tmp_path / "synced.db"
    shutil.copyfile(_synced_file, file)
    with open_database(f"sqlite:///{file}") as opened:
        yield Syncing(opened, sim.url)
