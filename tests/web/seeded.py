"""Fixtures of a house that is full: made once per process, copied for each test. Imported by the conftests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fake_clock import FakeClock
from onrecord.storage.engine import Database, open_database
from onrecord.storage.migrate import migrate
from onrecord.web.app import build_app
from web import seed
from web.standing_house import ANA, PASSWORD, StandingHouse, add_cast

SignedIn = Callable[..., TestClient]


@pytest.fixture(scope="session")
def seeded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("seeded")
    with open_database(f"sqlite:///{folder / 'record.db'}") as database:
        migrate(database)
        seed.fill(database, seed.vault_in(folder))
        add_cast(database, seed.FIELD)
    return folder


@pytest.fixture
def seeded_database(seeded_folder: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copyfile(seeded_folder / "record.db", tmp_path / "seeded.db")
    with open_database(f"sqlite:///{tmp_path / 'seeded.db'}") as database:
        yield database


@pytest.fixture
def house(seeded_folder: Path, seeded_database: Database) -> StandingHouse:
    """The vault is shared: files in it never change."""
    return StandingHouse(seeded_database, seed.vault_in(seeded_folder), FakeClock(seed.NOW))


@pytest.fixture
def stranger(house: StandingHouse) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    with TestClient(build_app(house), follow_redirects=False) as client:
        yield client


@pytest.fixture
def signed_in(house: StandingHouse) -> Iterator[SignedIn]:
    """A browser of one of the cast, as in `signed_in(BEN)`."""
    opened: list[TestClient] = []

    def sign_in(email: str = ANA) -> TestClient:
        client = TestClient(build_app(house), follow_redirects=False)
        client.__enter__()
        opened.append(client)
        answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    yield sign_in
    for client in opened:
        client.__exit__(None, None, None)
