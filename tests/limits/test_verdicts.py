"""What one answer proves, and that a verdict that turns is kept with its day."""

import pytest

from keeping import rows
from onrecord.domain.capability import Capability, Verdict
from onrecord.domain.errors import (
    ProviderBusy,
    ProviderError,
    ProviderForbids,
    ProviderHasNot,
    ProviderRefusedKey,
    ProviderRejects,
    ProviderUnreachable,
)
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.storage.engine import Database

AT = 1_795_000_000_000


def proved(capabilities: list[Capability]) -> dict[str, str]:
    return {capability.name: capability.verdict for capability in capabilities}


def test_the_first_answer_of_a_surface_proves_the_surface() -> None:
    assert proved(verdicts.answered("dated", "GET /phone-numbers", AT)) == {
        "phone_numbers_list": Verdict.YES,
        "surface": Verdict.YES,
    }
    assert proved(verdicts.answered("v1", "GET /v1/users", AT)) == {"users_list": Verdict.YES}


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (ProviderHasNot("no", status=404), Verdict.NO),
        (ProviderRejects("no", status=400), Verdict.NO),
        (ProviderForbids("no", status=403), Verdict.TURNED_OFF),
        (ProviderForbids("no", status=402), Verdict.NOT_IN_PLAN),
    ],
)
def test_a_refusal_is_a_verdict_with_its_status_as_evidence(error: ProviderError, verdict: str) -> None:
    (seen,) = verdicts.refused("v1", "GET /v1/contacts", error, AT)
    assert (seen.name, seen.verdict, seen.checked_ms) == ("contacts_list", verdict, AT)
    assert str(error.status) in seen.evidence


@pytest.mark.parametrize(
    "error",
    [ProviderBusy("no", status=429), ProviderUnreachable("no"), ProviderRefusedKey("no", status=401)],
)
def test_no_answer_proves_nothing(error: ProviderError) -> None:
    assert verdicts.refused("dated", "GET /phone-numbers", error, AT) == []


def test_texts_of_a_group_that_cannot_be_listed_are_a_limit_and_other_refusals_are_not() -> None:
    refused = ProviderRejects("no", status=400)
    assert verdicts.thread_limit("GET /v1/messages", 2, refused) == Ability.GROUP_MESSAGES
    assert verdicts.thread_limit("GET /v1/messages", 1, refused) is None
    assert verdicts.thread_limit("GET /v1/calls", 2, refused) is None
    assert verdicts.thread_limit("GET /v1/messages", 2, ProviderBusy("no", status=500)) is None


def test_a_verdict_that_turns_is_kept_with_what_it_was_before(database: Database) -> None:
    def seen(verdict: str, at_ms: int) -> list[Capability]:
        return [Capability(Ability.VOICEMAILS, "v1", verdict, "It answered.", at_ms)]

    Evidence(database, 1).note(seen(Verdict.NO, AT))
    Evidence(database, 1).note(seen(Verdict.NO, AT + 1))
    later = Evidence(database, 1)
    assert later.lacks(Ability.VOICEMAILS, "v1")
    assert not later.denied_now(Ability.VOICEMAILS, "v1")
    later.note(seen(Verdict.YES, AT + 2))
    assert later.verdict(Ability.VOICEMAILS, "v1") == Verdict.YES
    assert rows(database, "select before, after, at_ms from capability_change where name = 'voicemail_route'") == [
        (None, "no", AT),
        ("no", "yes", AT + 2),
    ]
    assert rows(database, "select distinct verdict, checked_ms from capability") == [("yes", AT + 2)]


def test_a_run_knows_what_it_was_refused_itself(sqlite_database: Database) -> None:
    evidence = Evidence(sqlite_database, 1)
    evidence.note([Capability(Ability.GROUP_MESSAGES, "v1", Verdict.NO, "It answered 400.", AT)])
    assert evidence.denied_now(Ability.GROUP_MESSAGES, "v1")
    assert evidence.checked_ms(Ability.GROUP_MESSAGES, "v1") == AT
    assert evidence.checked_ms(Ability.CONTACTS, "v1") is None
