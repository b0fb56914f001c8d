"""A file that a person saved elsewhere: into the vault, and then on record as what it is."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.intake.uploaded import Upload, take_upload
from onrecord.media.admission import admitted
from onrecord.media.fetch import to_derive
from onrecord.media.probe import measure
from onrecord.media.vault import Vault
from onrecord.storage import errands
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile

TIME_LIMIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Uploads:
    """Keeps what people put in, for one workspace."""

    database: Database
    workspace_id: int
    vault: Vault
    clock: Clock
    size_limit_bytes: int

    def keep(self, upload: Upload, pieces: Iterator[bytes]) -> str:
        """The digest under which it is kept. Raises FileRefused and VaultError; then nothing is on record."""
        until = time.monotonic() + TIME_LIMIT_SECONDS
        kept = self.vault.put(admitted(pieces, upload.name, self.size_limit_bytes, until))
        found = measure(self.vault.path(kept.sha256), upload.name)
        file = KeptFile(
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            sniffed_type=found.media_type,
            duration_seconds=found.duration_seconds,
            width=found.width,
            height=found.height,
        )
        now_ms = self.clock.now_ms()

        def write(conn: Connection) -> None:
            take_upload(conn, self.workspace_id, upload, file, now_ms=now_ms)
            errands.enqueue_many(conn, self.workspace_id, to_derive(file, now_ms))

        self.database.writer.write(write)
        return kept.sha256
