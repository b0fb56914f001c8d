"""What is missing is found alike on both databases."""

import pytest
from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord, ArtefactRecord, UnseenActivityRecord
from onrecord.domain.announcement import Announcement
from onrecord.domain.clock import MINUTE
from onrecord.domain.conversation import ConversationRecord
from onrecord.domain.gap import Decision
from onrecord.storage import activities, conversations, unseen
from onrecord.storage.doubts import AROUND_MS, announced_and_absent, count_empty_messages, empty_messages, page_of_empty
from onrecord.storage.engine import Database
from onrecord.storage.errands import enqueue
from onrecord.storage.gap_decisions import Decided, decide, read_decisions, standing
from onrecord.storage.gaps import missing_activities, missing_artefacts, promised_voicemails

CLEO, DORA = "+15550110001", "+15550110002"
KEY = f"PN1:{CLEO}"
AT = 1_790_000_000_000


def text_from(id_: str, at_ms: int, **more: object) -> ActivityRecord:
    told: dict[str, object] = {
        "line_id": "PN1", "conversation_key": KEY, "participants": (CLEO,), "direction": "incoming",
        "from_number": CLEO, "text": "hi", "media_word": "none",
    }  # fmt: skip
    return ActivityRecord(id_, "message", at_ms=at_ms, **(told | more))  # type: ignore[arg-type]  # as told


def announcing(id_: str, at_ms: int, *, more: bool = False, **told: object) -> ActivityRecord:
    return text_from(id_, at_ms, text="here", announced=Announcement("here are the photos", more), **told)


def write(database: Database, *given: ActivityRecord) -> None:
    def job(conn: Connection) -> None:
        before = activities.stored(conn, 1, [one.id for one in given])
        activities.replace(conn, 1, [activities.activity_rows(1, one, one.text) for one in given], before)
        conversations.recompute(conn, 1, {one.conversation_key for one in given})

    database.writer.write(job)


def suspects(database: Database, **more: frozenset[str]) -> list[str]:
    with database.reading() as conn:
        return [one.activity_id for one in announced_and_absent(conn, 1, **more)]


@pytest.mark.parametrize(
    ("minutes", "more", "is_suspect"),
    [
        (0, False, False), (29, False, False), (-29, False, False), (31, False, True), (-31, False, True),
        (29, True, False), (-1, True, True), (31, True, True),
    ],
)  # fmt: skip
def test_a_picture_of_the_same_sender_close_by_is_the_announced_one(
    database: Database, minutes: int, more: bool, is_suspect: bool
) -> None:
    photo = text_from("ACphoto", AT + minutes * MINUTE, text="", media_word="some")
    write(database, announcing("ACtext", AT, more=more), photo)
    assert suspects(database) == (["ACtext"] if is_suspect else [])


def test_a_picture_of_somebody_else_is_not_the_announced_one(database: Database) -> None:
    ours = text_from("ACours", AT, text="", media_word="some", direction="outgoing", from_number="+15550110009")
    other = text_from("ACother", AT, text="", media_word="some", from_number=DORA)
    elsewhere = text_from("ACelse", AT, text="", media_word="some", conversation_key=f"PN1:{DORA}")
    write(database, announcing("ACtext", AT), ours, other, elsewhere)
    assert suspects(database) == ["ACtext"]
    assert suspects(database, lines=frozenset({"PN1"})) == ["ACtext"]
    assert suspects(database, lines=frozenset({"PN2"})) == []


def test_pictures_that_come_later_close_the_doubt_and_an_announcement_can_be_withdrawn(database: Database) -> None:
    write(database, announcing("ACtext", AT))
    assert suspects(database) == ["ACtext"]
    write(database, text_from("ACtext", AT, text="here"))
    assert suspects(database) == []
    write(database, announcing("ACtext", AT), text_from("ACphoto", AT + AROUND_MS, media_word="some"))
    assert suspects(database) == []


def test_messages_with_neither_text_nor_media_are_suspect(database: Database) -> None:
    write(
        database,
        text_from("ACa", AT, text="", media_word="none"),
        text_from("ACb", AT + 1, text="", media_word="unknown"),
        text_from("ACc", AT + 2, text="", media_word="some"),
        text_from("ACd", AT + 3, text="words", media_word="unknown"),
    )
    with database.reading() as conn:
        assert [one.activity_id for one in empty_messages(conn, 1)] == ["ACb", "ACa"]
        newest = page_of_empty(conn, 1, lines=None, before=None, limit=1)
        assert newest == [(AT + 1, "ACb")]
        assert page_of_empty(conn, 1, lines=frozenset({"PN1"}), before=newest[0], limit=9) == [(AT, "ACa")]
        assert page_of_empty(conn, 1, lines=frozenset({"PN2"}), before=None, limit=9) == []
        counted = count_empty_messages(conn, 1)
        assert [(one.line_id, one.word, one.activities) for one in counted] == [
            ("PN1", "none", 1),
            ("PN1", "unknown", 1),
        ]


def test_a_missing_file_says_when_it_is_tried_next_and_whether_that_was_given_up(database: Database) -> None:
    message = text_from("ACa", AT, media_word="some")
    message.artefacts = [
        ArtefactRecord("ACa", "media", 0, state="wanted", ways=("/a", "/b")),
        ArtefactRecord("ACa", "media", 1, state="expired", ways=("/c",)),
        ArtefactRecord("ACa", "media", 2, state="kept", ways=("/d",)),
    ]
    write(database, message)
    database.writer.write(lambda conn: enqueue(conn, 1, "fetch", "/b", {}, run_at_ms=700))
    with database.reading() as conn:
        found = [(one.ordinal, one.state, one.next_ms, one.given_up) for one in missing_artefacts(conn, 1)]
        assert found == [(0, "wanted", 700, False), (1, "expired", None, False)]
        assert list(missing_artefacts(conn, 1, lines=frozenset({"PN2"}))) == []


def test_an_activity_that_is_only_referred_to_is_known_until_it_is_shown(database: Database) -> None:
    def refer(conn: Connection) -> None:
        conversations.replace_aliases(conn, 1, ["CN1"], [ConversationRecord("CN1", KEY, "PN1", (CLEO,))])
        conversations.recompute(conn, 1, [KEY])
        unseen.replace(conn, 1, ["ACa", "ACb"], [UnseenActivityRecord("ACa", None, "CN1"), UnseenActivityRecord("ACb")])

    database.writer.write(refer)
    with database.reading() as conn:
        found = [(one.activity_id, one.line_id, one.conversation_key) for one in missing_activities(conn, 1)]
        assert found == [("ACa", "PN1", KEY), ("ACb", None, None)]
        assert [one.activity_id for one in missing_activities(conn, 1, lines=frozenset({"PN1"}))] == ["ACa"]
    database.writer.write(lambda conn: unseen.replace(conn, 1, ["ACa"], []))
    with database.reading() as conn:
        assert [one.activity_id for one in missing_activities(conn, 1)] == ["ACb"]


def test_a_voicemail_that_was_left_and_not_shown_is_known_to_exist(database: Database) -> None:
    def call(id_: str, outcome: str, word: str) -> ActivityRecord:
        return ActivityRecord(id_, "call", "PN1", KEY, at_ms=AT, outcome=outcome, voicemail_word=word)

    write(
        database,
        call("ACa", "voicemail", "unknown"),
        call("ACb", "missed", "unknown"),
        call("ACc", "voicemail", "some"),
    )
    with database.reading() as conn:
        assert [one.activity_id for one in promised_voicemails(conn, 1)] == ["ACa"]


def test_the_newest_word_that_is_no_note_stands(database: Database) -> None:
    def say(decision: str, at_ms: int) -> None:
        said = Decided("media:ACa", decision, "why", "ana@maple.example", at_ms)
        database.writer.write(lambda conn: decide(conn, 1, said))

    for at_ms, decision in enumerate((Decision.DISMISSED, Decision.NOTE)):
        say(decision, at_ms)
    with database.reading() as conn:
        said = read_decisions(conn, 1)["media:ACa"]
    assert [one.decision for one in said] == ["dismissed", "note"]
    last = standing(said)
    assert last is not None
    assert last.decision == Decision.DISMISSED
    say(Decision.REOPENED, 2)
    with database.reading() as conn:
        assert standing(read_decisions(conn, 1, ["media:ACa"])["media:ACa"]) is None
        assert read_decisions(conn, 1, ["media:ACb"]) == {}
