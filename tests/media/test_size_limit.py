"""What was refused for its size is wanted again once the limit allows it: once for each raise, and told truthfully."""

import json

import pytest
from sqlalchemy import Connection

import told
from fake_clock import FakeClock
from faults import kill_at_each_statement
from keeping import fold, rows, take
from media import samples
from media.file_host import FileHost, without_length
from onrecord.domain.gap import Gap, GapState
from onrecord.errands.run import run_ready
from onrecord.intake.links import keep_links
from onrecord.ledger.gaps import gaps
from onrecord.ledger.recovered import recovered
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads
from onrecord.media.fetch import Fetcher
from onrecord.media.size_limit import want_what_fits
from onrecord.media.vault import Vault
from onrecord.provider.client import Answer
from onrecord.provider.envelope import split
from onrecord.storage.engine import Database
from small_world import list_answer

SMALL, LARGE, LARGER = 100, 5_000, 6_000
PHOTO = samples.image_file("JPEG")
PHOTO += bytes(LARGE - len(PHOTO))


class House:
    """One message with one photo of 5,000 bytes, and a limit that may change from start to start."""

    def __init__(self, database: Database, vault: Vault, file_host: FileHost, clock: FakeClock) -> None:
        self.database, self.vault, self.host, self.clock = database, vault, file_host, clock
        self.tell(told.BEGAN)
        ((ways,),) = rows(database, "SELECT ways FROM artefact")
        (self.path,) = json.loads(ways)
        self.host.serve(self.path, PHOTO)

    def answer(self, at_ms: int) -> Answer:
        """A list, with a link of that time."""
        photo = told.photo("wall.jpg") | {"url": self.host.url + "/v1/resource/message-media/wall.jpg?sig=secret"}
        return list_answer("GET /messages", [told.dated_message("ACtext", media=[photo])], at_ms)

    def tell(self, at_ms: int) -> None:
        take(self.database, [self.answer(at_ms)])
        fold(self.database, self.clock)

    def start(self, size_limit_bytes: int) -> int:
        """Start, let everything that is due happen, and end; how many files were wanted again."""
        again = self.want(size_limit_bytes)
        fold(self.database, self.clock)
        places = AllowedPlaces(frozenset(), self.host.url)
        with Downloads(places, size_limit_bytes) as downloads:
            fetcher = Fetcher(self.database, 1, self.vault, downloads, self.clock)
            run_ready(self.database, 1, {"fetch": fetcher}, clock=self.clock)
        fold(self.database, self.clock)
        return again

    def want(self, size_limit_bytes: int) -> int:
        return want_what_fits(self.database, 1, size_limit_bytes, self.clock)

    @property
    def asked(self) -> int:
        """How often the file's host was asked for it."""
        return len(self.host.asked)

    @property
    def gap(self) -> Gap | None:
        with self.database.reading() as conn:
            return next(gaps(conn, 1, self.clock.now_ms()), None)


@pytest.fixture
def house(database: Database, vault: Vault, file_host: FileHost, clock: FakeClock) -> House:
    house = House(database, vault, file_host, clock)
    house.start(SMALL)
    assert house.gap is not None
    assert (house.gap.reason, house.gap.state) == ("size", GapState.CANNOT)
    return house


def test_a_raise_that_allows_it_has_it_fetched_and_it_is_said_why_it_was_missing(house: House) -> None:
    assert house.start(LARGE) == 1
    assert house.gap is None
    with house.database.reading() as conn:
        assert [(one.key, one.reason) for one in recovered(conn, 1)] == [("media:ACtext:0", "size")]


def test_until_it_is_fetched_it_is_on_its_way_and_no_more_refused(house: House) -> None:
    house.want(LARGE)
    fold(house.database, house.clock)
    assert house.gap is not None
    assert (house.gap.reason, house.gap.state) == ("not_fetched_yet", GapState.LOOKING)
    assert house.gap.next_ms == house.clock.now_ms()


@pytest.mark.parametrize("limit", [SMALL - 1, SMALL, LARGE - 1])
def test_a_limit_that_does_not_allow_it_asks_nobody(house: House, limit: int) -> None:
    before = house.asked
    assert house.start(limit) == 0
    assert house.asked == before
    assert house.gap is not None
    assert house.gap.reason == "size"


def test_one_raise_tries_a_file_of_which_nobody_says_how_large_it_is_once(house: House) -> None:
    """It breaks off where the limit is reached: all that is known is that it is larger."""
    house.host.behaviours[house.path] = without_length(PHOTO + bytes(200_000))
    before = house.asked
    assert [house.start(LARGER), house.start(LARGER), house.start(LARGER)] == [1, 0, 0]
    assert house.asked == before + 1
    assert house.gap is not None
    assert (house.gap.reason, house.gap.state) == ("size", GapState.CANNOT)
    assert house.start(300_000) == 1
    assert house.gap is None


def test_what_was_refused_before_sizes_were_written_down_is_tried_once(house: House) -> None:
    house.database.writer.write(lambda conn: conn.exec_driver_sql("UPDATE holding SET size_bytes = NULL") and None)
    before = house.asked
    assert [house.start(SMALL), house.start(SMALL)] == [1, 0]
    assert house.asked == before + 1


def test_a_link_that_has_run_out_meanwhile_is_followed_by_a_fresh_one(house: House) -> None:
    house.host.refuse(house.path, 403)
    house.start(LARGE)
    assert house.gap is not None
    assert house.gap.reason == "link_expired"
    house.host.serve(house.path, PHOTO)
    house.tell(told.BEGAN + 1)
    assert house.start(LARGE) == 0
    assert house.gap is None


def test_a_fresh_link_brings_back_what_had_run_out_after_the_raise(house: House) -> None:
    house.host.refuse(house.path, 403)
    house.start(LARGE)
    fresh = house.answer(told.BEGAN + 1)

    def revived(conn: Connection) -> set[tuple[str, str]]:
        return keep_links(conn, 1, split(fresh).items, surface="dated", asked_ms=fresh.asked_ms)

    assert ("activity", "ACtext") in house.database.writer.write(revived)


def test_what_was_refused_for_another_reason_stays_refused(house: House) -> None:
    house.host.serve(house.path, b"<html><script>x</script>")
    house.start(LARGE)
    assert house.start(10 * LARGE) == 0
    assert house.gap is not None
    assert house.gap.reason == "type"


def test_killed_at_any_statement_it_is_lifted_and_to_be_folded_or_neither(house: House) -> None:
    def state() -> list[tuple[object, ...]]:
        told_of = rows(house.database, "SELECT outcome FROM holding ORDER BY id")
        return told_of + rows(house.database, "SELECT subject FROM dirty")

    assert kill_at_each_statement(house.database, lambda: house.want(LARGE), state) >= 3
    house.start(LARGE)
    assert house.gap is None
