"""What of a conversation a list by full numbers can show."""

import pytest

from onrecord.domain.conversation import Reach, reach_of


@pytest.mark.parametrize(
    ("participants", "reach"),
    [
        ((), Reach.NOBODY),
        (("+15550100123",), Reach.PERSON),
        (("+15550100123", "+15550100124"), Reach.GROUP),
        (("anonymous",), Reach.NOT_A_FULL_NUMBER),
        (("78273",), Reach.NOT_A_FULL_NUMBER),
        (("+1 ask Dora",), Reach.NOT_A_FULL_NUMBER),
        (("+15550100123", "78273"), Reach.NOT_A_FULL_NUMBER),
    ],
)
def test_only_one_full_number_can_be_listed_whole(participants: tuple[str, ...], reach: Reach) -> None:
    assert reach_of(participants) == reach
