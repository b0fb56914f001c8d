"""The rules of the fold, one by one, as docs/decisions/fold.md tells them."""

from collections.abc import Sequence
from typing import Any

import pytest

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.clock import Instant, ms_to_iso
from onrecord.projection.activity import activity_of
from onrecord.projection.fold import fold_activity
from onrecord.projection.reading import NOTHING_HELD, Directory, Reading
from onrecord.projection.statement import Entry, Statement
from onrecord.projection.stray_voicemail import PossibleCall, StrayVoicemail, call_of
from told import (
    AGENT,
    ANA,
    BEGAN,
    DANA,
    DAY,
    ERIN,
    FORBIDDEN,
    HOUR,
    LINE,
    MINUTE,
    MISSED,
    NOT_FOUND,
    OTHER_LINE,
    OTHER_OWN,
    OWN,
    SECOND,
    WEEK_LATER,
    dated_call,
    dated_message,
    listed_call,
    listed_message,
    part,
    photo,
    reading,
    recording,
    sent_message,
    v1_call,
    v1_message,
    voicemail,
)

DIRECTORY = Directory({LINE: OWN, OTHER_LINE: OTHER_OWN})
OLD = BEGAN - 400 * DAY


def folded(readings: Sequence[Reading], directory: Directory = DIRECTORY) -> ActivityRecord:
    subject = "ACm1" if any(b"ACm1" in one.body for one in readings) else "ACc1"
    either = [fold_activity(subject, order, directory) for order in (list(readings), list(reversed(readings)))]
    assert either[0] == either[1], "the order of arrival shows"
    assert either[0].record is not None
    return either[0].record


def stated(*statements: Statement, directory: Directory = DIRECTORY) -> ActivityRecord:
    record = activity_of("ACm1", statements, directory, NOTHING_HELD)
    assert record == activity_of("ACm1", statements[::-1], directory, NOTHING_HELD)
    assert record is not None
    return record


def pushed(event: str, at: int, told: Any = None, **values: object) -> Statement:
    return Statement(f"N {event}", "N", at, push=True, kind="message", values=dict(values), told=told or {})


def files(record: ActivityRecord, kind: str) -> list[tuple[str, ...]]:
    return [artefact.ways for artefact in record.artefacts if artefact.kind == kind]


# --- 1 and 2: what is newer, and what it replaces --------------------------------------------------------------


def test_asking_again_is_a_new_reading() -> None:
    before = listed_message(sent_message(text="Tuesday?"), at=BEGAN + HOUR)
    after = listed_message(sent_message(text="Wednesday?"), at=BEGAN + 2 * HOUR)
    assert folded([before, after]).text == "Wednesday?"


def test_a_push_is_as_old_as_the_provider_says_however_late_it_comes() -> None:
    pulled = Statement("dated GET /messages", "dated", BEGAN + HOUR, kind="message", values={"text": "as it is"})
    late = pushed("message.received", BEGAN, text="as it was")
    assert stated(pulled, late).text == "as it is"


def test_under_two_seconds_apart_is_a_tie_and_the_better_surface_wins() -> None:
    pulled = Statement("dated GET /messages", "dated", BEGAN, kind="message", values={"text": "pulled"})
    close = pushed("message.received", BEGAN + 1_999, text="pushed")
    apart = pushed("message.received", BEGAN + 2_000, text="pushed")
    assert stated(pulled, close).text == "pulled"
    assert stated(pulled, apart).text == "pushed"


def test_a_statement_supersedes_only_its_own_slot() -> None:
    with_voicemail = listed_call(dated_call(**MISSED, voicemail=voicemail()), at=WEEK_LATER)
    without_asking = listed_call(dated_call(**MISSED), include="", at=WEEK_LATER + DAY)
    record = folded([with_voicemail, without_asking])
    assert record.voicemail_word == "some"
    assert files(record, "voicemail") == [("/v1/resource/voicemail/VM1.mp3",)]


def test_a_call_that_was_not_asked_for_its_voicemail_is_silent_about_it() -> None:
    assert folded([listed_call(dated_call(**MISSED), include="")]).voicemail_word == "unknown"
    assert folded([listed_call(dated_call(**MISSED))]).voicemail_word == "none"


# --- 3: silence, none, and unknown ----------------------------------------------------------------------------


def test_a_missing_media_member_says_nothing() -> None:
    assert folded([reading("v1", "GET /v1/messages", v1_message())]).media_word == "unknown"
    with_photo = listed_message(dated_message(media=[photo("a.jpg")]))
    later_without = reading("v1", "GET /v1/messages", v1_message(), at=WEEK_LATER + DAY)
    assert folded([with_photo, later_without]).media_word == "some"


def test_an_empty_list_of_an_old_message_is_unknown_until_old_media_are_known_to_come() -> None:
    old = listed_message(dated_message(createdAt=ms_to_iso(OLD)))
    assert folded([old]).media_word == "unknown"
    assert folded([old]).word_reasons == (("media", "old_media"),)
    assert folded([old], Directory({LINE: OWN}, old_media=False)).media_word == "unknown"
    assert folded([old], Directory({LINE: OWN}, old_media=True)).media_word == "none"
    assert folded([listed_message(dated_message())]).media_word == "none"


@pytest.mark.parametrize(
    ("operation", "body", "status", "word"),
    [
        ("GET /calls/{callId}/recordings", {"data": []}, 200, "recording"),
        ("GET /v1/call-recordings/{callId}", {"data": []}, 200, "recording"),
        ("GET /calls/{callId}/transcripts", {"data": [{"recordingId": "CR1", "status": "absent"}]}, 200, "transcript"),
        ("GET /v1/call-summaries/{callId}", {"data": {"callId": "ACc1", "status": "absent"}}, 200, "summary"),
    ],
)
def test_none_counts_when_it_was_said_well_after_the_end(operation: str, body: object, status: int, word: str) -> None:
    call = listed_call(dated_call(), include="")
    ended = BEGAN + 140 * SECOND
    early = folded([call, part(operation, body, status=status, at=ended + DAY - 1)])
    late = folded([call, part(operation, body, status=status, at=ended + DAY)])
    assert getattr(early, f"{word}_word") == "unknown"
    assert (word, "asked_too_early") in early.word_reasons
    assert getattr(late, f"{word}_word") == "none"


def test_not_found_is_how_v1_says_that_no_voicemail_was_left() -> None:
    call = reading("v1", "GET /v1/calls", v1_call(**MISSED))
    asked = part("GET /v1/call-voicemails/{callId}", NOT_FOUND, status=404)
    assert folded([call, asked]).voicemail_word == "none"
    assert folded([call, asked._replace(order_ms=BEGAN + HOUR)]).voicemail_word == "unknown"


def test_not_found_for_a_transcript_does_not_tell_whether_there_is_none() -> None:
    call = reading("v1", "GET /v1/calls", v1_call())
    record = folded([call, part("GET /v1/call-transcripts/{id}", NOT_FOUND, status=404)])
    assert record.transcript_word == "unknown"
    assert record.word_reasons == (("transcript", "not_given"),)


@pytest.mark.parametrize(("status", "reason"), [(402, "plan"), (403, "forbidden")])
def test_a_refused_part_is_withheld_and_says_why(status: int, reason: str) -> None:
    refused = part("GET /calls/{callId}/transcripts", FORBIDDEN, status=status)
    record = folded([listed_call(dated_call()), refused])
    assert record.transcript_word == "withheld"
    assert record.word_reasons == (("transcript", reason),)
    given = part("GET /calls/{callId}/transcripts", {"data": []}, at=WEEK_LATER + DAY)
    assert folded([listed_call(dated_call()), refused, given]).transcript_word == "none"


def test_a_route_that_is_not_there_says_nothing_of_the_call() -> None:
    page = reading("v1", "GET /v1/call-voicemails/{callId}", b"<html>Cannot GET</html>", status=404)
    record = folded([reading("v1", "GET /v1/calls", v1_call(**MISSED)), page])
    assert (record.voicemail_word, record.gone_ms) == ("unknown", None)


def test_parts_that_cannot_belong_to_a_call_have_no_word() -> None:
    missed = folded([listed_call(dated_call(**MISSED))])
    assert (missed.recording_word, missed.transcript_word, missed.summary_word) == (None, None, None)
    assert missed.media_word is None
    answered = folded([listed_call(dated_call())])
    assert (answered.voicemail_word, answered.recording_word) == (None, "unknown")
    assert folded([listed_call(dated_call(**MISSED, direction="outgoing"))]).voicemail_word is None


def test_a_later_page_that_is_empty_only_ends_the_list() -> None:
    first = part("GET /calls/{callId}/recordings", {"data": [recording()]})
    second = part("GET /calls/{callId}/recordings", {"data": []})
    second = second._replace(asked={"callId": "ACc1", "page": 1})
    assert folded([listed_call(dated_call()), second]).recording_word == "unknown"
    assert folded([listed_call(dated_call()), first, second]).recording_word == "some"


# --- 4 and 5 -----------------------------------------------------------------------------------------------------


def test_evidence_of_existence_beats_absence_whatever_the_time() -> None:
    shown = listed_message(dated_message(media=[photo("a.jpg"), photo("b.jpg")]), at=WEEK_LATER)
    empty = listed_message(dated_message(), at=WEEK_LATER + DAY)
    record = folded([shown, empty])
    assert record.media_word == "some"
    assert files(record, "media") == [
        ("/v1/resource/message-media/a.jpg",),
        ("/v1/resource/message-media/b.jpg",),
    ]


def test_ties_are_broken_the_same_way_from_every_side() -> None:
    one = Statement("v1 GET /v1/messages", "v1", BEGAN, kind="message", values={"text": "a", "status": "sent"})
    two = Statement("v1 GET /v1/messages/{id}", "v1", BEGAN + 900, kind="message", values={"text": "b"})
    three = Statement("L2 message.delivered", "L2", BEGAN + 1_800, kind="message", values={"text": "c"})
    assert stated(one, two, three).text == stated(three, one, two).text == "a"  # its status is the furthest


# --- 6: status ---------------------------------------------------------------------------------------------------


def test_a_stale_sent_does_not_undo_delivered() -> None:
    delivered = pushed("message.delivered", BEGAN + 5 * SECOND, status="delivered", text="hello")
    stale = listed_message(sent_message(updatedAt=ms_to_iso(BEGAN + 2 * SECOND)), at=BEGAN + HOUR)
    record = fold_activity("ACm1", [stale], DIRECTORY).record
    assert record is not None
    assert record.status == "sent"
    pulled = Statement(
        "dated GET /messages",
        "dated",
        BEGAN + HOUR,
        kind="message",
        values={"status": "sent", "updated_ms": Instant(BEGAN + 2 * SECOND)},
    )
    assert stated(delivered, pulled).status == "delivered"
    assert [one.explained for one in stated(delivered, pulled).discrepancies] == ["earlier_status"]


def test_within_one_slot_too_an_end_yields_only_to_a_later_time() -> None:
    ended = listed_message(sent_message(status="delivered", updatedAt=ms_to_iso(BEGAN + 9 * SECOND)), at=BEGAN + HOUR)
    stale = listed_message(sent_message(status="sent", updatedAt=ms_to_iso(BEGAN + SECOND)), at=BEGAN + 2 * HOUR)
    assert folded([ended, stale]).status == "delivered"


def test_a_retry_leads_from_failed_back_to_queued() -> None:
    failed = listed_message(sent_message(status="failed", updatedAt=ms_to_iso(BEGAN + 9 * SECOND)), at=BEGAN + HOUR)
    queued = listed_message(sent_message(status="queued", updatedAt=ms_to_iso(BEGAN + HOUR)), at=BEGAN + 2 * HOUR)
    assert folded([failed, queued]).status == "queued"


def test_v1_has_no_word_for_failed() -> None:
    failed = listed_message(sent_message(status="failed"))
    less = reading("v1", "GET /v1/messages", sent_message(status="undelivered"))
    record = folded([failed, less])
    assert record.status == "failed"
    assert [(one.field, one.explained) for one in record.discrepancies] == [("status", "no_word_for_it")]


def test_the_end_of_a_call_ends_its_ringing() -> None:
    ringing = listed_call(dated_call(status="ringing", answeredAt=None, completedAt=None, duration=0), at=BEGAN)
    assert folded([ringing]).outcome == "in_progress"
    over = reading("v1", "GET /v1/calls", v1_call(status="in-progress"), at=BEGAN + HOUR)
    record = folded([ringing, over])
    assert (record.status, record.outcome) == ("completed", "answered")


# --- 7: which file is which --------------------------------------------------------------------------------------


def test_lists_of_equal_length_align_by_position_and_the_longest_gives_the_count() -> None:
    hook = pushed("message.received", BEGAN, {"media": (Entry(path="/h/1"), Entry(path="/h/2"))}, text="photos")
    rest = Statement(
        "dated GET /messages",
        "dated",
        WEEK_LATER,
        kind="message",
        told={"media": (Entry(path="/r/1", declared_type="image/png"), Entry(path="/r/2"))},
    )
    short = Statement("v1 GET /v1/messages", "v1", WEEK_LATER, kind="message", told={"media": (Entry(path="/v/1"),)})
    record = stated(hook, rest, short)
    assert files(record, "media") == [("/h/1", "/r/1"), ("/h/2", "/r/2")]
    assert [artefact.declared_type for artefact in record.artefacts] == ["image/png", None]


def test_a_path_that_both_know_beats_the_position() -> None:
    one = Statement("a", "dated", BEGAN, kind="message", told={"media": (Entry(path="/1"), Entry(path="/2"))})
    two = Statement("b", "v1", BEGAN, kind="message", told={"media": (Entry(path="/2"), Entry(path="/3"))})
    assert files(stated(one, two), "media") == [("/1", "/3"), ("/2",)]


def test_the_mono_rendering_is_another_way_to_the_same_file() -> None:
    one = Statement("a", "dated", BEGAN, kind="call", told={"recording": (Entry(path="/x_mono.mp3"),)})
    two = Statement("b", "v1", BEGAN, kind="call", told={"recording": (Entry(path="/x.mp3"),)})
    both = Statement(
        "c", "N", BEGAN, kind="call", told={"recording": (Entry(path="/x.mp3"), Entry(path="/x_mono.mp3"))}
    )
    assert files(stated(one, two), "recording") == [("/x.mp3", "/x_mono.mp3")]
    assert files(stated(both), "recording") == [("/x.mp3", "/x_mono.mp3")]


def test_recordings_are_told_apart_by_id_and_ordered_by_their_start() -> None:
    second = recording("CR1", startTime=ms_to_iso(BEGAN + MINUTE))
    first = recording("CR2")
    dated = part("GET /calls/{callId}/recordings", {"data": [second, first]})
    v1 = part("GET /v1/call-recordings/{callId}", {"data": [second]})
    record = folded([listed_call(dated_call()), dated, v1])
    assert [(one.provider_id, one.ordinal) for one in record.artefacts] == [("CR2", 0), ("CR1", 1)]


def test_a_call_has_one_voicemail_whoever_lists_it() -> None:
    calls = listed_call(dated_call(**MISSED, voicemail=voicemail(status="in-progress", recordingUrl=None)))
    later = part("GET /v1/call-voicemails/{callId}", {"data": voicemail(id="VM-other")}, at=WEEK_LATER + HOUR)
    record = folded([calls, later])
    [artefact] = record.artefacts
    assert (artefact.ordinal, artefact.state, artefact.provider_status) == (0, "wanted", "completed")
    assert artefact.content == '{"transcript":"Please call me back about the basement."}'
    assert record.outcome == "voicemail"


def test_a_transcript_of_the_whole_call_is_not_shown_beside_those_of_its_recordings() -> None:
    line = {"content": "Hello", "start": 0.5, "end": 1.0, "identifier": DANA}
    whole = part(
        "GET /v1/call-transcripts/{id}", {"data": {"callId": "ACc1", "status": "completed", "dialogue": [line]}}
    )
    each = {"recordingId": "CR1", "status": "completed", "startTime": ms_to_iso(BEGAN), "dialogue": [line]}
    split = part("GET /calls/{callId}/transcripts", {"data": [each]})
    unready = part("GET /calls/{callId}/transcripts", {"data": [each | {"status": "in-progress", "dialogue": None}]})
    call = listed_call(dated_call())
    [both] = folded([call, whole, split]).artefacts
    said = '{"speaker":"+15550100123","member_id":null,"start":0.5,"end":1.0,"text":"Hello"}'
    assert (both.provider_id, both.content) == ("CR1", f'{{"recording_id":"CR1","segments":[{said}]}}')
    [stand_in] = folded([call, whole, unready]).artefacts
    assert stand_in.state == "kept"
    [alone] = folded([call, whole]).artefacts
    assert alone.provider_id is None


def test_what_is_still_in_the_making_a_day_later_is_waited_for_no_more() -> None:
    def asked(at: int) -> Reading:
        making = recording(status="processing", url=None, duration=None)
        return part("GET /calls/{callId}/recordings", {"data": [making]}, at=at)

    call = listed_call(dated_call())
    [early] = folded([call, asked(BEGAN + HOUR)]).artefacts
    assert (early.state, early.reason) == ("pending", "provider_processing")
    [late] = folded([call, asked(BEGAN + HOUR), asked(BEGAN + 27 * HOUR)]).artefacts
    assert (late.state, late.reason) == ("unknown", "never_finished")
    done = part("GET /calls/{callId}/recordings", {"data": [recording()]}, at=BEGAN + 28 * HOUR)
    [after_all] = folded([call, asked(BEGAN + 27 * HOUR), done]).artefacts
    assert after_all.state == "wanted"


# --- 8: a voicemail without its call --------------------------------------------------------------------------------


def test_a_voicemail_without_a_call_is_attached_by_its_id_else_by_the_one_call_it_fits() -> None:
    call = PossibleCall("ACc1", LINE, (DANA,), BEGAN, BEGAN + 30 * SECOND, None)
    known = call._replace(activity_id="ACc2", at_ms=OLD, completed_ms=OLD, voicemail_id="VM1")
    made = StrayVoicemail("VM1", LINE, DANA, BEGAN + 31 * SECOND)
    assert call_of(made, [call, known]) == "ACc2"
    assert call_of(made._replace(voicemail_id=None), [call, known]) == "ACc1"
    assert call_of(made, [call]) == "ACc1"


def test_a_voicemail_that_fits_several_calls_or_none_stays_without_one() -> None:
    call = PossibleCall("ACc1", LINE, (DANA,), BEGAN, BEGAN + 30 * SECOND, None)
    made = StrayVoicemail(None, LINE, DANA, BEGAN + 31 * SECOND)
    assert call_of(made, [call, call._replace(activity_id="ACc2")]) is None
    assert call_of(made._replace(caller=ERIN), [call]) is None
    assert call_of(made._replace(made_ms=BEGAN + HOUR), [call]) is None
    assert call_of(made._replace(line_id=OTHER_LINE), [call]) is None


# --- 9: who is on the other side --------------------------------------------------------------------------------


def test_only_the_activitys_own_line_is_subtracted() -> None:
    between = [{"phoneNumber": OTHER_OWN, "actorId": None}, {"phoneNumber": OWN, "actorId": ANA}]
    assert folded([listed_call(dated_call(participants=between))]).participants == (OTHER_OWN,)
    there = dated_call(participants=between, phoneNumberId=OTHER_LINE)
    assert folded([listed_call(there)]).conversation_key == f"{OTHER_LINE}:{OWN}"


def test_hidden_callers_are_never_merged() -> None:
    hidden = [{"phoneNumber": "Anonymous", "actorId": None}, {"phoneNumber": OWN, "actorId": ANA}]
    call = listed_call(dated_call(participants=hidden))
    assert folded([call]).conversation_key == f"{LINE}:=ACc1"
    mention = {"id": "CNhidden", "phoneNumberId": LINE, "participants": ["Anonymous"], "lastActivityId": "ACc1"}
    assert folded([call, reading("dated", "GET /conversations", mention)]).conversation_key == f"{LINE}:=CNhidden"
    known = Directory({LINE: OWN}, conversation_of={"ACc1": "CNhidden"})
    assert folded([call], known).conversation_key == f"{LINE}:=CNhidden"


def test_empty_participants_are_silent_and_the_asked_context_is_the_last_resort() -> None:
    context = {"phoneNumberId": LINE, "participants": [DANA]}
    empty = reading("v1", "GET /v1/calls", v1_call(participants=[], phoneNumberId=None), asked=context)
    record = folded([empty])
    assert (record.line_id, record.participants) == (LINE, (DANA,))
    people = [{"phoneNumber": number, "actorId": None} for number in (OWN, DANA, ERIN)]
    assert folded([empty, listed_call(dated_call(participants=people))]).participants == (DANA, ERIN)


def test_the_most_complete_list_of_participants_wins_and_a_shorter_one_is_explained() -> None:
    people = [{"phoneNumber": number, "actorId": None} for number in (OWN, DANA, ERIN)]
    whole = listed_call(dated_call(participants=people), at=WEEK_LATER)
    one = reading("v1", "GET /v1/calls/{callId}", {"data": v1_call(participants=[DANA])}, at=WEEK_LATER + DAY)
    record = folded([whole, one])
    assert record.participants == (DANA, ERIN)
    assert ("participants", "incomplete_list") in [(one.field, one.explained) for one in record.discrepancies]


def test_a_group_message_is_with_everybody_but_the_own_line() -> None:
    incoming = folded([listed_message(dated_message(to=[OWN, ERIN]))])
    outgoing = folded([listed_message(sent_message(to=[ERIN, DANA]))])
    assert incoming.participants == outgoing.participants == (DANA, ERIN)
    assert incoming.conversation_key == outgoing.conversation_key


def test_a_line_that_is_left_out_is_the_one_whose_number_takes_part() -> None:
    assert folded([listed_message(dated_message(phoneNumberId=None))]).conversation_key == f"{LINE}:{DANA}"
    assert folded([listed_message(sent_message(phoneNumberId=None))]).line_id == LINE
    assert folded([listed_call(dated_call(phoneNumberId=None))]).line_id == LINE
    between = dated_call(phoneNumberId=None, participants=[{"phoneNumber": own} for own in (OWN, OTHER_OWN)])
    assert folded([listed_call(between)]).line_id is None


def test_a_message_is_filed_rightly_before_its_line_is_known() -> None:
    assert folded([listed_message(dated_message())], Directory()).participants == (DANA,)


# --- 10 -----------------------------------------------------------------------------------------------------------


def test_not_found_after_it_was_seen_is_gone_and_a_later_listing_revives() -> None:
    listed = listed_message(dated_message(), at=WEEK_LATER)
    missing = reading("dated", "GET /messages/{messageId}", NOT_FOUND, status=404, at=WEEK_LATER + DAY)
    gone = folded([listed, missing])
    assert (gone.gone_ms, gone.text) == (WEEK_LATER + DAY, "The crack in the wall is back")
    again = listed_message(dated_message(), at=WEEK_LATER + 2 * DAY)
    assert folded([listed, missing, again]).gone_ms is None
    tie = listed_message(dated_message(), at=WEEK_LATER + DAY + 1_999)
    assert folded([listed, missing, tie]).gone_ms == WEEK_LATER + DAY


def test_what_was_never_seen_is_not_gone_but_has_no_record() -> None:
    missing = reading("dated", "GET /messages/{messageId}", NOT_FOUND, status=404)
    assert fold_activity("ACm1", [missing], DIRECTORY).record is None


# --- 11 -----------------------------------------------------------------------------------------------------------


def test_times_agree_at_the_coarser_precision_and_the_finest_is_chosen() -> None:
    coarse = listed_call(dated_call(createdAt="2026-09-21T14:13:20Z"), at=WEEK_LATER)
    fine = reading("v1", "GET /v1/calls", v1_call(createdAt="2026-09-21T14:13:20.110Z"), at=WEEK_LATER - DAY)
    record = folded([coarse, fine])
    assert record.at_ms % SECOND == 110
    assert "at_ms" not in {one.field for one in record.discrepancies}
    assert {one.rule for one in record.claims if one.field == "at_ms"} == {"finest_agreeing"}


def test_times_that_differ_are_a_discrepancy() -> None:
    other = reading("v1", "GET /v1/calls", v1_call(createdAt="2026-09-21T14:13:25Z"))
    record = folded([listed_call(dated_call()), other])
    assert ("at_ms", None) in [(one.field, one.explained) for one in record.discrepancies]


# --- 12 -----------------------------------------------------------------------------------------------------------


def test_repeats_are_harmless() -> None:
    told = [listed_call(dated_call()), part("GET /calls/{callId}/recordings", {"data": [recording()]})]
    assert folded(told * 3) == folded(told)


def test_what_the_provider_made_up_on_request_never_becomes_a_record() -> None:
    made_up = reading("dated", "GET /messages", dated_message(), asked={"test": True})
    assert fold_activity("ACm1", [made_up], DIRECTORY).record is None


# --- contested values ----------------------------------------------------------------------------------------------


def test_the_length_of_an_answered_call_is_not_nothing() -> None:
    zero = reading("v1", "GET /v1/calls", v1_call(duration=0), at=WEEK_LATER + DAY)
    record = folded([listed_call(dated_call(duration=136)), zero])
    assert record.duration_seconds == 136
    claims = [(one.value, one.rule, one.chosen) for one in record.claims if one.field == "duration_seconds"]
    assert claims == [("136", "positive_over_zero", True), ("0", "positive_over_zero", False)]
    assert [one.explained for one in record.discrepancies] == ["zero_length"]


def test_a_length_given_before_the_end_is_no_contradiction() -> None:
    early = listed_call(dated_call(status="in-progress", completedAt=None, duration=0), at=BEGAN + MINUTE)
    late = reading("v1", "GET /v1/calls", v1_call(duration=134))
    record = folded([early, late])
    assert record.duration_seconds == 134
    explained = {one.field: one.explained for one in record.discrepancies}
    assert explained["duration_seconds"] == "said_before_the_end"


def test_the_better_surface_decides_between_two_lengths_whenever_it_was_asked() -> None:
    v1 = reading("v1", "GET /v1/calls", v1_call(duration=130), at=WEEK_LATER + DAY)
    assert folded([listed_call(dated_call(duration=136)), v1]).duration_seconds == 136


def test_a_recording_shorter_than_its_call_is_no_discrepancy() -> None:
    shorter = part("GET /calls/{callId}/recordings", {"data": [recording(duration=106)]})
    record = folded([listed_call(dated_call()), shorter])
    assert (record.duration_seconds, record.discrepancies, record.claims) == (136, [], [])


def test_one_source_makes_no_claims() -> None:
    assert folded([listed_call(dated_call(), at=at) for at in (WEEK_LATER, WEEK_LATER + DAY)]).claims == []


def test_who_knows_that_it_was_answered_beats_who_does_not() -> None:
    unaware = reading("v1", "GET /v1/calls", v1_call(answeredAt=None, answeredBy=None), at=WEEK_LATER + DAY)
    record = folded([listed_call(dated_call()), unaware])
    assert (record.answered_by, record.outcome) == (ANA, "answered")
    assert ("answered_by", None) in [(one.field, one.explained) for one in record.discrepancies]


# --- what came of a call ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, "answered"),
        (MISSED, "missed"),
        (MISSED | {"status": "abandoned"}, "abandoned"),
        (MISSED | {"direction": "outgoing"}, "no_answer"),
        (MISSED | {"status": "failed"}, "failed"),
        (MISSED | {"forwardedTo": ERIN}, "forwarded"),
        (MISSED | {"voicemail": voicemail()}, "voicemail"),
        ({"answeredBy": AGENT}, "ai_answered"),
        ({"aiHandled": "ai-agent"}, "ai_answered"),
        (MISSED | {"status": "ringing", "completedAt": None}, "in_progress"),
        (MISSED | {"status": "on-hold-somewhere", "completedAt": None}, "in_progress"),
    ],
)
def test_the_outcome_follows_from_several_fields(changes: dict[str, object], outcome: str) -> None:
    assert folded([listed_call(dated_call(**changes))]).outcome == outcome


def test_an_incoming_message_was_written_by_nobody_of_ours() -> None:
    assert folded([reading("v1", "GET /v1/messages", v1_message(userId=ANA))]).member_id is None
    assert folded([listed_message(sent_message())]).member_id == ANA


def test_only_references_make_no_record() -> None:
    mention = {"id": "CN1", "phoneNumberId": LINE, "participants": [DANA], "lastActivityId": "ACc1"}
    folded_ = fold_activity("ACc1", [reading("v1", "GET /v1/conversations", mention)], DIRECTORY)
    assert (folded_.record, folded_.not_understood) == (None, [])
