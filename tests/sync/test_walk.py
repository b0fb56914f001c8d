"""Following a walk: pages and their proof are kept together, and lists that misbehave come to an end."""

import json
import threading
from collections.abc import Iterator

import httpx2
import pytest
import stamina

from fake_clock import FakeClock
from keeping import rows
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.errors import ProviderGarbled, ProviderRejects
from onrecord.provider.client import Client
from onrecord.provider.pace import Pacer
from onrecord.storage.engine import Database
from onrecord.sync.asking import Asking
from onrecord.sync.chain import Chain
from onrecord.sync.plan import Phase, Stretch
from onrecord.sync.walk import follow

NOW = 1_795_000_000_000


@pytest.fixture(autouse=True)
def instant_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


class Provider:
    """Messages, one a minute, two a page; a cursor is the number of messages before it."""

    def __init__(self, messages: int) -> None:
        self.times = [NOW - 60_000 * number for number in range(messages)]
        self.asked: list[str] = []
        self.dies_at: set[str] = set()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        query = request.url.params
        self.asked.append(query.get("after", ""))
        if query.get("after") in self.dies_at:
            self.dies_at.remove(query["after"])
            return httpx2.Response(400, json={"message": "Invalid cursor"})
        times = [at for at in self.times if "createdAt[lt]" not in query or ms_to_iso(at) < query["createdAt[lt]"]]
        start = int(query.get("after", "0"))
        listed = [{"id": f"AC{at}", "createdAt": ms_to_iso(at), "text": "hello"} for at in times[start : start + 2]]
        more = str(start + 2) if start + 2 < len(times) else None
        return httpx2.Response(200, content=json.dumps({"data": listed, "nextCursor": more}).encode())


def walking(database: Database, provider: object) -> tuple[Asking, Chain]:
    clock = FakeClock(NOW)
    transport = httpx2.MockTransport(provider)  # type: ignore[arg-type]  # any callable will do
    client = Client("http://provider.test", "key", Pacer(None, clock, 0), clock, transport=transport)
    chain = Chain(
        "messages",
        Phase.RECORD,
        "dated",
        "GET /messages",
        {},
        lambda lo, hi, after: client.messages(lo, hi, after=after),
        stretch=Stretch(0, NOW + 1, 0, open_top=True),
        ordered=True,
    )
    return Asking(client, database, 1, clock), chain


def kept(database: Database) -> int:
    return int(rows(database, "select count(*) from observation")[0][0])


def test_a_walk_to_the_end_leaves_its_mark(database: Database) -> None:
    asking, chain = walking(database, Provider(5))
    assert follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)
    assert rows(database, "select lo_ms, hi_ms, reached_ms, pages, items, ended from walk") == [
        (0, NOW + 1, 0, 3, 5, None)
    ]
    assert kept(database) == 5
    assert chain.new == 5


def test_told_to_stop_it_keeps_the_page_in_hand_and_how_far_it_was(database: Database) -> None:
    stop = threading.Event()
    asking, chain = walking(database, Provider(9))
    assert not follow(chain, asking, None, stop, lambda walked, _page: stop.set() if walked.pages == 2 else None)
    assert rows(database, "select reached_ms, pages, finished_ms from walk") == [(NOW - 3 * 60_000, 2, None)]
    assert kept(database) == 4


def test_a_lost_cursor_is_survived_with_one_page_read_twice(sqlite_database: Database) -> None:
    provider = Provider(9)
    provider.dies_at = {"4"}
    asking, chain = walking(sqlite_database, provider)
    assert follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)
    assert kept(sqlite_database) == 9
    assert provider.asked.count("") == 2


def test_a_first_page_that_is_refused_is_an_error_and_leaves_no_walk(sqlite_database: Database) -> None:
    asking, chain = walking(sqlite_database, lambda _request: httpx2.Response(400, json={"message": "no"}))
    with pytest.raises(ProviderRejects):
        follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)
    assert rows(sqlite_database, "select count(*) from walk") == [(0,)]


def test_an_answer_that_is_no_list_is_kept_and_the_walk_is_not_finished(sqlite_database: Database) -> None:
    asking, chain = walking(sqlite_database, lambda _request: httpx2.Response(200, json={"data": {"strange": 1}}))
    with pytest.raises(ProviderGarbled):
        follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)
    assert kept(sqlite_database) == 1
    assert rows(sqlite_database, "select finished_ms from walk") == [(None,)]


def test_a_list_that_turns_in_circles_ends_unfinished(sqlite_database: Database) -> None:
    asking, chain = walking(
        sqlite_database, lambda _request: httpx2.Response(200, json={"data": [], "nextCursor": "again"})
    )
    with pytest.raises(ProviderGarbled, match="circles"):
        follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)


def test_a_strange_element_stops_no_walk(sqlite_database: Database) -> None:
    def answer(_request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=b'{"data": [null, {"id": "AC1", "text": 7}, "x"], "nextCursor": null}')

    asking, chain = walking(sqlite_database, answer)
    assert follow(chain, asking, None, threading.Event(), lambda _chain, _page: None)
    assert kept(sqlite_database) == 3
