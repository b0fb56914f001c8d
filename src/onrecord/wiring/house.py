"""The open house of one process: database, vault, clock, and who the workspace is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from onrecord.domain.clock import Clock, SystemClock
from onrecord.media.vault import Vault
from onrecord.settings import Settings
from onrecord.storage.engine import Database, open_database
from onrecord.storage.migrate import migrate
from onrecord.storage.workspaces import ensure_workspace
from onrecord.wiring.signs import Signs

WORKSPACE_ID = 1


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    workspace_id: int = WORKSPACE_ID
    signs: Signs = field(default_factory=Signs)


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """Make, migrate and open the home. Needs neither a provider nor a line."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = SystemClock()
    with open_database(settings.storage_url) as database:
        migrate(database)
        database.writer.write(
            lambda conn: ensure_workspace(conn, WORKSPACE_ID, now_ms=clock.now_ms(), time_zone=settings.time_zone)
        )
        yield House(settings=settings, clock=clock, database=database, vault=Vault(settings.vault_folder))
