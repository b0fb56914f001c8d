"""Between two runs: what may still come of calls of late is asked for, and nothing else."""

import threading

import pytest

from keeping import fold, rows
from onrecord.domain.errors import ProviderHasNot
from onrecord.provider.client import Client
from onrecord.sync.ladder import climb
from simulator import Simulator
from sync.syncing import Syncing

RECORDINGS = "dated GET /calls/{callId}/recordings"


def climb_once(syncing: Syncing, stop: threading.Event | None = None) -> int:
    with syncing.asking() as asking:
        asking.client.organization()  # by which the provider's time is known
        asked = climb(asking, stop or threading.Event())
    fold(syncing.database, syncing.clock)
    return asked


def call_now(syncing: Syncing, sim: Simulator) -> None:
    """A call that was taken a moment ago and is over; its recording takes a while."""
    sim.tell("/_sim/happen", kind="call")
    sim.tell("/_sim/clock", advance_seconds=70)
    syncing.run()


def pending(syncing: Syncing) -> int:
    return int(rows(syncing.database, "select count(*) from artefact where state = 'pending'")[0][0])


def test_what_was_not_ready_is_asked_for_until_it_is_there(synced: Syncing, sim: Simulator) -> None:
    call_now(synced, sim)
    for _ in range(12):
        sim.tell("/_sim/clock", advance_seconds=600)
        climb_once(synced)
    assert pending(synced) == 0
    before = sim.stats["requests"]["total"]
    sim.tell("/_sim/clock", advance_seconds=30)
    assert climb_once(synced) == 0
    assert sim.stats["requests"]["total"] == before + 1, "what is settled is asked for no more"


def test_older_calls_are_left_to_the_runs(synced: Syncing, sim: Simulator) -> None:
    sim.tell("/_sim/clock", advance_seconds=3 * 86_400)
    climb_once(synced)
    assert sim.stats["requests"]["by_operation"].get(RECORDINGS, 0) <= 2


def test_it_stops_when_told_to(synced: Syncing, sim: Simulator) -> None:
    call_now(synced, sim)
    sim.tell("/_sim/clock", advance_seconds=120)
    stop = threading.Event()
    stop.set()
    assert climb_once(synced, stop) == 0


def test_a_route_that_is_gone_is_noted_and_not_asked_again(
    synced: Syncing, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> object:
        raise ProviderHasNot("no such route", status=404)

    call_now(synced, sim)
    sim.tell("/_sim/clock", advance_seconds=3_600)
    monkeypatch.setattr(Client, "recordings", gone)
    climb_once(synced)
    noted = rows(synced.database, "select verdict from capability where name = 'recording_route' and surface = 'dated'")
    assert noted == [("no",)]
