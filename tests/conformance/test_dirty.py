from typing import Any

from sqlalchemy import text

from onrecord.storage import dirty
from onrecord.storage.dirty import Mark
from onrecord.storage.engine import Database


def mark(database: Database, *subjects: tuple[str, str], token: int) -> None:
    database.writer.write(lambda conn: dirty.mark(conn, 1, subjects, token=token, now_ms=5))


def waiting(database: Database, kind: str, limit: int = 10, **more: Any) -> list[Mark]:
    with database.reading() as conn:
        return dirty.waiting(conn, 1, kind, limit, **more)


def test_a_mark_renewed_keeps_its_first_time_and_takes_the_new_token(database: Database) -> None:
    mark(database, ("activity", "AC1"), ("activity", "AC1"), token=1)
    database.writer.write(lambda conn: dirty.mark(conn, 1, [("activity", "AC1")], token=2, now_ms=9))
    assert waiting(database, "activity") == [Mark("AC1", 2)]
    with database.reading() as conn:
        assert conn.execute(text("SELECT at_ms FROM dirty")).scalar() == 5


def test_settling_takes_only_what_still_carries_the_token_that_was_read(database: Database) -> None:
    mark(database, ("activity", "AC1"), ("activity", "AC2"), ("line", "AC1"), token=1)
    read = waiting(database, "activity")
    mark(database, ("activity", "AC2"), token=2)
    assert database.writer.write(lambda conn: dirty.settle(conn, 1, "activity", read)) == {"AC1"}
    assert waiting(database, "activity") == [Mark("AC2", 2)]
    assert database.writer.write(lambda conn: dirty.settle(conn, 1, "activity", read)) == set()
    with database.reading() as conn:
        assert dirty.kinds_waiting(conn, 1) == {"activity", "line"}
        assert dirty.count(conn, 1) == 2
        assert dirty.kinds_waiting(conn, 2) == set()


def test_marks_come_in_the_order_of_their_subjects_some_at_a_time(database: Database) -> None:
    mark(database, *(("activity", f"AC{n}") for n in (3, 1, 2)), token=1)
    assert [one.subject for one in waiting(database, "activity", 2)] == ["AC1", "AC2"]
    assert [one.subject for one in waiting(database, "activity", 2, after="AC2")] == ["AC3"]


def test_thousands_are_marked_and_settled(database: Database) -> None:
    mark(database, *(("activity", f"AC{n:05d}") for n in range(3_000)), token=1)
    read = waiting(database, "activity", 5_000)
    assert len(database.writer.write(lambda conn: dirty.settle(conn, 1, "activity", read))) == 3_000


def test_what_is_marked_as_urgent_once_stays_so_and_can_be_read_alone(database: Database) -> None:
    for calm, subject in ((True, "AC1"), (True, "AC2"), (False, "AC2"), (False, "AC3"), (True, "AC3")):
        marks = [("activity", subject)]
        database.writer.write(
            lambda conn, marks=marks, calm=calm: dirty.mark(conn, 1, marks, token=1, now_ms=5, urgent=not calm)
        )
    database.writer.write(lambda conn: dirty.mark(conn, 1, [("contact", "CT1")], token=1, now_ms=5, urgent=False))
    assert [one.subject for one in waiting(database, "activity", urgent=True)] == ["AC2", "AC3"]
    assert [one.subject for one in waiting(database, "activity")] == ["AC1", "AC2", "AC3"]
    with database.reading() as conn:
        assert dirty.kinds_waiting(conn, 1, urgent=True) == {"activity"}
        assert dirty.kinds_waiting(conn, 1) == {"activity", "contact"}
