"""What is delivered has the members of the payloads that are known, generation by generation."""

import json
from pathlib import Path

import pytest

from quosim.deliveries.happenings import Happening, of_subject
from quosim.deliveries.hooks import EVENTS
from quosim.deliveries.l1_events import l1_event
from quosim.deliveries.l2_events import l2_event
from quosim.deliveries.n_events import n_event
from quosim.deliveries.samples import sample
from quosim.templates import template
from tiny_world import tiny_house

FOLDER = Path(__file__).parents[3] / "shared" / "quo-api" / "payloads"
if not FOLDER.is_dir():
    pytest.skip(f"the known payloads are not at hand: no {FOLDER}", allow_module_level=True)

HOUSE = tiny_house()
NONE = frozenset[str]()
OPTIONAL = {"data.resource.media[].type"}  # documented as such
L1_CARD = {"company", "role", "pictureUrl", "clientId", "fields"}


def payloads(prefix):
    found = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob(f"{prefix}*.json"))}
    assert found
    return found


def happening(kind):
    """Something of that kind from the tiny world; tasks do what they never did there."""
    world = HOUSE.world
    for subject in (*world.messages, *world.calls, *world.contacts):
        for one in of_subject(subject):
            if one.type == kind and not (kind == "call.summary.completed" and subject.id == "ACagent"):
                return one
    subject = world.tasks[0] if kind.startswith("task.") else world.contacts[0]
    return Happening(world.end, kind, subject)


def told(thing):
    return json.loads(template(thing).told(HOUSE.links, "http://sim.test", HOUSE.clock.now()))


def kinds(value):
    """The JSON kind of every member, by its path; what is in lists by the first of them."""
    found = {}
    for name, inner in value.items():
        found[name] = type(inner).__name__
        if isinstance(inner, dict):
            found |= {f"{name}.{path}": kind for path, kind in kinds(inner).items()}
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            found |= {f"{name}[].{path}": kind for path, kind in kinds(inner[0]).items()}
    return found


def differences(ours, theirs):
    """Members of one alone, and members of another kind where both say something."""
    one, two = kinds(ours), kinds(theirs)
    lists = {path for path, kind in (one | two).items() if kind in ("list", "dict")}
    alone = {
        path
        for path in one.keys() ^ two.keys()
        if not any(path.startswith((f"{name}[", f"{name}.")) for name in lists if name not in one or name not in two)
        and path not in OPTIONAL
        and not ("[]." in path and (not _filled(ours, path) or not _filled(theirs, path)))
    }
    numbers = {"int", "float"}
    other = {
        path
        for path in one.keys() & two.keys()
        if one[path] != two[path]
        and "NoneType" not in (one[path], two[path])
        and not {one[path], two[path]} <= numbers
        and not path.endswith(".value")
    }
    return alone | other


def _filled(value, path):
    """Whether the list that the path goes through has anything in it."""
    for name in path.split("[].")[0].split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return bool(value)


N = payloads("n-")


@pytest.mark.parametrize("name", N)
def test_n_bodies_have_the_documented_members(name):
    theirs = N[name]
    kind = theirs["type"]
    if kind in ("message.undelivered", "message.failed"):
        message = next(one for one in HOUSE.world.messages if one.id == "ACfailed")
        ours = n_event(HOUSE.index, Happening(message.settled_at, kind, message), "EVx", NONE)
    elif kind in ("call.forwarded", "call.menu.selected"):
        call = next(one for one in HOUSE.world.calls if one.id == "ACagent")
        ours = n_event(HOUSE.index, Happening(call.completed_at, kind, call), "EVx", NONE)
    else:
        ours = n_event(HOUSE.index, happening(kind), "EVx", NONE)
    assert differences(told(ours), theirs) == set()


@pytest.mark.parametrize("name", N)
def test_samples_have_the_documented_members(name):
    theirs = N[name]
    assert differences(sample(theirs["type"], HOUSE.clock.now()), theirs) == set()


def test_there_is_a_known_payload_for_every_event_but_those_of_integrations():
    assert set(EVENTS) - {one["type"] for one in N.values()} == {
        f"integration.{what}" for what in ("created", "updated", "deleted")
    }


L2 = {name: one for name, one in payloads("l2-").items() if "live" in name}


@pytest.mark.parametrize("name", L2)
def test_l2_bodies_have_the_members_that_were_seen(name):
    theirs = L2[name]
    kind = theirs["type"]
    if "jobs" in theirs["data"]["object"]:
        call = next(one for one in HOUSE.world.calls if one.id == "ACagent")
        one = Happening(call.summary.ready_at, kind, call)
    else:
        one = happening(kind)
    assert differences(told(l2_event(HOUSE.index, one, "EVx", NONE)), theirs) == set()


def test_l2_documents_and_life_differ_and_both_can_be_had():
    documented = payloads("l2-v4-call-summary-doc")["l2-v4-call-summary-doc"]
    summary = happening("call.summary.completed")
    assert l2_event(HOUSE.index, summary, "EVx", frozenset({"doc_type"}))["type"] == documented["type"]
    message = happening("message.received")
    assert isinstance(l2_event(HOUSE.index, message, "EVx", NONE)["data"]["object"]["to"], str)
    assert l2_event(HOUSE.index, message, "EVx", frozenset({"to_array"}))["data"]["object"]["to"] == ["+15550100101"]


L1 = payloads("l1-")


@pytest.mark.parametrize("name", L1)
def test_l1_bodies_have_the_members_that_were_seen(name):
    theirs = L1[name]
    version = name.split("-")[1]
    if "voicemail" in name and "no-voicemail" not in name:
        call = next(one for one in HOUSE.world.calls if one.voicemail)
        one = Happening(call.completed_at, "call.completed", call)
    else:
        one = happening(theirs["type"])
    found = differences(told(l1_event(HOUSE.index, one, "EVx", version, NONE)), theirs)
    # A real card leaves out what is empty, and its documented `fields` are an array that no wire ever carried.
    card = {f"data.object.{name}" for name in L1_CARD} if theirs["type"].startswith("contact.") else set()
    assert {path for path in found - card if not path.startswith("data.object.fields")} == set()


def test_a_group_text_is_told_in_each_generations_own_way():
    group = happening("message.received")
    group = Happening(group.at, group.type, next(one for one in HOUSE.world.messages if one.id == "ACgroup"))
    newest = n_event(HOUSE.index, group, "EVx", NONE)["data"]["context"]
    assert newest["recipientIdentifiers"] == ["+15550100123", "+15550100101"]
    assert l1_event(HOUSE.index, group, "EVx", "v3", NONE)["data"]["object"]["to"] == "+15550100123,+15550100101"


def test_what_is_silent_stays_silent():
    talk = next(one for one in HOUSE.world.calls if one.id == "ACtalk")
    done = Happening(talk.completed_at, "call.completed", talk)
    assert l2_event(HOUSE.index, done, "EVx", NONE)["data"]["object"]["recordings"] is None
    empty = next(one for one in HOUSE.world.calls if one.id == "ACempty")
    lost = Happening(empty.completed_at, "call.completed", empty)
    assert l2_event(HOUSE.index, lost, "EVx", NONE)["data"]["object"]["participants"] == []
    voice = next(one for one in HOUSE.world.calls if one.voicemail)
    mail = Happening(voice.completed_at, "call.completed", voice)
    assert l1_event(HOUSE.index, mail, "EVx", "v3", frozenset({"bare_voicemail"}))["data"]["object"]["voicemail"] == {
        "duration": 16
    }
    mixed = l1_event(HOUSE.index, done, "EVx", "v3", NONE)["data"]["object"]
    assert mixed["createdAt"].endswith("Z")
    assert mixed["completedAt"].endswith("+00:00")
    assert l1_event(HOUSE.index, done, "EVx", "v3", frozenset({"wrapped"})).keys() == {"object"}
