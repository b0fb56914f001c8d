"""Deliveries in the record: at once, in any order, by both roads, with the files they bring."""

import random
from typing import Any

from sqlalchemy import text

import told as said
from fake_clock import FakeClock
from faults import kill_at_each_statement
from keeping import empty, exported, fold, rows, take
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import ms_to_iso
from onrecord.intake.delivered import take_deliveries
from onrecord.projection.rebuild import rebuild
from onrecord.provider.client import Answer
from onrecord.storage.engine import Database
from onrecord.storage.holdings import add_holding
from onrecord.storage.links import link_url
from pushing import FIXTURES, fixture, raw
from small_world import SmallWorld, list_answer
from taking import delivery_of, push

LINE, OWN, DANA = "PNmaple001", "+15550100100", "+12125550123"
PHOTO = "/v1/resource/message-media/6f1d0a.jpg"


def lines() -> Answer:
    return list_answer("GET /phone-numbers", [{"id": LINE, "phoneNumber": OWN, "name": "Front desk"}], 100)


def message(number: int, **changes: object) -> dict[str, Any]:
    """One of several that a new customer sends at once."""
    event: dict[str, Any] = fixture("n-message-received") | {"id": f"EV{number}"}
    event["data"]["resource"] |= {"id": f"AC{number}", "media": [said.photo(f"p{number}.jpg")]} | changes
    return event


def test_many_at_once_are_taken_in_one_transaction_like_one_after_the_other(database: Database) -> None:
    events = [fixture(path.stem) for path in sorted(FIXTURES.glob("*.json"))]
    together = [delivery_of(event) for event in events + events[:5]]
    database.writer.write(lambda conn: take_deliveries(conn, 1, together, now_ms=1))
    assert rows(database, "SELECT COUNT(*), SUM(repeats) FROM delivery") == [(len(events), 5)]
    assert rows(database, "SELECT COUNT(*) FROM observation") == [(len(events),)]
    stored = {bytes(row[0]) for row in rows(database, "SELECT body FROM observation")}
    assert stored == {raw(event) for event in events}


def test_four_photos_from_a_new_number_are_one_conversation_with_one_person(
    database: Database, clock: FakeClock
) -> None:
    take(database, [lines()])
    four = [delivery_of(message(number)) for number in range(1, 5)]
    database.writer.write(lambda conn: take_deliveries(conn, 1, four, now_ms=1))
    fold(database, clock)
    assert rows(database, "SELECT key, messages, media FROM conversation") == [(f"{LINE}:{DANA}", 4, 4)]
    assert rows(database, "SELECT number FROM participant") == [(DANA,)]
    assert rows(database, "SELECT COUNT(*) FROM errand WHERE kind = 'fetch'") == [(4,)]


def test_what_was_pushed_before_its_line_was_known_is_filed_with_the_rest(database: Database, clock: FakeClock) -> None:
    push(database, [fixture("n-message-received-group"), message(1)])
    fold(database, clock)
    take(database, [lines()])
    fold(database, clock)
    keys = {row[0] for row in rows(database, "SELECT key FROM conversation")}
    assert keys == {f"{LINE}:{DANA}", f"{LINE}:{DANA},+12125550124,+12125550125"}


def test_an_event_registered_twice_is_two_deliveries_and_one_message(database: Database, clock: FakeClock) -> None:
    event = fixture("l2-message-received")
    push(database, [event, event | {"id": "EVtwice"}])
    fold(database, clock)
    assert rows(database, "SELECT COUNT(*) FROM delivery") == [(2,)]
    assert rows(database, "SELECT COUNT(*) FROM activity") == [(1,)]
    assert rows(database, "SELECT COUNT(*) FROM discrepancy") == [(0,)]


def test_a_link_that_is_pushed_is_kept_and_brings_back_what_had_expired(database: Database) -> None:
    event = fixture("n-message-received")
    push(database, [event])
    with database.reading() as conn:
        found = link_url(conn, 1, PHOTO)
    assert found is not None
    assert found[0].endswith("?sig=not-a-secret")
    expired = Holding(PHOTO, HoldingOutcome.EXPIRED, found[1] + 1_000)
    database.writer.write(lambda conn: add_holding(conn, 1, expired))
    database.writer.write(lambda conn: conn.execute(text("DELETE FROM dirty")))
    push(database, [event])  # the same again, late: its link is as old as it was
    assert rows(database, "SELECT subject FROM dirty") == []
    later = event | {"id": "EVlater", "createdAt": ms_to_iso(found[1] + 60_000)}
    push(database, [later])
    assert rows(database, "SELECT kind FROM dirty") == [("activity",)]


def test_what_is_delivered_survives_a_kill_at_any_write_whole_or_not_at_all(database: Database) -> None:
    push(database, [message(1)])
    some = [delivery_of(message(1)), delivery_of(message(2)), delivery_of(b"not JSON")]

    def state() -> list[Any]:
        named = ("subject FROM mention", "subject FROM dirty", "path FROM link", "delivery_id FROM delivery")
        told = rows(database, "SELECT asked_ms, seen FROM observation ORDER BY id")
        return [told] + [rows(database, f"SELECT {one} ORDER BY 1") for one in named]

    def write() -> None:
        database.writer.write(lambda conn: take_deliveries(conn, 1, some, now_ms=2))

    assert kill_at_each_statement(database, write, state) >= 5


def pushed_of(world: SmallWorld) -> list[dict[str, Any]]:
    """Events that speak of a world's messages and calls, as the provider would have pushed them."""
    told = {item["id"]: (kind, item) for kind, _, item in world.listed if kind in {"message", "call"}}
    return [_event_of_message(item) if kind == "message" else _event_of_call(item) for kind, item in told.values()]


def _event_of_message(item: dict[str, Any]) -> dict[str, Any]:
    incoming = item["direction"] == "incoming"
    event: dict[str, Any] = fixture("n-message-received" if incoming else "n-message-delivered")
    event |= {"id": f"EV{item['id']}", "createdAt": item["updatedAt"]}
    event["data"]["resource"] |= {key: item[key] for key in ("id", "text", "status", "createdAt", "media")}
    event["data"]["context"] |= {key: item[key] for key in ("phoneNumberId", "conversationId", "userId")}
    event["data"]["context"] |= {"senderIdentifier": item["from"], "recipientIdentifiers": item["to"]}
    return event


def _event_of_call(item: dict[str, Any]) -> dict[str, Any]:
    event: dict[str, Any] = fixture("n-call-completed")
    event |= {"id": f"EV{item['id']}", "createdAt": item["completedAt"]}
    shared = ("id", "direction", "createdAt", "answeredAt", "completedAt", "updatedAt", "duration")
    event["data"]["resource"] |= {key: item[key] for key in shared}
    event["data"]["resource"]["status"] = "answered" if item["answeredAt"] else "unanswered"
    people = [person["phoneNumber"] for person in item["participants"]]
    event["data"]["context"] |= {"phoneNumberId": item["phoneNumberId"], "conversationId": None}
    event["data"]["context"]["participants"] = {"workspace": people, "external": [], "resolution": "available"}
    return event


def test_what_was_pushed_and_what_was_asked_make_the_same_record_in_whatever_order(
    database: Database, clock: FakeClock
) -> None:
    """A world by both roads: everything at once, then shuffled, with repeats, folded now and then on the way."""
    world = SmallWorld(7, messages=30, calls=12, contacts=4)
    chance = random.Random(7)
    both: list[Any] = [*pushed_of(world), *world.pieces()]
    exports = []
    for shuffled in (False, True):
        database.writer.write(empty)
        road = both + chance.choices(both, k=30) if shuffled else both
        if shuffled:
            chance.shuffle(road)
        for place, one in enumerate(road):
            (take if isinstance(one, Answer) else push)(database, [one])
            if shuffled and place % 25 == 0:
                fold(database, clock)
        fold(database, clock)
        exports.append(exported(database))
    assert exports[0] == exports[1]
    assert rows(database, "SELECT COUNT(*) FROM activity WHERE surfaces LIKE '%N%'") == [(42,)]
    rebuild(database, 1, clock=clock)
    assert exported(database) == exports[0]
