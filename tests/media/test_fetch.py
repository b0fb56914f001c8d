"""The errand `fetch` from link to holding, on both databases, with a real file host."""

import hashlib
import os
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from fake_clock import FakeClock
from faults import kill_at_each_statement
from media import samples
from media.file_host import FileHost, cut_after
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import DAY, MINUTE, SECOND
from onrecord.domain.errand import RETRY_LADDER_MS
from onrecord.domain.errors import VaultError
from onrecord.errands.run import Ran, run_ready
from onrecord.media.download import Downloads
from onrecord.media.fetch import Fetcher, ask_again_ms, to_derive, what_refusal_means
from onrecord.media.vault import Vault
from onrecord.storage import errands
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, holdings_of, kept_files
from onrecord.storage.schema import dirty, errand, link

PATH = "/v1/resource/message-media/a.jpg"
PHOTO = samples.image_file("JPEG")
SHA256 = hashlib.sha256(PHOTO).hexdigest()
ASKED_MS = 1_790_000_000_000


class House:
    """One workspace with one photo to fetch."""

    def __init__(self, database: Database, vault: Vault, downloads: Downloads, clock: FakeClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.fetcher = Fetcher(database, 1, vault, downloads, clock)

    def want(self, path: str = PATH, activity: str = "ACm1") -> None:
        payload: dict[str, object] = {"activity_id": activity, "kind": "media", "ordinal": 0, "path": path}
        self.write(lambda conn: errands.enqueue(conn, 1, "fetch", path, payload, run_at_ms=self.clock.now_ms()))

    def link(self, url: str, asked_ms: int = ASKED_MS, path: str = PATH) -> None:
        def put(conn: Connection) -> None:
            conn.execute(link.delete().where(link.c.path == path))
            conn.execute(insert(link).values(workspace_id=1, path=path, url=url, surface="dated", asked_ms=asked_ms))

        self.write(put)

    def run(self) -> Ran:
        return run_ready(self.database, 1, {"fetch": self.fetcher}, clock=self.clock)

    def write(self, job: Any) -> None:
        self.database.writer.write(job)

    def holdings(self, path: str = PATH) -> Sequence[Holding]:
        with self.database.reading() as conn:
            return holdings_of(conn, 1, [path]).get(path, [])

    def file(self, sha256: str = SHA256) -> KeptFile | None:
        with self.database.reading() as conn:
            return kept_files(conn, 1, [sha256]).get(sha256)

    def dirty(self) -> list[tuple[str, str]]:
        with self.database.reading() as conn:
            return sorted((row.kind, row.subject) for row in conn.execute(select(dirty.c.kind, dirty.c.subject)))

    def settle_dirty(self) -> None:
        self.write(lambda conn: conn.execute(dirty.delete()) and None)

    def errands(self, kind: str) -> dict[str, int]:
        """Key and when it is due."""
        with self.database.reading() as conn:
            rows = conn.execute(select(errand.c.key, errand.c.run_at_ms).where(errand.c.kind == kind))
            return {row.key: row.run_at_ms for row in rows}


@pytest.fixture
def house(database: Database, vault: Vault, downloads: Downloads, clock: FakeClock) -> House:
    return House(database, vault, downloads, clock)


def test_a_photo_is_kept_measured_and_its_message_folded_again(house: House, file_host: FileHost) -> None:
    house.link(file_host.serve(PATH, PHOTO, declared="application/octet-stream"))
    house.want()
    assert house.run() == Ran(done=1)
    assert house.holdings() == [Holding(PATH, HoldingOutcome.KEPT, ASKED_MS, SHA256)]
    assert house.file() == KeptFile(SHA256, len(PHOTO), "image/jpeg", "application/octet-stream", None, 64, 48)
    assert house.vault.verify(SHA256)
    assert house.dirty() == [("activity", "ACm1")]
    assert (house.errands("fetch"), house.errands("reask")) == ({}, {})
    assert list(house.errands("derive")) == [f"{SHA256} thumbnail-480"]


def test_a_voicemail_is_kept_with_its_length(house: House, file_host: FileHost) -> None:
    spoken = samples.sound_file("amr", "libopencore_amrnb", 3.0, rate=8000)
    house.link(file_host.serve(PATH, spoken, declared=None))
    house.want()
    house.run()
    found = house.file(hashlib.sha256(spoken).hexdigest())
    assert found is not None
    assert (found.sniffed_type, found.declared_type) == ("audio/amr", None)
    assert found.duration_seconds == pytest.approx(3.0, abs=0.1)


def test_a_file_that_is_held_already_is_not_fetched_again(house: House, file_host: FileHost) -> None:
    house.link(file_host.serve(PATH, PHOTO))
    for _ in range(2):
        house.want()
        house.settle_dirty()
        assert house.run() == Ran(done=1)
        assert house.dirty() == [("activity", "ACm1")], "whoever asked has not heard of it"
    assert len(file_host.asked) == 1
    assert len(house.holdings()) == 1


def test_a_file_that_the_vault_has_lost_is_fetched_again(house: House, file_host: FileHost) -> None:
    house.link(file_host.serve(PATH, PHOTO))
    house.want()
    house.run()
    house.vault.path(SHA256).unlink()
    house.want()
    house.run()
    assert house.vault.verify(SHA256)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_link_that_opens_nothing_is_expired_and_a_fresh_one_asked_for(
    house: House, file_host: FileHost, status: int
) -> None:
    house.link(file_host.refuse(PATH, status))
    house.want()
    assert house.run() == Ran(done=1)
    detail = "http_404" if status == 404 else None
    assert house.holdings() == [Holding(PATH, HoldingOutcome.EXPIRED, ASKED_MS, None, detail)]
    assert house.errands("reask") == {"ACm1": house.clock.now_ms()}
    assert house.dirty() == [("activity", "ACm1")]
    assert house.errands("fetch") == {}


def test_a_fresh_link_brings_what_an_expired_one_did_not(house: House, file_host: FileHost) -> None:
    house.link(file_host.refuse(PATH, 403))
    house.want()
    house.run()
    house.link(file_host.serve(PATH, PHOTO), ASKED_MS + MINUTE)
    house.want()
    house.run()
    assert [one.outcome for one in house.holdings()] == [HoldingOutcome.EXPIRED, HoldingOutcome.KEPT]


def test_a_link_that_came_while_the_old_one_was_refused_is_not_called_expired(
    house: House, file_host: FileHost
) -> None:
    def freshen(request: Any) -> None:
        house.link(file_host.link("/fresh"), ASKED_MS + 1)
        request.send_error(403)

    file_host.behaviours[PATH] = freshen
    house.link(file_host.link(PATH))
    house.want()
    assert house.run() == Ran(done=1)
    assert house.holdings() == []
    assert house.dirty() == [("activity", "ACm1")], "the fold wants it again, by the fresh link"
    assert house.errands("reask") == {}


def test_not_found_by_two_links_is_gone_and_no_third_is_asked_for(house: House, file_host: FileHost) -> None:
    for turn in range(2):
        house.link(file_host.refuse(PATH, 404), ASKED_MS + turn)
        house.want()
        house.write(lambda conn: conn.execute(errand.delete().where(errand.c.kind == "reask")) and None)
        house.run()
    assert [(one.outcome, one.detail) for one in house.holdings()] == [
        (HoldingOutcome.EXPIRED, "http_404"),
        (HoldingOutcome.REFUSED, "gone"),
    ]
    assert house.errands("reask") == {}


def test_links_that_are_refused_in_a_row_are_asked_for_ever_more_slowly(house: House, file_host: FileHost) -> None:
    waits = []
    for turn in range(len(RETRY_LADDER_MS) + 2):
        house.link(file_host.refuse(PATH, 403), ASKED_MS + turn)
        house.want()
        house.run()
        due = house.errands("reask")
        waits.append(due["ACm1"] - house.clock.now_ms() if due else None)
        house.write(lambda conn: conn.execute(errand.delete()) and None)
    assert waits == [0, *RETRY_LADDER_MS, None]
    assert {one.outcome for one in house.holdings()} == {HoldingOutcome.EXPIRED}


REFUSED = {
    "type": lambda host: host.serve(PATH, b"<html><script>x</script>"),
    "size": lambda host: host.serve(PATH, PHOTO + bytes(100_000)),
    "empty": lambda host: host.serve(PATH, b""),
    "host": lambda host: host.redirect(PATH, "http://169.254.169.254/latest"),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_must_not_be_kept_is_refused_with_its_reason_and_not_tried_again(
    house: House, file_host: FileHost, reason: str
) -> None:
    house.link(REFUSED[reason](file_host))
    house.want()
    assert house.run() == Ran(done=1)
    assert house.holdings() == [Holding(PATH, HoldingOutcome.REFUSED, ASKED_MS, None, reason)]
    assert house.dirty() == [("activity", "ACm1")]
    assert (house.errands("fetch"), house.errands("reask")) == ({}, {})
    assert list(house.vault.digests()) == []


def test_a_host_in_trouble_is_tried_again_by_the_ladder(house: House, file_host: FileHost) -> None:
    house.link(file_host.refuse(PATH, 503))
    house.want()
    assert house.run() == Ran(again=1)
    assert house.errands("fetch") == {PATH: house.clock.now_ms() + RETRY_LADDER_MS[0]}
    assert (house.holdings(), house.dirty()) == ([], [])
    file_host.behaviours[PATH] = cut_after(PHOTO[:9], len(PHOTO))
    house.clock.advance_ms(5 * SECOND)
    assert house.run() == Ran(again=1)
    house.clock.advance_ms(DAY)
    file_host.serve(PATH, PHOTO)
    assert house.run() == Ran(done=1)
    assert house.file() is not None


def test_without_a_link_one_is_asked_for(house: House) -> None:
    house.want()
    assert house.run() == Ran(done=1)
    assert house.errands("reask") == {"ACm1": house.clock.now_ms()}
    assert house.holdings() == []


def test_a_full_disk_leaves_the_errand_for_later(
    house: House, file_host: FileHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.link(file_host.serve(PATH, PHOTO))
    house.want()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fchmod", full)
        assert house.run() == Ran(again=1)
    assert (house.holdings(), list(house.vault.digests())) == ([], [])
    house.clock.advance_ms(DAY)
    assert house.run() == Ran(done=1)
    assert house.vault.verify(SHA256)


def test_two_paths_to_the_same_bytes_are_one_file(house: House, file_host: FileHost) -> None:
    for path in (PATH, "/v1/resource/message-media/b.jpg"):
        house.link(file_host.serve(path, PHOTO), path=path)
        house.want(path, activity=f"AC{path[-5]}")
    assert house.run() == Ran(done=2)
    assert list(house.vault.digests()) == [SHA256]
    assert house.dirty() == [("activity", "ACa"), ("activity", "ACb")]


def test_killed_at_any_write_the_file_is_fetched_again_and_held_once(
    sqlite_database: Database, vault: Vault, downloads: Downloads, clock: FakeClock, file_host: FileHost
) -> None:
    house = House(sqlite_database, vault, downloads, clock)
    house.link(file_host.serve(PATH, PHOTO))
    house.want()
    (leased,) = house.database.writer.write(
        lambda conn: errands.lease_ready(conn, 1, ["fetch"], 1, lease="ana", now_ms=clock.ms, until_ms=clock.ms + DAY)
    )
    effect = house.fetcher(leased)

    def settle() -> None:
        def write(conn: Connection) -> None:
            assert errands.delete_done(conn, 1, leased.id, lease="ana")
            effect(conn)

        house.write(write)

    def state() -> object:
        return (house.holdings(), house.dirty(), house.errands("fetch"), house.errands("derive"))

    assert kill_at_each_statement(sqlite_database, settle, state) >= 4
    assert len(house.holdings()) == 1
    assert house.errands("fetch") == {}


def test_hundred_files_are_fetched_side_by_side_and_each_lands_under_its_own_path(
    sqlite_database: Database, vault: Vault, downloads: Downloads, clock: FakeClock, file_host: FileHost
) -> None:
    house = House(sqlite_database, vault, downloads, clock)
    cards = {f"/v1/resource/message-media/{n}.vcf": samples.VCARD + b"NOTE:%d\r\n" % n for n in range(100)}
    for path, card in cards.items():
        house.link(file_host.serve(path, card), path=path)
        house.want(path)
    assert house.run() == Ran(done=100)
    assert {path: house.holdings(path)[0].sha256 for path in cards} == {
        path: hashlib.sha256(card).hexdigest() for path, card in cards.items()
    }


def test_a_refusal_is_judged_by_what_happened_before() -> None:
    old = Holding(PATH, HoldingOutcome.EXPIRED, 5, detail="http_404")
    assert what_refusal_means(PATH, [], 6, "http_404").outcome == HoldingOutcome.EXPIRED
    assert what_refusal_means(PATH, [old], 6, "http_404").detail == "gone"
    assert what_refusal_means(PATH, [old], 5, "http_404").outcome == HoldingOutcome.EXPIRED, "the same link again"
    assert what_refusal_means(PATH, [old], 6, None).outcome == HoldingOutcome.EXPIRED
    assert ask_again_ms([], 100) == 100
    assert ask_again_ms([old], 100) == 100 + RETRY_LADDER_MS[0]


def test_only_what_a_screen_will_ask_for_is_made_ahead() -> None:
    def recipes(media_type: str) -> list[object]:
        return [one.payload["recipe"] for one in to_derive(KeptFile("a" * 64, 1, media_type), 0)]

    assert recipes("image/jpeg") == ["thumbnail-480"]
    assert recipes("image/heic") == ["thumbnail-480", "view-1600"]
    assert recipes("audio/mpeg") == ["peaks-400"]
    assert recipes("audio/amr") == ["peaks-400", "audio-web"]
    assert recipes("video/mp4") == ["thumbnail-480"]
    assert recipes("application/pdf") == recipes("text/vcard") == []


def test_a_vault_error_that_may_pass_is_not_permanent(vault: Vault) -> None:
    with pytest.raises(VaultError) as missing:
        vault.size("a" * 64)
    assert not missing.value.permanent
