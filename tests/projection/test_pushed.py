"""What each event of each generation of webhooks says, one fixture a kind of event, and what several make together."""

import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.contact import ContactRecord
from onrecord.domain.subject import SubjectKind
from onrecord.projection import fold
from onrecord.projection.parsers import OPERATIONS, understand
from onrecord.projection.reading import Directory, Folded, Reading
from onrecord.provider.delivered import Delivered, take_apart
from pushing import FIXTURES, fixture, raw

LINE, OWN, DANA, ERIN, FAY = "PNmaple001", "+15550100100", "+12125550123", "+12125550124", "+12125550125"
DIRECTORY = Directory({LINE: OWN})
OURS = sorted(path.stem for path in FIXTURES.glob("*.json"))
SHARED = Path(__file__).resolve().parents[3] / "shared" / "quo-api" / "payloads"
_ids = itertools.count(1)


def apart(event: object) -> Delivered:
    generation = "standard" if isinstance(event, dict) and event.get("apiVersion") == "2026-03-30" else "legacy"
    return take_apart(raw(event), generation)


def reading(event: object) -> Reading:
    told = apart(event)
    return Reading(next(_ids), told.generation, told.event_type, {}, 200, told.item.at_ms or 0, True, raw(event))


def subject(*events: object) -> str:
    named = {mention for event in events for mention in apart(event).item.mentions}
    assert len(named) == 1, named
    return named.pop()[1]


def folded(*names: str, **changes: object) -> Folded[ActivityRecord]:
    events = [fixture(name) | changes for name in names]
    return fold.fold_activity(subject(*events), [reading(event) for event in events], DIRECTORY)


def activity(*names: str) -> ActivityRecord:
    found = folded(*names)
    assert found.not_understood == []
    assert found.record is not None
    return found.record


def contact(*names: str) -> ContactRecord:
    events = [fixture(name) for name in names]
    found = fold.fold_contact(subject(*events), [reading(event) for event in events], DIRECTORY)
    assert found.not_understood == []
    assert found.record is not None
    return found.record


@dataclass
class Expected:
    """Of the record that one event alone makes; None where it only speaks of an activity that others show."""

    values: dict[str, object] | None = field(default_factory=dict)
    artefacts: dict[str, list[str]] = field(default_factory=dict)


IN = {"direction": "incoming", "line_id": LINE}
EXPECTED: dict[str, Expected] = {
    "n-message-received": Expected(
        {
            "text": "The crack by the stairs is back",
            "participants": (DANA,),
            "status": "received",
            "media_word": "some",
        },
        {"media": ["wanted", "wanted"]},
    ),
    "n-message-received-group": Expected({"participants": (DANA, ERIN, FAY), "media_word": "none"}),
    "n-message-received-short-code": Expected({"participants": ("32665",), "media_word": "none"}),
    "n-message-delivered": Expected(
        {"direction": "outgoing", "status": "delivered", "participants": (DANA,), "member_id": "USana"},
        {"media": ["wanted"]},
    ),
    "n-message-failed": Expected({"status": "failed", "media_word": "unknown"}),
    "n-message-undelivered": Expected({"status": "undelivered", "media_word": "none"}),
    "n-call-ringing": Expected(IN | {"status": "ringing", "outcome": "in_progress", "participants": (DANA,)}),
    "n-call-menu-selected": Expected(IN | {"call_route": "phone-menu"}),
    "n-call-answered": Expected(IN | {"status": "answered", "answered_by": "USben", "outcome": "in_progress"}),
    "n-call-completed": Expected(IN | {"outcome": "answered", "duration_seconds": 45, "status": "completed"}),
    "n-call-forwarded": Expected({"forwarded_to": "+12125550199", "forwarded_from": OWN}),
    "n-call-missed": Expected(IN | {"status": "missed", "outcome": "missed"}),
    "n-call-completed-unanswered": Expected(IN | {"outcome": "voicemail"}, {"voicemail": ["pending"]}),
    "n-call-voicemail": Expected(None),
    "n-call-voicemail-stray": Expected(None),
    "n-call-completed-agent": Expected(IN | {"outcome": "ai_answered", "ai_handled": True}),
    "n-call-completed-abandoned": Expected(IN | {"outcome": "abandoned", "participants": ()}),
    "n-call-recording": Expected(IN | {"duration_seconds": 45}, {"recording": ["wanted", "wanted"]}),
    "n-call-recording-bare": Expected(IN | {"recording_word": "unknown"}),
    "n-call-summary": Expected(None),
    "n-call-summary-agent": Expected(None),
    "n-call-transcript": Expected(None),
    "l2-message-received": Expected(
        IN | {"participants": (DANA,), "conversation_id": f"CN{1:032x}", "media_word": "unknown", "member_id": None}
    ),
    "l2-message-received-list": Expected({"participants": (DANA, ERIN)}),
    "l2-message-received-commas": Expected({"participants": (DANA, ERIN, FAY)}),
    "l2-message-delivered": Expected(
        {"status": "delivered", "conversation_id": f"CN{1:032x}", "media_word": "unknown"}
    ),
    "l2-call-ringing": Expected(IN | {"outcome": "in_progress", "participants": (DANA,)}),
    "l2-call-completed": Expected(IN | {"outcome": "answered", "recording_word": "unknown"}),
    "l2-call-completed-empty": Expected(IN | {"outcome": "missed", "participants": (), "status": "no-answer"}),
    "l2-call-completed-parties": Expected(
        IN | {"outcome": "voicemail", "participants": (DANA,)}, {"voicemail": ["wanted"]}
    ),
    "l2-call-recording": Expected({"duration_seconds": 45}, {"recording": ["wanted"]}),
    "l2-call-summary": Expected(None),
    "l2-call-summary-documented": Expected(None),
    "l2-call-transcript": Expected(None),
    "l1-message-received": Expected({"text": "Two pictures of it"}, {"media": ["wanted", "wanted"]}),
    "l1-message-received-group": Expected({"participants": (DANA, ERIN, FAY), "media_word": "none"}),
    "l1-message-delivered": Expected({"status": "delivered", "participants": (DANA,)}),
    "l1-call-ringing": Expected(IN | {"outcome": "in_progress"}),
    "l1-call-completed": Expected(IN | {"outcome": "voicemail", "participants": (DANA,)}, {"voicemail": ["wanted"]}),
    "l1-call-completed-bare-voicemail": Expected({"outcome": "voicemail"}, {"voicemail": ["unknown"]}),
    "l1-call-recording": Expected({"answered_ms": 1_791_900_125_000}, {"recording": ["wanted"]}),
    "l1-call-recording-wrapped": Expected({"participants": (DANA,)}, {"recording": ["wanted"]}),
}


def test_every_kind_of_event_that_is_understood_has_a_fixture() -> None:
    seen = {(told.generation, told.event_type) for told in map(apart, map(fixture, OURS))}
    known = {(surface, kind) for surface in ("N", "L2", "L1") for kind in OPERATIONS[surface]}
    unseen = {("L1", "call.summary.completed"), ("L1", "call.transcript.completed"), ("L2", "task.assigned")}
    unseen |= {("L1", "task.due_date_changed"), ("L1", "task.due_date_removed")}  # nobody has published any of these
    assert known - seen == unseen
    assert seen <= known


@pytest.mark.parametrize("name", [name for name in OURS if name.partition("-")[2].startswith(("message", "call"))])
def test_an_event_makes_the_record_that_is_expected(name: str) -> None:
    expected, found = EXPECTED[name], folded(name)
    assert found.not_understood == []
    if expected.values is None:
        assert found.record is None
        return
    assert found.record is not None
    assert {key: getattr(found.record, key) for key in expected.values} == expected.values
    states: dict[str, list[str]] = {}
    for artefact in found.record.artefacts:
        states.setdefault(artefact.kind, []).append(artefact.state)
    assert states == expected.artefacts


def test_a_whole_call_is_made_of_its_events_in_whatever_order_they_come() -> None:
    names = ["ringing", "menu-selected", "answered", "completed", "recording", "summary", "transcript"]
    events = [fixture(f"n-call-{name}") for name in names]
    call = fold.fold_activity(subject(*events), [reading(event) for event in events], DIRECTORY).record
    assert call is not None
    assert (call.outcome, call.status, call.duration_seconds) == ("answered", "completed", 45)
    assert [(one.kind, one.state) for one in call.artefacts] == [
        ("recording", "wanted"),
        ("recording", "wanted"),
        ("summary", "kept"),
        ("transcript", "kept"),
    ]
    assert call.answered_by == "USben"
    chance = random.Random(7)
    for _ in range(20):
        again = events + chance.choices(events, k=3)
        chance.shuffle(again)
        told = [reading(event)._replace(observation_id=0) for event in again]
        first = [reading(event)._replace(observation_id=0) for event in events]
        assert fold.fold_activity(call.id, told, DIRECTORY) == fold.fold_activity(call.id, first, DIRECTORY)


def test_a_voicemail_that_was_announced_is_no_longer_waited_for_when_its_event_comes() -> None:
    waiting = activity("n-call-completed-unanswered")
    assert [(one.kind, one.state, one.reason) for one in waiting.artefacts] == [
        ("voicemail", "pending", "provider_processing")
    ]
    there = activity("n-call-completed-unanswered", "n-call-voicemail", "n-call-missed")
    (voicemail,) = there.artefacts
    assert (voicemail.state, voicemail.provider_id, voicemail.duration_seconds) == ("wanted", f"VM{17:032x}", 16)
    assert voicemail.content == '{"transcript":"Please call me back about the basement."}'


def test_the_same_fact_from_two_hooks_is_one() -> None:
    event = fixture("n-message-received")
    twice = [reading(event), reading(event | {"id": "EVanother"})]
    (once, both) = (fold.fold_activity(subject(event), told, DIRECTORY).record for told in (twice[:1], twice))
    assert once is not None
    assert both is not None
    assert both.artefacts == once.artefacts
    assert (both.text, both.participants, both.discrepancies) == (once.text, once.participants, [])


def test_all_three_generations_say_the_same_of_a_message() -> None:
    """An app-made hook, an API-made one and a new one, side by side while people move from one to the other."""
    events = [fixture(name) for name in ("n-message-received", "l2-message-received", "l1-message-received")]
    for event in events:
        data = event["data"]
        assert isinstance(data, dict)
        thing = data.get("resource") or data["object"]
        thing["id"] = "ACsame"
        thing["body" if event["apiVersion"] == "v3" else "text"] = "Is it you?"
    record = fold.fold_activity("ACsame", [reading(event) for event in events], DIRECTORY).record
    assert record is not None
    assert (record.text, record.participants, record.discrepancies) == ("Is it you?", (DANA,), [])
    assert [one.state for one in record.artefacts] == ["wanted", "wanted"]
    assert {len(one.ways) for one in record.artefacts} == {2}


def test_a_message_that_failed_says_nothing_of_its_photos() -> None:
    event = fixture("n-message-delivered")
    failed = fixture("n-message-failed") | {"createdAt": "2026-10-13T14:02:30.000Z"}
    failed["data"]["resource"]["id"] = subject(event)  # type: ignore[index]  # it is an object in an object
    record = fold.fold_activity(subject(event), [reading(event), reading(failed)], DIRECTORY).record
    assert record is not None
    assert (record.status, [one.kind for one in record.artefacts]) == ("failed", ["media"])


def test_what_is_pushed_with_an_empty_list_of_media_has_none_also_before_rest_returned_any() -> None:
    event = fixture("l1-message-received-group")
    event["data"]["object"]["createdAt"] = "2023-08-20T20:47:34.894Z"  # type: ignore[index]  # as above
    record = fold.fold_activity(subject(event), [reading(event)], DIRECTORY).record
    assert record is not None
    assert record.media_word == "none"


def test_cards_of_both_systems_are_one_and_deletion_is_a_claim() -> None:
    card = contact("n-contact-updated")
    assert (card.display_name, card.role, card.numbers) == ("Dana Whitfield", "Owner", ((DANA, None),))
    assert contact("n-contact-updated", "n-contact-deleted").gone_ms is not None
    legacy = contact("l1-contact-updated")
    assert legacy.id == f"{0x6712AB:024x}"
    assert legacy.numbers == ((ERIN, "Phone"), (FAY, "Phone"))
    assert legacy.emails == '[{"name":"Email","value":"erin@example.com"}]'
    assert '"stone"' in legacy.custom_fields
    assert contact("l1-contact-updated", "l1-contact-deleted").gone_ms is not None
    assert contact("l1-contact-updated", "l1-contact-deleted").numbers == legacy.numbers
    assert contact("l1-contact-updated-list").numbers == ((ERIN, "Mobile"),)


@pytest.mark.parametrize("name", [name for name in OURS if "-task-" in name])
def test_a_task_is_kept_and_makes_no_record_yet(name: str) -> None:
    told = apart(fixture(name))
    assert told.item.mentions == ((SubjectKind.TASK, "TKone"),)
    assert told.event_type in OPERATIONS["N"]


def test_an_event_that_nobody_knows_is_named() -> None:
    event = fixture("n-message-received") | {"type": "message.translated"}
    found = fold.fold_activity(subject(event), [reading(event)], DIRECTORY)
    assert [what for _, what in found.not_understood] == ["message.translated: no parser"]
    assert found.record is None


def test_members_of_the_wrong_type_cost_only_themselves() -> None:
    event = fixture("n-call-completed")
    data = event["data"]
    assert isinstance(data, dict)
    data["resource"]["duration"] = "long"
    data["context"]["participants"] = ["who"]
    found = fold.fold_activity(subject(event), [reading(event)], DIRECTORY)
    assert found.record is not None
    assert found.record.outcome == "answered"
    assert [what for _, what in found.not_understood] == [
        "call.completed: duration",
        "call.completed: participants",
    ]
    bare = fixture("n-call-completed") | {"data": {"resource": {"id": "ACx"}}}
    assert [what for _, what in fold.fold_activity("ACx", [reading(bare)], DIRECTORY).not_understood] == [
        "call.completed: context",
        "call.completed: createdAt",
    ]


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the provider's published payloads are not at {SHARED}")
def test_every_published_payload_is_understood() -> None:
    looked_at = 0
    for path in sorted(SHARED.glob("*")):
        if not path.name.startswith(("n-", "l1-", "l2-")):
            continue
        body = path.read_bytes()
        told = take_apart(body, "standard" if path.name.startswith("n-") else "legacy")
        assert told.generation == {"n": "N", "l1": "L1", "l2": "L2"}[path.name.partition("-")[0]], path.name
        ((kind, named),) = told.item.mentions
        assert kind != SubjectKind.OTHER, path.name
        read = Reading(1, told.generation, told.event_type, {}, 200, told.item.at_ms or 0, True, body)
        if kind == SubjectKind.ACTIVITY:
            found = fold.fold_activity(named, [read], DIRECTORY)
            assert (found.not_understood, found.new_fields) == ([], []), path.name
        elif kind == SubjectKind.CONTACT:
            assert fold.fold_contact(named, [read], DIRECTORY).not_understood == [], path.name
        looked_at += 1
    assert looked_at > 60


def test_a_member_of_an_event_that_looks_like_files_is_noticed_and_others_are_not() -> None:
    event = fixture("n-message-received")
    event["data"]["resource"] |= {"attachments": [], "mood": "calm"}
    found = fold.fold_activity(subject(event), [reading(event)], DIRECTORY)
    assert [(one.surface, one.operation, one.field) for one in found.new_fields] == [
        ("N", "message.received", "attachments")
    ]


@pytest.mark.parametrize("name", OURS)
def test_nothing_in_the_fixtures_is_new(name: str) -> None:
    told = reading(fixture(name))
    kind = OPERATIONS[told.surface][told.operation].kind
    assert understand(kind, "x", told).new_fields == ()


@pytest.mark.parametrize("created", [None, "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z", "yesterday"])
def test_a_message_that_does_not_say_when_it_was_stands_where_it_was_told(created: str | None) -> None:
    event: Any = fixture("n-message-received")
    event["data"]["resource"].pop("createdAt")
    if created is not None:
        event["data"]["resource"]["createdAt"] = created
    found = fold.fold_activity(subject(event), [reading(event)], DIRECTORY)
    assert found.record is not None
    assert ms_to_iso(found.record.at_ms) == event["createdAt"]
    assert [what for _, what in found.not_understood] == ["message.received: createdAt"]
