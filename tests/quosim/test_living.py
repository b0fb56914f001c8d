"""The world goes on: what happens by itself or on demand is there for every reader, and announced."""

import json
import re
import time
import urllib.error
import urllib.request

import pytest

from quosim.house import House, Options
from quosim.world import make_world
from quosim.world.living import SCENES
from receiver import receiving
from simulator import running_quosim, serving
from tiny_world import CLEO, CREW, MAIN, FakeSeconds, make_tiny, tiny_house

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
def there(sim):
    """A receiver that an N hook for everything points to."""
    with receiving() as receiver:
        sim.tell("/_sim/hooks", generation="N", url=receiver.url)
        yield receiver


def get(sim, path):
    request = urllib.request.Request(sim.url + path, headers=HEADERS)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def happen(sim, **wish):
    return sim.tell("/_sim/happen", **wish)["made"]


def ids(made, kind):
    return [one["id"] for one in made if one["kind"] == kind]


def told_of(sim, there, ident):
    """What was delivered about one thing, by type, once everything that was to be delivered has come."""
    due = {one["id"]: one for one in sim.ask("/_sim/deliveries")["deliveries"]}
    got = there.wait_for(len(due))
    mine = [one.json for one in got if due[one.headers["webhook-id"]]["resource"] == ident]
    return {one["type"]: one["data"]["resource"] for one in mine}


def test_a_new_text_is_there_for_every_reader_at_once(sim, there):
    (text,) = ids(happen(sim, kind="text", line=MAIN, number=CLEO, text="one more thing"), "message")
    assert get(sim, "/messages")["data"][0]["id"] == text
    assert get(sim, f"/v1/messages/{text}")["data"]["text"] == "one more thing"
    thread = get(sim, "/conversations?sort=updatedAt:desc&limit=1")["data"][0]
    assert (thread["id"], thread["lastActivityId"]) == ("CNpair", text)
    assert text in {row["id"] for row in sim.truth("message")}
    (got,) = there.wait_for(1)
    assert (got.json["type"], got.json["data"]["resource"]["id"]) == ("message.received", text)


def test_several_photos_at_once_from_a_new_number_are_one_conversation(sim, there):
    made = happen(sim, kind="four_photos", line=CREW)
    (thread,) = ids(made, "conversation")
    photos = ids(made, "message")[:4]
    told = [get(sim, f"/messages/{photo}")["data"] for photo in photos]
    assert len({(one["createdAt"], one["from"], one["conversationId"]) for one in told}) == 1
    assert told[0]["conversationId"] == thread
    got = [one.json["data"] for one in there.wait_for(4)]
    assert {one["resource"]["id"] for one in got} == set(photos)
    for one in got:
        with urllib.request.urlopen(one["resource"]["media"][0]["url"], timeout=10) as file:
            assert file.read()
    assert len({row["sha256"] for row in sim.truth("media") if row["activity"] in photos}) == 4


def test_a_call_rings_is_taken_and_everything_about_it_follows(sim, there):
    (call,) = ids(happen(sim, kind="call", line=MAIN, number=CLEO), "call")
    assert get(sim, f"/calls/{call}")["data"]["status"] == "ringing"
    there.wait_for(1)
    sim.tell("/_sim/clock", advance_seconds=120)
    told = get(sim, f"/calls/{call}")["data"]
    assert (told["status"], told["answeredAt"] is None) == ("completed", False)
    assert get(sim, f"/calls/{call}/recordings")["data"][0]["status"] == "completed"
    assert get(sim, f"/calls/{call}/transcripts")["data"][0]["dialogue"]
    heard = told_of(sim, there, call)
    assert {
        "call.ringing", "call.answered", "call.completed", "call.recording.completed", "call.transcript.completed",
    } <= set(heard)  # fmt: skip


def test_a_voicemail_comes_after_a_call_that_nobody_took(sim, there):
    (call,) = ids(happen(sim, kind="voicemail", number=CLEO), "call")
    sim.tell("/_sim/clock", advance_seconds=180)
    heard = told_of(sim, there, call)
    assert heard["call.completed"]["hasVoicemail"] is True
    assert heard["call.voicemail.completed"]["callId"] == call
    assert get(sim, f"/v1/call-voicemails/{call}")["data"]["status"] == "completed"


def test_answers_settle_and_cards_are_kept(sim, there):
    (reply,) = ids(happen(sim, kind="reply", line=MAIN, number=CLEO), "message")
    (failed,) = ids(happen(sim, kind="failed", line=MAIN, number=CLEO), "message")
    (card,) = ids(happen(sim, kind="contact", number=CLEO), "contact")
    sim.tell("/_sim/clock", advance_seconds=10)
    assert get(sim, f"/messages/{reply}")["data"]["status"] == "delivered"
    assert get(sim, f"/messages/{failed}")["data"]["status"] == "undelivered"
    assert get(sim, f"/contacts/{card}")["data"]["id"] == card
    assert set(told_of(sim, there, reply)) == {"message.delivered"}
    assert set(told_of(sim, there, failed)) == {"message.undelivered"}
    assert set(told_of(sim, there, card)) == {"contact.updated"}
    (text,) = ids(happen(sim, kind="text", line=MAIN, number=CLEO), "message")
    told_of(sim, there, text)
    got = next(one.json for one in there.received if one.json["data"]["resource"].get("id") == text)
    assert card in got["data"]["context"]["contacts"]["ids"]


@pytest.mark.parametrize("wish", [{"kind": "flood"}, {"kind": "text", "line": "PNnone"}, {"kind": "text", "who": "x"}])
def test_what_cannot_happen_is_refused(sim, wish):
    with pytest.raises(urllib.error.HTTPError) as refused:
        happen(sim, **wish)
    with refused.value as answer:
        assert (answer.code, "error" in json.load(answer)) == (400, True)


def scenes(seed, count):
    house = House(Options(world="demo", seed=seed, rate=0), make_world, real=lambda: 0.0)
    now = house.clock.now()
    return house, [thing for turn in range(count) for thing in house.living.scene(now + turn * 30_000)]


def test_the_same_seed_goes_on_in_the_same_way_and_only_with_reserved_numbers():
    house, things = scenes(1, 60)
    assert things == scenes(1, 60)[1]
    assert things != scenes(2, 60)[1]
    numbers = {number for one in house.world.conversations for number in one.participants if number.startswith("+")}
    assert [number for number in numbers if not re.fullmatch(r"\+1\d{3}55501\d\d", number)] == []
    assert len({thing.id for thing in things}) == len(things)
    ours = {line.number for line in house.world.lines}
    assert (
        not {
            thing.sender
            for thing in things
            if getattr(thing, "direction", "") == "incoming" and hasattr(thing, "sender")
        }
        & ours
    )
    assert set(SCENES) >= {"text", "photo", "four_photos", "call", "voicemail", "missed"}


def test_it_happens_by_itself_when_told_to_and_rests_while_the_clock_runs_through_days():
    house = tiny_house(FakeSeconds(), live=0.02)
    with serving(house) as sim:
        end = time.monotonic() + 60
        while len(sim.truth("message")) + len(sim.truth("call")) <= len(make_tiny("tiny", 1).messages) + 8:
            assert time.monotonic() < end
            time.sleep(0.02)
        sim.tell("/_sim/clock", speed=3600)
        before = -1  # one more may have begun
        while before != (before := len(house.world.messages) + len(house.world.calls)):
            assert time.monotonic() < end
            time.sleep(0.2)


def test_it_ends_when_told_to_with_everything_under_way():
    with receiving() as there, running_quosim(world="empty", rate=0, live=0.05) as sim:
        sim.tell("/_sim/hooks", generation="N", url=there.url)
        sim.tell("/_sim/hooks", generation="L1", url="http://127.0.0.1:9/closed")
        there.wait_for(2)
        told = sim.tell("/_sim/deliver", count=5, delay_seconds=600, wait=False)
        assert told["planned"] > 0
        assert sim.ask("/_sim/deliveries")["under_way"] > 0
