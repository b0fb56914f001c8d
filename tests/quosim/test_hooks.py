"""Managing webhooks as the provider lets one: bodies, refusals, limits, dates."""

import json

import pytest

from quosim.gate import Request, answer
from tiny_world import CREW, MAIN

DATED = {b"authorization": b"ana", b"quo-api-version": b"2026-03-30", b"host": b"sim.test:80"}
URL = "https://shop.example/hooks/quo"


@pytest.fixture
def ask(caller):
    """Any method: the status, and the JSON where there is some."""

    def one(method, path, body=None, query="", headers=DATED):
        raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        told = answer(caller.house, Request(method, path, query, headers, 0.0, raw))[0]
        return told.status, json.loads(told.body) if told.body[:1] in (b"{", b"[") else told.body

    return one


@pytest.fixture
def hook(ask):
    return ask("POST", "/webhooks", {"url": URL, "events": ["message.received", "call.completed"]})[1]["data"]


def test_a_new_hook_tells_its_key_once_and_rotating_tells_another(ask, hook):
    assert hook["key"].startswith("whsec_")
    assert hook["id"].isdecimal()
    assert (hook["status"], hook["resourceIds"], hook["label"]) == ("enabled", ["*"], None)
    assert (hook["apiVersion"], hook["orgId"]) == ("2026-03-30", "ORtiny")
    assert "key" not in ask("GET", f"/webhooks/{hook['id']}")[1]["data"]
    assert "key" not in ask("GET", "/webhooks")[1]["data"][0]
    status, rotated = ask("POST", f"/webhooks/{hook['id']}/rotate")
    assert (status, set(rotated["data"])) == (200, {"key"})
    assert rotated["data"]["key"] != hook["key"]


def test_a_hook_is_changed_member_by_member_and_the_filter_taken_away_in_three_ways(ask, hook):
    path = f"/webhooks/{hook['id']}"
    for clearing in (None, [], ["*"]):
        assert ask("PATCH", path, {"resourceIds": [MAIN]})[1]["data"]["resourceIds"] == [MAIN]
        assert ask("PATCH", path, {"resourceIds": clearing})[1]["data"]["resourceIds"] == ["*"]
    changed = ask("PATCH", path, {"events": ["task.created"], "label": "new", "status": "disabled"})[1]["data"]
    assert (changed["events"], changed["label"], changed["status"]) == (["task.created"], "new", "disabled")
    assert changed["url"] == URL
    assert ask("PATCH", path, {})[0] == 400


def test_a_deleted_hook_is_gone_with_its_log(ask, hook):
    assert ask("DELETE", f"/webhooks/{hook['id']}") == (204, b"")
    for path in (f"/webhooks/{hook['id']}", f"/webhooks/{hook['id']}/events"):
        status, refused = ask("GET", path)
        assert (status, refused["message"]) == (404, f"Webhook with ID {hook['id']} not found")


def test_an_id_that_is_no_number_is_refused_in_the_words_of_the_documents(ask):
    status, refused = ask("GET", "/webhooks/abc123")
    assert status == 400
    assert refused["message"] == "/webhookId: Expected string to match '^[0-9]+$'"
    assert refused["errors"][0]["value"] == "abc123"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {"events": ["message.received"]},
        {"url": "ftp://x", "events": ["message.received"]},
        {"url": URL},
        {"url": URL, "events": []},
        {"url": URL, "events": ["message.edited"]},
        {"url": URL, "events": ["message.received"], "resourceIds": ["CNpair"]},
        {"url": URL, "events": ["message.received"], "resourceIds": "PNmain"},
        {"url": URL, "events": ["message.received"], "status": "paused"},
        {"url": URL, "events": ["message.received"], "label": 7},
    ],
)
def test_a_hook_that_cannot_be_is_refused(ask, body):
    status, refused = ask("POST", "/webhooks", body)
    assert (status, refused["title"]) == (400, "Bad Request")
    assert ask("GET", "/webhooks")[1]["data"] == []


def test_a_workspace_has_at_most_fifty_hooks(ask):
    body = {"url": URL, "events": ["message.received"]}
    assert [ask("POST", "/webhooks", body)[0] for _ in range(50)] == [201] * 50
    assert ask("POST", "/webhooks", body)[0] == 400
    assert len(ask("GET", "/webhooks")[1]["data"]) == 50


def test_management_needs_a_key_and_the_version_which_had_another_name_in_the_beta(ask, caller):
    assert ask("GET", "/webhooks", headers={b"quo-api-version": b"2026-03-30"})[0] == 401
    assert ask("GET", "/webhooks", headers={b"authorization": b"ana"})[0] == 400
    caller.goto("2026-06-01")
    assert ask("GET", "/webhooks")[0] == 400
    assert ask("GET", "/webhooks", headers={b"authorization": b"ana", b"x-quo-api-version": b"2026-03-30"})[0] == 200
    caller.goto("2026-05-10")
    assert ask("GET", "/webhooks")[0] == 404


def test_events_became_available_one_after_the_other(ask, caller):
    body = {"url": URL, "events": ["call.ringing", "task.created", "call.menu.selected", "message.undelivered"]}
    beta = {b"authorization": b"ana", b"x-quo-api-version": b"2026-03-30"}
    days = {"2026-05-20": "/events/0", "2026-06-01": "/events/1", "2026-07-10": "/events/2", "2026-08-24": "/events/3"}
    for day, first in days.items():
        caller.goto(day)
        told = ask("POST", "/webhooks", body, headers=beta if day < "2026-06-18" else DATED)[1]
        assert told["message"].startswith(first + ":")
    caller.goto("2026-08-25")
    assert ask("POST", "/webhooks", body)[0] == 201


def test_v1_hooks_tell_their_key_always_and_are_hidden_from_other_users(ask):
    body = {"url": URL, "events": ["message.received"], "label": "old"}
    status, made = ask("POST", "/v1/webhooks/messages", body)
    assert (status, made["data"]["userId"], made["data"]["deletedAt"]) == (201, "USana", None)
    ident, key = made["data"]["id"], made["data"]["key"]
    ask("POST", "/v1/webhooks/calls", {"url": URL, "events": ["call.ringing"], "userId": "USben"})
    assert ask("GET", f"/v1/webhooks/{ident}")[1]["data"]["key"] == key
    assert [one["id"] for one in ask("GET", "/v1/webhooks")[1]["data"]] == [ident]
    assert len(ask("GET", "/v1/webhooks", query="userId=USben")[1]["data"]) == 1
    assert ask("DELETE", f"/v1/webhooks/{ident}")[0] == 204
    assert ask("GET", f"/v1/webhooks/{ident}")[1]["code"] == "0300404"


def test_v1_routes_take_their_own_events_and_ten_numbers(ask):
    wrong = {"url": URL, "events": ["call.completed"]}
    assert ask("POST", "/v1/webhooks/messages", wrong)[0] == 400
    for noun, event in (
        ("calls", "call.recording.completed"),
        ("call-summaries", "call.summary.completed"),
        ("call-transcripts", "call.transcript.completed"),
    ):
        assert ask("POST", f"/v1/webhooks/{noun}", {"url": URL, "events": [event]})[0] == 201
    many = {"url": URL, "events": ["call.completed"], "resourceIds": [MAIN, CREW] * 5}
    assert ask("POST", "/v1/webhooks/calls", many)[0] == 201
    assert ask("POST", "/v1/webhooks/calls", many | {"resourceIds": [MAIN] * 11})[0] == 400


def test_the_systems_do_not_see_each_other(ask, hook):
    old = ask("POST", "/v1/webhooks/calls", {"url": URL, "events": ["call.completed"]})[1]["data"]
    assert [one["id"] for one in ask("GET", "/webhooks")[1]["data"]] == [hook["id"]]
    assert [one["id"] for one in ask("GET", "/v1/webhooks")[1]["data"]] == [old["id"]]
    assert ask("GET", f"/v1/webhooks/{hook['id']}")[0] == 400
