"""Leases: whose work it is, and when it may be taken over."""

import os
import subprocess
import sys

from fake_clock import FakeClock
from onrecord.errands.lease import LEASE_MS, free_dead_leases, give_back, lease, new_lease, renew
from onrecord.storage import errands
from onrecord.storage.engine import Database


def enqueue(database: Database, clock: FakeClock, *keys: str) -> None:
    for key in keys:
        database.writer.write(lambda conn, key=key: errands.enqueue(conn, 1, "fetch", key, {}, run_at_ms=clock.ms))


def token_of_a_dead_process() -> str:
    """As this very code makes it in a process that has ended since."""
    code = "from onrecord.errands.lease import new_lease; print(new_lease())"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_two_tokens_of_one_process_differ_and_fit_the_column() -> None:
    assert new_lease() != new_lease()
    assert len(new_lease()) <= 32


def test_what_one_holds_the_other_does_not_get(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a", "/b", "/c")
    ana = lease(database, 1, ["fetch"], 2, clock, token="ana")
    ben = lease(database, 1, ["fetch"], 2, clock, token="ben")
    assert ([one.key for one in ana], [one.key for one in ben]) == (["/a", "/b"], ["/c"])


def test_a_lease_that_is_not_renewed_is_taken_over(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a", "/b")
    ids = {one.key: one.id for one in lease(database, 1, ["fetch"], 2, clock, token="ana")}
    clock.advance_ms(LEASE_MS - 1)
    assert renew(database, 1, [ids["/a"]], clock, token="ana") == 1
    clock.advance_ms(1)
    assert [one.key for one in lease(database, 1, ["fetch"], 2, clock, token="ben")] == ["/b"]


def test_what_is_given_back_is_due_at_once_and_has_failed_no_more_often(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a")
    (mine,) = lease(database, 1, ["fetch"], 1, clock, token="ana")
    give_back(database, 1, [mine.id], token="ana")
    (again,) = lease(database, 1, ["fetch"], 1, clock, token="ben")
    assert again.attempts == 0


def test_the_leases_of_a_dead_process_of_this_machine_end_at_once(database: Database, clock: FakeClock) -> None:
    enqueue(database, clock, "/a", "/b", "/c")
    lease(database, 1, ["fetch"], 1, clock, token=token_of_a_dead_process())
    lease(database, 1, ["fetch"], 1, clock, token=new_lease())
    lease(database, 1, ["fetch"], 1, clock, token=f"elsewher-{os.getpid():x}-00")
    clock.advance_ms(1)
    assert free_dead_leases(database, 1, clock) == 1
    assert [one.key for one in lease(database, 1, ["fetch"], 3, clock, token="ben")] == ["/a"]
