"""A short soak: what `make soak` does for an hour, for half a minute."""

import os

import pytest
from soak import Plan, soak


@pytest.mark.slow
def test_deliveries_lost_repeated_and_shuffled_and_a_service_that_is_killed_leave_nothing_wrong() -> None:
    seed = int(os.environ.get("ONRECORD_TEST_SEED", "20261125"))
    told = soak(Plan(world="demo", events=200, kills=1, seed=seed, per_second=40), say=lambda _: None)
    assert told.findings == [], f"seed {seed}: {told.figures}"
    deliveries = told.figures["deliveries"]
    assert isinstance(deliveries, dict)
    assert set(deliveries["by_generation"]) == {"N", "L2", "L1"}
    assert deliveries["healed"] > 0, "what was lost was taken from the log"
