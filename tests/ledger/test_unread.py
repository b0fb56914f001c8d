"""Conversations that v1 cannot list are doubts until a walk has read them: each, and what of it was not read."""

import pytest
from sqlalchemy import Connection

from onrecord.domain.capability import Capability, Surface, Verdict
from onrecord.domain.conversation import ConversationRecord, conversation_key
from onrecord.intake.digest import canonical_asked
from onrecord.ledger import unread
from onrecord.ledger.road import WHOLE_LISTS
from onrecord.limits.routes import Ability
from onrecord.storage import conversations, walks
from onrecord.storage.capabilities import put_capability
from onrecord.storage.engine import Database

CLEO, DORA = "+15550110001", "+15550110002"
LINE = "PN1"


def know(database: Database, *told: tuple[str, tuple[str, ...]]) -> None:
    """The provider names conversations: the id of each and who takes part."""
    records = [
        ConversationRecord(id_, conversation_key(LINE, people, conversation_id=id_), LINE, people)
        for id_, people in told
    ]

    def job(conn: Connection) -> None:
        conversations.replace_aliases(conn, 1, [one.id for one in records], records)
        conversations.recompute(conn, 1, [one.key for one in records])

    database.writer.write(job)


def walk(database: Database, operation: str, asked: dict[str, object], *, finished: bool = True) -> None:
    def job(conn: Connection) -> None:
        opened = walks.open_walk(
            conn, 1, run_id=None, surface="v1", operation=operation, asked=canonical_asked(asked),
            lo_ms=0, hi_ms=9, now_ms=1,
        )  # fmt: skip
        if finished:
            walks.finish_walk(conn, 1, opened, hi_ms=9, now_ms=2)

    database.writer.write(job)


def doubted(database: Database) -> list[tuple[str, str]]:
    with database.reading() as conn:
        return [(gap.key, gap.reason) for gap in unread.conversations(conn, 1)]


def answers(database: Database, ability: Ability, verdict: str) -> None:
    told = Capability(ability, Surface.DATED, verdict, "", 1)
    database.writer.write(lambda conn: put_capability(conn, 1, told))


def test_where_v1_is_not_what_is_asked_none_of_its_limits_is_blamed(database: Database) -> None:
    know(database, ("CN1", ("anonymous",)), ("CN2", (CLEO, DORA)))
    with database.reading() as conn:
        told = [(gap.reason, gap.state) for gap in unread.conversations(conn, 1)]
    assert told == [("not_read_yet", "looking"), ("not_read_yet", "looking")]
    walk(database, "GET /v1/conversations", {}, finished=False)
    assert doubted(database) == [("activity:CN1", "not_a_full_number"), ("activity:CN2", "group")]


def test_what_v1_left_is_looked_for_once_the_dated_surface_lists_texts_and_calls(database: Database) -> None:
    assert WHOLE_LISTS == (Ability.MESSAGES, Ability.CALLS)
    know(database, ("CN1", (CLEO, DORA)))
    walk(database, "GET /v1/conversations", {})
    answers(database, Ability.MESSAGES, Verdict.YES)
    assert doubted(database) == [("activity:CN1", "group")], "calls are still read on v1"
    answers(database, Ability.CALLS, Verdict.YES)
    assert doubted(database) == [("activity:CN1", "not_read_yet")]
    answers(database, Ability.CALLS, Verdict.NO)
    assert doubted(database) == [("activity:CN1", "group")], "the list was lost again"


def test_each_conversation_with_somebody_who_hides_their_number_is_one(database: Database) -> None:
    walk(database, "GET /v1/conversations", {})
    know(database, ("CN1", ("anonymous",)), ("CN2", ("anonymous",)), ("CN3", (CLEO,)))
    assert doubted(database) == [("activity:CN1", "not_a_full_number"), ("activity:CN2", "not_a_full_number")]


@pytest.mark.parametrize(
    ("operation", "people", "finished", "key"),
    [
        ("GET /v1/messages", [CLEO, DORA], True, "call:CN1"),
        ("GET /v1/messages", [CLEO, DORA], False, "activity:CN1"),
        ("GET /v1/messages", [CLEO], True, "activity:CN1"),
        ("GET /v1/calls", [CLEO, DORA], True, "activity:CN1"),
    ],
)
def test_only_a_finished_walk_of_its_messages_leaves_nothing_but_the_calls_of_a_group(
    database: Database, operation: str, people: list[str], finished: bool, key: str
) -> None:
    know(database, ("CN1", (CLEO, DORA)))
    walk(database, "GET /v1/conversations", {})
    walk(database, operation, {"line": LINE, "participants": people}, finished=finished)
    assert doubted(database) == [(key, "group")]


def test_a_finished_walk_of_everything_leaves_no_doubt(database: Database) -> None:
    know(database, ("CN1", (CLEO, DORA)))
    walk(database, "GET /calls", {})
    assert doubted(database) == [("activity:CN1", "not_read_yet")], "the calls alone prove nothing of the messages"
    walk(database, "GET /messages", {})
    assert doubted(database) == []
