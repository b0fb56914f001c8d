"""Writing records and adding up conversations, alike on both databases."""

from dataclasses import fields

import pytest
from sqlalchemy import Connection

from keeping import rows
from onrecord.domain.activity import ActivityRecord, ArtefactRecord, ClaimRecord, DiscrepancyRecord
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord
from onrecord.domain.line import LineRecord, MemberRecord, OrganizationRecord
from onrecord.storage import activities, conversations, records
from onrecord.storage.changes import KEPT, add_changes, latest
from onrecord.storage.engine import Database

DANA = "+15550110001"


def text_from(
    id_: str, at_ms: int, *, direction: str = "incoming", key: str = "PN1:" + DANA, **more: object
) -> ActivityRecord:
    people = (key.partition(":")[2],)
    return ActivityRecord(
        id_,
        "message",
        "PN1",
        key,
        participants=people,
        direction=direction,
        at_ms=at_ms,
        text="hi",
        **more,  # type: ignore[arg-type]  # as given
    )


def write(database: Database, *given: ActivityRecord) -> None:
    def job(conn: Connection) -> None:
        before = activities.stored(conn, 1, [one.id for one in given])
        activities.replace(conn, 1, [activities.activity_rows(1, one, one.text) for one in given], before)
        keys = {one.conversation_key for one in given} | {one.key for one in before.values()}
        conversations.recompute(conn, 1, keys)

    database.writer.write(job)


def inbox(database: Database) -> list[tuple[object, ...]]:
    query = "SELECT key, messages, calls, missed_calls, last_activity_id, waiting FROM conversation ORDER BY key"
    return [(*row[:5], bool(row[5])) for row in rows(database, query)]


def test_an_activity_is_replaced_with_all_that_belongs_to_it(database: Database) -> None:
    record = text_from("AC1", 5)
    record.artefacts = [
        ArtefactRecord("AC1", "media", 0, state="wanted", ways=("/a",)),
        ArtefactRecord("AC1", "media", 1),
    ]
    record.claims = [ClaimRecord("status", "dated GET /calls", "x", 1, "newest", True)]
    record.discrepancies = [DiscrepancyRecord("status")]
    write(database, record)
    assert rows(database, "SELECT ordinal, state, ways FROM artefact ORDER BY 1") == [
        (0, "wanted", '["/a"]'),
        (1, "unknown", "[]"),
    ]
    write(database, text_from("AC1", 5))
    for table in ("artefact", "claim", "discrepancy"):
        assert rows(database, f"SELECT * FROM {table}") == []
    assert rows(database, "SELECT id, text FROM activity") == [("AC1", "hi")]


def test_a_text_with_a_nul_is_kept_without_it(database: Database) -> None:
    record = text_from("AC1", 5)
    record.text = "a\x00b"
    write(database, record)
    assert rows(database, "SELECT text FROM activity") == [("a\ufffdb",)]


def test_an_activity_that_moves_takes_its_conversation_with_it(database: Database) -> None:
    write(database, text_from("AC1", 5))
    write(database, text_from("AC1", 5, key="PN1:+15550110002"))
    assert inbox(database) == [("PN1:+15550110002", 1, 0, 0, "AC1", True)]
    assert rows(database, "SELECT number FROM participant") == [("+15550110002",)]


@pytest.mark.parametrize(
    ("last", "waits"),
    [
        (text_from("AC9", 9), True),
        (text_from("AC9", 9, direction="outgoing"), False),
        (text_from("AC9", 9, gone_ms=10), True),  # the one before it is theirs too
        (ActivityRecord("AC9", "call", "PN1", "PN1:" + DANA, None, (DANA,), "incoming", 9, outcome="missed"), True),
        (ActivityRecord("AC9", "call", "PN1", "PN1:" + DANA, None, (DANA,), "incoming", 9, outcome="voicemail"), True),
        (ActivityRecord("AC9", "call", "PN1", "PN1:" + DANA, None, (DANA,), "incoming", 9, outcome="answered"), False),
        (ActivityRecord("AC9", "call", "PN1", "PN1:" + DANA, None, (DANA,), "outgoing", 9, outcome="no_answer"), False),
    ],
)
def test_who_has_the_last_word(database: Database, last: ActivityRecord, waits: bool) -> None:
    write(database, text_from("AC1", 1), last)
    assert inbox(database)[0][5] is waits


def test_a_deleted_message_is_not_counted_and_is_last_only_where_it_is_alone(database: Database) -> None:
    write(
        database, text_from("AC1", 1), text_from("AC2", 2, gone_ms=3), text_from("AC3", 3, key="PN1:72345", gone_ms=4)
    )
    assert inbox(database) == [
        ("PN1:+15550110001", 1, 0, 0, "AC1", True),
        ("PN1:72345", 0, 0, 0, "AC3", False),
    ]


def test_several_ids_of_the_provider_are_one_conversation(database: Database) -> None:
    key = "PN1:" + DANA
    one = ConversationRecord("CNb", key, "PN1", (DANA,), "Old", created_ms=5, updated_ms=10)
    two = ConversationRecord("CNa", key, "PN1", (DANA,), "New", created_ms=7, updated_ms=20, gone_ms=None)

    def job(conn: Connection, *given: ConversationRecord) -> None:
        conversations.replace_aliases(conn, 1, ["CNa", "CNb"], given)
        conversations.recompute(conn, 1, [key])

    database.writer.write(lambda conn: job(conn, one, two))
    query = "SELECT key, id, name, created_ms, updated_ms, participants, last_at_ms FROM conversation"
    assert rows(database, query) == [(key, "CNa", "New", 5, 20, f'["{DANA}"]', None)]
    database.writer.write(lambda conn: job(conn))
    assert rows(database, query) == []
    assert rows(database, "SELECT * FROM participant") == []


def test_account_and_contacts_are_replaced_whole(database: Database) -> None:
    def job(conn: Connection) -> None:
        records.replace_organizations(conn, 1, ["OR1"], [OrganizationRecord("OR1", "Maple")])
        records.replace_members(conn, 1, ["US1", "US2"], [MemberRecord("US1"), MemberRecord("US2", "agent")])
        line = LineRecord("PN1", "+15550100001", members=(("US1", "owner"), ("US2", None)))
        records.replace_lines(conn, 1, ["PN1"], [line])
        contact = ContactRecord("C1", "Dana", numbers=((DANA, "mobile"), ("+15550110002", None)))
        records.replace_contacts(conn, 1, ["C1"], [contact])

    database.writer.write(job)
    database.writer.write(job)
    assert rows(database, "SELECT number FROM contact_number ORDER BY ordinal") == [(DANA,), ("+15550110002",)]
    assert rows(database, "SELECT member_id, role FROM line_member ORDER BY 1") == [("US1", "owner"), ("US2", None)]
    with database.reading() as conn:
        assert records.line_numbers(conn, 1) == {"PN1": "+15550100001"}
        assert records.contact_numbers(conn, 1, ["C1"]) == {DANA, "+15550110002"}
    database.writer.write(lambda conn: records.replace_contacts(conn, 1, ["C1"], []))
    assert rows(database, "SELECT id FROM contact") == rows(database, "SELECT number FROM contact_number") == []


def test_old_changes_are_let_go(database: Database) -> None:
    database.writer.write(lambda conn: add_changes(conn, 1, {"k": "PN1"}, now_ms=1))
    many = {f"k{n}": None for n in range(KEPT)}
    database.writer.write(lambda conn: add_changes(conn, 1, many, now_ms=2))
    with database.reading() as conn:
        assert latest(conn, 1) == KEPT + 1
    assert rows(database, "SELECT min(id) FROM change") == [(1,)]
    database.writer.write(lambda conn: add_changes(conn, 1, {"k": "PN1"}, now_ms=3))
    assert rows(database, "SELECT min(id), max(id) FROM change") == [(2, KEPT + 2)]


def test_every_field_of_a_record_has_its_column() -> None:
    apart = {"announced", "artefacts", "claims", "discrepancies", "shows_old_media"}
    assert {field.name for field in fields(ActivityRecord)} - apart == set(activities.COLUMNS) - {"workspace_id"}
