"""Editions of what the provider publishes: each text once, and what changed between them."""

import pytest

from onrecord.storage import specifications
from onrecord.storage.engine import Database
from onrecord.storage.specifications import Edition, EditionChange

ONE, TWO = b'{"paths": {}}' * 100, b"two"


def add(database: Database, text: bytes, at_ms: int, *, surface: str = "v1", whole: bool = True) -> int:
    return database.writer.write(
        lambda conn: specifications.add_edition(
            conn, 1, surface=surface, url="https://docs.test/v1", text=text, whole=whole, at_ms=at_ms
        )
    )


def test_a_text_is_kept_as_it_was_and_found_again(database: Database) -> None:
    id_ = add(database, ONE, 1_000)
    with database.reading() as conn:
        assert specifications.text_of(conn, 1, id_) == ONE
        found = specifications.find_edition(conn, 1, "v1", ONE)
        assert found == Edition(id_, "v1", "https://docs.test/v1", True, 1_000, 1_000)
        assert specifications.find_edition(conn, 1, "dated", ONE) is None
        assert specifications.find_edition(conn, 2, "v1", ONE) is None


def test_the_newest_is_the_one_that_was_seen_last(database: Database) -> None:
    first, second = add(database, ONE, 1_000), add(database, TWO, 2_000)
    with database.reading() as conn:
        assert specifications.newest_edition(conn, 1, "v1") == Edition(
            second, "v1", "https://docs.test/v1", True, 2_000, 2_000
        )
    database.writer.write(lambda conn: specifications.see_again(conn, 1, first, url="https://b.test/", at_ms=3_000))
    with database.reading() as conn:
        assert specifications.newest_edition(conn, 1, "v1") == Edition(
            first, "v1", "https://b.test/", True, 1_000, 3_000
        )
        assert specifications.last_seen_ms(conn, 1, "v1") == 3_000


def test_one_that_breaks_off_is_kept_and_never_the_newest(database: Database) -> None:
    whole = add(database, ONE, 1_000)
    add(database, TWO, 2_000, whole=False)
    add(database, TWO, 500, surface="dated")
    with database.reading() as conn:
        assert [one.id for one in specifications.newest_editions(conn, 1) if one.surface == "v1"] == [whole]
        assert specifications.last_seen_ms(conn, 1, "v1") == 2_000
        assert [one.surface for one in specifications.newest_editions(conn, 1)] == ["dated", "v1"]


def test_where_nothing_was_fetched_nothing_was_seen(database: Database) -> None:
    with database.reading() as conn:
        assert specifications.last_seen_ms(conn, 1, "v1") is None
        assert specifications.newest_edition(conn, 1, "v1") is None
        assert specifications.newest_editions(conn, 1) == []
        assert specifications.read_changes(conn, 1) == []


@pytest.mark.parametrize("limit", [1, 3])
def test_changes_are_read_newest_first(database: Database, limit: int) -> None:
    def change(operation: str, at_ms: int) -> EditionChange:
        return EditionChange("v1", "added", operation, "answer media", "", "array", at_ms)

    earlier, later = [change("GET /a", 1_000)], [change("GET /b", 2_000), change("GET /c", 2_000)]
    for changes in (earlier, later, []):
        database.writer.write(
            lambda conn, changes=changes: specifications.add_changes(conn, 1, changes, before_id=1, after_id=2)
        )
    with database.reading() as conn:
        assert specifications.read_changes(conn, 1, limit=limit) == [*later, *earlier][:limit]
        assert specifications.read_changes(conn, 2) == []
