"""How evidence becomes a verdict, and whose change it was when one turns."""

import itertools

import pytest

from keeping import rows
from onrecord.domain.capability import EvidenceKind, Finding, Verdict
from onrecord.limits.noting import note
from onrecord.limits.standing import standings
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.engine import Database

SPEC, PROBE, PAYLOAD, PERSON = EvidenceKind
AT = 1_795_000_000_000
DAY = 86_400_000


def found(kind: str, verdict: str, *, name: str = "media", surface: str = "v1", at: int = AT) -> Finding:
    return Finding(name, surface, kind, verdict, f"{kind} says {verdict}", at)


def learn(database: Database, *findings: Finding) -> None:
    """Each in a transaction of its own, in this order."""
    for finding in findings:
        database.writer.write(lambda conn, finding=finding: note(conn, 1, [finding]))


def verdict(database: Database, name: str = "media", surface: str = "v1") -> str:
    with database.reading() as conn:
        return read_capabilities(conn, 1)[(name, surface)].verdict


def turns(database: Database) -> list[tuple[object, ...]]:
    return rows(database, "select before, after, origin from capability_change order by id")


@pytest.mark.parametrize("order", list(itertools.permutations([SPEC, PROBE, PAYLOAD, PERSON])))
def test_the_strongest_evidence_decides_in_whatever_order_it_was_heard(order: tuple[str, ...]) -> None:
    said = dict(zip((SPEC, PROBE, PAYLOAD, PERSON), ("no", "partly", "yes", "turned_off"), strict=True))
    noted = [Finding("media", "v1", kind, said[kind], "", AT, noted=place) for place, kind in enumerate(order, start=1)]
    for count in range(1, 5):
        (standing,) = standings(noted[:count]).values()
        strongest = max(order[:count], key=[SPEC, PROBE, PAYLOAD, PERSON].index)
        assert standing.verdict == said[strongest]


def test_evidence_without_an_opinion_does_not_decide(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PROBE, "unknown"))
    assert verdict(database) == "no"


def test_a_weaker_word_that_turned_later_overtakes_a_stronger_one_until_that_is_heard_again(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PROBE, "no"), found(SPEC, "yes"))
    assert verdict(database) == "yes"
    learn(database, found(PROBE, "no"))
    assert verdict(database) == "no"


def test_a_weaker_word_that_is_only_repeated_overtakes_nothing(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PROBE, "yes"), found(SPEC, "no", at=AT + DAY))
    assert verdict(database) == "yes"


def test_the_same_evidence_that_says_otherwise_than_before_is_the_providers_change(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(SPEC, "yes"))
    assert turns(database) == [(None, "no", None), ("no", "yes", "provider")]


@pytest.mark.parametrize("word", [Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF])
def test_a_plan_or_setting_is_told_apart(database: Database, word: str) -> None:
    learn(database, found(PROBE, "yes"), found(PROBE, word), found(PROBE, "yes"))
    assert turns(database)[1:] == [("yes", word, "plan"), (word, "yes", "plan")]


def test_a_stronger_word_against_a_weaker_one_means_that_we_were_wrong(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PROBE, "yes", at=AT + 2 * DAY))
    assert turns(database) == [(None, "no", None), ("no", "yes", "ours")]


def test_what_is_corrected_on_the_day_of_the_first_look_is_nobodys_change(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PROBE, "yes", at=AT + DAY - 1))
    assert turns(database) == [(None, "no", None), ("no", "yes", None)]


def test_a_surface_that_comes_or_goes_is_the_providers_change_of_all_that_is_on_it(database: Database) -> None:
    def surface(verdict: str, at: int) -> Finding:
        return found(PROBE, verdict, name="surface", at=at)

    learn(database, found(SPEC, "yes"), surface("no", AT + 2 * DAY), surface("yes", AT + 9 * DAY))
    assert rows(database, "select before, after, origin from capability_change where name = 'media' order by id") == [
        (None, "yes", None),
        ("yes", "no", "provider"),
        ("no", "yes", "provider"),
    ]


def test_a_specification_that_follows_within_days_shows_that_it_was_the_provider_after_all(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PAYLOAD, "yes", at=AT + 2 * DAY), found(SPEC, "yes", at=AT + 3 * DAY))
    assert turns(database) == [(None, "no", None), ("no", "yes", "provider")]


def test_a_specification_that_follows_much_later_proves_nothing_about_it(database: Database) -> None:
    learn(database, found(SPEC, "no"), found(PAYLOAD, "yes", at=AT + 2 * DAY), found(SPEC, "yes", at=AT + 90 * DAY))
    assert turns(database)[-1] == ("no", "yes", "ours")


def test_a_persons_word_stands_against_all_that_was_known_and_can_be_taken_back(database: Database) -> None:
    learn(database, found(SPEC, "yes"), found(PAYLOAD, "yes"), found(PERSON, "no"))
    assert verdict(database) == "no"
    learn(database, found(SPEC, "yes", at=AT + DAY))
    assert verdict(database) == "no"
    learn(database, found(PERSON, "unknown"))
    assert verdict(database) == "yes"
    assert [origin for _, _, origin in turns(database)] == [None, "ours", "ours"]


def test_nothing_can_be_had_from_a_surface_that_is_not_there_and_all_again_when_it_is(database: Database) -> None:
    learn(database, found(SPEC, "yes", surface="dated"), found(PROBE, "no", name="surface", surface="dated"))
    assert verdict(database, surface="dated") == "no"
    learn(database, found(PROBE, "yes", name="surface", surface="dated"))
    assert verdict(database, surface="dated") == "yes"


def test_a_verdict_is_written_once_for_as_long_as_it_stands(database: Database) -> None:
    learn(database, found(PROBE, "no"), found(PROBE, "no", at=AT + DAY), found(PROBE, "no", at=AT + 2 * DAY))
    assert turns(database) == [(None, "no", None)]
    assert rows(database, "select checked_ms from capability") == [(AT + 2 * DAY,)]
