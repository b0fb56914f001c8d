"""The played demo: the provider's days go by, and no day on which something changes is leapt over."""

import threading
from datetime import date
from itertools import pairwise
from pathlib import Path

from onrecord.cli.demo import _settings, _Telling
from onrecord.cli.demo_play import Dates, Player, days_of
from onrecord.storage.listed_hooks import listed_hooks
from onrecord.wiring import open_house
from simulator import serving
from tiny_world import tiny_house

FROM, FALL, END = date(2026, 8, 1), date(2026, 8, 21), date(2026, 9, 2)


def test_it_stops_on_every_day_on_which_something_changes_and_on_the_last() -> None:
    days = list(days_of(Dates(FROM, [date(2025, 1, 1), FALL, date(2027, 1, 1)], END), 7))
    assert [day for day, stops in days if stops] == [FALL, END]
    assert [day for day, _ in days] == sorted({day for day, _ in days})
    assert all(0 < (later - day).days <= 7 for (day, _), (later, _) in pairwise(days))


def test_it_moves_the_provider_and_says_what_day_it_is_there() -> None:
    said: list[str] = []
    with serving(tiny_house()) as sim:
        sim.tell("/_sim/clock", as_of="2026-08-01")
        Player(sim.url, 30, said.append, lambda: True, step_seconds=0, stop_seconds=0).play(threading.Event())
        assert sim.stats["as_of"] == "2026-11-20"
    assert "At Quo it is August 21, 2026. Something changes." in said


def test_a_day_that_has_webhooks_is_told_by_them_from_then_on(tmp_path: Path) -> None:
    with serving(tiny_house()) as sim:
        sim.tell("/_sim/clock", as_of="2025-07-30")
        with open_house(_settings(tmp_path, sim.url, 0, "http://127.0.0.1:9")) as house:
            telling = _Telling(house)
            assert not telling.begin()
            Player(sim.url, 60, lambda _: None, lambda: True, telling.begin_late, step_seconds=0, stop_seconds=0).play(
                threading.Event()
            )
            assert telling.begun
            with house.database.reading() as conn:
                assert [one.generation for one in listed_hooks(conn, house.workspace_id)] == ["N"]


def test_it_ends_when_it_is_told_to() -> None:
    ended = threading.Event()
    ended.set()
    with serving(tiny_house()) as sim:
        sim.tell("/_sim/clock", as_of="2026-08-01")
        Player(sim.url, 30, lambda _: None, lambda: True).play(ended)
        assert sim.stats["as_of"] == "2026-08-01"
