"""Holdings on both databases."""

import pytest

from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding, held_files, holdings_of, kept_files, note_lost

PHOTO = KeptFile("a" * 64, 1234, "image/jpeg", "image/png", None, 640, 480)
SPOKEN = KeptFile("b" * 64, 99, "audio/mpeg", None, 12.5)


def add(database: Database, holding: Holding, kept: KeptFile | None = None) -> None:
    database.writer.write(lambda conn: add_holding(conn, 1, holding, kept))


def kept(path: str, file: KeptFile, at_ms: int = 5) -> Holding:
    return Holding(path, HoldingOutcome.KEPT, at_ms, file.sha256)


def test_holdings_come_back_by_path_in_the_order_they_were_made(database: Database) -> None:
    expired = Holding("/a", HoldingOutcome.EXPIRED, 3, detail="http_403")
    add(database, expired)
    add(database, kept("/a", PHOTO), PHOTO)
    add(database, kept("/b", SPOKEN), SPOKEN)
    with database.reading() as conn:
        assert holdings_of(conn, 1, ["/a", "/c"]) == {"/a": [expired, kept("/a", PHOTO)]}
        assert holdings_of(conn, 2, ["/a"]) == {}
        assert holdings_of(conn, 1, []) == {}


def test_more_paths_can_be_asked_for_than_a_statement_takes(database: Database) -> None:
    add(database, kept("/1999", PHOTO), PHOTO)
    with database.reading() as conn:
        assert list(holdings_of(conn, 1, [f"/{n}" for n in range(40_000)])) == ["/1999"]


def test_a_file_carries_what_was_measured_of_it(database: Database) -> None:
    add(database, kept("/a", PHOTO), PHOTO)
    add(database, kept("/b", SPOKEN), SPOKEN)
    with database.reading() as conn:
        found = kept_files(conn, 1, [PHOTO.sha256, SPOKEN.sha256, "c" * 64])
    assert found == {PHOTO.sha256: PHOTO, SPOKEN.sha256: SPOKEN}


def test_equal_bytes_by_two_paths_are_counted_once(database: Database) -> None:
    add(database, kept("/a", PHOTO), PHOTO)
    add(database, kept("/a2", PHOTO), PHOTO)
    add(database, kept("/b", SPOKEN), SPOKEN)
    add(database, Holding("/c", HoldingOutcome.REFUSED, 1, detail="type"))
    with database.reading() as conn:
        assert [(one.sha256, one.size_bytes) for one in held_files(conn, 1)] == [("a" * 64, 1234), ("b" * 64, 99)]
        assert list(held_files(conn, 2)) == []


def test_a_file_that_was_lost_is_no_longer_held_until_it_comes_again(database: Database) -> None:
    add(database, kept("/a", PHOTO), PHOTO)
    assert database.writer.write(lambda conn: note_lost(conn, 1, PHOTO.sha256, "damaged")) == ["/a"]
    with database.reading() as conn:
        assert list(held_files(conn, 1)) == []
    add(database, kept("/a", PHOTO, at_ms=9), PHOTO)
    with database.reading() as conn:
        assert [one.sha256 for one in held_files(conn, 1)] == [PHOTO.sha256]


def test_kept_without_a_file_and_a_file_without_kept_cannot_be_stored(sqlite_database: Database) -> None:
    with pytest.raises(AssertionError):
        add(sqlite_database, kept("/a", PHOTO))
    with pytest.raises(AssertionError):
        add(sqlite_database, Holding("/a", HoldingOutcome.EXPIRED, 1), PHOTO)
