"""Order does not matter, nor repeats, nor what was reduced before: whole worlds, and odd statements."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from onrecord.domain.activity import Word
from onrecord.domain.clock import Instant
from onrecord.projection.activity import activity_of
from onrecord.projection.parsers import understand
from onrecord.projection.reading import NOTHING_HELD, Directory
from onrecord.projection.reduction import newest_per_slot
from onrecord.projection.statement import Absence, Entry, Statement

BEGAN = 1_790_000_000_000
DIRECTORY = Directory({"PN1": "+15550100100"})
SLOTS = [
    ("dated GET /calls", "dated", False),
    ("dated GET /calls +voicemail", "dated", False),
    ("v1 GET /v1/calls", "v1", False),
    ("N call.completed", "N", True),
    ("L2 call.completed", "L2", True),
]
TIMES = st.sampled_from([BEGAN + step for step in (0, 500, 1_500, 2_500, 4_000, 90_000_000)])
INSTANTS = st.builds(Instant, TIMES, st.sampled_from([1, 1_000]))
ENTRIES = st.builds(
    Entry,
    provider_id=st.sampled_from([None, "CR1", "CR2"]),
    provider_status=st.sampled_from([None, "processing", "completed"]),
    declared_type=st.sampled_from([None, "audio/mpeg", "audio/wav"]),
    start_ms=st.sampled_from([None, BEGAN, BEGAN + 5_000]),
    path=st.sampled_from([None, "/a.mp3", "/a_mono.mp3", "/b.mp3", "/c.mp3"]),
)
TELLINGS = st.one_of(
    st.lists(ENTRIES, min_size=1, max_size=3).map(tuple),
    st.sampled_from([Absence(Word.NONE), Absence(Word.WITHHELD, "forbidden"), Absence(Word.UNKNOWN, "not_given")]),
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "line_id": st.sampled_from(["PN1", "PN2"]),
        "status": st.sampled_from(["queued", "ringing", "completed", "no-answer", "failed", "unheard-of"]),
        "direction": st.sampled_from(["incoming", "outgoing"]),
        "at_ms": INSTANTS,
        "updated_ms": INSTANTS,
        "answered_ms": st.none() | INSTANTS,
        "completed_ms": st.none() | INSTANTS,
        "answered_by": st.sampled_from([None, "US1", "SYU1"]),
        "duration_seconds": st.sampled_from([0, 16, 136]),
        "participants": st.sampled_from([("+15550100100", "+15550100123"), ("+15550100123",), ("anonymous",)]),
        "asked_participants": st.just(("+15550100124",)),
        "text": st.sampled_from(["", "a", "b"]),
    },
)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    slot, surface, push = draw(st.sampled_from(SLOTS))
    kinds = ["voicemail", "recording", "transcript"]
    return Statement(
        slot,
        surface,
        draw(TIMES),
        push,
        "AC1",
        kind=draw(st.sampled_from([None, "call", "call"])),
        values=draw(VALUES),
        told=draw(st.dictionaries(st.sampled_from(kinds), TELLINGS, max_size=2)),
        gone_ms=draw(st.sampled_from([None, None, None, BEGAN])),
    )


def fold(told: list[Statement]) -> object:
    return activity_of("AC1", told, DIRECTORY, NOTHING_HELD)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.lists(statements(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_and_the_repeats_of_statements_do_not_show(told: list[Statement], chance: random.Random) -> None:
    again = told + chance.choices(told, k=3)
    chance.shuffle(again)
    assert fold(again) == fold(told)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(st.lists(statements(), max_size=6), st.lists(statements(), max_size=6))
def test_newest_per_slot_with_what_it_left_behind_folds_like_everything(
    before: list[Statement], after: list[Statement]
) -> None:
    assert fold(newest_per_slot(before) + after) == fold(before + after)
    assert fold(newest_per_slot(newest_per_slot(before) + after)) == fold(before + after)


def test_what_is_left_of_a_slot_does_not_grow_with_how_often_it_was_asked() -> None:
    entry = Entry(provider_id="CR1", path="/a.mp3")
    seen = [
        Statement(
            "s",
            "dated",
            BEGAN + number,
            values={"status": "completed" if number % 2 else "ringing"},
            told={"recording": (entry,) if number % 3 else Absence(Word.NONE)},
        )
        for number in range(5_000)
    ]
    assert len(newest_per_slot(seen)) <= 3


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_world_in_any_order_and_with_repeats_makes_the_same_records(seed: int) -> None:
    told = worlds.told(seed)
    expected = worlds.fold_world(told)
    chance = random.Random(seed)
    for _ in range(3):
        again = told + chance.choices(told, k=len(told) // 3)
        chance.shuffle(again)
        assert worlds.fold_world(again) == expected


@pytest.mark.parametrize("seed", range(6))
def test_a_whole_world_can_be_reduced_in_portions(seed: int) -> None:
    readings = worlds.readings_of(worlds.told(seed))
    directory = Directory(worlds.LINES)
    for (kind, subject), told in readings.items():
        if kind == "activity":
            said = [understand(kind, subject, reading) for reading in told]
            half = newest_per_slot(said[::2])
            whole = activity_of(subject, said, directory, NOTHING_HELD)
            assert activity_of(subject, half + said[1::2], directory, NOTHING_HELD) == whole


def test_a_world_holds_what_it_is_there_to_hold() -> None:
    records = [record for seed in range(6) for record in worlds.fold_world(worlds.told(seed)).values()]
    activities = [record for record in records if type(record).__name__ == "ActivityRecord"]
    assert {one.kind for one in activities} == {"message", "call"}
    assert {one.media_word for one in activities} >= {"some", "none", "unknown", None}
    assert {one.recording_word for one in activities} >= {"some", "none", "unknown", "withheld", None}
    assert {"answered", "missed", "voicemail", "ai_answered", "no_answer"} <= {one.outcome for one in activities}
    assert any(one.gone_ms for one in activities)
    assert any(one.discrepancies for one in activities)
    assert any(one.conversation_key.partition(":")[2].startswith("=") for one in activities)
