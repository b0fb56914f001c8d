"""What a limit costs is counted in the record, with reasons that add up."""

import pytest

from fake_clock import FakeClock
from keeping import fold, take
from onrecord.limits.impact import COUNTERS, Impact, impact_of
from onrecord.limits.words import say_impact
from onrecord.storage.engine import Database
from onrecord.views.times import moments
from small_world import SmallWorld

TIMES = moments("UTC", "US", 1_795_000_000_000)


def test_every_counter_adds_up_and_makes_a_sentence(database: Database, clock: FakeClock) -> None:
    take(database, SmallWorld(1).answers())
    fold(database, clock)
    with database.reading() as conn:
        counted = {name: impact_of(conn, 1, name) for name in COUNTERS}
    for name, impact in counted.items():
        assert impact is not None, name
        assert sum(count for _, count in impact.reasons) in {0, impact.count}, name
        assert impact.of is None or impact.of >= impact.count, name
        said = say_impact(impact, TIMES)
        assert said.endswith("."), name
        assert "{" not in said, name
    assert counted["caller_names"] != counted["sending"]


def test_an_empty_record_costs_nothing(sqlite_database: Database) -> None:
    with sqlite_database.reading() as conn:
        assert {name: impact.count for name in COUNTERS if (impact := impact_of(conn, 1, name))} == dict.fromkeys(
            COUNTERS, 0
        )


@pytest.mark.parametrize(
    ("impact", "said"),
    [
        (Impact(1, 3, "{count} of {of} calls have none", "{count} of {of} calls has none"), "1 of 3 calls has none."),
        (
            Impact(2_061, 2_213, "{count} of {of} lack one", "", (("never_answered", 2_040), ("not_made", 21))),
            "2,061 of 2,213 lack one: 2,040 never answered, 21 not made.",
        ),
        (Impact(2, 9, "{count} of {of} lack one", "", (("not_told", 2),)), "2 of 9 lack one."),
        (
            Impact(37, 90, "{count} messages may lack pictures", "", (), 1_772_000_000_000),
            "37 messages may lack pictures, the oldest from February 25.",
        ),
    ],
)
def test_the_sentence_says_how_many_why_and_since_when(impact: Impact, said: str) -> None:
    assert say_impact(impact, TIMES) == said
