"""Catching up over whole little worlds: any order, any batches, any number of processes give the same records."""

import random
import threading
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, text

from fake_clock import FakeClock
from faults import kill_at_each_statement
from keeping import exported, fold, rows, take
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.projection.batch import make_batch
from onrecord.projection.catch_up import catch_up, write_batch
from onrecord.projection.rebuild import begin_rebuild
from onrecord.provider.client import Answer
from onrecord.storage import dirty, search
from onrecord.storage.engine import Database, open_database
from onrecord.storage.holdings import KeptFile, add_holding
from small_world import LINES, SmallWorld, list_answer
from taking import push

LINK = "https://share.quo.com/v1/resource/message-media/photo?sig=1"
PATH = "/v1/resource/message-media/photo"


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
        "media": [],
    } | more


def line(**more: Any) -> Answer:
    item = {"id": "PNana00001", "phoneNumber": LINES["PNana00001"], "name": "Ana", "createdAt": "2024-01-01T00:00:00Z"}
    return list_answer("GET /phone-numbers", [item | more], 1_793_000_000_000)


def told(*messages: dict[str, Any], asked_ms: int = 1_793_500_000_000) -> list[Answer]:
    return [line(), list_answer("GET /messages", list(messages), asked_ms)]


@pytest.fixture(scope="module")
def in_order(tmp_path_factory: pytest.TempPathFactory, migrated_file: Any) -> dict[int, bytes]:
    """What each seed's world exports when it is told once, in order, and folded once."""
    found = {}
    for seed in (1, 2, 3):
        file = tmp_path_factory.mktemp("in_order") / "record.db"
        file.write_bytes(migrated_file.read_bytes())
        with open_database(f"sqlite:///{file}") as database:
            take(database, SmallWorld(seed).pieces())
            fold(database, FakeClock())
            found[seed] = exported(database)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_order_repeats_splits_and_batches_export_the_same_bytes(
    database: Database, clock: FakeClock, in_order: dict[int, bytes], seed: int
) -> None:
    chance = random.Random(seed * 31)
    answers = list(SmallWorld(seed).pieces())
    answers += chance.sample(answers, 30)
    chance.shuffle(answers)
    for at in range(0, len(answers), 23):
        take(database, answers[at : at + 23])
        for _ in range(chance.randrange(3)):
            catch_up(database, 1, limit=chance.randint(1, 40), clock=clock)
    fold(database, clock, limit=chance.randint(1, 60))
    assert len(in_order[seed]) > 30_000
    assert exported(database) == in_order[seed]


def test_several_processes_at_once_export_the_same_bytes(
    database_url: str, clock: FakeClock, in_order: dict[int, bytes]
) -> None:
    """Each with its own writer, while more is being told."""
    with open_database(database_url) as first, open_database(database_url) as second:
        stop = threading.Event()

        def go_on_folding(database: Database) -> None:
            while not stop.is_set():
                catch_up(database, 1, limit=7, clock=clock)

        threads = [threading.Thread(target=go_on_folding, args=(one,)) for one in (first, second)]
        for thread in threads:
            thread.start()
        answers = list(SmallWorld(2).pieces())
        random.Random(5).shuffle(answers)
        take(first, answers)
        stop.set()
        for thread in threads:
            thread.join()
        fold(first, clock)
        assert exported(first) == in_order[2]


def test_pages_of_fifty_hold_the_same_records_as_single_items(database: Database, clock: FakeClock) -> None:
    world = SmallWorld(4)
    take(database, world.answers())
    fold(database, clock)
    pages = exported(database)
    database.writer.write(lambda conn: conn.execute(text("UPDATE observation SET asked_ms = asked_ms")))
    begin_rebuild(database, 1, clock=clock)
    assert exported(database) == b""
    fold(database, clock, limit=11)
    assert exported(database) == pages


def test_what_is_folded_again_and_is_the_same_changes_nothing(database: Database, clock: FakeClock) -> None:
    take(database, told(message("AC1"), message("AC2")))
    fold(database, clock)
    assert fold(database, clock) == 0
    before = [rows(database, f"SELECT * FROM {table}") for table in ("activity", "change", "conversation")]
    take(database, told(message("AC1"), message("AC2"), asked_ms=1_793_600_000_000))
    assert fold(database, clock) == 2
    assert [rows(database, f"SELECT * FROM {table}") for table in ("activity", "change", "conversation")] == before


def test_what_is_told_while_it_is_folded_is_folded_again(sqlite_database: Database, clock: FakeClock) -> None:
    database = sqlite_database
    take(database, told(message("AC1", status="received")))
    fold(database, clock)
    take(database, told(message("AC1", text="first"), asked_ms=1_793_600_000_000))
    with database.reading() as conn:
        stale = make_batch(conn, 1, "activity", dirty.waiting(conn, 1, "activity", 10))
    take(database, told(message("AC1", text="second"), asked_ms=1_793_700_000_000))
    assert write_batch(database, 1, stale, clock=clock) == 0
    assert rows(database, "SELECT text FROM activity") == [("a crack in the wall",)]
    fold(database, clock)
    assert rows(database, "SELECT text FROM activity") == [("second",)]


def test_a_fold_that_knew_another_directory_is_not_written(sqlite_database: Database, clock: FakeClock) -> None:
    database = sqlite_database
    take(database, [told(message("AC1"))[1]])
    with database.reading() as conn:
        early = make_batch(conn, 1, "activity", dirty.waiting(conn, 1, "activity", 10))
    take(database, [line()])
    catch_up(database, 1, clock=clock)
    assert write_batch(database, 1, early, clock=clock) == 0
    assert rows(database, "SELECT id FROM activity") == []
    fold(database, clock)
    assert rows(database, "SELECT id, participants FROM activity") == [("AC1", '["+15550110001"]')]


def test_a_line_that_changes_its_number_moves_its_conversations(database: Database, clock: FakeClock) -> None:
    call = next(item for kind, _, item in SmallWorld(1).listed if kind == "call")
    call |= {"phoneNumberId": "PNana00001"}
    call["participants"] = [{"phoneNumber": LINES["PNana00001"]}, {"phoneNumber": "+15550110009"}]
    take(database, [line(), list_answer("GET /calls", [call], 1_793_500_000_000)])
    fold(database, clock)
    before = rows(database, "SELECT key FROM conversation")
    assert before == [("PNana00001:+15550110009",)]
    moved = line(phoneNumber="+15550110009")
    take(database, [replace(moved, asked_ms=moved.asked_ms + 86_400_000)])
    fold(database, clock)
    after = rows(database, "SELECT key FROM conversation")
    assert after == [(f"PNana00001:{LINES['PNana00001']}",)]
    assert rows(database, "SELECT number FROM participant") == [(LINES["PNana00001"],)]


def test_a_conversation_that_lists_the_own_number_follows_the_line_too(database: Database, clock: FakeClock) -> None:
    own = LINES["PNana00001"]
    conversation = {"id": "CN1", "phoneNumberId": "PNana00001", "participants": ["+15550110001", own]}
    take(database, [list_answer("GET /conversations", [conversation], 1_793_500_000_000)])
    fold(database, clock)
    take(database, told(message("AC1")))
    fold(database, clock)
    assert rows(database, "SELECT key, id FROM conversation") == [("PNana00001:+15550110001", "CN1")]


def test_a_hidden_caller_moves_when_the_conversation_says_who_it_is(database: Database, clock: FakeClock) -> None:
    """Only what was filed for want of better knowledge is folded again."""
    hidden = message("AC1", **{"from": "Anonymous"})
    take(database, told(hidden, message("AC2")))
    fold(database, clock)
    assert rows(database, "SELECT conversation_key FROM activity ORDER BY id") == [
        ("PNana00001:=CN1",),
        ("PNana00001:+15550110001",),
    ]
    conversation = {"id": "CN1", "phoneNumberId": "PNana00001", "participants": ["+15550110001"]}
    take(database, [list_answer("GET /conversations", [conversation], 1_793_500_000_000)])
    assert catch_up(database, 1, clock=clock) == 1
    assert rows(database, "SELECT subject FROM dirty") == [("AC1",)]
    fold(database, clock)
    assert rows(database, "SELECT key, messages FROM conversation") == [("PNana00001:+15550110001", 2)]


def test_a_file_is_wanted_then_fetched_then_kept(database: Database, clock: FakeClock) -> None:
    take(database, told(message("AC1", media=[{"url": LINK, "type": "image/jpeg"}])))
    fold(database, clock)
    fetch = rows(database, "SELECT kind, key, payload FROM errand")
    assert [one[:2] for one in fetch] == [("fetch", PATH)]
    payload = {"activity_id": "AC1", "kind": "media", "ordinal": 0, "path": PATH}
    assert msgspec.json.decode(fetch[0][2]) == payload
    assert rows(database, "SELECT state FROM artefact") == [("wanted",)]

    def keep(conn: Connection) -> None:
        add_holding(conn, 1, Holding(PATH, HoldingOutcome.KEPT, 5, "ab" * 32), KeptFile("ab" * 32, 10, "image/jpeg"))
        dirty.mark(conn, 1, [("activity", "AC1")], token=dirty.new_token(), now_ms=1)

    database.writer.write(keep)
    fold(database, clock)
    assert rows(database, "SELECT state, sha256 FROM artefact") == [("kept", "ab" * 32)]
    assert rows(database, "SELECT media FROM conversation") == [(1,)]


def test_only_an_answer_shows_that_old_media_are_given(database: Database, clock: FakeClock) -> None:
    """A webhook of that time carried its photos anyway, also where the same message is listed without them today."""
    photo = {"url": "https://share.quo.com/v1/resource/message-media/old.jpg?sig=1", "type": "image/jpeg"}
    old = {"createdAt": "2026-07-01T09:00:00.000Z", "direction": "incoming"}
    one, other = {"id": "ACone", "media": []} | old, {"id": "ACother", "media": []} | old
    resource = {"resource": one | {"media": [photo]}, "context": {}}
    event = {"id": "EVone", "apiVersion": "2026-03-30", "createdAt": "2026-07-01T09:00:00.000Z", "data": resource}
    push(database, [event | {"type": "message.received"}])
    words = "SELECT id, media_word FROM activity ORDER BY id"
    for answers in ([list_answer("GET /messages", [other], 1)], [list_answer("GET /messages", [one], 2)]):
        take(database, answers)
        fold(database, clock)
    assert rows(database, words) == [("ACone", "some"), ("ACother", "unknown")]
    take(database, [list_answer("GET /messages", [one | {"media": [photo]}], 3)])
    fold(database, clock)
    assert rows(database, words) == [("ACone", "some"), ("ACother", "none")]


def test_the_inbox_knows_who_has_the_last_word(database: Database, clock: FakeClock) -> None:
    theirs = message("AC1", createdAt="2026-11-01T10:00:00.000Z")
    ours = message(
        "AC2",
        createdAt="2026-11-01T11:00:00.000Z",
        direction="outgoing",
        status="delivered",
        to=["+15550110001"],
        **{"from": LINES["PNana00001"]},
    )
    take(database, told(theirs))
    fold(database, clock)
    query = "SELECT waiting, messages, last_activity_id FROM conversation"
    assert [(bool(w), m, last) for w, m, last in rows(database, query)] == [(True, 1, "AC1")]
    take(database, told(ours))
    fold(database, clock)
    assert [(bool(w), m, last) for w, m, last in rows(database, query)] == [(False, 2, "AC2")]


def test_a_short_code_waits_for_nobody(database: Database, clock: FakeClock) -> None:
    take(database, told(message("AC1", **{"from": "72345"})))
    fold(database, clock)
    assert [bool(row[0]) for row in rows(database, "SELECT waiting FROM conversation")] == [False]


def test_what_was_said_is_found_and_is_found_no_more_when_it_changes(database: Database, clock: FakeClock) -> None:
    take(database, told(message("AC1")))
    fold(database, clock)

    def found(words: str) -> list[str]:
        with database.reading() as conn:
            return [id_ for id_, _ in search.find(conn, 1, words, limit=10)]

    assert found("crack wal") == ["AC1"]
    take(database, told(message("AC1", text="never mind"), asked_ms=1_793_600_000_000))
    fold(database, clock)
    assert found("crack") == []
    assert found("never") == ["AC1"]


def test_each_changed_conversation_is_told_to_open_screens(database: Database, clock: FakeClock) -> None:
    take(database, told(message("AC1"), message("AC2")))
    fold(database, clock)
    query = "SELECT conversation_key, line_id, at_ms FROM change"
    assert rows(database, query) == [("PNana00001:+15550110001", "PNana00001", clock.now_ms())]


def test_a_strange_item_is_counted_and_nothing_else_stops(database: Database, clock: FakeClock) -> None:
    take(database, [*told(message("AC1")), Answer("dated", "GET /messages", {}, 200, b'{"data":[{"n":1},3]}', 9)])
    fold(database, clock)
    assert rows(database, "SELECT kind, count(*) FROM not_understood GROUP BY kind") == [("GET /messages", 2)]
    assert rows(database, "SELECT id FROM activity") == [("AC1",)]


def test_a_kind_that_nobody_knows_is_settled(database: Database, clock: FakeClock) -> None:
    database.writer.write(lambda conn: dirty.mark(conn, 1, [("newthing", "X1")], token=1, now_ms=1))
    assert fold(database, clock) == 1
    assert rows(database, "SELECT * FROM dirty") == []


def test_a_text_is_shown_before_a_backlog_for_which_nobody_waits_and_before_the_contacts(
    database: Database, clock: FakeClock
) -> None:
    backlog = [("activity", f"AC{n:03}") for n in range(200)]
    database.writer.write(lambda conn: dirty.mark(conn, 1, backlog, token=1, now_ms=1, urgent=False))
    named = {"id": "CT1", "defaultFields": {"firstName": "Jo", "phoneNumbers": []}, "customFields": []}
    take(database, [list_answer("GET /v1/contacts", [named], 1_793_000_000_000), *told(message("ACwritten"))])
    for _ in ("the line", "the text"):
        catch_up(database, 1, limit=5, clock=clock)
    assert rows(database, "SELECT id FROM activity") == [("ACwritten",)]
    assert rows(database, "SELECT count(*) FROM dirty WHERE kind = 'activity'") == [(200,)]
    assert rows(database, "SELECT subject FROM dirty WHERE kind = 'contact'") == [("CT1",)]


def test_a_kill_at_any_write_leaves_it_as_it_was_and_the_work_still_to_do(database: Database, clock: FakeClock) -> None:
    media = [{"url": LINK, "type": "image/jpeg"}]
    take(database, told(message("AC1"), message("AC2")))
    fold(database, clock)
    take(database, told(message("AC1", text="other words", media=media), asked_ms=1_793_600_000_000)[1:])

    def state() -> list[Any]:
        tables = ("activity", "artefact", "conversation", "change", "errand", "dirty", "participant", "discrepancy")
        return [rows(database, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    attempts = kill_at_each_statement(database, lambda: catch_up(database, 1, clock=clock), state)
    assert attempts > 10
    fold(database, clock)
    assert rows(database, "SELECT text FROM activity WHERE id = 'AC1'") == [("other words",)]
