"""What is checked before anything is told, in which order, and in which words it is refused."""

import json

KEY = {b"authorization": b"ana"}
VERSION = {b"quo-api-version": b"2026-03-30"}


def body(told):
    return json.loads(told.body)


def test_the_gateway_refuses_a_missing_or_wrong_key_in_its_own_wrapping(call):
    caller = call(key="right")
    for path, more in (("/v1/phone-numbers", {}), ("/users", VERSION)):
        missing = caller.answer(path, headers=more)
        assert (missing.status, body(missing)["error"]["message"]) == (401, "Missing authorization header")
        wrong = caller.answer(path, headers=more | {b"authorization": b"wrong"})
        assert (wrong.status, body(wrong)["error"]["message"]) == (401, "Unauthorized")
        assert body(wrong)["error"]["trace"].isdecimal()
        assert caller.answer(path, headers=more | {b"authorization": b"right"}).status == 200
        assert caller.answer(path, headers=more | {b"authorization": b"Bearer right"}).status == 200


def test_the_version_is_checked_before_the_key(caller):
    for headers in ({}, KEY, KEY | {b"quo-api-version": b"2025-01-01"}):
        told = caller.answer("/users", headers=headers)
        assert (told.status, "Supported versions: 2026-03-30" in body(told)["message"]) == (400, True)
    assert caller.answer("/v1/phone-numbers", headers=KEY).status == 200


def test_an_unknown_route_is_a_page_of_html(caller):
    for path in ("/v1/nope", "/nope", "/v1", "/", "/calls/", "/v1/calls/ACtalk/recordings"):
        told = caller.answer(path, headers={})
        assert (told.status, dict(told.headers)[b"content-type"]) == (404, b"text/html; charset=utf-8")
        assert f"Cannot GET {path}".encode() in told.body


def test_the_path_in_that_page_is_escaped(caller):
    assert b"<script>" not in caller.answer("/<script>").body


def test_a_cursor_dies_by_the_clock_of_the_simulator(call):
    caller = call(cursor_life=300)
    for path, size, token, cursor in (
        ("/messages", "limit", "after", "nextCursor"),
        ("/v1/conversations", "maxResults", "pageToken", "nextPageToken"),
    ):
        found = caller.get(path, **{size: 1})[cursor]
        caller.house.clock.advance(299)
        caller.get(path, **{size: 1, token: found})
        caller.house.clock.advance(2)
        assert caller.refused(path, **{size: 1, token: found})[0] == 400


def test_a_cursor_is_good_for_its_own_list_only_and_cannot_be_altered(caller):
    cursor = caller.get("/messages", limit=1)["nextCursor"]
    for path, bad in (("/calls", cursor), ("/messages", cursor[:-2] + "xx"), ("/messages", "%%"), ("/messages", "é")):
        assert caller.refused(path, limit=1, after=bad)[0] == 400


def test_every_answer_carries_the_date_of_the_simulator(caller):
    caller.goto("2026-09-30T10:00:00Z")
    assert dict(caller.answer("/users").headers)[b"date"] == b"Wed, 30 Sep 2026 10:00:00 GMT"


def test_a_strange_host_does_not_get_into_links(caller):
    headers = KEY | {b"host": b'x"y'}
    media = body(caller.answer("/v1/messages/ACold", headers=headers))["data"]["media"]
    assert media[0]["url"].startswith("http://localhost/v1/resource/")


def test_the_same_seed_gives_the_same_bytes(call):
    asked = [("/messages", "limit=50"), ("/calls", "limit=50&include=summary,voicemail"), ("/nope", "")]
    one, two = call(seed=4), call(seed=4)
    assert [one.answer(*each).body for each in asked] == [two.answer(*each).body for each in asked]
    assert [one.answer(*each).body for each in asked] != [call(seed=5).answer(*each).body for each in asked]
