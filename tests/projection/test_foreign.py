"""What webhooks tell of phone numbers that are not the workspace's: kept apart, until a number turns out to be ours."""

import pytest

from fake_clock import FakeClock
from keeping import exported, fold, rows, take
from onrecord.projection.fold import fold_activity
from onrecord.projection.reading import Directory
from onrecord.projection.rebuild import begin_rebuild
from onrecord.provider.client import Answer
from onrecord.storage.engine import Database
from projection.test_pushed import OURS, reading, subject
from pushing import fixture
from small_world import list_answer, one_answer
from taking import push
from told import OTHER_LINE, OTHER_OWN, dated_message, listed_message
from told import reading as pulled

ELSEWHERE = Directory({OTHER_LINE: OTHER_OWN})
OF_ACTIVITIES = [name for name in OURS if name.partition("-")[2].startswith(("message", "call"))]
SAYS_NO_LINE = {"l2-call-summary-documented"}


def line(line_id: str, number: str) -> Answer:
    return list_answer("GET /phone-numbers", [{"id": line_id, "phoneNumber": number, "name": "Desk"}], 1)


@pytest.mark.parametrize("name", OF_ACTIVITIES)
def test_what_is_told_of_a_line_that_is_not_ours_has_no_record(name: str) -> None:
    event = fixture(name)
    found = fold_activity(subject(event), [reading(event)], ELSEWHERE)
    if name in SAYS_NO_LINE:
        assert (found.record, found.foreign) == (None, None)
    else:
        assert (found.record, found.unseen) == (None, None)
        assert found.foreign is not None
        assert found.foreign.line_id == "PNmaple001"
    assert fold_activity(subject(event), [reading(event)], Directory()).foreign is None, "no line is known yet"


def test_what_our_key_was_shown_is_ours_whatever_line_it_names() -> None:
    event = fixture("n-message-received")
    listed = listed_message(dated_message(subject(event), phoneNumberId="PNgivenUp1"))
    heard = reading(event)
    for told in ([listed, heard], [heard, listed]):
        assert fold_activity(subject(event), told, ELSEWHERE).record is not None
    missing = pulled("dated", "GET /messages/{messageId}", {"message": "Not found"}, status=404)
    assert fold_activity(subject(event), [heard, missing], ELSEWHERE).foreign is not None


@pytest.mark.parametrize("when", ["before any line is known", "between", "after"])
def test_it_is_on_record_from_the_moment_that_its_line_is_ours(when: str, database: Database, clock: FakeClock) -> None:
    events = [fixture(name) for name in OF_ACTIVITIES]

    def told(moment: str) -> None:
        if moment == when:
            push(database, events)
            fold(database, clock)

    told("before any line is known")
    take(database, [line(OTHER_LINE, OTHER_OWN)])
    fold(database, clock)
    told("between")
    if when != "after":
        assert rows(database, "SELECT id FROM activity UNION SELECT key FROM conversation") == []
        assert rows(database, "SELECT COUNT(*) > 10, MIN(line_id) FROM foreign_activity") == [(True, "PNmaple001")]
        assert rows(database, "SELECT id FROM unseen_activity") == []
        if when == "between":
            assert rows(database, "SELECT kind FROM errand") == []
    take(database, [line("PNmaple001", "+15550100100")])
    fold(database, clock)
    told("after")
    assert rows(database, "SELECT COUNT(*) FROM foreign_activity") == [(0,)]
    assert rows(database, "SELECT COUNT(*) > 10 FROM activity") == [(True,)]
    before = exported(database)
    begin_rebuild(database, 1, clock=clock)
    fold(database, clock)
    assert exported(database) == before


OF_ACCOUNTS = [name for name in (*OF_ACTIVITIES, "n-contact-updated") if name.startswith("n-")]
"""Only the newest generation names the account."""


def organization(id_: str) -> Answer:
    return one_answer("GET /organization", {}, {"id": id_, "name": "Maple Street"}, 1)


@pytest.mark.parametrize("when", ["before the account is known", "after"])
def test_what_is_told_of_another_account_is_on_no_record(when: str, database: Database, clock: FakeClock) -> None:
    if when == "after":
        take(database, [organization("ORsomebodyElses")])
        fold(database, clock)
    before = exported(database)
    push(database, [fixture(name) for name in OF_ACCOUNTS])
    fold(database, clock)
    if when != "after":
        assert exported(database) != before
        take(database, [organization("ORsomebodyElses")])
        fold(database, clock)
    assert (
        rows(database, "SELECT id FROM activity UNION SELECT id FROM contact UNION SELECT key FROM conversation") == []
    )
    assert rows(database, "SELECT id FROM unseen_activity") == []
    assert rows(database, "SELECT COUNT(*) FROM foreign_activity") == [(len(told_of(OF_ACCOUNTS)),)]
    take(database, [organization("ORmaple")])
    fold(database, clock)
    assert rows(database, "SELECT COUNT(*) FROM foreign_activity") == [(0,)]
    kept = exported(database)
    assert rows(database, "SELECT COUNT(*) FROM contact") == [(1,)]
    begin_rebuild(database, 1, clock=clock)
    fold(database, clock)
    assert exported(database) == kept


def told_of(names: list[str]) -> set[str]:
    return {subject(fixture(name)) for name in names if "contact" not in name}


def test_a_contact_that_our_key_was_shown_is_ours_whatever_account_a_webhook_names(
    database: Database, clock: FakeClock
) -> None:
    event = fixture("n-contact-updated")
    take(database, [organization("ORsomebodyElses"), list_answer("GET /contacts", [{"id": subject(event)}], 1)])
    push(database, [event])
    fold(database, clock)
    assert rows(database, "SELECT first_name FROM contact") == [("Dana",)]
