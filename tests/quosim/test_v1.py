"""The v1 surface: what it needs, what it hides, and what it gets wrong."""

import json

import pytest

from tiny_world import BEN, CLEO, CREW, DORA, GROUP, MAIN, PAIR, at

THREAD = {"phoneNumberId": MAIN, "participants": CLEO, "maxResults": 100}


def test_lists_need_a_line_participants_and_a_page_size_whatever_defaults_are_documented(caller):
    for path in ("/v1/calls", "/v1/messages"):
        for missing in THREAD:
            status, body = caller.refused(path, **{name: value for name, value in THREAD.items() if name != missing})
            assert (status, body["message"]) == (400, f"/{missing}: Expected required property")
            assert body["code"] == {"/v1/calls": "0100400", "/v1/messages": "0200400"}[path]
            assert body["trace"].isdecimal()


def test_brackets_are_not_understood(caller):
    status, body = caller.refused("/v1/calls", f"phoneNumberId={MAIN}&maxResults=5&participants[]=%2B15550100123")
    assert (status, body["message"]) == (400, "/participants: Expected array")


def test_a_raw_plus_is_a_space_so_the_number_is_not_one(caller):
    status, body = caller.refused("/v1/messages", f"phoneNumberId={MAIN}&maxResults=5&participants={CLEO}")
    assert status == 400
    assert body["errors"][0]["value"] == [CLEO.replace("+", " ")]


def test_unknown_parameters_are_ignored(caller):
    everything = caller.ids("/v1/conversations", maxResults=100)
    assert caller.ids("/v1/conversations", maxResults=100, phoneNumberId=CREW) == everything
    assert caller.ids("/v1/conversations", "maxResults=100&phoneNumbers[]=PNcrew") == everything
    assert caller.ids("/v1/conversations", maxResults=100, phoneNumbers=CREW) == ["CNgone"]


def test_page_sizes_have_bounds_and_contacts_stop_at_50(caller):
    for path, most in (("/v1/conversations", 100), ("/v1/contacts", 50), ("/v1/users", 50), ("/v1/tasks", 100)):
        assert caller.refused(path, maxResults=most + 1)[0] == 400
        assert caller.refused(path, maxResults=0)[0] == 400
        assert caller.refused(path, maxResults="x")[0] == 400
        caller.get(path, maxResults=most)


def test_messages_come_newest_first_and_total_items_counts_the_page(caller):
    first = caller.get("/v1/messages", **(THREAD | {"maxResults": 2}))
    second = caller.get("/v1/messages", **THREAD, pageToken=first["nextPageToken"])
    ids = [thing["id"] for thing in first["data"] + second["data"]]
    assert ids == ["ACfailed", "ACheic", "ACreply", "ACplain", "ACold"]
    assert (first["totalItems"], second["totalItems"], second["nextPageToken"]) == (2, 3, None)


def test_a_group_is_asked_for_by_its_exact_participants(caller):
    both = {"phoneNumberId": MAIN, "participants": [DORA, CLEO], "maxResults": 10}
    assert caller.ids("/v1/messages", **both) == ["ACgroup"]
    assert caller.ids("/v1/messages", **(both | {"participants": [DORA]})) == []


def test_group_calls_cannot_be_listed_nor_had(caller):
    status, body = caller.refused("/v1/calls", phoneNumberId=MAIN, participants=[DORA, CLEO], maxResults=10)
    assert (status, body["code"], body["title"]) == (400, "0101400", "Too Many Participants")
    assert caller.refused("/v1/calls/ACthree")[1]["code"] == "0101400"
    assert "ACthree" not in caller.ids("/v1/calls", **THREAD)


@pytest.mark.parametrize("party", ["Anonymous", "72345"])
def test_conversations_with_other_than_e164_cannot_be_read(caller, party):
    assert party in [
        who for one in caller.get("/v1/conversations", maxResults=100)["data"] for who in one["participants"]
    ]
    for path in ("/v1/calls", "/v1/messages"):
        assert caller.refused(path, phoneNumberId=MAIN, participants=party, maxResults=10)[0] == 400


def test_since_acts_as_created_before(caller):
    assert caller.ids("/v1/messages", **THREAD, since="2026-09-01T09:03:00Z") == ["ACplain", "ACold"]
    assert caller.ids("/v1/messages", **THREAD, createdAfter="2026-10-10T09:00:00Z") == ["ACfailed"]
    assert caller.ids("/v1/messages", **THREAD, createdBefore="2026-09-01T09:00:00Z") == ["ACold"]


def test_participants_are_empty_in_a_list_reordered_or_single(caller):
    listed = {one["id"]: one["participants"] for one in caller.get("/v1/calls", **THREAD)["data"]}
    assert listed["ACtalk"] == [CLEO, "+15550100101"]
    assert listed["ACempty"] == []
    assert listed["ACturned"] == ["+15550100101", CLEO]
    assert caller.get("/v1/calls/ACempty")["data"]["participants"] == [CLEO]


def test_durations_disagree_between_surfaces_and_completed_may_be_missed(caller):
    assert caller.get("/v1/calls/ACtalk")["data"]["duration"] == 0
    assert caller.get("/calls/ACtalk")["data"]["duration"] == 136
    missed = caller.get("/v1/calls/ACempty")["data"]
    assert (missed["status"], missed["answeredAt"]) == ("completed", None)


def test_times_mix_seconds_and_milliseconds(caller):
    call = caller.get("/v1/calls/ACtalk")["data"]
    assert call["answeredAt"] == "2026-10-01T10:00:05.000Z"
    assert caller.get("/calls/ACtalk")["data"]["answeredAt"] == "2026-10-01T10:00:05Z"
    assert caller.get("/calls/ACtalk/recordings")["data"][0]["startTime"] == "2026-10-01T10:00:06Z"


def test_the_agent_is_the_owner_in_v1_and_no_user(caller):
    call = caller.get("/v1/calls/ACagent")["data"]
    assert (call["userId"], call["answeredBy"], call["aiHandled"]) == ("USana", "SYUagent", "ai-agent")
    assert caller.refused("/v1/users/SYUagent")[0] == 400
    assert caller.ids("/v1/users", maxResults=10) == ["USana", "USben"]


def test_a_failed_message_is_undelivered_in_v1(caller):
    assert caller.get("/v1/messages/ACfailed")["data"]["status"] == "undelivered"
    assert caller.get("/messages/ACfailed")["data"]["status"] == "failed"


def test_no_recording_is_an_empty_list_and_no_voicemail_a_404(caller):
    assert caller.get("/v1/call-recordings/ACempty") == {"data": []}
    status, body = caller.refused("/v1/call-voicemails/ACempty")
    assert (status, body["code"], body["message"]) == (404, "1200404", "Call voicemail not found")
    assert caller.refused("/v1/call-transcripts/ACempty")[0] == 404
    assert caller.get("/v1/call-summaries/ACempty")["data"]["status"] == "absent"


def test_the_merged_transcript_counts_from_the_answer(caller):
    told = caller.get("/v1/call-transcripts/ACtalk")["data"]
    assert [(line["content"], line["start"], line["userId"]) for line in told["dialogue"]] == [
        ("Hi", 1.3, None),
        ("Bye", 70.8, "USana"),
    ]
    both = caller.get("/calls/ACtalk/transcripts")["data"]
    assert [(one["recordingId"], one["dialogue"][0]["start"]) for one in both] == [("CRone", 1.0), ("CRtwo", 0.5)]


def test_someone_who_is_not_on_the_line_is_refused(caller):
    crew = {"phoneNumberId": CREW, "participants": DORA, "maxResults": 10}
    assert caller.refused("/v1/calls", **crew, userId="USana")[1]["code"] == "0101403"
    assert caller.refused("/v1/messages", **crew, userId="USana")[1]["code"] == "0202403"
    caller.get("/v1/calls", **crew, userId=BEN)


def test_conversations_come_by_their_last_activity_and_can_leave_out_the_inactive(caller):
    ids = caller.ids("/v1/conversations", maxResults=100)
    assert ids[0] == PAIR  # the last activity is a call: calls count
    assert ids[-1] == "CNgone"
    assert "CNgone" not in caller.ids("/v1/conversations", maxResults=100, excludeInactive="true")
    recent = caller.ids("/v1/conversations", maxResults=100, updatedAfter="2026-10-11T08:00:00Z")
    assert set(recent) == {PAIR, "CNgone", "CNcode", GROUP}


def test_contacts_of_the_future_are_not_told(caller):
    assert caller.ids("/v1/contacts", maxResults=50) == ["a" * 24, "b" * 24]
    assert caller.ids("/v1/contacts", maxResults=50, externalIds="crm-7") == ["b" * 24]
    assert caller.refused(f"/v1/contacts/{'c' * 24}")[0] == 404
    caller.house.clock.set_to(at("2026-11-21T00:00:01"))
    assert len(caller.ids("/v1/contacts", maxResults=50)) == 3


def test_numbers_carry_their_people_but_not_the_agent(caller):
    numbers = caller.get("/v1/phone-numbers")["data"]
    assert {number["id"]: [user["id"] for user in number["users"]] for number in numbers} == {
        MAIN: ["USana", "USben"],
        CREW: ["USben"],
    }
    assert caller.ids("/v1/phone-numbers", userId="USana") == [MAIN]


def test_errors_name_the_resource_and_a_wrong_id_is_a_bad_request(caller):
    assert caller.refused("/v1/calls/abc")[1]["code"] == "0100400"
    assert caller.refused("/v1/calls/ACnone")[1]["code"] == "0100404"
    assert caller.refused("/v1/messages/ACtalk")[1]["code"] == "0200404"
    assert caller.refused("/v1/call-summaries/ACnone")[1]["code"] == "0500404"


def test_the_last_page_of_tasks_has_no_token_at_all(caller):
    assert set(caller.get("/v1/tasks", maxResults=100)) == {"data", "totalItems"}


def test_pages_are_whole_json_with_links_to_the_host_that_was_asked(caller):
    told = caller.answer("/v1/messages/ACold")
    media = json.loads(told.body)["data"]["media"]
    assert [one["type"] for one in media] == ["image/jpeg", None]
    assert media[0]["url"].startswith("http://sim.test:80/v1/resource/message-media/photo-old.jpg?sig=")
