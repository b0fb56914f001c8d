"""A screen leaves out what cannot be had, or says why in one line; what is held is shown whatever can be had now."""

import pytest

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import Finding, Verdict
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.noting import note
from onrecord.storage.engine import Database
from onrecord.views.offers import CAPABILITIES, Offers, read_offers


def learn(database: Database, *findings: tuple[str, str, str]) -> None:
    told = [Finding(name, surface, "spec", verdict, "It says so.", 1) for name, surface, verdict in findings]
    database.writer.write(lambda conn: note(conn, 1, told))


def offers_of(database: Database) -> Offers:
    with database.reading() as conn:
        return read_offers(conn, 1)


def test_every_kind_has_an_entry_of_the_catalogue() -> None:
    assert set(CAPABILITIES) == set(ArtefactKind)
    assert set(CAPABILITIES.values()) <= set(ENTRIES)


def test_what_one_surface_gives_can_be_had_whatever_the_other_says(database: Database) -> None:
    learn(database, ("voicemail", "v1", "no"))
    said = offers_of(database).why_not("voicemail")
    assert said is not None
    assert "voicemails" in said.why
    learn(database, ("voicemail", "dated", "yes"))
    assert offers_of(database).why_not("voicemail") is None


def test_what_nobody_has_looked_at_is_not_left_out(database: Database) -> None:
    assert offers_of(database).shows("media")
    learn(database, ("media", "v1", "no"), ("media", "dated", "unknown"))
    assert offers_of(database).shows("media")


def test_what_is_held_is_shown_whatever_can_be_had_now(record: Database) -> None:
    learn(record, ("media", "v1", "no"), ("media", "dated", "no"))
    found = offers_of(record)
    assert found.why_not("media") is not None
    assert found.shows("media")


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF])
@pytest.mark.parametrize("kind", list(ArtefactKind))
def test_the_reason_is_one_line_and_not_the_same_for_all(kind: str, verdict: str) -> None:
    reasons = {Offers({kind: one}).why_not(kind) for one in (Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF)}
    assert len(reasons) == 3
    said = Offers({kind: verdict}).why_not(kind)
    assert said is not None
    assert said.why.count(".") == 1
