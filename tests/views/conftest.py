"""The views are read from the same seeded record as the screens, on both databases."""

import pytest

from onrecord.media.vault import Vault
from onrecord.storage.engine import Database
from web import seed


@pytest.fixture(scope="session")
def shared_vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return seed.vault_in(tmp_path_factory.mktemp("views"))


@pytest.fixture
def record(database: Database, shared_vault: Vault) -> Database:
    """A database of each kind with the whole seed in it."""
    seed.fill(database, shared_vault)
    return database
