"""What came of each call of the provider's own samples, where they are at hand: one body, one outcome."""

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.domain.clock import parse_instant
from onrecord.projection.fold import fold_activity
from onrecord.projection.reading import Directory, Reading

FOLDER = Path(__file__).parents[3] / "shared" / "quo-api" / "payloads"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the provider's samples are not beside this checkout")

PUSHED = {
    "l1-v2-call-completed-missed-no-voicemail": "missed",
    "l1-v2-call-completed-outgoing-answered": "answered",
    "l1-v2-call-completed-voicemail": "voicemail",
    "l1-v2-call-completed-voicemail-m-openph-one": "voicemail",
    "l1-v2-call-ringing": "in_progress",
    "l2-v4-call-completed-empty-participants-live": "missed",
    "l2-v4-call-completed-live": "ai_answered",
    "n-call-answered": "in_progress",
    "n-call-completed-abandoned": "abandoned",
    "n-call-completed-ai-handled": "ai_answered",
    "n-call-completed-answered": "answered",
    "n-call-completed-unanswered-voicemail": "voicemail",
    "n-call-forwarded": "forwarded",
    "n-call-ringing-incoming": "in_progress",
}
ASKED = {
    "rest-2026-call-get": ("dated", "GET /calls/{callId}", "ai_answered"),
    "rest-v1-call-for-empty-participants": ("v1", "GET /v1/calls/{callId}", "missed"),
    "rest-v1-call-incoming": ("v1", "GET /v1/calls/{callId}", "answered"),
    "rest-v1-call-missed": ("v1", "GET /v1/calls/{callId}", "missed"),
    "rest-v1-call-outgoing": ("v1", "GET /v1/calls/{callId}", "answered"),
}


def body_of(name: str) -> tuple[bytes, Any]:
    raw = (FOLDER / f"{name}.json").read_bytes()
    return raw, json.loads(raw)


def outcome(ident: str, reading: Reading) -> str | None:
    record = fold_activity(ident, [reading], Directory()).record
    assert record is not None
    return record.outcome


@pytest.mark.parametrize("name", PUSHED)
def test_what_came_of_a_call_that_was_announced(name: str) -> None:
    raw, event = body_of(name)
    surface = {"l1": "L1", "l2": "L2", "n-": "N"}[name[:2]]
    told = event["data"].get("object") or event["data"]["resource"]
    at = parse_instant(event["createdAt"])
    assert at is not None
    assert outcome(told["id"], Reading(1, surface, event["type"], {}, 200, at.ms, True, raw)) == PUSHED[name]


@pytest.mark.parametrize("name", ASKED)
def test_what_came_of_a_call_that_was_asked_for(name: str) -> None:
    raw, answer = body_of(name)
    surface, operation, came = ASKED[name]
    ident = answer["data"]["id"]
    reading = Reading(1, surface, operation, {"callId": ident}, 200, 1_795_000_000_000, False, raw)
    assert outcome(ident, reading) == came
