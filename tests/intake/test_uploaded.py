"""A person's file comes in through the one door, is marked as theirs, and survives a rebuild."""

import hashlib
from pathlib import Path

import pytest

from fake_clock import FakeClock
from keeping import exported, fold, rows, take
from onrecord.domain.errors import FileRefused
from onrecord.intake.uploaded import Upload
from onrecord.ledger.recovered import recovered
from onrecord.media.upload import Uploads
from onrecord.media.vault import Vault
from onrecord.projection.rebuild import begin_rebuild
from onrecord.storage.engine import Database
from small_world import LINES, list_answer

TEXT = b"Estimate 114: two piers, north wall."
UPLOAD = Upload("ACm1", "media", "estimate.txt", "Ana", note="from the app")


@pytest.fixture
def uploads(database: Database, clock: FakeClock, tmp_path: Path) -> Uploads:
    message = {"id": "ACm1", "from": "+15550110001", "to": [LINES["PNana00001"]], "text": "Here is the estimate",
               "phoneNumberId": "PNana00001", "conversationId": "CN1", "direction": "incoming", "status": "received",
               "createdAt": "2026-11-01T10:00:00.000Z", "media": []}  # fmt: skip
    take(database, [list_answer("GET /messages", [message], 1_793_600_000_000)])
    fold(database, clock)
    return Uploads(database, 1, Vault(tmp_path / "vault"), clock, size_limit_bytes=1_000)


def artefacts(database: Database) -> list[tuple[object, ...]]:
    return rows(database, "SELECT activity_id, kind, state, reason, sha256 FROM artefact ORDER BY activity_id, ordinal")


def test_a_saved_file_is_kept_marked_and_stays_after_a_rebuild(uploads: Uploads, clock: FakeClock) -> None:
    database = uploads.database
    sha256 = uploads.keep(UPLOAD, iter([TEXT]))
    fold(database, clock)
    assert sha256 == hashlib.sha256(TEXT).hexdigest()
    assert ("ACm1", "media", "kept", "by_hand", sha256) in artefacts(database)
    with database.reading() as conn:
        assert [(one.subject, one.reason) for one in recovered(conn, 1)] == [("ACm1", "by_hand")]
    assert rows(database, "SELECT surface, operation FROM observation WHERE surface = 'hand'") == [("hand", "save")]
    before = exported(database)
    begin_rebuild(database, 1, clock=clock)
    fold(database, clock)
    assert exported(database) == before


def test_the_same_file_again_adds_nothing_to_the_record(uploads: Uploads, clock: FakeClock) -> None:
    uploads.keep(UPLOAD, iter([TEXT]))
    fold(uploads.database, clock)
    before = exported(uploads.database)
    uploads.keep(UPLOAD, iter([TEXT]))
    fold(uploads.database, clock)
    assert exported(uploads.database) == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<html><script>1</script></html>", "type"),
        (b"MZ" + b"\0" * 100, "type"),
        (b"x" * 2_000, "size"),
    ],
)
def test_what_may_not_be_kept_leaves_nothing_behind(uploads: Uploads, content: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        uploads.keep(UPLOAD, iter([content]))
    assert refused.value.reason == reason
    assert rows(uploads.database, "SELECT count(*) FROM observation WHERE surface = 'hand'") == [(0,)]
    assert list(uploads.vault.digests()) == []
