"""A little record with files, to be stated and verified: most photos are in hand, some are not."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from fake_clock import FakeClock
from keeping import fold, rows, take
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.ledger.finding import Finding
from onrecord.ledger.verify import Verified, verify_home
from onrecord.media.vault import Vault
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding
from onrecord.storage.workspaces import ensure_workspace
from small_world import SmallWorld

__all__ = ["recorded"]


@dataclass
class Recorded:
    database: Database
    vault: Vault
    clock: FakeClock
    folder: Path

    def verify(self) -> Verified:
        return verify_home(self.database, 1, self.vault, clock=self.clock, beside=self.folder)

    def found(self) -> list[Finding]:
        return self.verify().findings

    def change(self, statement: str) -> None:
        """What no part of the program does: a hand in the database."""
        self.database.writer.write(lambda conn: conn.exec_driver_sql(statement))

    def a_file(self) -> str:
        return str(rows(self.database, "SELECT min(sha256) FROM artefact WHERE sha256 IS NOT NULL")[0][0])


@pytest.fixture
def recorded(database: Database, clock: FakeClock, tmp_path: Path) -> Recorded:
    vault = Vault(tmp_path / "vault")
    database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=0, time_zone="America/New_York"))
    take(database, SmallWorld(7, messages=40, calls=12).answers())
    fold(database, clock)
    wanted = rows(database, "SELECT activity_id, ways FROM artefact WHERE state = 'wanted' ORDER BY activity_id")
    for number, (activity_id, ways) in enumerate(wanted[:-1]):
        _hold(database, vault, activity_id, ways.split('"')[1], f"photo {number}".encode())
    fold(database, clock)
    return Recorded(database, vault, clock, tmp_path)


def _hold(database: Database, vault: Vault, activity_id: str, path: str, content: bytes) -> None:
    kept = vault.put([content])
    file = KeptFile(kept.sha256, kept.size_bytes, "image/jpeg")

    def write(conn):  # type: ignore[no-untyped-def]
        add_holding(conn, 1, Holding(path, HoldingOutcome.KEPT, 1, kept.sha256), file)
        dirty.mark(conn, 1, [("activity", activity_id)], token=dirty.new_token(), now_ms=1)

    database.writer.write(write)
