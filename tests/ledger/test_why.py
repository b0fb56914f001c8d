"""Why a record says what it says: every source's word, the rule, and the bytes; to nobody who may not see it."""

import pytest

from contradicting import CARD, RECORDING, answers
from fake_clock import FakeClock
from keeping import fold, take
from onrecord.domain.access import Scope
from onrecord.domain.claim import FieldTrace
from onrecord.ledger.why import Why, as_json, sent, why
from onrecord.storage.engine import Database
from told import LINE, OTHER_LINE

ANA, BEN, CLEO = Scope(1), Scope(1, frozenset({OTHER_LINE})), Scope(1, frozenset())


@pytest.fixture
def told(database: Database, clock: FakeClock) -> Database:
    take(database, answers())
    fold(database, clock)
    return database


def asked(database: Database, subject: str, scope: Scope = ANA) -> Why | None:
    with database.reading() as conn:
        return why(conn, scope, subject)


def field(found: Why | None, name: str) -> FieldTrace:
    assert found is not None
    return next(one for one in found.fields if one.field == name)


def test_every_sources_word_stands_beside_the_rule_that_chose(told: Database) -> None:
    length = field(asked(told, "ACodd"), "duration_seconds")
    assert (length.value, length.rule, length.open) == ("136", "surface_rank", True)
    assert [(one.surface, one.value, one.chosen, one.agrees) for one in length.claims] == [
        ("dated", "136", True, True),
        ("v1", "123", False, False),
    ]


def test_what_only_one_source_says_is_told_too(told: Database) -> None:
    length = field(asked(told, "ACold"), "duration_seconds")
    assert (length.value, length.rule) == ("0", "only_source")
    assert field(asked(told, "ACodd"), "recording").value == "1"


def test_where_all_say_the_same_nothing_had_to_be_chosen(told: Database) -> None:
    assert field(asked(told, "ACodd"), "direction").rule == "agreed"


@pytest.mark.parametrize("subject", ["ACm1", "CNdana", CARD["id"], LINE, "USana"])
def test_anything_on_record_can_be_asked_about(told: Database, subject: str) -> None:
    found = asked(told, subject)
    assert found is not None
    assert found.fields
    assert found.told
    shown = as_json(found)
    assert {claim["observation"] for one in shown["fields"] for claim in one["claims"]} <= {
        row.id for row in found.told
    }


def test_every_word_leads_to_what_was_sent_with_the_secrets_of_its_links_cut_out(told: Database) -> None:
    found = asked(told, "ACodd")
    claim = field(found, "recording").claims[0]
    assert found is not None
    with told.reading() as conn:
        one = sent(conn, ANA, found, claim.observation_id)
        assert sent(conn, ANA, found, 999_999) is None
    assert one is not None
    assert RECORDING.encode() in one.body
    assert b"sig=" not in one.body
    assert b'"duration":106' in one.body
    assert one.row.operation == "GET /calls/{callId}/recordings"


@pytest.mark.parametrize("subject", ["ACodd", "ACnever", "CNdana", LINE, "USana", CARD["id"]])
def test_who_may_not_see_it_learns_nothing_of_it(told: Database, subject: str) -> None:
    assert asked(told, subject, CLEO) is None


def test_ben_asks_about_his_own_line_and_whom_it_is_with(told: Database) -> None:
    assert asked(told, "ACold", BEN) is not None
    assert asked(told, OTHER_LINE, BEN) is not None
    assert asked(told, str(CARD["id"]), BEN) is not None
    assert asked(told, "ACodd", BEN) is None
