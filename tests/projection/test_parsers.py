"""Parsing never fails: what is not understood is named, everything else is taken."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.subject import SubjectKind
from onrecord.projection import fold
from onrecord.projection.parsers import OPERATIONS, understand
from onrecord.projection.reading import Directory, Reading
from onrecord.projection.statement import Statement
from told import (
    BEGAN,
    LINE,
    OWN,
    dated_call,
    dated_message,
    listed_call,
    listed_message,
    part,
    photo,
    reading,
    recording,
    v1_message,
    voicemail,
)

PAYLOADS = Path(__file__).resolve().parents[3] / "shared" / "quo-api" / "payloads"
DIRECTORY = Directory({LINE: OWN})

# file: (surface, operation); a list is understood element by element
CAPTURED = {
    "rest-2026-call-get": ("dated", "GET /calls/{callId}"),
    "rest-2026-call-recordings": ("dated", "GET /calls/{callId}/recordings"),
    "rest-2026-call-recordings-processing": ("dated", "GET /calls/{callId}/recordings"),
    "rest-2026-call-transcripts": ("dated", "GET /calls/{callId}/transcripts"),
    "rest-2026-call-transcripts-absent": ("dated", "GET /calls/{callId}/transcripts"),
    "rest-2026-call-transcripts-two-segments": ("dated", "GET /calls/{callId}/transcripts"),
    "rest-2026-calls-list": ("dated", "GET /calls"),
    "rest-2026-contact-notes": ("dated", "GET /contacts/{contactId}/notes"),
    "rest-2026-contact-properties": ("dated", "GET /contacts/{contactId}/properties"),
    "rest-2026-contacts-list": ("dated", "GET /contacts"),
    "rest-2026-conversations-list": ("dated", "GET /conversations"),
    "rest-2026-message-get": ("dated", "GET /messages/{messageId}"),
    "rest-2026-messages-incoming": ("dated", "GET /messages"),
    "rest-2026-messages-list": ("dated", "GET /messages"),
    "rest-2026-organization": ("dated", "GET /organization"),
    "rest-2026-phone-number-business-hours": ("dated", "GET /phone-numbers/{phoneNumberId}"),
    "rest-2026-phone-number-business-hours-unset": ("dated", "GET /phone-numbers/{phoneNumberId}"),
    "rest-2026-phone-numbers-list": ("dated", "GET /phone-numbers"),
    "rest-2026-users-list": ("dated", "GET /users"),
    "rest-v1-call-for-empty-participants": ("v1", "GET /v1/calls/{callId}"),
    "rest-v1-call-incoming": ("v1", "GET /v1/calls/{callId}"),
    "rest-v1-call-missed": ("v1", "GET /v1/calls/{callId}"),
    "rest-v1-call-outgoing": ("v1", "GET /v1/calls/{callId}"),
    "rest-v1-call-voicemail-live": ("v1", "GET /v1/call-voicemails/{callId}"),
    "rest-v1-messages-with-media": ("v1", "GET /v1/messages"),
    "rest-v1-recordings-none": ("v1", "GET /v1/call-recordings/{callId}"),
    "rest-v1-recordings-processing": ("v1", "GET /v1/call-recordings/{callId}"),
    "rest-v1-recordings-share-quo-com": ("v1", "GET /v1/call-recordings/{callId}"),
    "rest-v1-recordings-single": ("v1", "GET /v1/call-recordings/{callId}"),
    "rest-v1-send-202": ("v1", "GET /v1/messages/{id}"),
    "rest-v1-summary-voicemail-greeting": ("v1", "GET /v1/call-summaries/{callId}"),
    "spec-v1-getCallById-200": ("v1", "GET /v1/calls/{callId}"),
    "spec-v1-getCallRecordings-200": ("v1", "GET /v1/call-recordings/{callId}"),
    "spec-v1-getCallSummary-200": ("v1", "GET /v1/call-summaries/{callId}"),
    "spec-v1-getCallTranscript-200": ("v1", "GET /v1/call-transcripts/{id}"),
    "spec-v1-getCallVoicemails-200": ("v1", "GET /v1/call-voicemails/{callId}"),
    "spec-v1-getContactById-200": ("v1", "GET /v1/contacts/{id}"),
    "spec-v1-getMessageById-200": ("v1", "GET /v1/messages/{id}"),
    "spec-v1-getPhoneNumberById-200": ("v1", "GET /v1/phone-numbers/{phoneNumberId}"),
    "spec-v1-getUserById-200": ("v1", "GET /v1/users/{userId}"),
    "spec-v1-listCalls-200": ("v1", "GET /v1/calls"),
    "spec-v1-listContacts-200": ("v1", "GET /v1/contacts"),
    "spec-v1-listConversations-200": ("v1", "GET /v1/conversations"),
    "spec-v1-listMessages-200": ("v1", "GET /v1/messages"),
    "spec-v1-listPhoneNumbers-200": ("v1", "GET /v1/phone-numbers"),
    "spec-v1-listUsers-200": ("v1", "GET /v1/users"),
}
# The document's own examples hold no times there, but the word «string», or a time within quotes.
NO_TIMES = {
    "spec-v1-listConversations-200": {"createdAt", "updatedAt", "deletedAt"},
    "spec-v1-listPhoneNumbers-200": {"createdAt", "updatedAt"},
    "spec-v1-getPhoneNumberById-200": {"createdAt", "updatedAt"},
}
ELSEWHERE = {  # operations that no record is made from yet, or that change something
    "rest-2026-a2p-registration",
    "rest-2026-available-numbers",
    "rest-2026-contact-shares",
    "rest-2026-task",
    "rest-2026-webhook-create",
    "rest-2026-webhook-deliveries",
    "rest-2026-webhook-delivery-detail",
    "spec-v1-getContactCustomFields-200",
}
OTHER_NOUNS = ("Task", "Webhook", "create", "mark", "update", "send")


def needs_payloads() -> None:
    if not PAYLOADS.is_dir():
        pytest.skip(f"the captured payloads are not at {PAYLOADS}")


def statements(name: str, surface: str, operation: str) -> list[Statement]:
    body = msgspec.json.decode((PAYLOADS / f"{name}.json").read_bytes())
    listed = operation == "GET " + operation.split()[1].split("{")[0].rstrip("/") and isinstance(body["data"], list)
    bodies = body["data"] if listed and OPERATIONS[surface][operation].part is None else [body]
    found: list[Statement] = []
    for one in bodies:
        inside = one.get("data", one) if not isinstance(one.get("data"), list) else {}
        kind = OPERATIONS[surface][operation].kind
        subject = inside.get("id", "AC1")
        found.append(understand(kind, subject, reading(surface, operation, one)))
    return found


def understood(name: str, surface: str, operation: str) -> list[str]:
    return [what for one in statements(name, surface, operation) for what in one.not_understood]


@pytest.mark.parametrize("name", CAPTURED)
def test_no_captured_answer_has_a_member_that_nobody_knows(name: str) -> None:
    needs_payloads()
    assert {field for one in statements(name, *CAPTURED[name]) for field in one.new_fields} == set()


@pytest.mark.parametrize("name", CAPTURED)
def test_every_captured_answer_is_understood(name: str) -> None:
    needs_payloads()
    surface, operation = CAPTURED[name]
    assert set(understood(name, surface, operation)) == NO_TIMES.get(name, set())


def test_no_captured_answer_is_forgotten() -> None:
    needs_payloads()
    names = {path.stem for pattern in ("rest-*.json", "spec-*.json") for path in PAYLOADS.glob(pattern)}
    others = {name for name in names if any(noun in name for noun in OTHER_NOUNS)} - set(CAPTURED)
    others |= {name for name in names if name.endswith("-200") and "Task" in name}
    assert names - others - ELSEWHERE == set(CAPTURED)


def test_every_operation_that_is_asked_has_a_parser() -> None:
    from onrecord.provider import envelope  # its table is the list of what is asked

    asked = {name for name, shape in envelope._SHAPES.items() if shape.kind not in ("task", "custom_field")}
    assert asked - set(OPERATIONS["dated"]) - set(OPERATIONS["v1"]) == set()


def test_a_body_that_is_no_json_is_named_once_and_says_nothing() -> None:
    cut = reading("dated", "GET /messages", b'{"id": "ACm1", "text": "hel')
    folded = fold.fold_activity("ACm1", [cut, cut], DIRECTORY)
    assert folded.record is None
    assert folded.not_understood == [(cut.observation_id, "GET /messages: not JSON")]


def test_a_field_of_the_wrong_type_is_not_understood_for_that_field_only() -> None:
    odd = listed_call(dated_call(duration="long", answeredAt=17, status="parked"))
    folded = fold.fold_activity("ACc1", [odd], DIRECTORY)
    assert folded.not_understood == [
        (odd.observation_id, "GET /calls: answeredAt"),
        (odd.observation_id, "GET /calls: duration"),
    ]
    assert folded.record is not None
    assert (folded.record.status, folded.record.answered_by) == ("parked", "USana")


def test_an_unknown_field_is_no_error() -> None:
    assert understand("activity", "ACm1", listed_message(dated_message(mood="sunny"))).not_understood == []


def test_an_operation_without_a_parser_is_counted() -> None:
    strange = reading("dated", "GET /agent-conversations", {"id": "ACm1"})
    assert fold.fold_activity("ACm1", [strange], DIRECTORY).not_understood == [
        (strange.observation_id, "GET /agent-conversations: no parser")
    ]


def test_an_answer_about_another_object_is_not_taken() -> None:
    other = part("GET /calls/{callId}", {"data": dated_call("ACc2")})
    assert understand("activity", "ACc1", other).not_understood == ["id"]


def test_the_path_of_a_file_holds_neither_host_nor_secret() -> None:
    statement = understand("activity", "ACm1", listed_message(dated_message(media=[photo("a.jpg")])))
    assert b"sig" not in statement.canonical
    assert b"share.example" not in statement.canonical


def test_a_photo_whose_link_is_not_understood_still_counts() -> None:
    odd = listed_message(dated_message(media=[{"url": "ftp://x", "type": None}, photo("b.jpg")]))
    record = fold.fold_activity("ACm1", [odd], DIRECTORY).record
    assert record is not None
    assert [(one.ordinal, one.state) for one in record.artefacts] == [(0, "unknown"), (1, "wanted")]


def test_no_text_holds_a_nul() -> None:
    record = fold.fold_activity("ACm1", [listed_message(dated_message(text="a\x00b"))], DIRECTORY).record
    assert record is not None
    assert record.text == "ab"


@pytest.mark.parametrize("bad", [b"\\ud83d", b"\xf0\x9f"])
def test_half_an_emoji_does_not_cost_the_message(bad: bytes) -> None:
    body = msgspec.json.encode(dated_message(text="On my way HALF")).replace(b"HALF", bad)
    folded = fold.fold_activity("ACm1", [reading("dated", "GET /messages", body)], DIRECTORY)
    assert folded.record is not None
    assert folded.record.text.startswith("On my way \ufffd")
    assert folded.not_understood == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
WHOLE = [
    ("dated", "GET /calls", dated_call(voicemail=voicemail(), summary={"status": "completed", "summary": ["x"]})),
    ("dated", "GET /messages", dated_message(media=[photo("a.jpg")])),
    ("v1", "GET /v1/messages", v1_message()),
    ("dated", "GET /calls/{callId}/recordings", {"data": [recording()]}),
    ("dated", "GET /calls/{callId}/transcripts", {"data": [{"recordingId": "CR1", "dialogue": [{"start": 1}]}]}),
    ("v1", "GET /v1/call-summaries/{callId}", {"data": {"status": "completed", "jobs": [{"result": {"data": [{}]}}]}}),
]


def _places(body: object, so_far: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [place for key, inner in items for place in ((*so_far, key), *_places(inner, (*so_far, key)))]


def _with(body: object, place: tuple[object, ...], value: object) -> object:
    if not place:
        return value
    copy = dict(body) if isinstance(body, dict) else list(body)  # a place leads there
    copy[place[0]] = _with(copy[place[0]], place[1:], value)
    return copy


@settings(derandomize=True, deadline=None, max_examples=600)
@given(st.data())
def test_whatever_stands_in_whatever_place_parsing_does_not_fail(data: st.DataObject) -> None:
    surface, operation, body = data.draw(st.sampled_from(WHOLE))
    spoilt = _with(body, data.draw(st.sampled_from(_places(body))), data.draw(ANYTHING))
    odd = reading(surface, operation, spoilt, asked={"include": "summary,voicemail"})
    subject = "ACm1" if "messages" in operation else "ACc1"
    folded = fold.fold_activity(subject, [odd, listed_call(dated_call())], DIRECTORY)
    for artefact in folded.record.artefacts if folded.record else ():
        assert artefact.content is None or msgspec.json.decode(artefact.content)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.binary(max_size=60), st.sampled_from([(s, o) for s, known in OPERATIONS.items() for o in known]))
def test_any_bytes_at_all_are_survived(body: bytes, asked: tuple[str, str]) -> None:
    surface, operation = asked
    for status in (200, 403, 404):
        for kind in SubjectKind:
            odd = Reading(1, surface, operation, {}, status, BEGAN, False, body)
            understand(kind, "AC1", odd)


def test_a_bottomless_body_is_survived() -> None:
    deep = reading("dated", "GET /messages", b'{"a":' * 100_000)
    assert understand("activity", "ACm1", deep).not_understood == ["not JSON"]
