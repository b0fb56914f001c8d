"""Notes of what was made, on both databases."""

from onrecord.storage.derived import FAILED, MADE, Derived, find_derived, forget_failures, put_derived
from onrecord.storage.engine import Database

THUMBNAIL = Derived("a" * 64, "thumbnail-480", MADE, "b" * 64, "image/webp")
BROKEN = Derived("c" * 64, "thumbnail-480", FAILED, detail="cannot be decoded (OSError)")


def put(database: Database, made: Derived) -> None:
    database.writer.write(lambda conn: put_derived(conn, 1, made))


def test_what_was_made_is_found_by_file_and_recipe(database: Database) -> None:
    put(database, THUMBNAIL)
    with database.reading() as conn:
        assert find_derived(conn, 1, "a" * 64, "thumbnail-480") == THUMBNAIL
        assert find_derived(conn, 1, "a" * 64, "peaks-400") is None
        assert find_derived(conn, 2, "a" * 64, "thumbnail-480") is None


def test_a_later_note_takes_the_place_of_an_earlier_one(database: Database) -> None:
    put(database, BROKEN)
    mended = Derived("c" * 64, "thumbnail-480", MADE, "d" * 64, "image/webp")
    put(database, mended)
    with database.reading() as conn:
        assert find_derived(conn, 1, "c" * 64, "thumbnail-480") == mended


def test_only_failures_are_forgotten(database: Database) -> None:
    put(database, THUMBNAIL)
    put(database, BROKEN)
    assert database.writer.write(lambda conn: forget_failures(conn, 1)) == 1
    with database.reading() as conn:
        assert find_derived(conn, 1, "c" * 64, "thumbnail-480") is None
        assert find_derived(conn, 1, "a" * 64, "thumbnail-480") == THUMBNAIL
