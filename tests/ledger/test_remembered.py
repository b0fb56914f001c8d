"""What was counted is kept only while the records are the same."""

from fake_clock import FakeClock
from keeping import fold, take
from onrecord.ledger.remembered import MOST, remembered
from onrecord.storage.engine import Database, open_database
from small_world import LINES, SmallWorld, list_answer

LINE = next(iter(LINES))
MESSAGE = {
    "id": "ACnew", "from": "+15550110001", "to": [LINES[LINE]], "phoneNumberId": LINE, "conversationId": "CNnew",
    "direction": "incoming", "userId": None, "status": "received", "media": [], "text": "hi",
    "createdAt": "2026-11-01T10:00:00.000Z", "updatedAt": "2026-11-01T10:00:00.000Z",
}  # fmt: skip


class Counting:
    """Counts how often it was asked to count."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.times = 0

    def count(self) -> int:
        self.times += 1
        return self.times

    def ask(self, what: str = "something") -> int:
        with self.database.reading() as conn:
            return remembered(conn, 1, what, self.count)


def test_it_is_counted_once_until_a_record_changes(database: Database, clock: FakeClock) -> None:
    take(database, SmallWorld(3).answers())
    fold(database, clock)
    counting = Counting(database)
    assert [counting.ask(), counting.ask(), counting.ask("else"), counting.ask()] == [1, 1, 2, 1]
    take(database, [list_answer("GET /messages", [MESSAGE], 1_793_600_000_000)])
    assert [counting.ask(), counting.ask()] == [3, 4], "while something waits to be folded nothing is kept"
    fold(database, clock)
    assert [counting.ask(), counting.ask()] == [5, 5]


def test_a_record_that_never_changed_is_counted_every_time(database: Database) -> None:
    counting = Counting(database)
    assert [counting.ask(), counting.ask()] == [1, 2]


def test_another_database_under_the_same_address_is_counted_anew(database: Database, clock: FakeClock) -> None:
    """As one that was put back from a copy: its changes may have the same numbers."""
    take(database, SmallWorld(3).answers())
    fold(database, clock)
    assert Counting(database).ask() == 1
    with open_database(database.url.render_as_string(hide_password=False)) as again:
        counting = Counting(again)
        counting.times = 1
        assert counting.ask() == 2


def test_not_more_is_kept_than_fits(database: Database, clock: FakeClock) -> None:
    take(database, SmallWorld(3).answers())
    fold(database, clock)
    counting = Counting(database)
    for n in range(MOST + 1):
        counting.ask(str(n))
    assert counting.ask(str(MOST)) == MOST + 1
    assert counting.ask("0") == MOST + 2
