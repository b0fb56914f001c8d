"""Every state, reason and outcome has words, and the words keep different things apart."""

import pytest

from onrecord.domain.activity import Direction, Outcome, Word
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.views.claimed import say_field
from onrecord.views.words import KIND_NAMES, say_absence, say_call, say_delivery, say_state


def test_every_state_has_words_and_a_reason() -> None:
    for state in ArtefactState:
        said = say_state(state)
        assert said.word
        assert said.why.endswith(".")


def test_what_is_none_not_yet_and_not_known_are_different_words() -> None:
    words = [
        say_state(state).word for state in ("none", "pending", "withheld", "expired", "refused", "unknown", "kept")
    ]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("reason", "word"),
    [("not_in_plan", "Not in your Quo plan"), ("turned_off", "Turned off in Quo"), ("no_permission", "No permission")],
)
def test_a_reason_is_more_exact_than_its_state(reason: str, word: str) -> None:
    assert say_state("withheld", reason).word == word
    assert say_state("withheld").word == "Quo didn't give it to us"


def test_a_state_from_the_future_is_not_taken_for_another() -> None:
    assert say_state("frozen").word == "We can't tell"


@pytest.mark.parametrize("kind", list(ArtefactKind))
def test_absence_is_said_as_it_is_known(kind: ArtefactKind) -> None:
    assert say_absence(kind, None) is None
    assert say_absence(kind, Word.SOME) is None
    said = [say_absence(kind, word) for word in (Word.NONE, Word.UNKNOWN, Word.WITHHELD)]
    assert len({one.word for one in said if one}) == 3
    too_early = say_absence(kind, Word.UNKNOWN, "asked_too_early")
    assert too_early is not None
    assert too_early.word == "We can't tell yet"


@pytest.mark.parametrize("direction", list(Direction))
def test_every_outcome_has_its_own_title(direction: Direction) -> None:
    titles = [say_call(direction, outcome).title for outcome in Outcome]
    expected = len(Outcome) if direction == Direction.INCOMING else len(Outcome) - 1  # missed is no answer for us
    assert len(set(titles)) == expected
    assert say_call(direction, "teleported") == say_call(direction, Outcome.UNKNOWN)


def test_a_call_without_direction_claims_none() -> None:
    assert say_call(None, Outcome.ANSWERED).title == "Call"


def test_only_what_we_sent_is_delivered() -> None:
    assert say_delivery("incoming", "delivered") is None
    assert say_delivery("outgoing", "mystery") is None
    failed = say_delivery("outgoing", "failed")
    assert failed is not None
    assert failed.tone == "alert"


def test_every_kind_has_a_name() -> None:
    assert set(ArtefactKind) <= set(KIND_NAMES)


def test_a_field_without_words_is_still_readable() -> None:
    assert say_field("duration_seconds") == "length of the call"
    assert say_field("search_id") == "search"
