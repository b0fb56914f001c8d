"""Words that announce pictures are told from words that only speak of them, and the rule says which they were."""

import pytest

from announcing.phrases import phrases, score, wrong
from onrecord.domain import announcement as rule
from onrecord.domain.announcement import LONGEST_TEXT, announcement
from onrecord.domain.announcement_words import ENGLISH


def test_there_are_enough_phrases_and_half_of_them_are_traps() -> None:
    everything = phrases("tune") + phrases("held")
    assert len(everything) >= 200
    assert 0.45 < sum(not one.announces for one in everything) / len(everything) < 0.6
    assert len({one.text.lower() for one in everything}) == len(everything)
    assert 0.3 < len(phrases("held")) / len(everything) < 0.36


def test_the_phrases_that_the_rule_was_made_with_are_all_understood() -> None:
    assert wrong(phrases("tune")) == []


def test_phrases_that_the_rule_has_not_seen_are_understood_well_enough() -> None:
    held = score(phrases("held"))
    assert held.precision >= 0.95
    assert held.recall >= 0.90


@pytest.mark.parametrize(
    ("text", "words", "more"),
    [
        ("Hi Luis. Here are the photos of the wall!", "Here are the photos", False),
        ("here are a couple more like these", "a couple more like these", True),
        ("Thanks. Pictures below", "Pictures below", False),
        ("I\u2019ve attached a photo", "attached a photo", False),
    ],
)
def test_the_words_that_raised_it_are_given_as_they_were_written(text: str, words: str, more: bool) -> None:
    assert announcement(text) == (words, more)


@pytest.mark.parametrize(
    "text", ["", "ok", "?", "photo ID required, and a photo of the meter please", "\u2764\ufe0f", "(((", "a" * 5_000]
)
def test_what_announces_nothing_is_nothing(text: str) -> None:
    assert announcement(text) is None


def test_a_text_without_end_is_read_only_so_far() -> None:
    assert announcement("x " * LONGEST_TEXT + "here are the photos") is None


def test_what_is_passed_over_without_a_hint_would_not_have_announced_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [one.text for one in phrases("tune") + phrases("held")]
    texts += [" ".join(text.split()[place : place + 4]) for text in texts for place in range(0, 12, 2)]
    quick = [announcement(text) for text in texts]
    everything = ENGLISH._replace(hints=("",))
    monkeypatch.setattr(rule, "_all_rules", lambda: (rule._rules_of(everything),))
    assert [announcement(text) for text in texts] == quick
