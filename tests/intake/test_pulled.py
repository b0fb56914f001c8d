from typing import Any

from sqlalchemy import Connection, text

from fake_clock import FakeClock
from faults import kill_at_each_statement
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.intake.pulled import Taken, take_page
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage import dirty
from onrecord.storage.engine import Database
from onrecord.storage.holdings import add_holding
from onrecord.storage.links import link_url
from small_world import list_answer

LINK = "https://share.quo.com/v1/resource/message-media/one?sig="
PATH = "/v1/resource/message-media/one"


def take(database: Database, answer: Answer, *, now_ms: int = 1_000) -> Taken:
    def job(conn: Connection) -> Taken:
        return take_page(conn, 1, answer, split(answer), walk_id=None, now_ms=now_ms, token=dirty.new_token())

    return database.writer.write(job)


def messages(*ids: str, asked_ms: int = 100, **more: Any) -> Answer:
    return list_answer("GET /messages", [{"id": id_, "text": "hello", **more} for id_ in ids], asked_ms)


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.reading() as conn:
        return [tuple(row) for row in conn.execute(text(query))]


def marked(database: Database) -> set[str]:
    return {row[0] for row in rows(database, "SELECT subject FROM dirty")}


def settle_all(database: Database) -> None:
    database.writer.write(lambda conn: conn.execute(text("DELETE FROM dirty")))


def test_every_item_is_kept_as_received_with_what_it_speaks_of(database: Database) -> None:
    body = b'{"data": [{"id":"AC1", "strange":  [1]},{"id":"AC2"}], "nextCursor": null}'
    assert take(database, Answer("dated", "GET /messages", {}, 200, body, 100)) == Taken(new=2, repeated=0)
    bodies = [bytes(row[0]) for row in rows(database, "SELECT body FROM observation ORDER BY id")]
    assert bodies == [b'{"id":"AC1", "strange":  [1]}', b'{"id":"AC2"}']
    assert {row[0] for row in rows(database, "SELECT subject FROM mention")} == {"AC1", "AC2"}
    assert marked(database) == {"AC1", "AC2"}


def test_a_repeat_is_counted_and_keeps_the_newest_time(database: Database) -> None:
    take(database, messages("AC1", asked_ms=100), now_ms=1_000)
    settle_all(database)
    assert take(database, messages("AC1", asked_ms=90), now_ms=2_000) == Taken(new=0, repeated=1)
    assert marked(database) == set()
    told = rows(database, "SELECT asked_ms, first_seen_ms, last_seen_ms, seen FROM observation")
    assert told == [(100, 1_000, 2_000, 2)]


def test_a_repeat_that_was_asked_for_later_is_folded_again(database: Database) -> None:
    take(database, messages("AC1", asked_ms=100))
    settle_all(database)
    take(database, messages("AC1", asked_ms=200))
    assert marked(database) == {"AC1"}
    assert rows(database, "SELECT asked_ms FROM observation") == [(200,)]


def test_the_same_item_twice_on_one_page_is_one(database: Database) -> None:
    assert take(database, messages("AC1", "AC1")) == Taken(new=1, repeated=0)


def test_a_conversation_marks_the_activity_that_it_names(database: Database) -> None:
    answer = list_answer("GET /conversations", [{"id": "CN1", "lastActivityId": "AC9"}], 100)
    take(database, answer)
    assert marked(database) == {"CN1", "AC9"}


def test_an_item_without_id_and_an_answer_that_is_no_json_are_kept_and_marked(database: Database) -> None:
    take(database, Answer("dated", "GET /messages", {}, 200, b'{"data":[{"text":"who?"}]}', 100))
    take(database, Answer("dated", "GET /calls", {}, 200, b"<html>", 100))
    assert marked(database) == {"GET /messages", "GET /calls"}
    assert {row[0] for row in rows(database, "SELECT kind FROM mention")} == {"other"}


def test_the_newest_link_wins_and_a_new_signature_is_no_news(database: Database) -> None:
    take(database, messages("AC1", asked_ms=200, media=[{"url": LINK + "new"}]))
    again = take(database, messages("AC1", asked_ms=100, media=[{"url": LINK + "old"}]))
    assert again == Taken(new=0, repeated=1)
    with database.reading() as conn:
        assert link_url(conn, 1, PATH) == (LINK + "new", 200)


def test_a_fresh_link_brings_back_what_had_expired(database: Database) -> None:
    take(database, messages("AC1", asked_ms=100, media=[{"url": LINK + "a"}]))
    expired = Holding(PATH, HoldingOutcome.EXPIRED, 150)
    database.writer.write(lambda conn: add_holding(conn, 1, expired))
    settle_all(database)
    take(database, messages("AC2", asked_ms=300, media=[{"url": LINK + "b"}]))
    assert marked(database) == {"AC2"}
    settle_all(database)
    take(database, messages("AC1", asked_ms=140, media=[{"url": LINK + "c"}]))
    assert marked(database) == {"AC1"}  # newer than what was known of AC1, though not newer than the newest link


def test_what_is_taken_in_survives_a_kill_at_any_write_whole_or_not_at_all(
    database: Database, clock: FakeClock
) -> None:
    answer = messages("AC1", "AC2", asked_ms=200, media=[{"url": LINK + "a"}])
    take(database, messages("AC2", asked_ms=100, media=[{"url": LINK + "z"}]))

    def state() -> list[Any]:
        named = ("subject FROM mention", "subject FROM dirty", "path FROM link")
        told = rows(database, "SELECT asked_ms, seen FROM observation ORDER BY id")
        return [told] + [rows(database, f"SELECT {one} ORDER BY 1") for one in named]

    attempts = kill_at_each_statement(database, lambda: take(database, answer), state)
    assert attempts >= 4
