"""The delivery log against our inbox: what never came is named, sent for, and in the record afterwards."""

import threading
from typing import Any

import msgspec
import pytest

from keeping import exported, fold, rows
from onrecord.domain.clock import MINUTE, SECOND, ms_to_iso
from onrecord.domain.errand import Errand
from onrecord.domain.errors import NotDeliveredYet, ProviderHasNot
from onrecord.errands.run import run_ready
from onrecord.intake.delivered import take_deliveries
from onrecord.intake.logged import take_logged
from onrecord.ledger.calendar import read_calendar
from onrecord.ledger.scope import Span
from onrecord.ledger.statement import statement
from onrecord.limits.payloads import note_what_came
from onrecord.provider.webhooks import EVENTS, Logged, logged_body, send_test
from onrecord.storage import deliveries
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.workspaces import ensure_workspace
from onrecord.sync import bodies, registration
from onrecord.sync.bodies import fetch_body
from onrecord.sync.heal import GRACE_MS, NAMED_FROM_MS, SOON_MS, fetch_at_ms, is_test, never_got
from onrecord.sync.log_walk import BODY, Compared, compare_logs
from pushing import fixture
from simulator import Simulator
from sync.syncing import Syncing
from taking import delivery_of

URL = "http://127.0.0.1:9/hooks/quo"
VOICEMAILS = "https://share.quo.com/v1/resource/voicemail"
NOW = 1_795_176_000_000
LOG = "dated GET /webhooks/{webhookId}/events"
LOGGED_BODY = "dated GET /webhooks/{webhookId}/events/{deliveryId}"


def entry(status: str = "failed", *, next_ms: int | None = None, created_ms: int = NOW - MINUTE) -> Logged:
    next_at = None if next_ms is None else ms_to_iso(next_ms)
    return Logged("msg_1", "message.received", status, "EV1", "ACm1", next_at, ms_to_iso(created_ms))


# --- planning ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["failed", "success"])
def test_what_the_provider_will_not_try_again_is_asked_for_at_once(status: str) -> None:
    assert fetch_at_ms(entry(status), NOW) == NOW


def test_what_the_provider_is_about_to_deliver_is_waited_for_a_moment_and_not_for_hours() -> None:
    assert fetch_at_ms(entry("pending", next_ms=NOW + SOON_MS), NOW) == NOW + SOON_MS + GRACE_MS
    assert fetch_at_ms(entry("pending", next_ms=NOW + SOON_MS + 1), NOW) == NOW
    assert fetch_at_ms(entry("sending", created_ms=NOW - SECOND), NOW) == NOW - SECOND + GRACE_MS
    assert fetch_at_ms(entry("sending"), NOW) == NOW


def test_what_came_and_what_was_a_test_is_not_missed() -> None:
    test = Logged("msg_2", "message.received", "failed", None, None, None, ms_to_iso(NAMED_FROM_MS))
    assert is_test(test)
    assert never_got([entry(), test], {"msg_1"}) == []
    assert never_got([entry(), test], set()) == [entry()]


def test_before_the_log_named_its_events_nothing_can_be_told_to_be_a_test() -> None:
    assert not is_test(Logged("msg_2", "message.received", "failed", created_at=ms_to_iso(NAMED_FROM_MS - 1)))


# --- doing ------------------------------------------------------------------------------------------------------------


def compare(syncing: Syncing) -> Compared:
    with syncing.asking() as asking:
        return compare_logs(asking, URL, threading.Event())


def register(syncing: Syncing) -> str:
    with syncing.asking() as asking:
        return registration.register(asking, URL).webhook_id


def lose(sim: Simulator, count: int, *, seed: int = 1) -> set[str]:
    """Deliveries that are in the log and never sent; the messages and calls they were about."""
    told = sim.tell("/_sim/deliver", count=count, loss=1.0, seed=seed)
    return {one["resource"] for one in told["deliveries"] if one["type"].startswith(("message.", "call."))}


def heal(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        run_ready(
            syncing.database, 1, {BODY: lambda errand: fetch_body(errand, asking)}, clock=syncing.clock, threads=2
        )
    fold(syncing.database, syncing.clock)


def known(syncing: Syncing) -> set[str]:
    return {row[0] for row in rows(syncing.database, "select id from activity")}


def test_what_never_came_is_taken_from_the_log_and_becomes_the_record(syncing: Syncing, sim: Simulator) -> None:
    register(syncing)
    lost = lose(sim, 70)
    assert compare(syncing) == Compared(1, 70, 70)
    heal(syncing)
    asked = sim.stats["requests"]["by_operation"]
    assert (asked[LOG], asked[LOGGED_BODY]) == (2, 70), "lists of fifty, and one each"
    assert lost - known(syncing) == set()
    assert rows(syncing.database, "select count(*) from errand where kind = 'body'") == [(0,)]
    assert rows(syncing.database, "select distinct verdict from delivery") == [("logged",)]
    assert rows(syncing.database, "select count(*) from not_understood") == [(0,)]


def test_what_the_log_names_is_folded_after_what_people_wait_for(syncing: Syncing, sim: Simulator) -> None:
    register(syncing)
    fold(syncing.database, syncing.clock)
    lose(sim, 20)
    compare(syncing)
    assert rows(syncing.database, "select count(*) from dirty") > [(0,)]
    assert rows(syncing.database, "select count(*) from dirty where urgent") == [(0,)]


def test_an_empty_log_proves_nothing_of_the_time_in_which_no_list_was_read(syncing: Syncing, sim: Simulator) -> None:
    syncing.database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=NOW))
    register(syncing)
    assert compare(syncing) == Compared(1, 0, 0)
    with syncing.database.reading() as conn:
        document = statement(conn, 1, Span(0, NOW), now_ms=NOW).document
        told = read_calendar(conn, 1, "message", [])
    assert document["held"]["message"] == document["held"]["call"] == 0
    whole = {"from": ms_to_iso(0), "to": ms_to_iso(NOW)}
    assert document["not_checked"] == [{"kind": "message", **whole}, {"kind": "call", **whole}]
    assert told.through_ms is None
    assert told.log_ms is not None, "how far the log was compared is told beside it"


def test_a_log_that_was_compared_costs_one_page_the_next_time(syncing: Syncing, sim: Simulator) -> None:
    register(syncing)
    lose(sim, 70)
    sim.tell("/_sim/clock", advance_seconds=600)  # an entry of just now would be looked at once more
    compare(syncing)
    asked = sim.stats["requests"]["by_operation"][LOG]
    sim.tell("/_sim/clock", advance_seconds=900)
    assert compare(syncing).entries < 70, "the world goes on meanwhile, and little else is new"
    assert sim.stats["requests"]["by_operation"][LOG] == asked + 1


def test_what_is_new_in_the_log_is_found_from_where_it_was_compared(syncing: Syncing, sim: Simulator) -> None:
    register(syncing)
    lose(sim, 60)
    sim.tell("/_sim/clock", advance_seconds=600)
    compare(syncing)
    sim.tell("/_sim/clock", advance_seconds=3_600)
    lose(sim, 2)
    assert 2 <= compare(syncing).missing < 60


def test_until_its_body_is_here_what_the_log_names_is_known_by_reference(syncing: Syncing, sim: Simulator) -> None:
    register(syncing)
    lost = lose(sim, 5)
    compare(syncing)
    fold(syncing.database, syncing.clock)
    mentioned = {row[0] for row in rows(syncing.database, "select subject from mention where kind = 'activity'")}
    assert lost <= mentioned
    assert known(syncing) == set()


def test_what_came_meanwhile_is_not_asked_for(syncing: Syncing, sim: Simulator) -> None:
    hook = register(syncing)
    lose(sim, 1)
    compare(syncing)
    ((delivery_id,),) = rows(syncing.database, "select key from errand where kind = 'body'")
    came = deliveries.Received(delivery_id, hook, "N", "EV1", "message.received", 1, "accepted", 1)
    syncing.database.writer.write(lambda conn: deliveries.add(conn, 1, [came]))
    heal(syncing)
    assert LOGGED_BODY not in sim.stats["requests"]["by_operation"]


def a_body_errand(syncing: Syncing, sim: Simulator) -> Errand:
    register(syncing)
    lose(sim, 1)
    compare(syncing)
    ((key, payload),) = rows(syncing.database, "select key, payload from errand where kind = 'body'")
    return Errand(1, BODY, key, msgspec.json.decode(payload), 0)


def test_a_body_that_the_log_no_longer_has_is_delivered_once_more(
    syncing: Syncing, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand = a_body_errand(syncing, sim)
    monkeypatch.setattr(bodies, "logged_body", lambda *_: None)
    with syncing.asking() as asking, pytest.raises(NotDeliveredYet) as again:
        fetch_body(errand, asking)
    assert not again.value.permanent
    assert sim.stats["requests"]["by_operation"]["dated POST /webhooks/{webhookId}/events/{deliveryId}/retry"] == 1


def test_what_the_provider_has_forgotten_is_given_up_with_a_reason(
    syncing: Syncing, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    errand = a_body_errand(syncing, sim)
    monkeypatch.setattr(bodies, "logged_body", lambda *_: None)
    monkeypatch.setattr(bodies, "retry_delivery", lambda *_: False)
    with syncing.asking() as asking, pytest.raises(ProviderHasNot) as gone:
        fetch_body(errand, asking)
    assert gone.value.permanent
    assert gone.value.advice


def test_where_no_webhook_leads_here_nothing_is_compared(syncing: Syncing, sim: Simulator) -> None:
    assert compare(syncing) == Compared(0, 0, 0)


# --- tests ------------------------------------------------------------------------------------------------------------


def ask_for_a_test(syncing: Syncing, sim: Simulator, hook: str, event: str) -> tuple[str, dict[str, Any]]:
    """«Send test request», pressed by somebody in the provider's app: the delivery's id, and what it says."""
    with syncing.asking() as asking:
        send_test(asking.client, hook, event)
        told = sim.ask(f"/_sim/deliveries?hook={hook}")["deliveries"]
        delivery_id = [one["id"] for one in told if one["test"]][-1]
        body = logged_body(asking.client, hook, delivery_id)
    assert body is not None
    return delivery_id, msgspec.json.decode(body)


def deliver(syncing: Syncing, delivery_id: str, event: dict[str, Any]) -> None:
    one = delivery_of(event, delivery_id=delivery_id)
    syncing.database.writer.write(lambda conn: take_deliveries(conn, 1, [one], now_ms=NOW))
    fold(syncing.database, syncing.clock)


def traces(syncing: Syncing) -> list[tuple[Any, ...]]:
    """What a delivery leaves beside records."""
    return [
        rows(syncing.database, f"select count(*) from {table}")[0]
        for table in ("mention", "link", "not_understood", "new_field", "unseen_activity", "foreign_activity")
    ]


@pytest.mark.parametrize("event", [*EVENTS[:16], "task.created", "integration.created"])
def test_what_the_log_calls_a_test_is_taken_back_with_all_that_it_told(
    event: str, syncing: Syncing, sim: Simulator
) -> None:
    hook = register(syncing)
    before = exported(syncing.database), traces(syncing)
    deliver(syncing, *ask_for_a_test(syncing, sim, hook, event))
    assert (exported(syncing.database), traces(syncing)) != before, "nobody could know yet that it was a test"
    compare(syncing)
    fold(syncing.database, syncing.clock)
    assert (exported(syncing.database), traces(syncing)) == before
    assert rows(syncing.database, "select verdict from delivery") == [("test",)]


def test_a_test_that_arrives_after_the_log_was_compared_never_becomes_a_record(
    syncing: Syncing, sim: Simulator
) -> None:
    hook = register(syncing)
    before = exported(syncing.database)
    delivery_id, event = ask_for_a_test(syncing, sim, hook, "contact.updated")
    compare(syncing)
    deliver(syncing, delivery_id, event)
    assert exported(syncing.database) == before
    assert rows(syncing.database, "select verdict from delivery") == [("test",)]


def test_a_test_that_only_the_log_has_never_becomes_a_record(syncing: Syncing, sim: Simulator) -> None:
    hook = register(syncing)
    before = exported(syncing.database)
    delivery_id, event = ask_for_a_test(syncing, sim, hook, "contact.updated")
    with syncing.asking() as asking:
        registration.send_sample(asking, hook)  # the event of all samples is one
    body = msgspec.json.encode(event)
    syncing.database.writer.write(
        lambda conn: take_logged(conn, 1, hook, delivery_id, body, created_ms=NOW, asked_ms=NOW, now_ms=NOW)
    )
    fold(syncing.database, syncing.clock)
    assert exported(syncing.database) == before
    assert rows(syncing.database, "select verdict from delivery") == [("logged",)]


def verdict(syncing: Syncing, name: str) -> str:
    note_what_came(syncing.database, 1)
    with syncing.database.reading() as conn:
        found = read_capabilities(conn, 1).get((name, "webhooks"))
    return found.verdict if found else "unknown"


def test_a_test_proves_nothing_of_what_webhooks_bring_and_what_is_real_goes_on_proving_it(
    syncing: Syncing, sim: Simulator
) -> None:
    hook = register(syncing)
    deliver(syncing, *ask_for_a_test(syncing, sim, hook, "call.completed"))
    delivery_id, event = ask_for_a_test(syncing, sim, hook, "call.voicemail.completed")
    event["data"]["resource"]["recordingUrl"] = f"{VOICEMAILS}/sample.mp3?sig=x"
    deliver(syncing, delivery_id, event)
    assert verdict(syncing, "voicemail") == "yes"
    compare(syncing)
    fold(syncing.database, syncing.clock)
    assert verdict(syncing, "voicemail") == "unknown"
    call = fixture("n-call-completed-unanswered")
    left: dict[str, Any] = fixture("n-call-voicemail")
    left["data"]["resource"]["recordingUrl"] = f"{VOICEMAILS}/real.mp3?sig=x"
    deliver(syncing, "msg_call", call)
    deliver(syncing, "msg_left", left)
    assert verdict(syncing, "voicemail") == "yes"
    syncing.database.writer.write(lambda conn: conn.exec_driver_sql("update link set surface = 'dated'"))
    assert verdict(syncing, "voicemail") == "yes", "a newer link by another way takes nothing back"


def test_the_same_thing_delivered_listed_and_logged_is_one_record(syncing: Syncing, sim: Simulator) -> None:
    syncing.run()
    before = rows(syncing.database, "select id, text, status from activity order by id")
    register(syncing)
    lose(sim, 60)
    compare(syncing)
    heal(syncing)
    after = rows(syncing.database, "select id, text, status from activity order by id")
    assert [row[:2] for row in after] == [row[:2] for row in before]
    told_anew = {(old[2], new[2]) for old, new in zip(before, after, strict=True) if old != new}
    assert told_anew <= {("completed", "unanswered")}, "only how a call ended is told by webhooks alone"
