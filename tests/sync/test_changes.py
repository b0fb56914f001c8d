"""The feed of changes, and asking about one call or message again."""

import pytest

from keeping import fold, rows
from onrecord.domain.clock import MINUTE
from onrecord.domain.errand import Errand
from onrecord.sync.changes import ANYWAY_MS, is_run_due, something_moved
from onrecord.sync.reask import reask
from simulator import Simulator
from sync.syncing import Syncing

BEFORE_THE_END = "2026-10-01T12:00:00.000Z"


def test_before_the_first_run_a_run_is_worth_while(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        assert something_moved(asking)


def test_the_feed_is_quiet_when_nothing_moved_and_costs_one_request(synced: Syncing, sim: Simulator) -> None:
    with synced.asking() as asking:
        something_moved(asking)
        before = sim.stats["requests"]["total"]
        assert not something_moved(asking)
    assert sim.stats["requests"]["total"] == before + 1


def test_a_conversation_that_moved_is_told_by_the_feed(syncing: Syncing, sim: Simulator) -> None:
    sim.tell("/_sim/clock", now=BEFORE_THE_END)
    syncing.run()
    sim.tell("/_sim/clock", advance_seconds=86_400)
    with syncing.asking() as asking:
        assert something_moved(asking)


def test_a_run_is_due_now_and_then_although_the_feed_is_quiet() -> None:
    assert is_run_due(None, 0)
    assert not is_run_due(0, MINUTE)
    assert is_run_due(0, ANYWAY_MS)


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        ("media", "dated GET /messages/{messageId}"),
        ("voicemail", "dated GET /calls/{callId}"),
        ("recording", "dated GET /calls/{callId}/recordings"),
    ],
)
def test_asking_again_brings_fresh_links_with_one_request(
    kind: str, operation: str, synced: Syncing, sim: Simulator
) -> None:
    ((activity_id, ways),) = rows(
        synced.database,
        f"select activity_id, ways from artefact where kind = '{kind}' and state = 'wanted' and ordinal = 0 limit 1",
    )
    asked_before = dict(rows(synced.database, "select path, asked_ms from link"))
    counted = sim.stats["requests"]["by_operation"].get(operation, 0)
    sim.tell("/_sim/clock", advance_seconds=600)
    with synced.asking() as asking:
        effect = reask(Errand(1, "reask", activity_id, {"activity_id": activity_id}, 0), asking)
        assert effect is not None
        synced.database.writer.write(effect)
    fold(synced.database, synced.clock)
    assert sim.stats["requests"]["by_operation"][operation] == counted + 1
    renewed = {
        path
        for path, asked in rows(synced.database, "select path, asked_ms from link")
        if asked > asked_before.get(path, 0)
    }
    assert any(path in ways for path in renewed)


def test_asking_again_about_what_nobody_knows_does_nothing(syncing: Syncing) -> None:
    with syncing.asking() as asking:
        assert reask(Errand(1, "reask", "ACnobody", {"activity_id": "ACnobody"}, 0), asking) is None
