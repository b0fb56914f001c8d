"""A voicemail that came without its call's id, in a database: attached, withdrawn, and a gap where nobody knows."""

import itertools
from typing import Any

from fake_clock import FakeClock
from keeping import empty, exported, fold, rows
from onrecord.ledger.gaps import gaps
from onrecord.projection.rebuild import rebuild
from onrecord.storage.engine import Database
from pushing import fixture
from taking import push

STRAY, CALL = f"AC{18:032x}", f"AC{15:032x}"
VOICEMAILS = "SELECT activity_id, state FROM artefact WHERE kind = 'voicemail' ORDER BY 1"


def events() -> list[dict[str, Any]]:
    """A missed call and the voicemail that was left in it."""
    return [fixture("n-call-completed-unanswered"), fixture("n-call-voicemail-stray")]


def another_call() -> dict[str, Any]:
    """Of the same caller, at the same time."""
    event: dict[str, Any] = fixture("n-call-completed-unanswered") | {"id": "EVother"}
    event["data"]["resource"] |= {"id": "ACother", "hasVoicemail": False}
    return event


def open_gaps(database: Database) -> list[tuple[str, str]]:
    with database.reading() as conn:
        return [(gap.kind, gap.subject) for gap in gaps(conn, 1, 0)]


def test_it_goes_to_the_one_call_that_it_fits_in_either_order(database: Database, clock: FakeClock) -> None:
    for order in (events(), events()[::-1]):
        for event in order:
            push(database, [event])
            fold(database, clock)
        assert rows(database, VOICEMAILS) == [(CALL, "wanted")]
        assert rows(database, "SELECT id, call_id FROM stray_voicemail") == [(STRAY, CALL)]
        assert rows(database, "SELECT id FROM activity") == [(CALL,)]
        assert ("activity", STRAY) not in open_gaps(database)


def test_until_its_call_is_known_it_is_missing(database: Database, clock: FakeClock) -> None:
    push(database, events()[1:])
    fold(database, clock)
    assert rows(database, "SELECT id, call_id FROM stray_voicemail") == [(STRAY, None)]
    assert open_gaps(database) == [("activity", STRAY)]


def test_where_several_calls_fit_none_of_them_gets_it_whatever_came_first(
    sqlite_database: Database, clock: FakeClock
) -> None:
    exports = set()
    for order in itertools.permutations([*events(), another_call()]):
        sqlite_database.writer.write(empty)
        for event in order:
            push(sqlite_database, [event])
            fold(sqlite_database, clock)
        assert rows(sqlite_database, "SELECT id, call_id FROM stray_voicemail") == [(STRAY, None)]
        exports.add(exported(sqlite_database))
    rebuild(sqlite_database, 1, clock=clock)
    exports.add(exported(sqlite_database))
    assert len(exports) == 1
