"""News: who hears of which conversation, and when."""

import asyncio
from pathlib import Path

import pytest

from onrecord.domain.access import Scope
from onrecord.domain.conversation import conversation_key
from onrecord.storage.inbox import Change
from onrecord.views.address import news_name
from onrecord.web.live import Listener, Live
from onrecord.web.sessions import Sessions
from web import seed
from web.standing_house import StandingHouse


def test_a_listener_hears_only_of_lines_it_may_see() -> None:
    listener = Listener(Scope(1, frozenset({seed.FIELD})))
    listener.hear(Change(1, "a", seed.OFFICE))
    listener.hear(Change(2, "b", seed.FIELD))
    listener.hear(Change(3, "c", None))
    assert listener.news.qsize() == 1
    assert listener.news.get_nowait() == news_name("b")


def test_a_listener_that_falls_behind_does_not_hold_up_the_others() -> None:
    listener = Listener(Scope(1))
    for n in range(1000):
        listener.hear(Change(n, f"key {n}", seed.FIELD))
    assert listener.news.full()


def test_what_is_written_reaches_an_open_page(
    house: StandingHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.web.live.LOOK_SECONDS", 0.02)
    key = conversation_key(seed.FIELD, [seed.LEN])
    made = seed.Seed(seed.vault_in(tmp_path))
    made.message(key, seed.NOW, "One more thing")

    async def listen() -> list[str]:
        live = Live(house, Sessions(house))
        watching = asyncio.create_task(live.watch())
        events = live._events(Scope(1))
        live._seen = await asyncio.to_thread(live._newest)
        heard = [await anext(events)]
        await asyncio.to_thread(house.database.writer.write, lambda conn: seed.write_activities(conn, made.activities))
        heard.append(await asyncio.wait_for(anext(events), 5))
        live.close()
        await events.aclose()
        watching.cancel()
        assert not live._listeners
        return heard

    hello, news = asyncio.run(listen())
    assert "event: hello" in hello
    assert news == f"event: news\ndata: {news_name(key)}\n\n"


def test_nobody_looks_while_nobody_listens(house: StandingHouse) -> None:
    live = Live(house, Sessions(house))
    house.database = None  # type: ignore[assignment]  # looking would fail
    asyncio.run(live._look())
