"""Deliveries over real HTTP: signatures, the schedule of retries, the log, rounds on demand, loss and outages."""

import base64
import hashlib
import hmac
import json
import time
import urllib.request

import pytest

from quosim.deliveries.signatures import sign_standard
from receiver import receiving
from simulator import serving
from tiny_world import CREW, MAIN, FakeSeconds, make_tiny, tiny_house

HEADERS = {"Authorization": "ana", "Quo-Api-Version": "2026-03-30"}


@pytest.fixture(scope="module")
def house():
    return tiny_house(FakeSeconds())


@pytest.fixture(scope="module")
def served(house):
    with serving(house) as sim:
        yield sim


@pytest.fixture
def sim(served, house):
    house.settle(make_tiny("tiny", 1))
    return served


@pytest.fixture
def there():
    with receiving() as receiver:
        yield receiver


def api(sim, method, path, body=None):
    raw = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(sim.url + path, data=raw, headers=HEADERS, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


@pytest.fixture
def hook(sim, there):
    """An N hook for everything."""
    return sim.tell("/_sim/hooks", generation="N", url=there.url)


def log(sim, hook, query=""):
    return api(sim, "GET", f"/webhooks/{hook['id']}/events{query}")["data"]


def attempts(sim, hook, delivery):
    return api(sim, "GET", f"/webhooks/{hook['id']}/events/{delivery}")["data"]["attempts"]


def until(true):
    """Wait for something that happens in the simulator's own time; fails after a minute."""
    end = time.monotonic() + 60
    while not (told := true()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return told


def mac(key, signed):
    return base64.b64encode(hmac.new(base64.b64decode(key), signed, hashlib.sha256).digest()).decode()


# Signatures


def test_standard_webhooks_signatures_agree_with_the_published_vector():
    told = sign_standard(
        ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert dict(told)["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_n_deliveries_are_signed_over_id_time_and_body(sim, there, hook):
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"])
    (got,) = there.wait_for(1)
    ident, second = got.headers["webhook-id"], got.headers["webhook-timestamp"]
    signed = f"{ident}.{second}.".encode() + got.body
    assert got.headers["webhook-signature"] == "v1," + mac(hook["key"].removeprefix("whsec_"), signed)
    assert abs(int(second) - time.time()) < 60  # real time, whatever the simulator's clock says
    assert "openphone-signature" not in got.headers


@pytest.mark.parametrize("generation", ["L1", "L2"])
def test_legacy_deliveries_are_signed_in_one_header_with_milliseconds(sim, there, generation):
    hook = sim.tell("/_sim/hooks", generation=generation, url=there.url)
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"])
    (got,) = there.wait_for(1)
    scheme, version, stamp, told = got.headers["openphone-signature"].split(";")
    assert (scheme, version, len(stamp)) == ("hmac", "1", 13)
    assert told == mac(hook["key"], f"{stamp}.".encode() + got.body)
    assert not [name for name in got.headers if name.startswith("webhook-")]


def test_signatures_can_be_made_wrong_on_demand(sim, there, hook):
    for trap in ("stale", "future", "wrong_key", "unsigned", "two_signatures", "svix_headers"):
        sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"], traps=[trap])
    old, ahead, wrong, bare, two, svix = there.wait_for(6)
    assert int(old.headers["webhook-timestamp"]) < time.time() - 3 * 3600 + 60
    assert int(ahead.headers["webhook-timestamp"]) > time.time() + 3 * 3600 - 60
    signed = f"{wrong.headers['webhook-id']}.{wrong.headers['webhook-timestamp']}.".encode() + wrong.body
    assert wrong.headers["webhook-signature"] != "v1," + mac(hook["key"].removeprefix("whsec_"), signed)
    assert "webhook-id" not in bare.headers
    assert len(two.headers["webhook-signature"].split()) == 1  # nothing was rotated yet
    assert "svix-signature" in svix.headers
    api(sim, "POST", f"/webhooks/{hook['id']}/rotate")
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"], traps=["two_signatures"])
    assert len(there.wait_for(7)[-1].headers["webhook-signature"].split()) == 2


# As time goes by


def test_what_happens_while_the_clock_runs_is_delivered(sim, there, hook):
    sim.tell("/_sim/clock", advance_seconds=60)  # AClate settles after 40 s
    (got,) = there.wait_for(1)
    assert (got.json["type"], got.json["data"]["resource"]["id"]) == ("message.delivered", "AClate")
    assert sim.stats["deliveries"] == 1


def test_what_the_clock_is_put_back_over_happens_again_under_the_same_event_id(sim, there, hook):
    for seconds in (60, -30, 30):
        sim.tell("/_sim/clock", advance_seconds=seconds)
    one, two = there.wait_for(2)
    assert one.body == two.body
    assert one.headers["webhook-id"] != two.headers["webhook-id"]


def test_a_jump_of_the_clock_announces_the_newest_happenings_and_no_more(sim, there, monkeypatch):
    monkeypatch.setattr("quosim.deliveries.office.MOST_AT_ONCE", 4)
    sim.tell("/_sim/clock", as_of="2026-09-30")
    hook = sim.tell("/_sim/hooks", generation="N", url=there.url)
    sim.tell("/_sim/clock", as_of="2026-10-12")
    entries = log(sim, hook, "?limit=50")
    assert len(entries) == 4
    assert "ACgroup" in {one["resourceId"] for one in entries}  # the newest of what happened meanwhile
    sim.tell("/_sim/clock", as_of="2026-10-13")
    assert len(log(sim, hook, "?limit=50")) == 5


def test_a_hook_hears_of_its_numbers_and_its_events_alone(sim, there):
    sim.tell("/_sim/hooks", generation="N", url=there.url, resourceIds=[CREW])
    sim.tell("/_sim/hooks", generation="N", url=there.url, events=["call.voicemail.completed"])
    sim.tell("/_sim/hooks", generation="N", url=there.url, status="disabled")
    sim.tell("/_sim/hooks", generation="N", url=there.url, resourceIds=[MAIN], events=["contact.updated"])
    sim.tell("/_sim/clock", now="2026-11-21T00:00:00Z")
    told = sorted(one.json["type"] for one in there.wait_for(3))
    assert told == ["call.voicemail.completed", "contact.updated", "contact.updated"]  # contacts know no number


def test_retries_follow_the_schedule_of_eight_attempts_and_then_give_up(sim, there):
    hook = sim.tell("/_sim/hooks", generation="N", url=there.url, events=["message.delivered"])
    there.answers.extend([500] * 8)
    sim.tell("/_sim/clock", advance_seconds=60)
    waits = (5, 300, 1800, 7200, 18000, 36000, 36000)
    for count, seconds in enumerate(waits, start=1):
        there.wait_for(count)
        entry = until(lambda: next((one for one in log(sim, hook) if one["status"] == "pending"), None))
        assert entry["nextAttemptAt"] is not None
        sim.tell("/_sim/clock", advance_seconds=seconds - 1)
        assert len(there.received) == count
        sim.tell("/_sim/clock", advance_seconds=1)
    told = there.wait_for(8)
    (entry,) = until(lambda: [one for one in log(sim, hook) if one["status"] == "failed"])
    assert entry["nextAttemptAt"] is None
    assert {one.headers["webhook-id"] for one in told[:8]} == {entry["id"]}
    assert {one.body for one in told[:8]} == {told[0].body}
    tries = attempts(sim, hook, entry["id"])
    assert [one["responseStatusCode"] for one in tries] == [500] * 8
    assert [one["timestamp"] for one in tries] == sorted((one["timestamp"] for one in tries), reverse=True)


def test_a_retry_that_arrives_ends_the_schedule(sim, there, hook):
    there.answers.append(503)
    sim.tell("/_sim/clock", advance_seconds=60)
    there.wait_for(1)
    until(lambda: log(sim, hook, "?status=pending"))
    sim.tell("/_sim/clock", advance_seconds=5)
    there.wait_for(2)
    (entry,) = until(lambda: log(sim, hook, "?status=success"))
    assert [one["status"] for one in attempts(sim, hook, entry["id"])] == ["success", "failed"]


def test_nobody_there_is_an_answer_of_zero(sim):
    hook = sim.tell("/_sim/hooks", generation="N", url="http://127.0.0.1:9/closed")
    sent = sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"])["deliveries"][0]
    assert sent["codes"] == [0]
    assert attempts(sim, hook, sent["id"])[0]["responseStatusCode"] == 0
    assert log(sim, hook)[0]["status"] == "pending"


# The log


def test_the_log_is_filtered_paged_newest_first_with_exclusive_bounds(sim, there, hook):
    for hour, ident in ((8, "ACplain"), (9, "ACreply"), (10, "ACtalk")):
        sim.tell("/_sim/clock", now=f"2026-11-20T{hour:02}:00:00Z")
        sim.tell("/_sim/deliver", hook=hook["id"], ids=[ident], types=["message.received", "message.delivered"])
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACtalk"], types=["call.completed"])
    entries = log(sim, hook)
    assert [one["resourceId"] for one in entries] == ["ACtalk", "ACreply", "ACplain"]
    assert [one["resourceId"] for one in log(sim, hook, "?eventType=message.received")] == ["ACplain"]
    both = "?eventType[in]=message.received,call.completed"
    assert [one["resourceId"] for one in log(sim, hook, both)] == ["ACtalk", "ACplain"]
    assert [one["resourceId"] for one in log(sim, hook, "?resourceId=ACreply")] == ["ACreply"]
    nine = entries[1]["createdAt"]
    assert [one["resourceId"] for one in log(sim, hook, f"?createdAt[gt]={nine}")] == ["ACtalk"]
    assert [one["resourceId"] for one in log(sim, hook, f"?createdAt[lt]={nine}")] == ["ACplain"]
    page = api(sim, "GET", f"/webhooks/{hook['id']}/events?limit=2")
    assert len(page["data"]) == 2
    rest = api(sim, "GET", f"/webhooks/{hook['id']}/events?limit=2&after={page['nextCursor']}")
    assert ([one["resourceId"] for one in rest["data"]], rest["nextCursor"]) == (["ACplain"], None)


def test_the_log_keeps_the_body_that_was_sent(sim, there, hook):
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACheic"])
    (got,) = there.wait_for(1)
    told = api(sim, "GET", f"/webhooks/{hook['id']}/events/{got.headers['webhook-id']}")["data"]
    assert told["requestBody"] == got.json
    assert (told["eventId"], told["resourceId"]) == (got.json["id"], "ACheic")
    assert told["attempts"][0]["responseBody"] == "ok"


def test_event_and_resource_ids_came_to_the_log_in_september_2026(sim, there, hook):
    for day, named in (("2026-09-01", False), ("2026-09-02", True)):
        sim.tell("/_sim/clock", as_of=day)
        sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACold"])
        assert ("eventId" in log(sim, hook)[0], "resourceId" in log(sim, hook)[0]) == (named, named)


def test_a_retry_on_demand_is_a_manual_attempt_with_the_same_id(sim, there, hook):
    sent = sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"], loss=1.0)["deliveries"][0]
    assert (there.received, log(sim, hook)[0]["status"]) == ([], "failed")
    assert api(sim, "POST", f"/webhooks/{hook['id']}/events/{sent['id']}/retry") == {}
    (got,) = there.wait_for(1)
    assert got.headers["webhook-id"] == sent["id"]
    until(lambda: log(sim, hook, "?status=success"))
    assert attempts(sim, hook, sent["id"])[0]["triggerType"] == "manual"


def test_a_test_event_is_a_signed_sample_that_the_log_names_no_event_for(sim, there, hook):
    for event in hook["events"]:
        told = api(sim, "POST", f"/webhooks/{hook['id']}/events/test", {"eventType": event})
        assert (told["type"], set(told)) == (event, {"id", "apiVersion", "type", "createdAt", "data"})
    got = there.wait_for(len(hook["events"]))
    assert {one.json["id"] for one in got} == {told["id"]}
    entries = log(sim, hook, "?limit=50")
    assert {(one["eventId"], one["resourceId"]) for one in entries} == {(None, None)}
    assert len({one["id"] for one in entries}) == len(hook["events"])


# Rounds on demand


def test_a_round_delivers_the_newest_events_and_says_what_it_sent(sim, there, hook):
    told = sim.tell("/_sim/deliver", hook=hook["id"], count=5)
    got = there.wait_for(5)
    assert (told["planned"], told["sent"], told["by_code"]) == (5, 5, {"200": 5})
    assert {one["id"] for one in told["deliveries"]} == {one.headers["webhook-id"] for one in got}
    assert {one["event"] for one in told["deliveries"]} == {one.json["id"] for one in got}


def test_loss_is_in_the_log_and_a_repetition_is_the_same_delivery_again(sim, there, hook):
    told = sim.tell("/_sim/deliver", hook=hook["id"], count=20, loss=0.3, duplicate=0.5, shuffle=True, seed=3)
    assert told["lost"] > 0
    assert told["repeated"] > 0
    assert told["sent"] + told["lost"] == 20
    got = there.wait_for(told["sent"] + told["repeated"])
    arrived = {one.headers["webhook-id"] for one in got}
    lost = {one["id"] for one in told["deliveries"] if one["lost"]}
    assert len(arrived) == told["sent"]
    assert not arrived & lost
    assert {one["id"] for one in log(sim, hook, "?status=failed&limit=50")} == lost


def test_a_round_is_the_same_for_the_same_seed(sim, there, hook):
    one = {"hook": hook["id"], "count": 30, "loss": 0.2, "shuffle": True, "concurrency": 1, "traps": ["stale"]}
    runs = []
    for seed in (5, 5, 6):
        before = len(there.received)
        told = sim.tell("/_sim/deliver", seed=seed, trap_share=0.5, **one)
        order = [got.json["id"] for got in there.wait_for(before + told["sent"])[before:]]
        runs.append((order, [each["traps"] for each in told["deliveries"]]))
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_what_was_lost_on_the_way_may_count_as_arrived(sim, there, hook):
    sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain"], loss=1.0, lost_as="success")
    assert (there.received, log(sim, hook)[0]["status"]) == ([], "success")


def test_a_mixed_round_gives_every_event_to_one_of_the_hooks(sim, there):
    for generation in ("N", "L2", "L1"):
        sim.tell("/_sim/hooks", generation=generation, url=there.url)
    told = sim.tell("/_sim/deliver", count=25, mix=True)
    assert told["planned"] == 25
    assert {one["generation"] for one in told["deliveries"]} == {"N", "L2", "L1"}
    everybody = sim.tell("/_sim/deliver", count=25)
    assert everybody["planned"] > 25


def test_a_registered_address_may_stand_for_its_hook(sim, there, hook):
    told = sim.tell("/_sim/deliver", hook=there.url, generation="N", ids=["ACplain"], shuffle=1)
    assert [one["hook"] for one in told["deliveries"]] == [hook["id"]]
    there.wait_for(1)


def test_an_address_that_nobody_registered_needs_a_key(sim, there):
    key = base64.b64encode(b"k" * 32).decode()
    told = sim.tell("/_sim/deliver", hook=there.url, generation="L1", secret=key, ids=["ACplain"])
    (got,) = there.wait_for(1)
    stamp = got.headers["openphone-signature"].split(";")[2]
    assert got.headers["openphone-signature"].endswith(mac(key, f"{stamp}.".encode() + got.body))
    assert told["by_code"] == {"200": 1}
    with pytest.raises(urllib.error.HTTPError) as refused:
        sim.tell("/_sim/deliver", hook=there.url, ids=["ACplain"])
    refused.value.close()


def test_the_same_address_registered_twice_hears_of_a_fact_twice(sim, there):
    for _ in range(2):
        sim.tell("/_sim/hooks", generation="L2", url=there.url)
    sim.tell("/_sim/deliver", ids=["ACplain"])
    one, two = there.wait_for(2)
    assert one.json["id"] != two.json["id"]
    assert one.json["data"] == two.json["data"]


def test_faults_strike_deliveries_apart_from_everything_else(sim, there, hook):
    sim.tell("/_sim/faults", operation="deliveries", kind="loss", times=1)
    sim.tell("/_sim/faults", operation="deliveries", kind="duplicate", times=1)
    assert api(sim, "GET", "/users")["data"]
    told = sim.tell("/_sim/deliver", hook=hook["id"], ids=["ACplain", "ACheic"], concurrency=1)
    assert [one["codes"] for one in told["deliveries"]] == [[0], [200]]
    assert len(there.received) == 2  # the second of them twice


def test_nothing_arrives_during_an_outage_and_the_schedule_brings_it_after(sim, there, hook):
    sim.tell("/_sim/outage", to="2026-11-20T12:03:00Z")
    sim.tell("/_sim/clock", now="2026-11-20T12:01:00Z")
    for tries in (1, 2):
        until(lambda: log(sim, hook) and len(attempts(sim, hook, log(sim, hook)[0]["id"])) == tries)  # noqa: B023
        sim.tell("/_sim/clock", advance_seconds=6)
    assert there.received == []
    sim.tell("/_sim/clock", advance_seconds=300)
    assert "AClate" in {one.json["data"]["resource"]["id"] for one in there.wait_for(2)}
    sim.tell("/_sim/outage", method="DELETE")


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/_sim/hooks", {"url": "http://x", "generation": "L9"}),
        ("/_sim/hooks", {"url": "http://x", "generation": "L1", "events": ["task.created"]}),
        ("/_sim/hooks", {"url": "http://x", "generation": "L2", "version": "v2"}),
        ("/_sim/deliver", {"hook": "nobody", "count": 1}),
        ("/_sim/deliver", {}),
        ("/_sim/deliver", {"ids": ["ACnothing"]}),
        ("/_sim/deliver", {"count": 1, "traps": ["bear"]}),
        ("/_sim/deliver", {"count": 1, "lost_as": "found"}),
        ("/_sim/faults", {"operation": "deliveries", "kind": "500"}),
        ("/_sim/outage", {"from": "2026-11-20T12:00:00Z", "to": "2026-11-20T12:00:00Z"}),
        ("/_sim/outage", {"to": "later"}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_with_its_reason(sim, path, order):
    with pytest.raises(urllib.error.HTTPError) as refused:
        sim.tell(path, **order)
    with refused.value as answer:
        assert (answer.code, "error" in json.load(answer)) == (400, True)
