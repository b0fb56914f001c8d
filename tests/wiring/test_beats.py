"""What a house that serves asks of the provider by itself: at once after a start, a minute later, once a week."""

import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from fake_clock import FakeClock
from onrecord.domain.capability import EvidenceKind, Finding, Verdict
from onrecord.domain.clock import DAY
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage.engine import Database
from onrecord.storage.evidence import keep_finding
from onrecord.storage.workspaces import ensure_workspace
from onrecord.sync.log_walk import Compared
from onrecord.wiring import beats, inquiring
from onrecord.wiring.fold_process import FoldProcess
from onrecord.wiring.house import House
from onrecord.wiring.provider import Provider
from onrecord.wiring.rhythm import rhythm

AHEAD_MS = 7_000


@pytest.fixture
def house(sqlite_database: Database, home: Path, clock: FakeClock) -> House:
    sqlite_database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=1))
    settings = read_settings(home=home, public_url="https://phone.example")
    return House(settings, clock, sqlite_database, Vault(home / "vault"))


@pytest.fixture
def provider(clock: FakeClock) -> Provider:
    """Tells the time, and nothing else."""
    client = SimpleNamespace(provider_now_ms=lambda: clock.now_ms() + AHEAD_MS)
    return cast("Provider", SimpleNamespace(client=client, asking=None))


def beat(house: House, provider: Provider, name: str) -> beats.Beat:
    folding = cast("FoldProcess", None)
    return next(one for one in beats.beats(house, provider, folding, ask_every_seconds=60) if one.name == name)


def test_after_a_start_the_delivery_log_is_compared_at_once(
    house: House, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = threading.Event()
    urls: list[str] = []

    def compare(_asking: object, url: str, _ended: threading.Event) -> Compared:
        urls.append(url)
        compared.set()
        return Compared(1, 3, 2)

    monkeypatch.setattr(beats, "compare_logs", compare)
    with rhythm([beat(house, provider, "healing")]):
        assert compared.wait(30)
    assert urls == ["https://phone.example/hooks/quo"]
    assert house.signs.ahead_ms == AHEAD_MS


def test_people_who_wait_for_their_record_come_before_inquiries(
    house: House, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(beats, "inquire_weekly", lambda *_: asked.append(1))
    inquiries = beat(house, provider, "inquiries")
    ended = threading.Event()
    ended.set()
    inquiries.strike(ended)
    assert asked == [], "a house that ends in its first minute asks nothing"
    monkeypatch.setattr(beats, "AFTER_THE_START_SECONDS", 0.0)
    inquiries.strike(threading.Event())
    assert asked == [1]


@pytest.mark.parametrize(("days", "due"), [(None, True), (6, False), (7, True)])
def test_the_provider_is_asked_about_itself_once_a_week_of_its_time(
    days: int | None, due: bool, house: House, provider: Provider, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[Any] = []
    monkeypatch.setattr(inquiring, "inquire", lambda *_, catalogue: rounds.append(catalogue))
    if days is not None:
        at_ms = provider.client.provider_now_ms() - days * DAY
        found = Finding("rate", "dated", EvidenceKind.PROBE, Verdict.YES, "ten a second", at_ms)
        house.database.writer.write(lambda conn: keep_finding(conn, 1, found))
    inquiring.inquire_weekly(house, provider)
    assert rounds == ([inquiring.CHEAP] if due else [])
    assert inquiring.CHEAP
