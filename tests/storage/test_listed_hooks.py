"""Webhooks as listed, and deliveries that only the log had, on both databases."""

from onrecord.storage import deliveries, listed_hooks
from onrecord.storage.deliveries import Received
from onrecord.storage.engine import Database
from onrecord.storage.listed_hooks import ListedHook

OURS = ListedHook("71", "N", "https://phone.example/hooks/quo", True, ("message.received",), ("PNmain",), None, 5)
OLD = ListedHook("WHold", "L2", "https://crm.example/quo", False, ("call.completed",), ("*",), "CRM", 1)


def test_what_is_listed_now_is_all_there_is(database: Database) -> None:
    for listed in ([OURS, OLD], [OURS]):
        database.writer.write(lambda conn, listed=listed: listed_hooks.replace(conn, 1, listed, now_ms=9))
        with database.reading() as conn:
            assert listed_hooks.listed_hooks(conn, 1) == sorted(listed, key=lambda one: one.created_ms)
    database.writer.write(lambda conn: listed_hooks.replace(conn, 1, [], now_ms=9))
    with database.reading() as conn:
        assert listed_hooks.listed_hooks(conn, 1) == []


def test_a_webhook_tells_what_it_is_set_to_tell() -> None:
    assert OURS.tells("message.received", "PNmain")
    assert not OURS.tells("message.received", "PNcrew")
    assert not OURS.tells("call.completed", "PNmain")
    assert not OLD.tells("call.completed", "PNmain"), "it is switched off"


def received(verdict: str, at_ms: int, delivery_id: str = "msg_1") -> Received:
    return Received(delivery_id, "71", "N", "EV1", "message.received", at_ms, verdict, 1)


def add(database: Database, *some: Received) -> None:
    database.writer.write(lambda conn: deliveries.add(conn, 1, some))


def test_what_only_the_log_had_did_not_come(database: Database) -> None:
    add(database, received("logged", 5), received("accepted", 7, "msg_2"))
    with database.reading() as conn:
        found = deliveries.tally(conn, 1)
        assert deliveries.known(conn, 1, ["msg_1", "msg_2", "msg_3"]) == {"msg_1", "msg_2"}
    assert (found.accepted, found.healed, found.repeated, found.last_ms) == (1, 1, 0, 7)
    assert found.by_generation == {"N": 1}


def test_what_the_log_had_first_and_then_came_has_come_and_is_no_repeat(database: Database) -> None:
    add(database, received("logged", 5))
    add(database, received("stale", 9))
    with database.reading() as conn:
        found = deliveries.tally(conn, 1)
        assert deliveries.verdicts(conn, 1, "msg_1") == ["stale"]
    assert (found.accepted, found.healed, found.repeated, found.last_ms) == (1, 0, 0, 9)
    add(database, received("accepted", 12))
    with database.reading() as conn:
        assert deliveries.tally(conn, 1).repeated == 1


def test_a_sample_has_come_when_it_came_by_that_webhook_since_it_was_asked_for(database: Database) -> None:
    add(database, received("test", 5))
    with database.reading() as conn:
        assert deliveries.came_since(conn, 1, "71", "EV1", 5)
        assert not deliveries.came_since(conn, 1, "71", "EV1", 6)
        assert not deliveries.came_since(conn, 1, "72", "EV1", 0)
