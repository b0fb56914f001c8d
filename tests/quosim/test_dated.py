"""The dated surface: filters, operators, bounds and orders."""

import pytest

from tiny_world import CLEO, CREW, DORA, GROUP, HIDDEN, MAIN, OWN, PAIR

NEWEST_CALLS = ["ACvoice", "ACagent", "AChidden", "ACthree", "ACtwice", "ACturned", "ACempty", "ACtalk"]
NEWEST_MESSAGES = ["ACfailed", "ACcode", "ACgroup", "ACheic", "ACreply", "ACplain", "ACold"]


def test_lists_are_the_whole_workspace_newest_first(caller):
    assert caller.ids("/calls", limit=50) == NEWEST_CALLS
    assert caller.ids("/messages", limit=50) == NEWEST_MESSAGES


def test_pages_hold_ten_unless_told_otherwise_and_fifty_at_most(caller):
    assert caller.get("/calls", limit=3)["nextCursor"]
    assert caller.refused("/calls", limit=51)[1]["errors"][0]["path"] == "/query/limit"
    caller.get("/tasks", limit=100)
    assert caller.refused("/tasks", limit=101)[0] == 400


def test_walking_by_cursor_tells_everything_once(caller):
    walked, cursor = [], None
    while True:
        page = caller.get("/messages", limit=2, **({"after": cursor} if cursor else {}))
        walked += [thing["id"] for thing in page["data"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break
    assert walked == NEWEST_MESSAGES


@pytest.mark.parametrize(
    "query",
    [
        "phone=1",
        "createdAt[gt]=2026-10-01T00:00:00Z",
        "createdAt=2026-10-01T00:00:00Z",
        "createdAt[gte]=2026-10-01",
        "createdAt[gte]=yesterday",
        "participants[]=x",
        "include=photo",
        "include=summary,photo",
        "status=done",
        "status[in]=completed,done",
        "status=completed&status[in]=missed",
        "phoneNumberId=main",
        "limit=",
        "limit=5&limit=6",
        "maxResults=5",
    ],
)
def test_what_it_does_not_know_is_refused(caller, query):
    status, body = caller.refused("/calls", query)
    assert (status, body["title"]) == (400, "Bad Request")
    assert body["errors"][0]["path"].startswith("/")
    assert "code" not in body


def test_bounds_of_calls_are_inclusive(caller):
    exact = "2026-10-03T10:00:00Z"
    assert caller.ids("/calls", **{"createdAt[gte]": exact, "createdAt[lte]": exact}) == ["ACturned"]


def test_bounds_of_messages_are_exclusive(caller):
    assert caller.ids("/messages", **{"createdAt[gt]": "2026-10-11T09:00:00Z"}) == ["ACfailed", "ACcode"]
    assert caller.ids("/messages", **{"createdAt[lt]": "2026-09-01T09:00:00.001Z"}) == ["ACplain", "ACold"]
    assert caller.ids("/messages", **{"createdAt[lt]": "2026-09-01T09:00:00Z"}) == ["ACold"]
    assert caller.refused("/messages", **{"createdAt[lte]": "2026-09-01T09:00:00Z"})[0] == 400


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"status": "missed"}, ["ACvoice"]),
        ({"status[in]": "missed,no-answer"}, ["ACvoice", "ACtwice"]),
        ({"actorId": "SYUagent"}, ["ACagent"]),
        ({"participant": DORA}, []),  # she was added later: only the originating number matches
        ({"participant[in]": f"{CLEO},{DORA}", "status": "missed"}, ["ACvoice"]),
        ({"phoneNumberId": CREW}, []),
        ({"direction": "outgoing"}, []),
    ],
)
def test_calls_can_be_filtered(caller, filters, found):
    assert caller.ids("/calls", limit=50, **filters) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"from": "72345"}, ["ACcode"]),
        ({"to": CLEO}, ["ACfailed", "ACgroup", "ACreply"]),
        ({"to[all]": f"{OWN},{CLEO}"}, ["ACgroup"]),
        ({"to[all]": CLEO}, ["ACfailed", "ACreply"]),
        ({"status": "failed"}, ["ACfailed"]),
        ({"userId": "USana", "direction": "outgoing"}, ["ACfailed", "ACreply"]),
    ],
)
def test_messages_can_be_filtered(caller, filters, found):
    assert caller.ids("/messages", limit=50, **filters) == found


def test_conversations_sort_and_filter_inclusively(caller):
    assert caller.ids("/conversations") == ["CNcode", HIDDEN, GROUP, "CNgone", PAIR]
    assert caller.ids("/conversations", sort="updatedAt:asc")[-1] == PAIR
    exact = "2026-11-01T09:00:00Z"
    assert caller.ids("/conversations", **{"updatedAt[gte]": exact, "updatedAt[lte]": exact}) == ["CNgone"]
    assert caller.ids("/conversations", **{"phoneNumberId[in]": f"{CREW},PNother"}) == ["CNgone"]
    assert caller.refused("/conversations", sort="name:asc")[0] == 400
    gone = next(one for one in caller.get("/conversations")["data"] if one["id"] == "CNgone")
    assert gone["deletedAt"] == "2026-11-01T09:00:00.000Z"
    assert "assignedTo" not in gone


def test_sorted_conversations_page_without_repeating(caller):
    first = caller.get("/conversations", sort="updatedAt:asc", limit=2)
    rest = caller.get("/conversations", sort="updatedAt:asc", limit=50, after=first["nextCursor"])
    ids = [one["id"] for one in first["data"] + rest["data"]]
    assert sorted(ids) == sorted(caller.ids("/conversations"))


def test_summary_and_voicemail_come_only_when_included(caller):
    plain = caller.get("/calls/ACtalk")["data"]
    assert not {"summary", "voicemail"} & set(plain)
    told = caller.get("/calls/ACtalk", include="summary,voicemail")["data"]
    assert told["summary"]["nextSteps"] == ["Call back."]
    assert told["summary"]["jobs"] is None
    assert "voicemail" not in told  # none was left
    agent = caller.get("/calls/ACagent", include="summary")["data"]["summary"]
    assert (agent["type"], agent["title"], agent["nextSteps"]) == ("agent", "A leak", None)
    assert agent["jobs"][0]["result"]["data"] == [{"name": "urgent", "value": True}]
    assert caller.get("/calls/ACempty", include="summary")["data"]["summary"]["status"] == "absent"


def test_every_party_is_named_the_own_number_included_and_maybe_twice(caller):
    assert [one["phoneNumber"] for one in caller.get("/calls/ACthree")["data"]["participants"]] == [CLEO, DORA, OWN]
    twice = caller.get("/calls/ACtwice")["data"]["participants"]
    assert [one["actorId"] for one in twice if one["phoneNumber"] == OWN] == ["USana", "USben"]
    hidden = caller.get("/calls/AChidden")["data"]["participants"]
    assert hidden[0] == {"phoneNumber": "Anonymous", "actorId": None}


def test_contacts_carry_no_numbers_but_have_properties_notes_and_shares(caller):
    cleo = "a" * 24
    assert "phoneNumbers" not in caller.get(f"/contacts/{cleo}")["data"]
    properties = caller.get(f"/contacts/{cleo}/properties", limit=50)["data"]
    assert [one["type"] for one in properties] == ["phone-number", "email", "boolean", "multi-select"]
    assert caller.get(f"/contacts/{cleo}/properties", type="email")["data"][0]["value"] == "cleo@example.com"
    assert caller.get(f"/contacts/{cleo}/properties/{properties[0]['id']}")["data"] == properties[0]
    assert caller.get(f"/contacts/{cleo}/notes/note1")["data"]["text"] == "Dog bites."
    assert caller.get(f"/contacts/{cleo}/shares")["data"][0]["sharedWith"] == "ORtiny"
    page = caller.get(f"/contacts/{cleo}/properties", limit=3)
    assert len(caller.get(f"/contacts/{cleo}/properties", limit=3, after=page["nextCursor"])["data"]) == 1
    assert caller.ids("/contacts", **{"externalId[in]": "crm-7,crm-8"}) == ["b" * 24]


def test_numbers_tell_hours_and_restrictions_when_asked(caller):
    assert not {"restrictions", "businessHours"} & set(caller.get(f"/phone-numbers/{MAIN}")["data"])
    told = caller.get(f"/phone-numbers/{MAIN}", include="restrictions,businessHours")["data"]
    assert told["businessHours"]["schedule"]["monday"] == {"start": "0800", "end": "1700"}
    unset = caller.get(f"/phone-numbers/{CREW}", include="businessHours")["data"]["businessHours"]
    assert unset == {"enabled": False, "timezone": "America/Los_Angeles", "schedule": None}
    assert caller.refused("/phone-numbers", include="businessHours")[0] == 400
    assert caller.ids("/phone-numbers", phoneNumber=OWN) == [MAIN]
    assert caller.ids(f"/phone-numbers/{MAIN}/users") == ["USana", "USben"]
    assert caller.ids("/users/USben/phone-numbers") == [CREW, MAIN]
    assert caller.get("/phone-numbers/available", contains="0171")["data"]["phoneNumbers"] == ["+15555550171"]


def test_the_organization_tasks_and_users_can_be_read(caller):
    assert caller.get("/organization")["data"]["name"] == "Ana's Walls"
    assert caller.get("/tasks/TKone")["data"]["revision"] == 1
    assert caller.ids("/users") == ["USana", "USben"]


def test_what_is_not_there_is_named(caller):
    for path, message in (("/calls/ACnone", "Call not found"), ("/messages/ACtalk", "Message not found")):
        status, body = caller.refused(path)
        assert (status, body["message"], body["title"]) == (404, message, "Not Found")
        assert body["trace"].isdecimal()
    wrong = caller.refused("/calls/abc123")[1]["errors"][0]
    assert wrong["schema"] == {"type": "TemplateLiteral", "pattern": "^AC(.*)$"}
