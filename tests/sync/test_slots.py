"""One rate for all processes of a key: the log of sends in the database."""

import threading
from collections import Counter

from fake_clock import FakeClock
from keeping import rows
from onrecord.provider.pace import SECOND_US, Pacer
from onrecord.storage.engine import Database, open_database
from onrecord.sync.slots import SharedSlots

NOW = 1_795_000_000 * SECOND_US


def test_two_processes_share_ten_sends_a_second(database_url: str) -> None:
    reserved: list[int] = []
    lock = threading.Lock()

    def reserve_through_its_own_database() -> None:
        with open_database(database_url) as database:
            slots = SharedSlots(database, "digest-of-ana")
            for _ in range(20):
                slot = slots.reserve(NOW, SECOND_US)
                with lock:
                    reserved.append(slot.at_us)

    threads = [threading.Thread(target=reserve_through_its_own_database) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    by_second = Counter((at - NOW) // SECOND_US for at in reserved)
    assert all((at - NOW) % SECOND_US == 0 for at in reserved)
    assert max(by_second.values()) == 10
    assert max(by_second) <= 4, "more places were left unused than two processes take ahead"


def test_another_key_has_a_rate_of_its_own(database: Database) -> None:
    for _ in range(10):
        assert SharedSlots(database, "digest-of-ana").reserve(NOW, SECOND_US).at_us == NOW
    assert SharedSlots(database, "digest-of-ben").reserve(NOW, SECOND_US).at_us == NOW
    assert SharedSlots(database, "digest-of-ana").reserve(NOW, SECOND_US).at_us == NOW + SECOND_US


def test_a_send_that_went_out_later_pushes_what_follows_it(database: Database) -> None:
    slots = SharedSlots(database, "digest-of-ana", 1)
    slot = slots.reserve(NOW, SECOND_US)
    slots.amend(slot, NOW + 300)
    slots.amend(slot, NOW + 200)
    assert slots.reserve(NOW, SECOND_US).at_us == NOW + 300 + SECOND_US


def test_a_log_of_another_length_keeps_its_newest_sends(sqlite_database: Database) -> None:
    five = SharedSlots(sqlite_database, "digest-of-ana", 5)
    for step in range(5):
        five.reserve(NOW + step, SECOND_US)
    two = SharedSlots(sqlite_database, "digest-of-ana", 2)
    assert two.reserve(NOW + 10, SECOND_US).at_us == NOW + 3 + SECOND_US
    assert rows(sqlite_database, "select count(*) from send") == [(2,)]


def test_a_pacer_over_the_shared_log_keeps_the_rate(sqlite_database: Database) -> None:
    clock = FakeClock()
    began = clock.ms
    for _ in range(3):  # as many processes, one after the other
        pacer = Pacer(SharedSlots(sqlite_database, "digest-of-ana"), clock)
        for _ in range(10):
            pacer.wait("GET /calls")
    assert clock.ms - began >= 2_000
