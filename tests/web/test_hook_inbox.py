"""Waves of deliveries share a commit, and a sender who dawdles is let go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from fake_clock import FakeClock
from keeping import rows
from onrecord.media.vault import Vault
from onrecord.storage.arrivals import Delivery
from onrecord.storage.engine import Database
from onrecord.web.hook_inbox import HookInbox
from onrecord.web.hooks import Hooks
from onrecord.web.house import HookLimits
from pushing import fixture
from taking import delivery_of
from web.standing_house import StandingHouse


@pytest.fixture
def house(sqlite_database: Database, tmp_path: Path) -> StandingHouse:
    limits = HookLimits(size_bytes=100, seconds=0.01, window_ms=1)
    return StandingHouse(sqlite_database, Vault(tmp_path / "vault"), FakeClock(), hook_limits=limits)


def wave(count: int) -> list[Delivery]:
    return [delivery_of(fixture("n-message-received") | {"id": f"EV{number}"}) for number in range(count)]


async def put_all(house: StandingHouse, deliveries: Sequence[Delivery]) -> list[BaseException | None]:
    inbox = HookInbox(house)
    return await asyncio.gather(*(inbox.put(one) for one in deliveries), return_exceptions=True)


def test_those_that_come_together_share_a_commit(house: StandingHouse, sqlite_database: Database) -> None:
    commits: list[Connection] = []
    event.listen(sqlite_database.writing, "commit", commits.append)
    assert asyncio.run(put_all(house, wave(40))) == [None] * 40
    assert rows(sqlite_database, "SELECT COUNT(*) FROM arrival") == [(40,)]
    assert len(commits) <= 2  # the first does not wait for company, and the others join it if its turn comes later


def status_of(house: StandingHouse, receive: Callable[[], Awaitable[Any]]) -> int:
    """What is answered to a request whose body comes like that."""
    answers: list[Any] = []

    async def send(message: Any) -> None:
        answers.append(message)

    async def app(*_: Any) -> None:
        raise AssertionError("it goes no further")

    scope = {"type": "http", "method": "POST", "path": "/hooks/quo", "headers": [], "client": None}
    asyncio.run(Hooks(app, house=house)(scope, receive, send))
    return int(answers[0]["status"])


HALF = {"type": "http.request", "body": b'{"id":"EV', "more_body": True}


@pytest.mark.parametrize("first", [[], [HALF]], ids=["nothing", "half"])
def test_whoever_sends_a_body_too_slowly_is_let_go(first: list[Any], house: StandingHouse) -> None:
    async def receive() -> Any:
        if first:
            return first.pop()
        return await asyncio.Event().wait()  # the rest of the body never comes

    assert status_of(house, receive) == 408
    assert rows(house.database, "SELECT COUNT(*) FROM arrival") == [(0,)]


@pytest.mark.parametrize("first", [[], [HALF]], ids=["nothing", "half"])
def test_half_a_body_is_no_delivery(first: list[Any], house: StandingHouse) -> None:
    async def receive() -> Any:
        return first.pop() if first else {"type": "http.disconnect"}

    assert status_of(house, receive) == 400
    assert rows(house.database, "SELECT COUNT(*) FROM arrival") == [(0,)]
