"""What a client finds on a date: routes, fields and rules come and go by the table alone."""

from dataclasses import replace
from datetime import date

import pytest

from quosim.dates import ROWS, Day
from quosim.gate import TABLES
from quosim.surfaces import v1_account_items, v1_items
from quosim.surfaces.v1_items import call as told
from quosim.surfaces.v1_items import message as told_message
from quosim.world.model import File, Recording
from tiny_world import CLEO, DORA, MAIN

JULY_2025 = "2025-07-30"
GONE_IN_JULY_2025 = (
    "/v1/users?maxResults=1",
    "/v1/users/USana",
    "/v1/calls/ACtalk",
    "/v1/call-voicemails/ACvoice",
    "/v1/phone-numbers/PNmain",
    "/v1/tasks?maxResults=1",
    "/calls",
    "/messages",
    "/conversations",
    "/contacts",
    "/phone-numbers",
    "/users",
    "/organization",
    "/tasks",
)


@pytest.mark.parametrize("path", GONE_IN_JULY_2025)
def test_in_july_2025_most_of_it_is_not_there_yet(caller, path):
    assert caller.answer(*path.split("?")).status == 200
    caller.goto(JULY_2025)
    told = caller.answer(*path.split("?"))
    assert (told.status, told.body.startswith(b"<!DOCTYPE html>")) == (404, True)


def test_in_july_2025_conversations_and_lists_by_participant_are_there(caller):
    caller.goto(JULY_2025)
    assert caller.get("/v1/conversations", maxResults=10)["data"] == []  # nothing has happened yet
    assert caller.answer("/v1/phone-numbers").status == 200
    assert caller.answer("/v1/contact-custom-fields").status == 200


def test_contacts_needed_external_ids_until_november_2025(caller):
    caller.goto(JULY_2025)
    status, body = caller.refused("/v1/contacts", maxResults=10)
    assert (status, body["message"]) == (400, "/externalIds: Expected required property")
    caller.get("/v1/contacts", maxResults=10, externalIds="crm-7")
    caller.goto("2025-11-06")
    caller.get("/v1/contacts", maxResults=10)


def test_several_participants_of_calls_were_a_plain_bad_request_then(caller):
    asked = {"phoneNumberId": MAIN, "participants": [CLEO, DORA], "maxResults": 10}
    caller.goto(JULY_2025)
    assert caller.refused("/v1/calls", **asked)[1]["code"] == "0100400"
    caller.goto("2026-07-20")
    assert caller.refused("/v1/calls", **asked)[1]["code"] == "0101400"


def test_users_needed_a_page_size_until_october_2026(caller):
    caller.goto("2026-10-07")
    assert caller.refused("/v1/users")[0] == 400
    caller.goto("2026-10-08")
    assert len(caller.get("/v1/users")["data"]) == 2


def test_incoming_messages_were_delivered_before_they_could_be_received(caller):
    message = caller.house.world.messages[0]
    for day, status in ((date(2025, 7, 30), "delivered"), (date(2026, 6, 18), "received")):
        told = told_message(caller.house, message, Day(day), caller.house.world.end)
        assert told["status"] == status
        assert ("conversationId" in told) is (status == "received")


def test_media_came_to_v1_on_the_21st_of_august_2026(call):
    caller = call()
    caller.goto("2026-08-20T23:59:59Z")
    before = caller.get("/v1/messages/ACold")["data"]
    assert "media" not in before
    assert "conversationId" in before
    caller.goto("2026-08-21")
    assert len(caller.get("/v1/messages/ACold")["data"]["media"]) == 2


def test_old_media_may_stay_away_on_both_surfaces(call):
    caller = call(old_media=False)
    assert "media" not in caller.get("/v1/messages/ACold")["data"]
    assert caller.get("/messages/ACold")["data"]["media"] == []
    assert len(caller.get("/v1/messages/ACheic")["data"]["media"]) == 1
    assert len(caller.get("/messages/ACheic")["data"]["media"]) == 1


def test_the_dated_surface_grew_piece_by_piece(caller):
    days = ("2026-06-05", "2026-07-13", "2026-08-27", "2026-09-29", "2026-09-30")
    paths = ("/users", "/contacts", "/tasks", "/calls", "/messages")
    for ahead, day in enumerate(days, start=1):
        caller.goto(day)
        assert [caller.answer(path).status for path in paths] == [200] * ahead + [404] * (len(paths) - ahead)


def test_every_route_has_a_row_and_every_row_of_a_route_a_route():
    routes = {route.operation for table in TABLES.values() for route in table.routes}
    assert routes == {row.name for row in ROWS if " /" in row.name}


def test_a_row_ends_before_the_day_it_names():
    assert Day(date(2025, 11, 5)).has("v1 contacts need externalIds")
    assert not Day(date(2025, 11, 6)).has("v1 contacts need externalIds")


def test_calls_before_november_2025_say_nothing_of_their_route(caller):
    world = caller.house.world
    early = next(call for call in world.calls if call.id == "ACempty")
    for day, there in ((date(2025, 7, 30), False), (date(2025, 11, 6), True)):
        thing = told(caller.house, early, Day(day), world.end, listed=True)
        assert ({"callRoute", "aiHandled"} <= set(thing)) is there


@pytest.mark.parametrize(
    ("day", "operation", "there"),
    [
        ("2024-11-06", "restrictions", False),
        ("2024-11-07", "restrictions", True),
        ("2025-01-21", "externalId", False),
        ("2025-01-22", "externalId", True),
        ("2025-06-15", "jobs", False),
        ("2025-06-16", "jobs", True),
    ],
)
def test_fields_came_on_the_day_they_were_announced(caller, day, operation, there):
    house, when = caller.house, Day(date.fromisoformat(day))
    things = {
        "restrictions": v1_account_items.line(house, house.world.lines[0], when),
        "externalId": v1_account_items.contact(house.world.contacts[0], when, house.world.end),
        "jobs": v1_items.summary(house.world.calls[0], when, house.world.end),
    }
    assert (operation in things[operation]) is there


def test_the_last_page_had_an_empty_token_until_december_2024(caller):
    path, query = "/v1/messages", f"phoneNumberId={MAIN}&participants={CLEO.replace('+', '%2B')}&maxResults=5"
    caller.house.world.lines[0] = replace(caller.house.world.lines[0], at=0)
    caller.house.index.lines[MAIN] = caller.house.world.lines[0]
    caller.goto("2024-12-05")
    page = caller.get(path, query)
    assert page["nextPageToken"] == ""
    assert caller.get(path, f"{query}&pageToken=")["data"] == page["data"]
    caller.goto("2024-12-06")
    assert caller.get(path, query)["nextPageToken"] is None


def test_some_recordings_were_lost_until_november_2024(call):
    lost = {day: [] for day in ("2024-11-03", "2024-11-04")}
    for day in lost:
        asked = call()
        for one in asked.house.world.calls:
            asked.house.index.call[one.id] = replace(one, at=0, recordings=(recording(one.id),))
        asked.goto(day)
        told = [asked.get(f"/v1/call-recordings/{one.id}")["data"] for one in asked.house.world.calls]
        lost[day] = [each == [] for each in told]
    assert 0 < sum(lost["2024-11-03"]) < len(lost["2024-11-03"])
    assert not any(lost["2024-11-04"])


def recording(call_id):
    file = File(f"sound-{call_id}", "call-recording", f"{call_id}.mp3", "audio/mpeg", "audio/mpeg", ("tiny",))
    return Recording(f"CR{call_id}", file, 0, 10, 0, (), 0)
