"""Counting by cause says the same as reading everything one by one, whatever people have decided."""

from collections import Counter

import pytest
from sqlalchemy import Connection

from conformance.test_missing import write
from fake_clock import FakeClock
from keeping import fold, take
from ledger.test_unread import walk
from onrecord.domain.activity import ActivityRecord
from onrecord.domain.conversation import Reach
from onrecord.domain.gap import Decision, Gap
from onrecord.ledger import unread
from onrecord.ledger.causes import DOUBT, GAP, Cause, causes, read_cause
from onrecord.ledger.doubts import doubts
from onrecord.ledger.find import find_gap, missing_of
from onrecord.ledger.gaps import PROMISED, gaps
from onrecord.ledger.pieces import pieces
from onrecord.ledger.road import V1_CONVERSATIONS
from onrecord.storage.crowds import crowds
from onrecord.storage.engine import Database
from onrecord.storage.gap_decisions import Decided, decide
from onrecord.storage.inbox import Lines, Place
from small_world import LINES, SmallWorld, list_answer

NOW_MS = 1_793_600_000_000
ANA_LINE = next(iter(LINES))
BEN_LINE = list(LINES)[1]
ONE_LINE: Lines = frozenset({ANA_LINE})


@pytest.fixture
def told(database: Database, clock: FakeClock) -> Database:
    """A small world, with a text that announces pictures, a bare one, and a conversation ahead of its messages."""
    message = {
        "from": "+15550110001", "to": [LINES[ANA_LINE]], "phoneNumberId": ANA_LINE, "conversationId": "CNnew",
        "direction": "incoming", "userId": None, "status": "received", "media": [],
        "createdAt": "2026-11-01T10:00:00.000Z", "updatedAt": "2026-11-01T10:00:00.000Z",
    }  # fmt: skip
    texts = [message | {"id": "ACsays", "text": "here are the photos"}, message | {"id": "ACbare", "text": ""}]
    ahead = {
        "id": "CNnew", "phoneNumberId": ANA_LINE, "participants": ["+15550110001"], "lastActivityId": "ACahead",
        "createdAt": "2026-11-01T09:00:00.000Z", "updatedAt": "2026-11-01T11:00:00.000Z",
    }  # fmt: skip
    take(database, SmallWorld(5).answers())
    take(database, [list_answer("GET /messages", texts, NOW_MS), list_answer("GET /conversations", [ahead], NOW_MS)])
    fold(database, clock)
    return database


def one_by_one(conn: Connection, lines: Lines = None) -> Counter[Cause]:
    counted: Counter[Cause] = Counter()
    for sort, found in ((GAP, gaps(conn, 1, NOW_MS, lines=lines)), (DOUBT, doubts(conn, 1, lines=lines))):
        counted.update(Cause(sort, gap.kind, gap.reason) for gap in found)
    return counted


def say(database: Database, key: str, decision: Decision) -> None:
    said = Decided(key, decision, "because", "ana@maple.example", 1)
    database.writer.write(lambda conn: decide(conn, 1, said))


@pytest.mark.parametrize("lines", [None, ONE_LINE, frozenset()], ids=["every line", "one line", "no line"])
def test_the_count_of_every_cause_is_that_of_its_pieces(told: Database, lines: Lines) -> None:
    with told.reading() as conn:
        assert causes(conn, 1, NOW_MS, lines=lines) == one_by_one(conn, lines)


def test_every_witness_is_heard(told: Database) -> None:
    with told.reading() as conn:
        found = causes(conn, 1, NOW_MS)
    assert found[Cause(DOUBT, "media", "announced")] == 1
    assert found[Cause(DOUBT, "media", "empty")] >= 1
    assert found[Cause(GAP, "activity", "known_by_reference")] >= 1
    assert found[Cause(GAP, "media", "not_fetched_yet")] >= 1


def test_what_people_decide_moves_from_one_count_to_the_other(told: Database) -> None:
    with told.reading() as conn:
        before = causes(conn, 1, NOW_MS)
        first = next(iter(gaps(conn, 1, NOW_MS)))
    say(told, "media:ACsays", Decision.CONFIRMED)
    say(told, "media:ACbare", Decision.DISMISSED)
    say(told, first.key, Decision.DISMISSED)
    with told.reading() as conn:
        after = causes(conn, 1, NOW_MS)
        assert after == one_by_one(conn)
        assert sum(after.values()) == sum(before.values()) - 2
        assert after[Cause(GAP, "media", "confirmed")] == 1
        assert after[Cause(DOUBT, "media", "announced")] == 0
        assert find_gap(conn, 1, NOW_MS, "media:ACsays", lines=None)[0] == GAP  # type: ignore[index]  # it is there
    say(told, "media:ACsays", Decision.REOPENED)
    say(told, "media:ACbare", Decision.REOPENED)
    say(told, first.key, Decision.REOPENED)
    with told.reading() as conn:
        assert causes(conn, 1, NOW_MS) == before


def paged(conn: Connection, cause: Cause, lines: Lines, *, most: int) -> list[Gap]:
    """The pieces of a cause, three a page, through at most so many pages."""
    found: list[Gap] = []
    place: Place | None = None
    for _ in range(most):
        page, place = pieces(conn, 1, NOW_MS, cause, lines=lines, before=place, limit=3)
        found += page
        if place is None:
            break
    return found


def decide_some(database: Database) -> None:
    """Ana dismisses and confirms in turn, of each cause two at most."""
    with database.reading() as conn:
        some = [gap for cause in causes(conn, 1, NOW_MS) for gap in paged(conn, cause, None, most=1)[:2]]
    for place, gap in enumerate(some):
        say(database, gap.key, Decision.DISMISSED if gap.sure or place % 2 else Decision.CONFIRMED)


def read_groups(database: Database) -> None:
    """v1 is what is asked, and lists the messages of every other group."""
    walk(database, V1_CONVERSATIONS, {})
    with database.reading() as conn:
        groups = [one for one in crowds(conn, 1, unread.V1_MESSAGES) if one.reach == Reach.GROUP]
    for group in groups[::2]:
        people = group.key.removeprefix(f"{group.line_id}:").split(",")
        walk(database, unread.V1_MESSAGES, {"line": group.line_id, "participants": people})


@pytest.mark.parametrize("decided", [False, True], ids=["undecided", "decided"])
@pytest.mark.parametrize("lines", [None, frozenset({BEN_LINE})], ids=["Ana", "Ben"])
def test_the_count_of_every_cause_is_that_of_its_pages_newest_first(
    told: Database, lines: Lines, decided: bool
) -> None:
    promised = {"outcome": "voicemail", "voicemail_word": "unknown"}
    calls = [
        ActivityRecord(f"ACpromised{n}", "call", line_id, f"{line_id}:+15550110001", at_ms=NOW_MS + n, **promised)
        for n, line_id in enumerate([*LINES, *LINES])
    ]
    write(told, *calls)
    read_groups(told)
    if decided:
        decide_some(told)
    with told.reading() as conn:
        counted = causes(conn, 1, NOW_MS, lines=lines)
        assert counted == one_by_one(conn, lines)
        assert decided or {one.reason for one in counted} >= {PROMISED, "group", "not_a_full_number", "not_told"}
        assert decided or {one.kind for one in counted if one.reason == "group"} >= {"activity", "call"}
        for cause, count in counted.items():
            found = paged(conn, cause, lines, most=count + 9)
            assert len({gap.key for gap in found}) == len(found) == count, cause
            assert {(gap.kind, gap.reason) for gap in found} == {(cause.kind, cause.reason)}
            assert [gap.at_ms for gap in found] == sorted((gap.at_ms for gap in found), reverse=True)
            assert lines is None or {gap.line for gap in found} <= lines
            assert read_cause(cause.name) == cause


def test_the_pages_of_what_is_not_read_yet_hold_what_was_counted_and_turn_with_the_way_it_is_asked(
    told: Database,
) -> None:
    cause = Cause(DOUBT, "activity", "not_read_yet")
    with told.reading() as conn:
        before = causes(conn, 1, NOW_MS)
        assert len(paged(conn, cause, None, most=before[cause] + 9)) == before[cause] > 0
        assert not {one for one in before if one.reason in {"group", "not_a_full_number"}}
    walk(told, V1_CONVERSATIONS, {})
    with told.reading() as conn:
        after = causes(conn, 1, NOW_MS)
    assert {one.reason for one in after} >= {"group", "not_a_full_number"}, "whatever was remembered of it"
    assert cause not in after


def test_a_conversation_is_told_what_is_missing_in_it(told: Database) -> None:
    with told.reading() as conn:
        found = missing_of(conn, 1, NOW_MS, ["ACsays", "ACbare", "ACnobody"])
        assert {id_: [gap.reason for gap in some] for id_, some in found.items()} == {
            "ACsays": ["announced"],
            "ACbare": ["empty"],
        }
        assert found["ACsays"][0].words == "here are the photos"
        assert missing_of(conn, 1, NOW_MS, ["ACsays"], lines=frozenset({"PNother"})) == {}


@pytest.mark.parametrize("key", ["", "media", "media:", "media:ACnobody", "activity:", "::::", "media:ACsays:0"])
def test_a_key_of_nothing_finds_nothing(told: Database, key: str) -> None:
    with told.reading() as conn:
        assert find_gap(conn, 1, NOW_MS, key) is None


def test_a_picture_that_arrives_closes_what_named_it(told: Database, clock: FakeClock) -> None:
    photo = {
        "id": "ACphoto", "from": "+15550110001", "to": [LINES[ANA_LINE]], "phoneNumberId": ANA_LINE, "text": "",
        "conversationId": "CNnew", "direction": "incoming", "status": "received", "userId": None,
        "createdAt": "2026-11-01T10:10:00.000Z", "updatedAt": "2026-11-01T10:10:00.000Z",
        "media": [{"url": "https://share.quo.com/v1/resource/message-media/x.jpg?sig=1", "type": "image/jpeg"}],
    }  # fmt: skip
    shown = photo | {"id": "ACahead", "text": "hello", "media": []}
    take(told, [list_answer("GET /messages", [photo, shown], NOW_MS + 1)])
    fold(told, clock)
    with told.reading() as conn:
        found = causes(conn, 1, NOW_MS)
        assert found == one_by_one(conn)
        assert found[Cause(DOUBT, "media", "announced")] == 0
        assert not [gap for gap in gaps(conn, 1, NOW_MS) if gap.subject == "ACahead"]
