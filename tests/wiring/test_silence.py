"""From a webhook that tells nothing to the alarm, and to its end, with a provider and a record."""

from pathlib import Path

import pytest

from keeping import fold
from onrecord.domain.alarm import CALM_MS
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage import alarms, deliveries, refusals
from onrecord.storage.deliveries import Received
from onrecord.storage.engine import Database
from onrecord.storage.refusals import Refusal
from onrecord.storage.workspaces import ensure_workspace
from onrecord.sync import registration
from onrecord.wiring.checkup import checkup
from onrecord.wiring.house import House
from onrecord.wiring.watch import watch
from simulator import Simulator, running_quosim
from sync.syncing import Syncing

PUBLIC = "http://127.0.0.1:9"


@pytest.fixture
def house(sqlite_database: Database, home: Path) -> House:
    syncing = Syncing(sqlite_database, "")
    sqlite_database.writer.write(lambda conn: ensure_workspace(conn, 1, now_ms=1))
    return House(read_settings(home=home, public_url=PUBLIC), syncing.clock, sqlite_database, Vault(home / "vault"))


def look(house: House, syncing: Syncing) -> list[str]:
    with syncing.asking() as asking:
        asking.client.organization()  # by which the provider's time is known
        house.signs.note_clock(asking.client.provider_now_ms() - house.clock.now_ms())
    watch(house)
    with house.database.reading() as conn:
        return [one.kind for one in alarms.open_alarms(conn, 1)]


def test_a_checkup_ticks_nothing_about_webhooks_while_what_they_bring_is_refused(house: House) -> None:
    def grades() -> dict[str, str]:
        return {one.name: one.grade for one in checkup(asked) if one.name in {"webhook", "delivery"}}

    with running_quosim(world="empty", rate=0) as sim:
        syncing = Syncing(house.database, sim.url)
        key = {"quo_api_url": sim.url, "quo_api_key": "key-of-ana"}
        settings = read_settings(home=house.settings.home, public_url=PUBLIC, **key)
        asked = House(settings, house.clock, house.database, house.vault)
        with syncing.asking() as asking:
            webhook_id = registration.register(asking, f"{PUBLIC}/hooks/quo").webhook_id
        now_ms = house.clock.now_ms()
        came = Received("msg_1", webhook_id, "N", "EV1", "contact.updated", now_ms, "accepted", 1)
        house.database.writer.write(lambda conn: deliveries.add(conn, 1, [came]))
        assert grades() == {"webhook": "ok", "delivery": "ok"}
        last = [Refusal(now_ms, "wrong_signature", "webhook-signature", "", 9)] * 6
        house.database.writer.write(lambda conn: refusals.add(conn, 1, {"wrong_signature": 6}, last))
        assert grades() == {"webhook": "warn", "delivery": "warn"}


def text_comes(sim: Simulator, syncing: Syncing, *, minutes_later: int) -> None:
    """A text that the hook does not bring; the poll finds it."""
    sim.tell("/_sim/clock", advance_seconds=300)
    sim.tell("/_sim/happen", kind="text")
    sim.tell("/_sim/clock", advance_seconds=60 * minutes_later)
    syncing.run()
    fold(syncing.database, syncing.clock)


def test_what_the_poll_finds_and_no_hook_told_is_an_alarm_until_the_hook_tells_again(house: House) -> None:
    with running_quosim(world="demo", rate=0) as sim:
        syncing = Syncing(house.database, sim.url)
        syncing.run()
        with syncing.asking() as asking:
            webhook_id = registration.register(asking, f"{PUBLIC}/hooks/quo").webhook_id
        assert look(house, syncing) == []
        text_comes(sim, syncing, minutes_later=5)
        assert look(house, syncing) == [], "the provider still tries"
        text_comes(sim, syncing, minutes_later=11)
        assert look(house, syncing) == ["hook_silent"]
        now_ms = house.clock.now_ms()
        came = Received("msg_1", webhook_id, "N", "EV1", "contact.updated", now_ms, "accepted", 1)
        house.database.writer.write(lambda conn: deliveries.add(conn, 1, [came]))
        kinds = look(house, syncing)
        assert "hook_loses" in kinds, "it tells again, and what it left out no log has brought"
        with house.database.reading() as conn:
            silent = next(one for one in alarms.open_alarms(conn, 1) if one.kind == "hook_silent")
        assert now_ms - silent.seen_ms < CALM_MS, "it ends by itself after a while"
