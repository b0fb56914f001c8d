"""What came for an account is evidence: counted by the surface that it came from, and noted once."""

from typing import Any

import pytest

from fake_clock import FakeClock
from keeping import fold, rows, take
from onrecord.domain.capability import Finding
from onrecord.limits.impact import impact_of
from onrecord.limits.payloads import found_in_the_record, lengths, note_what_came, refusals, told
from onrecord.limits.words import say_impact
from onrecord.provider.client import Answer
from onrecord.storage.engine import Database
from onrecord.storage.payloads import Answered, Came
from onrecord.views.times import moments
from small_world import list_answer, one_answer
from told import (
    BEGAN,
    DANA,
    ERIN,
    LINE,
    MISSED,
    OWN,
    dated_call,
    dated_message,
    photo,
    sent_message,
    v1_call,
    v1_message,
)

LATER = BEGAN + 7 * 86_400_000
TIMES = moments("UTC", "US", LATER)


def lines() -> Answer:
    return list_answer("GET /v1/phone-numbers", [{"id": LINE, "number": OWN, "name": "Office"}], LATER)


def known(database: Database, clock: FakeClock, *answers: Answer) -> dict[tuple[str, str], Finding]:
    take(database, [lines(), *answers])
    fold(database, clock)
    with database.reading() as conn:
        return {(one.name, one.surface): one for one in found_in_the_record(conn, 1)}


def impact(database: Database, name: str) -> tuple[int, int | None, dict[str, int]]:
    with database.reading() as conn:
        counted = impact_of(conn, 1, name)
    assert counted is not None
    return counted.count, counted.of, dict(counted.reasons)


def thread(*messages: dict[str, Any]) -> Answer:
    return list_answer("GET /v1/messages", list(messages), LATER)


def test_pictures_that_came_say_from_which_surface(database: Database, clock: FakeClock) -> None:
    pictured = dated_message(media=[photo("one"), photo("two")])
    found = known(database, clock, list_answer("GET /messages", [pictured], LATER))
    assert (found["media", "dated"].verdict, found["media", "dated"].detail) == (
        "yes",
        "Links to pictures and files came: 2.",
    )
    assert ("media", "v1") not in found


def test_pictures_of_older_messages_show_that_old_ones_come(database: Database, clock: FakeClock) -> None:
    old = dated_message("ACold", media=[photo("old")], createdAt="2026-03-01T10:00:00.000Z")
    found = known(database, clock, list_answer("GET /messages", [old], LATER))
    assert found["old_media", "dated"].verdict == "yes"


def test_what_a_conversation_only_names_did_not_come(database: Database, clock: FakeClock) -> None:
    message = dated_message("ACshort", **{"from": "60555"}, conversationId="CNshort")
    named = {
        "id": "CNshort", "phoneNumberId": LINE, "participants": ["60555"], "lastActivityId": "ACshort",
        "lastActivityAt": message["createdAt"], "createdAt": message["createdAt"], "updatedAt": message["createdAt"],
    }  # fmt: skip
    found = known(
        database,
        clock,
        list_answer("GET /v1/conversations", [named], LATER),
        list_answer("GET /messages", [message], LATER),
    )
    assert ("hidden_callers", "dated") in found
    assert ("hidden_callers", "v1") not in found


def test_messages_with_neither_text_nor_picture_show_what_a_surface_leaves_out(
    database: Database, clock: FakeClock
) -> None:
    found = known(database, clock, thread(v1_message("ACm1", text=""), v1_message("ACm2", text="Here it is")))
    assert found["media", "v1"].verdict == "no"
    assert impact(database, "media") == (2, 2, {"bare": 1, "with_text": 1})


def test_a_text_alone_proves_nothing_of_pictures(database: Database, clock: FakeClock) -> None:
    assert ("media", "v1") not in known(database, clock, thread(v1_message(text="No picture meant")))


def test_groups_and_hidden_callers_that_came_are_evidence(database: Database, clock: FakeClock) -> None:
    found = known(
        database,
        clock,
        list_answer(
            "GET /messages",
            [
                sent_message("ACm1", to=[DANA, ERIN], conversationId="CNgroup"),
                dated_message("ACm2", **{"from": "60555"}, conversationId="CNshort"),
            ],
            LATER,
        ),
    )
    assert found["group_messages", "dated"].detail == "Messages of groups came: 1."
    assert found["hidden_callers", "dated"].detail == "Messages of short codes and hidden callers came: 1."


def test_an_answered_call_without_a_length_makes_all_lengths_of_its_surface_doubtful(
    database: Database, clock: FakeClock
) -> None:
    calls = list_answer("GET /v1/calls", [v1_call("ACc1", duration=0), v1_call("ACc2")], LATER)
    found = known(database, clock, calls)
    assert found["durations", "v1"].verdict == "partly"
    assert impact(database, "durations") == (1, 2, {"no_length": 1})


def test_what_calls_lack_is_counted_with_its_reasons(database: Database, clock: FakeClock) -> None:
    answered, missed = dated_call("ACc1"), dated_call("ACc2", **MISSED)
    unrecorded = one_answer("GET /calls/{callId}/recordings", {"callId": "ACc1"}, [], LATER)
    known(database, clock, list_answer("GET /calls", [answered, missed, dated_call("ACc3")], LATER), unrecorded)
    assert impact(database, "recordings") == (3, 3, {"never_answered": 1, "not_made": 1, "not_told": 1})
    with database.reading() as conn:
        said = impact_of(conn, 1, "recordings")
    assert said is not None
    assert say_impact(said, TIMES) == ("3 of 3 calls have no recording: 1 never answered, 1 not made, 1 not told.")


def test_only_what_is_new_is_written(database: Database, clock: FakeClock) -> None:
    known(database, clock, thread(v1_message("ACm1", text="")))
    note_what_came(database, 1)
    first = rows(database, "select name, noted from evidence")
    note_what_came(database, 1)
    assert rows(database, "select name, noted from evidence") == first
    known(database, clock, thread(v1_message("ACm2", text="")))
    note_what_came(database, 1)
    assert rows(database, "select name, noted from evidence") != first


def test_the_generations_of_webhooks_count_as_one_surface() -> None:
    came = [Came("N", 2, 20), Came("L2", 3, 10), Came("v1", 1, 5), Came("hand", 9, 9)]
    assert [(one.surface, one.detail, one.at_ms) for one in told("media", came, "Pictures came")] == [
        ("v1", "Pictures came: 1.", 5),
        ("webhooks", "Pictures came: 5.", 20),
    ]


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ({402: 1, 200: 5}, "not_in_plan"),
        ({403: 2}, "turned_off"),
        ({404: 20}, "not_in_plan"),
        ({404: 19}, None),
        ({404: 40, 200: 1}, None),
        ({200: 50}, None),
    ],
)
def test_refusals_are_told_apart_from_what_is_only_not_there(statuses: dict[int, int], verdict: str | None) -> None:
    answered = [Answered("v1", "GET /v1/call-transcripts/{id}", status, n, n) for status, n in statuses.items()]
    assert [one.verdict for one in refusals("transcripts", answered)] == ([verdict] if verdict else [])


def test_many_calls_with_a_length_prove_that_lengths_come_and_few_do_not() -> None:
    assert [one.verdict for one in lengths([Came("v1", 20, 1)], [])] == ["yes"]
    assert list(lengths([Came("v1", 19, 1)], [])) == []
