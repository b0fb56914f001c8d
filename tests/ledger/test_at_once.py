"""A count that was remembered is gone the moment that what it counted arrives, by whatever way it comes."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection

from fake_clock import FakeClock
from keeping import fold, take
from ledger.test_causes import one_by_one
from ledger.test_unread import walk
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.ledger.causes import DOUBT, GAP, Cause, causes
from onrecord.ledger.road import V1_CONVERSATIONS
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding
from pushing import fixture
from small_world import list_answer, one_answer
from taking import push

NOW_MS = 1_793_600_000_000
LINE, NUMBER = "PNana00001", "+15550100001"
CLEO, DORA = "+15550110001", "+15550110002"
PATH = "/v1/resource/message-media/x.jpg"
PHOTO = {"url": f"https://share.quo.com{PATH}?sig=1", "type": "image/jpeg"}
Moment = Callable[[Database], None]


def listed(id_: str, minute: int, *, asked: int = 0, **more: Any) -> Moment:
    item = {
        "id": id_, "from": CLEO, "to": [NUMBER], "phoneNumberId": LINE, "conversationId": "CN1", "text": "hello",
        "direction": "incoming", "userId": None, "status": "received", "media": [],
        "createdAt": f"2026-11-01T10:{minute:02}:00.000Z", "updatedAt": f"2026-11-01T10:{minute:02}:00.000Z",
    }  # fmt: skip
    return lambda database: take(database, [list_answer("GET /messages", [item | more], NOW_MS + asked)])


def named(*people: str, asked: int = 0, **more: Any) -> Moment:
    item = {
        "id": "CN1", "phoneNumberId": LINE, "participants": list(people), "lastActivityId": None,
        "createdAt": "2026-11-01T09:00:00.000Z", "updatedAt": "2026-11-01T11:00:00.000Z",
    }  # fmt: skip
    return lambda database: take(database, [list_answer("GET /conversations", [item | more], NOW_MS + asked)])


def recorded_of(call_id: str) -> Moment:
    """A recording of a call that no list has shown."""
    recording = {"id": "CR1", "status": "completed", "url": "https://share.quo.com/v1/resource/call-recording/1.mp3"}
    answer = one_answer("GET /calls/{callId}/recordings", {"callId": call_id}, [recording], NOW_MS)
    return lambda database: take(database, [answer])


def called(id_: str) -> Moment:
    item = {
        "id": id_, "phoneNumberId": LINE, "actorId": "USana", "direction": "incoming", "status": "completed",
        "participants": [{"phoneNumber": NUMBER, "actorId": "USana"}, {"phoneNumber": CLEO}], "duration": 60,
        "answeredAt": "2026-11-01T10:00:04.000Z", "completedAt": "2026-11-01T10:01:04.000Z",
        "createdAt": "2026-11-01T10:00:00.000Z", "updatedAt": "2026-11-01T10:01:04.000Z",
    }  # fmt: skip
    return lambda database: take(database, [list_answer("GET /calls", [item], NOW_MS + 1)])


def pushed(name: str) -> Moment:
    return lambda database: push(database, [fixture(name)])


def kept(activity_id: str) -> Moment:
    def keep(conn: Connection) -> None:
        held = Holding(PATH, HoldingOutcome.KEPT, 5, "ab" * 32)
        add_holding(conn, 1, held, KeptFile("ab" * 32, 10, "image/jpeg"))
        dirty.mark(conn, 1, [("activity", activity_id)], token=dirty.new_token(), now_ms=1)

    return lambda database: database.writer.write(keep)


REFERRED = Cause(GAP, "activity", "known_by_reference")
WAYS: dict[str, tuple[Cause, Sequence[tuple[Moment, int]]]] = {
    "the last message of a conversation is listed": (
        REFERRED, [(named(CLEO, lastActivityId="ACahead"), 1), (listed("ACahead", 5), 0)],
    ),
    "the call of a recording that came alone is listed": (
        REFERRED, [(recorded_of("ACghost"), 1), (called("ACghost"), 0)],
    ),
    "the call of a voicemail that came alone is told": (
        REFERRED, [(pushed("n-call-voicemail-stray"), 1), (pushed("n-call-completed-unanswered"), 0)],
    ),
    "a voicemail that is on its way is told": (
        Cause(GAP, "voicemail", "provider_processing"),
        [(pushed("n-call-completed-unanswered"), 1), (pushed("n-call-voicemail-stray"), 0)],
    ),
    "a conversation turns out to be a group": (
        Cause(GAP, "activity", "group"),
        [
            (named(CLEO, lastActivityId="ACahead"), 0),
            (named(CLEO, DORA, asked=1, lastActivityId="ACahead"), 1),
            (named(CLEO, asked=5_000, lastActivityId="ACahead"), 0),
        ],
    ),
    "the picture that was announced is listed": (
        Cause(DOUBT, "media", "announced"),
        [(listed("ACsays", 5, text="here are the photos"), 1), (listed("ACphoto", 9, text="", media=[PHOTO]), 0)],
    ),
    "a message without anything in it is listed with its picture": (
        Cause(DOUBT, "media", "empty"),
        [(listed("ACbare", 5, text=""), 1), (listed("ACbare", 5, text="", media=[PHOTO], asked=5_000), 0)],
    ),
    "a file is fetched": (
        Cause(GAP, "media", "not_fetched_yet"), [(listed("ACphoto", 5, media=[PHOTO]), 1), (kept("ACphoto"), 0)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_count_is_that_of_this_moment(database: Database, clock: FakeClock, way: str) -> None:
    cause, moments = WAYS[way]
    walk(database, V1_CONVERSATIONS, {})  # that it is of a group is a reason where v1 is what is asked
    listed("ACfirst", 0)(database)
    fold(database, clock)
    for happens, count in moments:
        with database.reading() as conn:
            causes(conn, 1, NOW_MS)
        happens(database)
        fold(database, clock)
        with database.reading() as conn:
            found = causes(conn, 1, NOW_MS)
            assert found[cause] == count
            assert found == one_by_one(conn)


def test_the_counts_of_a_record_that_stands_still_are_not_made_again(
    database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would prove nothing."""
    listed("ACfirst", 0)(database)
    fold(database, clock)
    with database.reading() as conn:
        before = causes(conn, 1, NOW_MS)
        monkeypatch.setattr("onrecord.ledger.causes._count_records", lambda *_: pytest.fail("counted again"))
        assert causes(conn, 1, NOW_MS) == before
