"""`POST /hooks/quo`: durable before 200, refused and counted without a signature, kept whatever is in it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from starlette.testclient import TestClient

from fake_clock import FakeClock
from keeping import fold, rows
from onrecord.domain.errors import StorageBusy
from onrecord.intake.arrived import take_all_arrivals
from onrecord.intake.delivered import disown_test_event
from onrecord.media.vault import Vault
from onrecord.provider.signature import read_secret
from onrecord.storage import deliveries, refusals
from onrecord.storage.engine import Database
from onrecord.storage.hooks import Hook, add_hook, remove_hook
from onrecord.web.app import build_app
from pushing import (
    LEGACY_SECRET,
    NEW_SECRET,
    OTHER_SECRET,
    fixture,
    headers_for,
    legacy_headers,
    raw,
    standard_headers,
)
from web.standing_house import StandingHouse

PATH = "/hooks/quo"
MESSAGE: dict[str, Any] = {
    "id": "EVone",
    "apiVersion": "2026-03-30",
    "createdAt": "2026-11-20T11:59:59.000Z",
    "type": "message.received",
    "data": {"resource": {"id": "ACone", "text": "hello"}, "context": {}, "links": {"quo": None}},
}


@pytest.fixture
def house(database: Database, tmp_path: Path, clock: FakeClock) -> StandingHouse:
    return StandingHouse(
        database, Vault(tmp_path / "vault"), clock, hook_secrets=[read_secret(NEW_SECRET), read_secret(LEGACY_SECRET)]
    )


@pytest.fixture
def provider(house: StandingHouse) -> Iterator[TestClient]:
    with TestClient(build_app(house)) as client:
        yield client


def post(provider: TestClient, event: object, headers: dict[str, str] | None = None, **more: Any) -> int:
    body = raw(event)
    at_ms = FakeClock().ms
    return provider.post(PATH, content=body, headers=headers or headers_for(event, at_ms=at_ms, **more)).status_code


def taken_apart(database: Database, query: str) -> list[tuple[Any, ...]]:
    """What a query finds, once all that arrived is taken apart."""
    take_all_arrivals(database, 1, clock=FakeClock())
    return rows(database, query)


def received(database: Database) -> list[tuple[Any, ...]]:
    return taken_apart(
        database, "SELECT delivery_id, generation, event_type, verdict, repeats FROM delivery ORDER BY 1, 2"
    )


def test_a_delivery_is_stored_byte_for_byte_before_it_is_answered(provider: TestClient, database: Database) -> None:
    body = b'{"id":"EVone", "apiVersion":"2026-03-30",  "type":"message.received","data":{"resource":{"id":"ACone"}}}'
    assert post(provider, body) == 200
    assert [bytes(row[0]) for row in rows(database, "SELECT body FROM arrival")] == [body]
    assert [bytes(row[0]) for row in taken_apart(database, "SELECT body FROM observation")] == [body]
    assert rows(database, "SELECT body FROM arrival") == []
    assert taken_apart(database, "SELECT kind, subject FROM dirty") == [("activity", "ACone")]
    assert received(database) == [("msg_one", "N", "message.received", "accepted", 0)]


def test_a_repeat_is_counted_and_says_nothing_new(provider: TestClient, database: Database) -> None:
    assert post(provider, MESSAGE) == 200
    assert len(received(database)) == 1
    database.writer.write(lambda conn: conn.execute(text("DELETE FROM dirty")))
    assert [post(provider, MESSAGE), post(provider, MESSAGE)] == [200, 200]
    assert received(database) == [("msg_one", "N", "message.received", "accepted", 2)]
    assert taken_apart(database, "SELECT COUNT(*) FROM observation") == [(1,)]
    assert taken_apart(database, "SELECT COUNT(*) FROM dirty") == [(0,)]


def test_two_deliveries_of_one_content_are_two(provider: TestClient, database: Database) -> None:
    assert [post(provider, MESSAGE, delivery_id=name) for name in ("msg_one", "msg_two")] == [200, 200]
    assert [row[0] for row in received(database)] == ["msg_one", "msg_two"]
    assert taken_apart(database, "SELECT COUNT(*) FROM observation") == [(1,)]


@pytest.mark.parametrize("told", ["type", "id", "subject", "line", "field"])
def test_what_is_too_long_to_be_a_name_is_kept_and_becomes_no_key(
    told: str, provider: TestClient, database: Database, clock: FakeClock
) -> None:
    long = "mediaUrl" + "x" * 9_000
    event: dict[str, Any] = fixture("n-message-received")
    if told in {"type", "id"}:
        event[told] = long
    elif told == "subject":
        event["data"]["resource"]["id"] = long
    elif told == "line":
        event["data"]["context"] |= {"phoneNumberId": long, "conversationId": long}
    else:
        event["data"]["resource"][long] = "https://share.quo.com/x.jpg"
    assert post(provider, event) == 200
    fold(database, clock)
    assert taken_apart(database, "SELECT LENGTH(body) > 9000 FROM observation") == [(True,)]
    keys = {
        "observation": "operation", "delivery": "event_type", "mention": "subject", "not_understood": "kind",
        "new_field": "field", "activity": "conversation_key", "unseen_activity": "id", "artefact": "activity_id",
    }  # fmt: skip
    for table, column in keys.items():
        assert all(len(row[0]) < 500 for row in rows(database, f"SELECT {column} FROM {table}")), table
    if told in {"type", "subject", "line"}:
        assert rows(database, "SELECT COUNT(*) > 0 FROM not_understood") == [(True,)]


@pytest.mark.parametrize(
    "body",
    [b"", b"not JSON", b"[]", b"null", b'"x"', b'{"type":7}', b'{"data":{"resource":"x"}}', b"\xff\xfe", b"{" * 9_000],
)
def test_whatever_is_validly_signed_is_kept(provider: TestClient, database: Database, body: bytes) -> None:
    assert post(provider, body) == 200
    assert [bytes(row[0]) for row in taken_apart(database, "SELECT body FROM observation")] == [body]
    assert received(database) == [("msg_one", "N", "garbled", "accepted", 0)]
    assert taken_apart(database, "SELECT kind, subject FROM dirty") == [("other", "garbled")]


def test_a_delivery_that_is_old_is_kept_and_called_stale(
    provider: TestClient, database: Database, clock: FakeClock
) -> None:
    body = raw(MESSAGE)
    assert post(provider, body, standard_headers(body, at_ms=clock.ms - 28 * 3_600_000)) == 200
    assert received(database) == [("msg_one", "N", "message.received", "stale", 0)]


def test_the_legacy_generations_are_told_apart_by_what_they_look_like(provider: TestClient, database: Database) -> None:
    l1 = {"id": "EVl1", "object": "event", "apiVersion": "v3", "type": "message.received"}
    l2 = l1 | {"id": "EVl2", "apiVersion": "v4"}
    thing = {"id": "ACone", "object": "message"}
    assert post(provider, l1 | {"data": {"object": thing}}) == 200
    assert post(provider, l2 | {"data": {"object": thing, "deepLink": "https://my.quo.com/inbox/PN1/c/CN1"}}) == 200
    wrapped = {"object": {"id": "EVw", "object": "event", "type": "message.delivered", "data": {"object": thing}}}
    assert post(provider, wrapped, legacy_headers(raw(wrapped), at_ms=FakeClock().ms)) == 200
    assert received(database) == [
        ("EVl1", "L1", "message.received", "accepted", 0),
        ("EVl2", "L2", "message.received", "accepted", 0),
        ("EVw", "L1", "message.delivered", "accepted", 0),
    ]


def test_without_a_valid_signature_nothing_is_kept_but_that_it_was_refused(
    provider: TestClient, database: Database, clock: FakeClock
) -> None:
    body = raw(MESSAGE)
    assert post(provider, body, {"content-type": "application/json"}) == 401
    assert post(provider, body, standard_headers(body, at_ms=clock.ms, secret=OTHER_SECRET)) == 401
    assert post(provider, body, {"openphone-signature": "hmac;1;x;secret-looking"}) == 401
    database.writer.write(lambda _: None)  # refusals are written behind the answer
    assert taken_apart(database, "SELECT COUNT(*) FROM observation") == [(0,)]
    with database.reading() as conn:
        assert refusals.counts(conn, 1) == {"malformed_signature": 1, "no_signature": 1, "wrong_signature": 1}
        kept = refusals.newest(conn, 1)
    assert [(one.why, one.header) for one in kept] == [
        ("malformed_signature", "openphone-signature"),
        ("wrong_signature", "webhook-signature"),
        ("no_signature", None),
    ]
    assert {one.size_bytes for one in kept} == {len(body)}
    everything = json.dumps([list(map(str, row)) for row in rows(database, "SELECT * FROM refusal")])
    assert "hello" not in everything
    assert "secret-looking" not in everything


@pytest.mark.parametrize("reached", [False, True], ids=["before it wrote", "after it wrote"])
def test_refusals_that_could_not_be_written_are_counted_with_the_next(
    reached: bool, provider: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = database.writer.submit

    def on_a_full_disk(job: Callable[[Connection], None], **more: Any) -> Future[None]:
        def fail(conn: Connection) -> None:
            if reached:
                job(conn)
            raise OSError(28, "No space left on device")

        return submit(fail, **more)

    unsigned = {"content-type": "application/json"}
    with monkeypatch.context() as disk:
        disk.setattr(database.writer, "submit", on_a_full_disk)
        assert post(provider, MESSAGE, unsigned) == 401
        submit(lambda _: None).result()
    assert post(provider, MESSAGE, unsigned) == 401
    submit(lambda _: None).result()
    with database.reading() as conn:
        assert refusals.counts(conn, 1) == {"no_signature": 2}
        assert len(refusals.newest(conn, 1)) == 2


def test_a_hook_made_while_we_run_is_good_at_once_and_a_removed_one_no_more(
    provider: TestClient, database: Database, clock: FakeClock
) -> None:
    body = raw(MESSAGE)
    headers = standard_headers(body, at_ms=clock.ms, secret=OTHER_SECRET)
    assert post(provider, body, headers) == 401
    made = Hook("77", "N", "https://example.com/hooks/quo", OTHER_SECRET, "Onrecord", "live", clock.ms)
    database.writer.write(lambda conn: add_hook(conn, 1, made))
    clock.advance_ms(1_000)
    assert post(provider, body, headers) == 200
    assert taken_apart(database, "SELECT hook FROM delivery") == [("77",)]
    database.writer.write(lambda conn: remove_hook(conn, 1, "77"))
    clock.advance_ms(6_000)
    assert post(provider, body, headers) == 401


def test_after_its_secret_is_replaced_a_hook_may_sign_with_either(
    provider: TestClient, database: Database, clock: FakeClock
) -> None:
    for number, secret in enumerate((OTHER_SECRET, "whsec_AAEC")):
        made = Hook("77", "N", "https://example.com/hooks/quo", secret, "", "live", clock.ms + number)
        database.writer.write(lambda conn, made=made: add_hook(conn, 1, made))
    body = raw(MESSAGE)
    for name, secret in (("msg_one", OTHER_SECRET), ("msg_two", "whsec_AAEC")):
        signed = standard_headers(body, at_ms=clock.ms, secret=secret, delivery_id=name)
        assert post(provider, body, signed) == 200
    assert taken_apart(database, "SELECT DISTINCT hook FROM delivery") == [("77",)]


def test_what_cannot_be_stored_is_asked_for_again(
    provider: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageBusy("no")

    with monkeypatch.context() as patched:
        patched.setattr("onrecord.web.hook_inbox.keep_arrivals", fail)
        assert post(provider, MESSAGE) == 503
    assert post(provider, MESSAGE) == 200
    assert received(database) == [("msg_one", "N", "message.received", "accepted", 0)]


def test_a_body_that_is_too_large_is_refused_before_it_is_read_whole(provider: TestClient, database: Database) -> None:
    assert post(provider, b"x" * 100_001) == 413

    def drops() -> Iterator[bytes]:
        yield from [b"x" * 50_000] * 3

    assert provider.post(PATH, content=drops()).status_code == 413
    assert taken_apart(database, "SELECT COUNT(*) FROM delivery") == [(0,)]


def test_asking_with_get_is_answered_and_nothing_else_is_taken(provider: TestClient) -> None:
    assert provider.get(PATH).status_code == 200
    assert provider.head(PATH).text == ""
    assert provider.put(PATH).status_code == 405


def test_what_guards_browsers_does_not_refuse_the_provider(provider: TestClient) -> None:
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert post(provider, MESSAGE, headers_for(MESSAGE, at_ms=FakeClock().ms) | foreign) == 200


def test_a_test_event_never_becomes_a_record_whether_it_is_known_before_or_after(
    provider: TestClient, database: Database
) -> None:
    def disown(conn: Connection) -> None:
        disown_test_event(conn, 1, "EVone", now_ms=1)

    assert post(provider, MESSAGE) == 200
    assert len(received(database)) == 1
    database.writer.write(lambda conn: conn.execute(text("DELETE FROM dirty")))
    database.writer.write(disown)
    assert received(database) == [("msg_one", "N", "message.received", "test", 0)]
    assert taken_apart(database, "SELECT subject FROM mention") == []
    assert taken_apart(database, "SELECT subject FROM dirty") == [("ACone",)]
    database.writer.write(lambda conn: conn.execute(text("DELETE FROM dirty")))
    database.writer.write(disown)
    assert post(provider, MESSAGE | {"createdAt": "2026-11-20T12:00:00.000Z"}, delivery_id="msg_two") == 200
    assert [row[3] for row in received(database)] == ["test", "test"]
    assert taken_apart(database, "SELECT subject FROM dirty") == []


def test_deliveries_are_counted(provider: TestClient, database: Database, clock: FakeClock) -> None:
    for name in ("msg_one", "msg_one", "msg_two"):
        assert post(provider, MESSAGE, delivery_id=name) == 200
    take_all_arrivals(database, 1, clock=clock)
    with database.reading() as conn:
        tally = deliveries.tally(conn, 1)
        assert deliveries.known(conn, 1, ["msg_one", "msg_two", "msg_three"]) == {"msg_one", "msg_two"}
        assert deliveries.verdicts(conn, 1, "msg_one") == ["accepted"]
    assert tally == (2, 1, {"N": 2}, clock.ms, 0)
