"""The views are read from the same seeded record as the screens, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import BOTH, copied
from onrecord.media.vault import Vault
from onrecord.storage.engine import Database, open_database
from web import seed


@pytest.fixture(scope="session")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return seed.vault_in(tmp_path_factory.mktemp("views"))


@pytest.fixture(scope="session", params=BOTH)
def record(
    request: pytest.FixtureRequest, shared_vault: Vault, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database of each kind with the whole seed in it. It is filled once: views only read."""
    if request.param == "sqlite":
        url = copied(migrated_file, tmp_path_factory.mktemp("record"))
    else:
        url = request.getfixturevalue("postgres").take()
    with open_database(url) as database:
        seed.fill(database, shared_vault)
        yield database
