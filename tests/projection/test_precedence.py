"""Which source wins, and which disagreements are explained, as docs/decisions/precedence.md tells them."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.activity import ActivityRecord, Outcome
from onrecord.domain.clock import Instant, ms_to_iso
from onrecord.projection.activity import activity_of
from onrecord.projection.fold import fold_activity
from onrecord.projection.outcome import Facts, outcome_of
from onrecord.projection.reading import NOTHING_HELD, Directory, Reading
from onrecord.projection.statement import STATUS_RANKS, Entry, Statement
from told import (
    AGENT,
    ANA,
    BEGAN,
    DANA,
    DAY,
    LINE,
    MISSED,
    OWN,
    SECOND,
    WEEK_LATER,
    dated_call,
    dated_message,
    listed_call,
    listed_message,
    reading,
    v1_call,
    v1_message,
)

DIRECTORY = Directory({LINE: OWN})
ANSWERED = {"answered_ms": Instant(BEGAN + 4 * SECOND, SECOND)}
FROM_REST: dict[str, object] = {
    "direction": "incoming",
    "status": "completed",
    "at_ms": Instant(BEGAN + 110),
    "answered_ms": None,
    "completed_ms": Instant(BEGAN + 140 * SECOND, SECOND),
    "participants": (OWN, DANA),
    "line_id": LINE,
}


def folded(*readings: Reading) -> ActivityRecord:
    subject = "ACm1" if any(b"ACm1" in one.body for one in readings) else "ACc1"
    either = [fold_activity(subject, order, DIRECTORY) for order in (readings, readings[::-1])]
    assert either[0] == either[1], "the order of arrival shows"
    assert either[0].record is not None
    return either[0].record


def stated(statements: Sequence[Statement]) -> ActivityRecord:
    record = activity_of("ACc1", statements, DIRECTORY, NOTHING_HELD)
    assert record is not None
    assert record == activity_of("ACc1", statements[::-1], DIRECTORY, NOTHING_HELD)
    return record


def from_rest(**values: object) -> Statement:
    return Statement("dated GET /calls", "dated", WEEK_LATER, kind="call", values=FROM_REST | values)


def pushed(event: str, at: int = BEGAN + 141 * SECOND, **values: object) -> Statement:
    return Statement(f"N {event}", "N", at, push=True, kind="call", values=values)


def from_v1(**changes: object) -> Reading:
    return reading("v1", "GET /v1/calls", v1_call(**changes))


def explained(record: ActivityRecord) -> dict[str, str | None]:
    return {one.field: one.explained for one in record.discrepancies}


# --- who answered, when, with whom ------------------------------------------------------------------------------


def test_the_agent_beats_the_person_whom_the_call_belongs_to() -> None:
    record = folded(listed_call(dated_call(answeredBy=AGENT)), from_v1(answeredBy=ANA, userId=ANA))
    assert (record.answered_by, record.outcome) == (AGENT, "ai_answered")
    assert {claim.rule for claim in record.claims if claim.field == "answered_by"} == {"agent_over_person"}
    assert explained(record) == {"answered_by": "names_the_owner"}
    newer = reading("v1", "GET /v1/calls", v1_call(answeredBy=ANA), at=WEEK_LATER + DAY)
    assert folded(listed_call(dated_call(answeredBy=AGENT)), newer).answered_by == AGENT


@pytest.mark.parametrize(("coarse", "is_same"), [("20Z", True), ("21Z", True), ("21.000Z", True), ("22Z", False)])
def test_a_time_that_was_cut_off_or_rounded_agrees(coarse: str, is_same: bool) -> None:
    record = folded(
        listed_call(dated_call(createdAt=f"2026-09-21T14:13:{coarse}")), from_v1(createdAt="2026-09-21T14:13:20.700Z")
    )
    assert ("at_ms" not in explained(record)) is is_same
    assert (record.at_ms % SECOND == 700) is is_same


def test_order_and_repeats_of_participants_are_no_disagreement() -> None:
    twice = [{"phoneNumber": number, "actorId": None} for number in (DANA, OWN, DANA)]
    record = folded(listed_call(dated_call(participants=twice)), from_v1(participants=[OWN, DANA]))
    assert (record.participants, record.discrepancies) == ((DANA,), [])
    empty = folded(listed_call(dated_call(participants=twice)), from_v1(participants=[]))
    assert (empty.participants, empty.discrepancies) == ((DANA,), [])


def test_who_was_asked_for_is_nobodys_claim() -> None:
    asked = {"phoneNumberId": LINE, "participants": [DANA]}
    v1 = reading("v1", "GET /v1/calls", v1_call(participants=[OWN]), asked=asked)
    alone = reading("v1", "GET /v1/calls/{callId}", v1_call(participants=[OWN]))
    record = folded(v1, alone)
    assert record.participants == (DANA,)
    claims = [claim for claim in record.claims if claim.field == "participants"]
    assert [(claim.rule, claim.chosen, claim.explained) for claim in claims] == [
        ("asked_context", False, "incomplete_list")
    ] * 2


# --- the words for an end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "values"),
    [
        ("unanswered", {}),
        ("no-answer", {}),
        ("abandoned", {}),
        ("completed", {"status": "missed"}),
        ("answered", ANSWERED),
        ("ai-handled", ANSWERED),
    ],
)
def test_two_words_for_one_end_agree(word: str, values: dict[str, object]) -> None:
    record = stated([from_rest(**values), pushed("call.completed", status=word, ended=True)])
    assert "status" not in explained(record)


@pytest.mark.parametrize("told", ["busy", "missed", "abandoned", "no-answer"])
def test_how_a_call_ended_beats_that_it_is_over(told: str) -> None:
    older = pushed("call.completed", status="completed", ended=True, updated_ms=Instant(BEGAN + 150 * SECOND))
    record = stated([from_rest(status=told), older])
    assert (record.status, explained(record)) == (told, {})
    assert {claim.rule for claim in record.claims if claim.field == "status" and claim.chosen} == {"says_how"}
    assert stated([older]).status == "completed"


@pytest.mark.parametrize(
    ("words", "values"), [(("completed", "unanswered"), ANSWERED), (("busy", "abandoned"), {})], ids=["answered", "how"]
)
def test_an_end_that_does_not_fit_is_a_discrepancy(words: tuple[str, str], values: dict[str, object]) -> None:
    record = stated([from_rest(status=words[0], **values), pushed("call.completed", status=words[1], ended=True)])
    assert "status" in explained(record)


def test_v1_had_no_word_for_received() -> None:
    v1 = reading("v1", "GET /v1/messages", v1_message(status="delivered"))
    assert explained(folded(listed_message(dated_message()), v1)) == {"status": "no_word_for_it"}


# --- what is a disagreement, and what explains it --------------------------------------------------------------------


def test_what_everybody_says_is_not_there_is_not_contested() -> None:
    record = folded(listed_call(dated_call(**MISSED)), from_v1(**MISSED))
    assert {"answered_by", "forwarded_to", "ai_handled"}.isdisjoint(claim.field for claim in record.claims)


def test_of_several_surfaces_it_is_known_which_gave_a_length() -> None:
    record = stated([from_rest(duration_seconds=0), pushed("call.missed", status="missed")])
    assert record.surfaces == ("N", "dated")
    assert [(one.surface, one.value) for one in record.claims if one.field == "duration_seconds"] == [("dated", "0")]


def test_a_webhook_says_what_was_so_then() -> None:
    ringing = pushed("call.ringing", BEGAN, status="ringing", direction="incoming")
    record = stated([from_rest(), ringing])
    assert (record.status, record.discrepancies) == ("completed", [])
    assert {claim.explained for claim in record.claims if claim.field == "status"} == {None, "said_before_the_end"}


def test_one_claim_that_nothing_explains_leaves_the_discrepancy_open() -> None:
    during = reading("dated", "GET /calls/{callId}", dated_call(status="in-progress", completedAt=None, duration=0))
    during = during._replace(order_ms=BEGAN + 60 * SECOND)
    record = folded(listed_call(dated_call(duration=136)), during, from_v1(duration=99))
    length = next(one for one in record.discrepancies if one.field == "duration_seconds")
    assert (length.explained, length.surface, length.against) == (None, "dated", "v1")
    claims = {claim.slot: claim.explained for claim in record.claims if claim.field == "duration_seconds"}
    assert claims["dated GET /calls/{callId}"] == "said_before_the_end"


def test_the_length_of_a_missed_call_is_how_long_it_rang() -> None:
    record = folded(listed_call(dated_call(**(MISSED | {"duration": 0}))), from_v1(**MISSED))
    assert (record.duration_seconds, explained(record)) == (0, {"duration_seconds": "ringing_time"})


def test_nothing_is_explained_where_the_own_times_say_so() -> None:
    assert explained(folded(listed_call(dated_call()), from_v1(duration=0))) == {"duration_seconds": "zero_length"}
    unproven = folded(listed_call(dated_call(duration=99)), from_v1(duration=0))
    assert explained(unproven) == {"duration_seconds": None}


def test_one_length_may_count_the_ringing() -> None:
    assert explained(folded(listed_call(dated_call()), from_v1(duration=140))) == {"duration_seconds": "counts_ringing"}
    other = folded(listed_call(dated_call(duration=140)), from_v1(duration=136))
    assert explained(other) == {"duration_seconds": "counts_ringing"}


def test_a_second_is_lost_by_rounding() -> None:
    assert explained(folded(listed_call(dated_call()), from_v1(duration=135))) == {"duration_seconds": "rounded"}


def test_a_length_that_nothing_explains_is_open() -> None:
    assert explained(folded(listed_call(dated_call()), from_v1(duration=123))) == {"duration_seconds": None}


# --- what came of a call ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "more", "outcome"),
    [
        ("answered", ANSWERED, Outcome.ANSWERED),
        ("unanswered", {}, Outcome.MISSED),
        ("unanswered", {"has_voicemail": True}, Outcome.VOICEMAIL),
        ("unanswered", {"direction": "outgoing"}, Outcome.NO_ANSWER),
        ("failed", {}, Outcome.FAILED),
        ("forwarded", {}, Outcome.FORWARDED),
        ("abandoned", {}, Outcome.ABANDONED),
        ("ai-handled", ANSWERED, Outcome.AI_ANSWERED),
    ],
)
@pytest.mark.parametrize("with_rest", [False, True], ids=["alone", "beside-rest"])
def test_every_end_of_a_webhook_has_its_outcome(
    status: str, more: dict[str, object], outcome: Outcome, with_rest: bool
) -> None:
    told = {"direction": "incoming", "answered_ms": None} | more
    pushes = [pushed("call.completed", status=status, ended=True, **told)]
    beside = [from_rest(**({"direction": "outgoing"} if "direction" in more else {}))] if with_rest else []
    assert stated([*pushes, *beside]).outcome == outcome


def test_a_voicemail_proves_that_nobody_of_ours_took_the_call() -> None:
    passed_on = from_rest(forwarded_to="USben")
    left = Statement("N call.voicemail.completed", "N", WEEK_LATER, True, told={"voicemail": (Entry(path="/vm"),)})
    assert stated([passed_on]).outcome == Outcome.FORWARDED
    assert stated([passed_on, left]).outcome == Outcome.VOICEMAIL


STATUSES = st.sampled_from([*STATUS_RANKS, "unheard-of"])
FACTS = st.builds(
    Facts,
    direction=st.sampled_from(["incoming", "outgoing", None]),
    status=STATUSES,
    said=st.frozensets(STATUSES, max_size=3),
    answered=st.booleans(),
    ended=st.just(True),
    ai_handled=st.booleans(),
    forwarded=st.booleans(),
    left_voicemail=st.booleans(),
)


@settings(derandomize=True, deadline=None)
@given(FACTS, STATUSES)
def test_no_outcome_follows_from_the_status_alone(facts: Facts, status: str) -> None:
    assert outcome_of(facts) == outcome_of(facts._replace(status=status))


@settings(derandomize=True, deadline=None)
@given(FACTS)
def test_an_answered_call_is_never_missed_and_an_unanswered_one_never_answered(facts: Facts) -> None:
    outcome = outcome_of(facts)
    unanswered = {Outcome.MISSED, Outcome.VOICEMAIL, Outcome.ABANDONED, Outcome.NO_ANSWER, Outcome.FAILED}
    assert not (facts.answered and outcome in unanswered)
    assert facts.answered or outcome is not Outcome.ANSWERED


def test_a_call_nobody_ended_is_in_progress() -> None:
    ringing = from_rest(status="ringing", completed_ms=None)
    assert stated([ringing]).outcome == Outcome.IN_PROGRESS
    ended = reading("v1", "GET /v1/calls", v1_call(**MISSED, completedAt=ms_to_iso(BEGAN + 20 * SECOND)))
    assert folded(ended).outcome == Outcome.MISSED
