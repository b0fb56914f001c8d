"""For machines: `/healthz` and `/metrics`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, func, select
from starlette.testclient import TestClient

from onrecord.domain.alarm import Alarm, Room
from onrecord.storage import alarms
from onrecord.storage.engine import Database
from onrecord.storage.probes import AGAIN_MS, FILLER_BYTES
from onrecord.storage.schema import probe
from onrecord.storage.writer import Writer
from onrecord.views import health
from web.seeded import SignedIn
from web.standing_house import ANA, BEN, StandingHouse

TOKEN = {"Authorization": "Bearer only for machines"}
SAMPLE = re.compile(r'^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?[0-9.e+]+$')


def raise_alarm(database: Database, kind: str = "key_refused") -> None:
    def write(conn: Connection) -> None:
        alarms.open_alarm(conn, 1, Alarm(kind), now_ms=1_795_188_000_000)

    database.writer.write(write)


def test_a_house_that_can_store_is_healthy_and_says_how_it_is(stranger: TestClient) -> None:
    answer = stranger.get("/healthz")
    told = answer.json()
    assert answer.status_code == 200
    assert told["status"] == "ok"
    database = told["database"]
    assert (database["readable"], database["writable"]) == (True, True)
    assert database["free_bytes"] > 0
    assert told["vault"]["writable"]
    assert set(told) == {"status", "database", "vault", "backlog", "last_sync_at", "last_delivery_at"}


def test_a_house_that_cannot_write_says_so_with_its_status(
    stranger: TestClient, house: StandingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: Writer, _job: object, **_more: object) -> object:
        raise OSError("the disk is gone")

    monkeypatch.setattr(Writer, "submit", broken)
    answer = stranger.get("/healthz")
    assert answer.status_code == 503
    assert (answer.json()["database"]["readable"], answer.json()["database"]["writable"]) == (True, False)
    assert "disk is gone" not in answer.text


@contextmanager
def no_file_may_grow(house: StandingHouse) -> Iterator[None]:
    """As a quota does it, of which the disk says nothing: what is written ahead cannot grow."""
    resource = pytest.importorskip("resource")
    assert house.database.file is not None
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    written_ahead = house.database.file.with_name(f"{house.database.file.name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (written_ahead, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_house_whose_deliveries_could_not_be_kept_says_so_though_the_disk_has_room(
    stranger: TestClient, house: StandingHouse
) -> None:
    raise_alarm(house.database)  # so that something was written ahead
    with no_file_may_grow(house):
        answer = stranger.get("/healthz")
        assert (answer.status_code, answer.json()["database"]["writable"]) == (503, False)
        assert stranger.get("/healthz").status_code == 503, "a probe that failed is no answer for later"
    assert stranger.get("/healthz").status_code == 200


def test_asking_again_and_again_writes_little_and_keeps_nothing_more(
    stranger: TestClient, house: StandingHouse
) -> None:
    def kept() -> list[tuple[int, int]]:
        with house.database.reading() as conn:
            return [tuple(row) for row in conn.execute(select(probe.c.at_ms, func.length(probe.c.filler)))]

    for _ in range(3):
        assert stranger.get("/healthz").status_code == 200
    first = kept()
    assert [at_ms for at_ms, _ in first] == [house.clock.ms]
    house.clock.advance_ms(AGAIN_MS - 1)
    stranger.get("/healthz")
    assert kept() == first
    house.clock.advance_ms(1)
    stranger.get("/healthz")
    assert kept() == [(house.clock.ms, FILLER_BYTES)]


def test_the_disk_of_a_database_that_lies_elsewhere_is_measured_too(
    stranger: TestClient, house: StandingHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "room", lambda place, _folder: Room(place, 0 if place == "record" else 10**12, 10**12))
    answer = stranger.get("/healthz")
    assert (answer.status_code, answer.json()["database"]["free_bytes"]) == (503, 0)


def test_a_full_disk_is_a_house_that_cannot_store(stranger: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 62)
    assert stranger.get("/healthz").status_code == 503


def test_figures_are_for_who_shows_the_token(stranger: TestClient, house: StandingHouse) -> None:
    assert stranger.get("/metrics").status_code == 401
    assert stranger.get("/metrics", headers={"Authorization": "Bearer something else"}).status_code == 401
    assert stranger.get("/metrics", headers=TOKEN).status_code == 200
    house.metrics_token = ""
    assert stranger.get("/metrics", headers=TOKEN).status_code == 404


def test_figures_are_in_the_format_that_prometheus_reads(stranger: TestClient, house: StandingHouse) -> None:
    raise_alarm(house.database)
    answer = stranger.get("/metrics", headers=TOKEN)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    assert [line for line in lines if not line.startswith("#") and not SAMPLE.match(line)] == []
    assert 'onrecord_held{kind="message"} ' in answer.text
    assert 'onrecord_alarm{kind="key_refused",key=""} 1' in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_an_owner_is_shown_an_alarm_and_a_teammate_of_one_number_is_not(
    signed_in: SignedIn, house: StandingHouse
) -> None:
    raise_alarm(house.database)
    assert "Quo refuses the API key" in signed_in(ANA).get("/").text
    assert "Make a new API key in Quo" in signed_in(ANA).get("/status").text
    assert "Quo refuses the API key" not in signed_in(BEN).get("/").text


def test_good_news_is_on_the_status_page_and_no_banner(signed_in: SignedIn, house: StandingHouse) -> None:
    fell = Alarm("limit_turned", "v1 media", {"name": "message_media", "better": True})

    def write(conn: Connection) -> None:
        alarms.open_alarm(conn, 1, fell, now_ms=1_795_188_000_000)

    house.database.writer.write(write)
    raise_alarm(house.database)
    page = signed_in().get("/status").text
    assert page.index("Quo refuses the API key") < page.index("Quo now gives more: message media"), "news comes last"
    assert "Quo now gives more" not in signed_in().get("/").text
