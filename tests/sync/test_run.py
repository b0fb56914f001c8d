"""Whole runs against the simulated provider: complete, cheap, and to be taken up after any interruption."""

import threading
from collections import Counter

import pytest

from keeping import exported, rows
from last_months import WHOLE
from onrecord.domain.errors import ProviderRefusedKey, ProviderUnreachable
from onrecord.limits.evidence import Evidence
from onrecord.provider.client import Answer, Client
from onrecord.storage.engine import Database
from onrecord.storage.walks import read_walks
from onrecord.sync.lists import Lists, Past
from onrecord.sync.plan import Phase
from onrecord.sync.report import Progress
from quosim import server
from simulator import Simulator, running_quosim
from sync.syncing import Syncing

FAULTS = ["429", "500", "cut", "truncate"]
KINDS = ("message", "call", "conversation", "contact", "line")


def held(database: Database) -> dict[str, set[str]]:
    """What is in the records, by kind."""
    found = {kind: {row[0] for row in rows(database, f"select id from {kind}")} for kind in ("contact", "line")}
    found["conversation"] = {row[0] for row in rows(database, "select id from conversation_alias")}
    for kind in ("message", "call"):
        found[kind] = {row[0] for row in rows(database, f"select id from activity where kind = '{kind}'")}
    return found


def to_be_had(sim: Simulator, kind: str) -> set[str]:
    return {row["id"] for row in sim.truth(kind) if row["on"]}


def missing(database: Database, sim: Simulator) -> dict[str, set[str]]:
    have = held(database)
    lacking = {kind: to_be_had(sim, kind) - have[kind] for kind in KINDS}
    return {kind: ids for kind, ids in lacking.items() if ids}


def known_parts(database: Database) -> Counter[str]:
    return Counter(dict(rows(database, "select kind, count(*) from artefact group by kind")))


def test_a_first_run_brings_everything_with_hardly_more_requests_than_needed(syncing: Syncing, sim: Simulator) -> None:
    sim.tell("/_sim/reset", world=WHOLE)  # in a shorter history the pages that are not full weigh more
    report = syncing.run()
    assert report.complete
    assert report.surface == "dated"
    assert missing(syncing.database, sim) == {}
    floor = sum(sim.ask("/_sim/world?kind=line")["floor"].values())
    assert sum(report.requests.values()) <= floor * 1.08
    assert report.first_seconds is not None
    assert known_parts(syncing.database)["recording"] == len(sim.truth("recording"))


def test_the_requests_are_counted_as_the_provider_counts_them(syncing: Syncing, sim: Simulator) -> None:
    report = syncing.run()
    assert (
        report.requests == sim.stats["requests"]["by_operation"]
        or sum(report.requests.values()) == (sim.stats["requests"]["total"])
    )
    ((requests, too_many, finished),) = rows(
        syncing.database, "select requests, too_many, finished_ms is not null from sync_run"
    )
    assert (requests, too_many, bool(finished)) == (sim.stats["requests"]["total"], 0, True)


def test_a_run_with_nothing_new_costs_next_to_nothing(synced: Syncing) -> None:
    before = exported(synced.database)
    again = synced.run()
    assert again.complete
    assert sum(again.requests.values()) <= 20
    assert exported(synced.database) == before


def test_runs_that_find_nothing_do_not_pile_up_walks(synced: Syncing) -> None:
    synced.run()
    ((walks,),) = rows(synced.database, "select count(*) from walk")
    synced.run()
    assert rows(synced.database, "select count(*) from walk") == [(walks,)]
    assert rows(synced.database, "select count(*) from walk where finished_ms is null") == [(0,)]


def test_what_is_new_is_found_from_where_the_last_run_ended(syncing: Syncing, sim: Simulator) -> None:
    sim.tell("/_sim/clock", now="2026-10-01T12:00:00.000Z")
    syncing.run()
    before = held(syncing.database)
    sim.tell("/_sim/clock", advance_seconds=3 * 86_400)
    report = syncing.run()
    assert report.complete
    assert missing(syncing.database, sim) == {}
    assert held(syncing.database)["message"] > before["message"]
    assert sum(report.requests.values()) <= 80


def test_names_that_are_known_are_read_again_after_what_is_new(syncing: Syncing, sim: Simulator) -> None:
    assert phases(syncing)["contacts"] == phases(syncing)["messages"]
    syncing.run()
    sim.tell("/_sim/clock", advance_seconds=3 * 86_400)
    assert phases(syncing)["contacts"] > phases(syncing)["messages"]


def phases(syncing: Syncing) -> dict[str, Phase]:
    """When a run would walk its lists."""
    with syncing.asking() as asking, syncing.database.reading() as conn:
        asking.client.v1_phone_numbers()  # so that it knows the provider's time
        past = Past(read_walks(conn, 1))
        lists = Lists(asking.client, past, Evidence(syncing.database, 1), asking.client.provider_now_ms())
        return {chain.name: chain.phase for chain in (*lists.contacts(), *lists.messages())}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_the_provider_end_in_a_complete_record(fault: str, syncing: Syncing, sim: Simulator) -> None:
    sim.tell("/_sim/faults", operation="*", kind=fault, share=0.15, seed=7)
    for _ in range(6):
        if syncing.run().complete:
            break
    sim.tell("/_sim/faults", method="DELETE")
    assert syncing.run().complete
    assert missing(syncing.database, sim) == {}


def test_bodies_that_come_slowly_are_waited_for(
    syncing: Syncing, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "SLOW_PAUSE", 0.02)  # as many pieces, in a tenth of the time
    sim.tell("/_sim/faults", operation="*", kind="slow", times=1, seed=7)
    assert syncing.run().complete
    assert missing(syncing.database, sim) == {}


def test_cursors_that_die_cost_fresh_starts_and_nothing_else(syncing: Syncing, sim: Simulator) -> None:
    """Every eighth page the provider's clock jumps past the life of every cursor."""
    asked = 0
    ask = Client.messages

    def ask_late(client: Client, lo_ms: int, hi_ms: int | None, *, after: str | None = None) -> Answer:
        nonlocal asked
        asked += 1
        if after is not None and asked % 8 == 0:
            sim.tell("/_sim/clock", advance_seconds=301)
        return ask(client, lo_ms, hi_ms, after=after)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Client, "messages", ask_late)
        report = syncing.run()
    assert report.complete, report.unfinished
    assert sim.stats["requests"]["by_status"]["400"] > 0
    assert missing(syncing.database, sim) == {}


class Died(BaseException):
    """As if the process had been killed in the middle of a fold."""


@pytest.mark.parametrize("fold_that_dies", [1, 2, 3])
def test_a_run_that_dies_is_taken_up_where_it_was(fold_that_dies: int, syncing: Syncing, sim: Simulator) -> None:
    folds = 0

    def die() -> None:
        nonlocal folds
        folds += 1
        if folds == fold_that_dies:
            raise Died

    with pytest.raises(Died):
        syncing.run(on_fold=die)
    assert syncing.run().complete
    assert missing(syncing.database, sim) == {}
    floor = sum(sim.ask("/_sim/world?kind=line")["floor"].values())
    assert sim.stats["requests"]["total"] <= floor * 1.35


def test_a_run_that_is_stopped_says_so_and_the_next_completes_it(syncing: Syncing, sim: Simulator) -> None:
    stop = threading.Event()
    report = syncing.run(stop=stop, on_fold=stop.set)
    assert report.interrupted
    assert not report.complete
    assert syncing.run().complete
    assert missing(syncing.database, sim) == {}


def test_an_interrupted_and_an_undisturbed_record_are_the_same(syncing: Syncing, synced: Syncing) -> None:
    stop = threading.Event()
    syncing.run(stop=stop, on_fold=stop.set)
    syncing.run()
    assert exported(syncing.database) == exported(synced.database)


def test_where_there_is_only_v1_its_road_is_taken_and_its_limits_are_named(
    sqlite_database: Database, sim_2025: Simulator
) -> None:
    syncing = Syncing(sqlite_database, sim_2025.url)
    report = syncing.run()
    assert report.complete, report.unfinished
    assert report.surface == "v1"
    assert missing(sqlite_database, sim_2025) == {}
    verdicts = {
        (name, surface): verdict
        for name, surface, verdict in rows(sqlite_database, "select name, surface, verdict from capability")
    }
    assert verdicts[("surface", "dated")] == "no"
    assert verdicts[("surface", "v1")] == "yes"
    assert verdicts[("users_list", "v1")] == "no"
    assert verdicts[("contacts_list", "v1")] == "no"
    assert report.limited["non_e164_conversations"] > 0
    again = syncing.run()
    assert again.complete
    assert sum(again.requests.values()) <= 20


def test_v1_can_be_chosen_where_the_dated_surface_exists(syncing: Syncing, sim: Simulator) -> None:
    report = syncing.run("v1")
    assert report.complete, report.unfinished
    assert report.surface == "v1"
    on_v1 = {row["id"] for row in sim.truth("message") if "v1" in row["on"]}
    assert on_v1 <= held(syncing.database)["message"]
    assert not any(name.startswith("dated") for name in report.requests)


def test_a_surface_that_is_insisted_on_and_is_not_there_ends_the_run(
    sqlite_database: Database, sim_2025: Simulator
) -> None:
    report = Syncing(sqlite_database, sim_2025.url).run("dated")
    assert report.stopped is not None
    assert not report.complete


def test_a_provider_that_does_not_answer_is_reported(sqlite_database: Database) -> None:
    report = Syncing(sqlite_database, "http://127.0.0.1:9").run()
    assert isinstance(report.stopped, ProviderUnreachable)
    assert report.walks_finished == 0
    assert rows(sqlite_database, "select finished_ms is not null from sync_run") == [(1,)]


def test_a_provider_that_goes_away_ends_the_run_and_not_its_caller(
    syncing: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> Answer:
        raise ProviderUnreachable("no answer")

    stop = threading.Event()
    with monkeypatch.context() as patched:
        patched.setattr(Client, "recordings", gone)
        report = syncing.run(stop=stop)
    assert report.stopped is not None
    assert report.walks_finished > 0
    assert not report.complete
    assert not stop.is_set()
    assert syncing.run().complete


def test_a_refused_key_ends_the_run_with_its_own_error(sqlite_database: Database) -> None:
    with running_quosim(world="empty", rate=0, key="another-key") as sim, pytest.raises(ProviderRefusedKey):
        Syncing(sqlite_database, sim.url).run()


def test_progress_tells_what_is_done_and_what_remains(syncing: Syncing) -> None:
    told = []
    syncing.run(on_progress=told.append)
    last = told[-1]
    assert {"messages", "calls", "contacts", "conversations", "lines", "people"} - {"lines"} <= set(last.lists)
    assert all(one.finished for one in last.lists.values())
    assert last.parts_left == 0
    assert last.requests >= last.parts_asked + len(last.lists)


def test_with_the_limiter_on_nothing_is_refused_while_several_ask_at_once(sqlite_database: Database) -> None:
    """How much of the rate is used depends on the machine: `bench/bench_backfill.py` measures it."""
    stop = threading.Event()

    def stop_after_some_seconds(progress: Progress) -> None:
        if progress.requests >= 31:
            stop.set()

    with running_quosim(world="demo", rate=10, latency=100) as sim:
        report = Syncing(sqlite_database, sim.url).run(rate=10, stop=stop, on_progress=stop_after_some_seconds)
        stats = sim.stats
    assert stats["requests"]["total"] >= 31
    assert stats["too_many"] == report.too_many == 0
