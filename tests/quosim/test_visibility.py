"""The same world at different moments: nothing of the future, and things that become ready."""


def test_what_is_later_than_now_does_not_exist(caller):
    assert "ACtomorrow" not in caller.ids("/messages", limit=50)
    assert caller.refused("/messages/ACtomorrow")[0] == 404
    caller.goto("2026-11-21T08:00:00Z")
    assert caller.ids("/messages", limit=50)[0] == "ACtomorrow"
    caller.goto("2026-10-12T09:00:00Z")
    assert caller.ids("/messages", limit=50)[0] == "ACcode"


def test_an_outgoing_message_is_queued_then_sent_then_settled(caller):
    told = []
    for moment in ("12:00:10.500", "12:00:12", "12:00:40"):
        caller.goto(f"2026-11-20T{moment}Z")
        message = caller.get("/messages/AClate")["data"]
        told.append((message["status"], message["updatedAt"]))
    created, settled = "2026-11-20T12:00:10.000Z", "2026-11-20T12:00:40.000Z"
    assert told == [("queued", created), ("sent", created), ("delivered", settled)]


def test_a_voicemail_is_in_progress_first_and_complete_minutes_later(caller):
    asked = {"include": "voicemail"}
    for told in (
        caller.get("/calls/ACvoice", **asked)["data"]["voicemail"],
        caller.get("/v1/call-voicemails/ACvoice")["data"],
    ):
        assert (told["status"], told["recordingUrl"], told["transcript"]) == ("in-progress", None, None)
    caller.goto("2026-11-20T12:03:00Z")
    ready = caller.get("/calls/ACvoice", **asked)["data"]["voicemail"]
    assert (ready["status"], ready["duration"], ready["transcript"]) == ("completed", 16, "Please call.")
    assert "/v1/resource/voicemail/" in ready["recordingUrl"]


def test_a_voicemail_is_not_there_while_the_caller_still_speaks(caller):
    caller.goto("2026-11-20T11:58:10Z")
    assert "voicemail" not in caller.get("/calls/ACvoice", include="voicemail")["data"]
    assert caller.refused("/v1/call-voicemails/ACvoice")[0] == 404


def test_a_call_rings_runs_and_ends(caller):
    told = []
    for moment in ("10:00:02", "10:01:00", "10:02:21"):
        caller.goto(f"2026-10-01T{moment}Z")
        # Before the dated surface could list calls, so v1.
        call = caller.get("/v1/calls/ACtalk")["data"]
        told.append((call["status"], call["answeredAt"] is None, call["completedAt"] is None, call["updatedAt"]))
    assert told == [
        ("ringing", True, True, "2026-10-01T10:00:00.000Z"),
        ("in-progress", False, True, "2026-10-01T10:00:05.700Z"),
        ("completed", False, False, "2026-10-01T10:02:21.000Z"),
    ]


def test_recordings_appear_are_processed_and_complete(caller):
    told = []
    for moment in ("10:00:30", "10:01:30", "10:03:00", "10:05:00"):
        caller.goto(f"2026-10-01T{moment}Z")
        told.append([one["status"] for one in caller.get("/calls/ACtalk/recordings")["data"]])
        urls = [one["url"] for one in caller.get("/v1/call-recordings/ACtalk")["data"]]
        assert all(urls) is (moment == "10:05:00")
    assert told == [["in-progress"], ["in-progress"] * 2, ["processing"] * 2, ["completed"] * 2]


def test_transcripts_and_summaries_come_after_the_recording(caller):
    caller.goto("2026-10-01T10:05:30Z")
    assert [one["status"] for one in caller.get("/calls/ACtalk/transcripts")["data"]] == ["in-progress"] * 2
    assert caller.get("/v1/call-transcripts/ACtalk")["data"]["dialogue"] is None
    assert caller.get("/calls/ACtalk", include="summary")["data"]["summary"]["status"] == "in-progress"
    assert caller.get("/v1/call-summaries/ACtalk")["data"]["status"] == "in-progress"
    caller.goto("2026-10-01T10:06:00Z")
    assert [one["status"] for one in caller.get("/calls/ACtalk/transcripts")["data"]] == ["completed"] * 2
    assert caller.get("/v1/call-summaries/ACtalk")["data"]["summary"] == ["They talked."]


def test_what_was_settled_is_unsettled_when_the_clock_goes_back(caller):
    caller.goto("2026-11-20T12:10:00Z")
    assert caller.get("/messages/AClate")["data"]["status"] == "delivered"
    caller.goto("2026-11-20T12:00:12Z")
    assert caller.get("/messages/AClate")["data"]["status"] == "sent"


def test_conversations_move_on_texts_and_on_calls(caller):
    def pair():
        return next(one for one in caller.get("/v1/conversations", maxResults=100)["data"] if one["id"] == "CNpair")

    assert pair()["lastActivityId"] == "ACvoice"
    caller.goto("2026-11-20T12:00:10Z")
    assert (pair()["lastActivityId"], pair()["updatedAt"]) == ("AClate", "2026-11-20T12:00:10.000Z")
    caller.goto("2026-10-09T00:00:00Z")
    assert pair()["lastActivityId"] == "ACagent"
    assert len(caller.get("/v1/conversations", maxResults=100)["data"]) == 4


def test_a_deletion_is_told_from_its_moment_on(caller):
    def gone():
        return next(one for one in caller.get("/conversations", limit=50)["data"] if one["id"] == "CNgone")["deletedAt"]

    assert gone() is not None
    caller.goto("2026-10-31T00:00:00Z")
    assert gone() is None
