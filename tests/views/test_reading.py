"""The same rows come out of both databases, in the same order."""

import pytest
from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.conversation import conversation_key
from onrecord.storage.engine import Database
from onrecord.storage.inbox import InboxView, list_conversations
from onrecord.storage.names import members_of_line
from onrecord.storage.workspaces import read_workspace
from onrecord.views.address import address_of, find_conversation
from onrecord.views.conversation import read_details, read_head
from onrecord.views.inbox import read_inbox, read_place
from onrecord.views.search import search
from onrecord.views.timeline import around, following, newest
from onrecord.views.timeline import read_place as read_timeline_place
from onrecord.views.times import Moments, moments
from web import seed

ALL = Scope(1)
FIELD_ONLY = Scope(1, frozenset({seed.FIELD}))
NOTHING = Scope(1, frozenset())


def times_of(conn: Connection) -> Moments:
    told = read_workspace(conn, 1)
    return moments(told.time_zone, told.region, seed.NOW)


@pytest.mark.parametrize("view", list(InboxView))
def test_pages_of_any_size_give_the_same_list(record: Database, view: InboxView) -> None:
    with record.reading() as conn:
        whole = read_inbox(conn, ALL, times_of(conn), view=view, line_id=None).rows
        paged, before = [], None
        while rows := list_conversations(conn, 1, lines=None, view=view, before=before, limit=3):
            paged += [row.key for row in rows]
            before = read_place(f"{rows[-1].last_at_ms}.{address_of(rows[-1].key, None)}")
    assert len(paged) == len(set(paged)) == len(whole)


def test_every_activity_is_reached_from_both_ends(record: Database) -> None:
    key = conversation_key(seed.FIELD, [seed.TOM])
    with record.reading() as conn:
        times, row = times_of(conn), find_conversation(conn, ALL, address_of(key, None))
        assert row is not None
        back, stretch = [], newest(conn, ALL, row, times)
        back = [item.id for item in stretch.items]
        while stretch.older:
            stretch = newest(conn, ALL, row, times, before=read_timeline_place(stretch.older))
            back = [item.id for item in stretch.items] + back
        found = around(conn, ALL, row, times, back[0])
        assert found is not None
        assert found.older is None
        forth = [item.id for item in found.items]
        while found.newer:
            place = read_timeline_place(found.newer)
            assert place is not None
            found = following(conn, ALL, row, times, place)
            forth += [item.id for item in found.items]
    assert forth == back
    assert len(back) == 151


def test_nothing_outside_the_scope_is_read(record: Database) -> None:
    key = conversation_key(seed.OFFICE, [seed.ELLEN])
    with record.reading() as conn:
        times = times_of(conn)
        assert find_conversation(conn, ALL, address_of(key, None)) is not None
        for scope in (FIELD_ONLY, NOTHING):
            assert find_conversation(conn, scope, address_of(key, None)) is None
            found = search(conn, scope, times, "ellen")
            assert not found.people
            assert not found.hits
            assert "Ellen Marsh" not in [
                row.title for row in read_inbox(conn, scope, times, view=InboxView.ALL, line_id=None).rows
            ]
        assert not search(conn, NOTHING, times, "pump").hits


@pytest.mark.parametrize("query", ["ellen", "+1 (555) 010-0120", "impeller", "flour", "otis bela", "Béla"])
def test_both_databases_find(record: Database, query: str) -> None:
    with record.reading() as conn:
        found = search(conn, ALL, times_of(conn), query)
    assert found.people or found.hits


def test_details_count_what_is_kept_and_what_is_missing(record: Database) -> None:
    key = conversation_key(seed.OFFICE, [seed.GRACE])
    with record.reading() as conn:
        times, row = times_of(conn), find_conversation(conn, ALL, address_of(key, None))
        assert row is not None
        details, head = read_details(conn, ALL, row, times), read_head(conn, ALL, row, times, "https://my.quo.com")
    assert [(lack.name, lack.count, lack.said.word) for lack in details.lacks] == [
        ("Photo or file", 1, "Blocked for safety"),
        ("Photo or file", 1, "On its way"),
        ("Recording", 1, "Link expired"),
        ("Summary", 1, "On its way"),
        ("Transcript", 1, "Not in your Quo plan"),
    ]
    assert head.people[0].card is not None
    assert head.people[0].card.company == "Lindqvist & Daughters"


def test_who_works_on_a_line_is_known(record: Database) -> None:
    with record.reading() as conn:
        assert members_of_line(conn, 1, seed.OFFICE) == sorted([seed.DANA, seed.MARCO])
