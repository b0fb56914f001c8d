"""What once was missing and is held now is told with the reason for which it was missing, once and in order."""

import json

from sqlalchemy import Connection

import told
from fake_clock import FakeClock
from keeping import fold, rows, take
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.gap import Decision, Recovered
from onrecord.ledger.recovered import by_reason, recovered
from onrecord.provider.client import Answer
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.gap_decisions import Decided, decide
from onrecord.storage.holdings import KeptFile, add_holding
from small_world import list_answer

PHOTO, OTHER = "photo.jpg", "other.jpg"
TRANSCRIPTS = "GET /calls/{callId}/transcripts"

SPOKEN = {
    "id": "CT1", "callId": "ACc1", "recordingId": "CR1", "status": "completed", "duration": 9,
    "dialogue": [{"content": "The sump pump again", "start": 0, "end": 2, "identifier": "x", "userId": None}],
}  # fmt: skip


def found(database: Database, lines: frozenset[str] | None = None) -> list[Recovered]:
    with database.reading() as conn:
        return recovered(conn, 1, lines=lines)


def hold(database: Database, outcome: str, at_ms: int, *, path: str, sha256: str | None = None) -> None:
    file = KeptFile(sha256, 1, "image/jpeg") if sha256 else None

    def write(conn: Connection) -> None:
        add_holding(conn, 1, Holding(path, outcome, at_ms, sha256), file)
        dirty.mark(conn, 1, [("activity", "ACtext")], token=dirty.new_token(), now_ms=1)

    database.writer.write(write)
    fold(database, FakeClock())


def message_with_photos(database: Database) -> list[str]:
    """The ways of its pictures, in order."""
    body = told.dated_message("ACtext", media=[told.photo(PHOTO), told.photo(OTHER)])
    take(database, [list_answer("GET /messages", [body], told.BEGAN)])
    fold(database, FakeClock())
    return [json.loads(ways)[0] for (ways,) in rows(database, "SELECT ways FROM artefact ORDER BY ordinal")]


def test_a_file_that_came_at_once_never_came_back(database: Database) -> None:
    path, _ = message_with_photos(database)
    hold(database, HoldingOutcome.KEPT, 5, path=path, sha256="a" * 64)
    assert found(database) == []


def test_a_file_whose_link_had_run_out_came_back(database: Database) -> None:
    path, _ = message_with_photos(database)
    hold(database, HoldingOutcome.EXPIRED, 5, path=path)
    assert found(database) == []
    hold(database, HoldingOutcome.KEPT, 9, path=path, sha256="a" * 64)
    (one,) = found(database)
    assert (one.key, one.reason, one.came_ms, one.subject) == ("media:ACtext:0", "link_expired", 9, "ACtext")
    assert one.as_json()["state"] == "recovered"
    assert found(database, frozenset()) == [], "nothing of lines that may not be seen"


def test_a_file_that_was_lost_came_back_once_however_often_it_was_tried(database: Database) -> None:
    path, other = message_with_photos(database)
    hold(database, HoldingOutcome.KEPT, 5, path=path, sha256="a" * 64)
    hold(database, HoldingOutcome.LOST, 6, path=path, sha256=None)
    for at_ms in (7, 8):
        hold(database, HoldingOutcome.EXPIRED, at_ms, path=other)
    hold(database, HoldingOutcome.KEPT, 9, path=other, sha256="b" * 64)
    hold(database, HoldingOutcome.KEPT, 10, path=path, sha256="a" * 64)
    assert [(one.key, one.reason) for one in found(database)] == [
        ("media:ACtext:0", "damaged"),
        ("media:ACtext:1", "link_expired"),
    ]
    assert by_reason(found(database)) == [("damaged", 1), ("link_expired", 1)]


def test_a_part_that_was_withheld_and_is_given_came_back(database: Database) -> None:
    asked: dict[str, object] = {"callId": "ACc1"}
    given = {"data": [SPOKEN]}
    take(
        database,
        [
            list_answer("GET /calls", [told.dated_call()], told.BEGAN),
            Answer("dated", TRANSCRIPTS, asked, 403, json.dumps(told.FORBIDDEN).encode(), told.BEGAN + 1),
            Answer("dated", TRANSCRIPTS, asked, 200, json.dumps(given).encode(), told.BEGAN + 2),
        ],
    )
    fold(database, FakeClock())
    assert [(one.key, one.reason, one.came_ms) for one in found(database)] == [
        ("transcript:ACc1:0", "withheld", told.BEGAN + 2)
    ]


def test_what_a_person_knew_of_came_back_when_it_was_held(database: Database) -> None:
    path, other = message_with_photos(database)
    said = Decided("media:ACtext", Decision.CONFIRMED, "Dana sent it", "ana", 4)
    database.writer.write(lambda conn: decide(conn, 1, said))
    hold(database, HoldingOutcome.KEPT, 5, path=path, sha256="a" * 64)
    assert [(one.key, one.reason, one.came_ms) for one in found(database)] == [("media:ACtext:0", "confirmed", 5)]
    reopened = Decided("media:ACtext", Decision.REOPENED, "", "ana", 6)
    database.writer.write(lambda conn: decide(conn, 1, reopened))
    assert found(database) == []
    assert other
