"""A member that nobody knows is noticed, and reported where it looks like something that we wait for."""

from typing import Any

import pytest

from fake_clock import FakeClock
from keeping import exported, fold, take
from onrecord.domain.awaited import looks_awaited
from onrecord.limits.noticed import awaited, others
from onrecord.projection.rebuild import begin_rebuild
from onrecord.provider.client import Answer
from onrecord.storage.engine import Database
from onrecord.storage.new_fields import Noticed
from small_world import LINES, SmallWorld, list_answer

ASKED = 1_793_500_000_000


def message(id_: str, **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "from": "+15550110001",
        "to": [LINES["PNana00001"]],
        "text": "a crack in the wall",
        "phoneNumberId": "PNana00001",
        "conversationId": "CN1",
        "direction": "incoming",
        "userId": None,
        "status": "received",
        "createdAt": "2026-11-01T10:00:00.000Z",
        "updatedAt": "2026-11-01T10:00:00.000Z",
    } | more


def told(*messages: dict[str, Any], asked_ms: int = ASKED) -> Answer:
    return list_answer("GET /v1/messages", list(messages), asked_ms)


def seen(database: Database) -> tuple[list[Noticed], list[Noticed]]:
    with database.reading() as conn:
        return awaited(conn, 1), others(conn, 1)


def test_what_looks_like_files_is_counted_answer_by_answer(database: Database, clock: FakeClock) -> None:
    take(database, [told(message("ACone", attachments=[{"id": 1}]), message("ACtwo"))])
    take(database, [told(message("ACthree", attachments=[]), asked_ms=ASKED + 5_000)])
    fold(database, clock)
    (found,), rest = seen(database)
    assert (found.surface, found.operation, found.field) == ("v1", "GET /v1/messages", "attachments")
    assert (found.first_ms, found.answers) == (ASKED, 2)
    assert rest == []


def test_of_anything_else_one_example_is_kept(database: Database, clock: FakeClock) -> None:
    for n in range(3):
        take(database, [told(*[message(f"AC{n}{m}", mood="calm") for m in range(4)], asked_ms=ASKED + n)])
        fold(database, clock)
    found, (other,) = seen(database)
    assert found == []
    assert (other.field, other.answers, other.first_ms) == ("mood", 1, ASKED)


def test_the_parts_of_a_call_are_looked_through_too(sqlite_database: Database, clock: FakeClock) -> None:
    body = b'{"data":[{"id":"CR1","status":"completed","waveformUrl":"https://share.quo.com/w"}]}'
    take(sqlite_database, [Answer("v1", "GET /v1/call-recordings/{callId}", {"callId": "AC1"}, 200, body, ASKED)])
    fold(sqlite_database, clock)
    (found,), _ = seen(sqlite_database)
    assert (found.operation, found.field) == ("GET /v1/call-recordings/{callId}", "waveformUrl")


def test_folding_again_counts_nothing_twice(database: Database, clock: FakeClock) -> None:
    take(database, [told(message("ACone", mediaUrls=[]), message("ACtwo", mood="calm"))])
    fold(database, clock)
    before = seen(database)
    begin_rebuild(database, 1, clock=clock)
    fold(database, clock)
    assert seen(database) == before


def test_a_new_member_changes_no_record_and_is_nothing_that_was_not_understood(
    sqlite_database: Database, clock: FakeClock
) -> None:
    take(sqlite_database, [told(message("ACone"))])
    fold(sqlite_database, clock)
    before = exported(sqlite_database)
    take(sqlite_database, [told(message("ACone", attachments=[]))])
    fold(sqlite_database, clock)
    assert exported(sqlite_database) == before
    with sqlite_database.reading() as conn:
        assert conn.exec_driver_sql("select count(*) from not_understood").scalar_one() == 0


def test_nothing_of_a_whole_world_is_new(sqlite_database: Database, clock: FakeClock) -> None:
    take(sqlite_database, list(SmallWorld(3).answers()))
    fold(sqlite_database, clock)
    assert seen(sqlite_database) == ([], [])


@pytest.mark.parametrize(
    "name", ["media", "attachments", "mediaUrls", "previewUrl", "voicemail", "recordings", "transcriptId", "imageUrl"]
)
def test_it_is_known_by_its_name(name: str) -> None:
    assert looks_awaited(name)


@pytest.mark.parametrize("name", ["mood", "priority", "assignedTo", "durationSeconds"])
def test_other_names_are_only_new(name: str) -> None:
    assert not looks_awaited(name)
