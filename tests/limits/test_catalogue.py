"""The catalogue is whole: whatever evidence speaks of has an entry, and every entry tells a person what it needs to."""

import pytest

from onrecord.domain.capability import EvidenceKind
from onrecord.domain.errors import SettingsError
from onrecord.limits.catalogue import CATALOGUE, ENTRIES, Entry
from onrecord.limits.impact import COUNTERS
from onrecord.limits.routes import SHOWS
from onrecord.limits.said import said_by_a_person
from onrecord.limits.specified import RULES


def test_no_two_entries_share_a_name() -> None:
    assert len(ENTRIES) == len(CATALOGUE)


def test_whatever_evidence_speaks_of_has_an_entry() -> None:
    spoken_of = {*RULES, *COUNTERS, *(name for names in SHOWS.values() for name in names)}
    assert spoken_of <= set(ENTRIES)


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_an_entry_says_what_is_lost_what_to_do_and_how_one_knows(entry: Entry) -> None:
    for sentence in (entry.loss, entry.meanwhile, entry.specified):
        assert sentence.endswith(".")
    assert entry.title[0].isupper()
    assert not entry.title.endswith(".")
    assert entry.surfaces
    assert entry.review_days > 0


def test_a_person_speaks_of_one_surface_or_of_all_that_an_entry_has() -> None:
    everywhere = said_by_a_person("media", "no", "Looked at three messages.", "", 1)
    assert [found.surface for found in everywhere] == ["dated", "v1", "webhooks"]
    assert {found.kind for found in everywhere} == {EvidenceKind.PERSON}
    (one,) = said_by_a_person("media", "no", "  a note\nof two lines ", "v1", 1)
    assert (one.surface, one.detail) == ("v1", "a note of two lines")


@pytest.mark.parametrize(
    ("name", "verdict", "surface"), [("wishes", "no", ""), ("media", "maybe", ""), ("media", "no", "fax")]
)
def test_a_word_that_makes_no_sense_is_refused_with_what_would(name: str, verdict: str, surface: str) -> None:
    with pytest.raises(SettingsError) as refused:
        said_by_a_person(name, verdict, "", surface, 1)
    assert "One of" in refused.value.advice
