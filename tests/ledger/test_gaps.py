"""What is missing is derived, with its reason; what nobody could tell of is a doubt and no gap."""

import pytest

from onrecord.domain.artefact import ArtefactState
from onrecord.domain.conversation import Reach
from onrecord.ledger.gaps import gap_of_activity, gap_of_artefact
from onrecord.storage.gaps import MissingActivity, MissingArtefact

NOW_MS = 1_790_000_000_000


@pytest.mark.parametrize(
    ("reach", "reason", "state"),
    [
        (Reach.NOT_A_FULL_NUMBER, "not_a_full_number", "cannot"),
        (Reach.GROUP, "group", "cannot"),
        (Reach.PERSON, "known_by_reference", "looking"),
        (Reach.NOBODY, "known_by_reference", "looking"),
    ],
)
def test_an_activity_that_is_only_referred_to_is_missing_with_its_reason(reach: str, reason: str, state: str) -> None:
    gap = gap_of_activity(MissingActivity("AC1", "PN1", reach), on_v1=True)
    assert (gap.kind, gap.subject, gap.line, gap.reason, gap.state) == ("activity", "AC1", "PN1", reason, state)


@pytest.mark.parametrize("reach", Reach)
def test_what_v1_cannot_list_is_looked_for_where_v1_is_not_what_is_asked(reach: Reach) -> None:
    gap = gap_of_activity(MissingActivity("AC1", "PN1", reach), on_v1=False)
    assert (gap.reason, gap.state) == ("known_by_reference", "looking")


@pytest.mark.parametrize(
    ("state", "next_ms", "works"),
    [
        (ArtefactState.WANTED, None, "looking"),
        (ArtefactState.WANTED, NOW_MS + 1, "waiting"),
        (ArtefactState.PENDING, NOW_MS - 1, "looking"),
        (ArtefactState.EXPIRED, None, "looking"),
        (ArtefactState.REFUSED, None, "cannot"),
        (ArtefactState.WITHHELD, None, "cannot"),
    ],
)
def test_only_what_may_still_come_is_being_looked_for(state: str, next_ms: int | None, works: str) -> None:
    gap = gap_of_artefact(MissingArtefact("AC1", "media", 2, "PN1", state, None, next_ms), NOW_MS)
    assert gap.state == works
    assert gap.reason
    assert gap.key == "media:AC1:2"


def test_what_was_given_up_waits_for_a_person() -> None:
    gap = gap_of_artefact(MissingArtefact("AC1", "media", 2, "PN1", ArtefactState.WANTED, None, None, True), NOW_MS)
    assert (gap.state, gap.next_ms) == ("waiting", None)
