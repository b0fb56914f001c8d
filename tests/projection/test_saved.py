"""What a person puts in: it fills the place it was saved for and disturbs nothing that the provider says."""

import itertools

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.artefact import Holding, saved_path
from onrecord.projection.fold import fold_activity
from onrecord.projection.reading import Directory, Held, Reading
from told import BEGAN, LINE, OWN, SECOND, dated_message, listed_message, photo, reading

DIRECTORY = Directory({LINE: OWN})
FIRST, SECOND_PATH = "/v1/resource/message-media/a.jpg", "/v1/resource/message-media/b.jpg"
MINE, OTHER = "aa" * 32, "bb" * 32


def saved(sha256: str = MINE, fills: str | None = None, *, kind: str = "media", at: int = BEGAN + SECOND) -> Reading:
    body = {"activity_id": "ACm1", "kind": kind, "saved_as": saved_path(sha256), "sha256": sha256, "size_bytes": 7,
            "media_type": "image/jpeg", "name": "wall.jpg", "fills": fills, "saved_by": "Ana", "note": ""}  # fmt: skip
    return reading("hand", "save", body, at=at)


def kept(sha256: str, path: str | None = None, at: int = BEGAN) -> dict[str, list[Holding]]:
    where = path or saved_path(sha256)
    return {where: [Holding(where, "kept", at, sha256)]}


def folded(*told: Reading, holdings: dict[str, list[Holding]]) -> ActivityRecord:
    records = []
    for order in itertools.permutations(told):
        record = fold_activity("ACm1", order, DIRECTORY, Held(holdings, {})).record
        assert record is not None
        records.append(record)
    assert all(record == records[0] for record in records)
    return records[0]


TWO = listed_message(dated_message(media=[photo("a.jpg"), photo("b.jpg")]))
NONE = listed_message(dated_message(media=[]))


def test_a_saved_file_takes_the_place_that_it_was_saved_for() -> None:
    record = folded(TWO, saved(fills=SECOND_PATH), holdings=kept(MINE))
    assert [(one.state, one.reason, one.sha256) for one in record.artefacts] == [
        ("wanted", None, None),
        ("kept", "by_hand", MINE),
    ]


def test_a_saved_file_of_which_nothing_is_known_stands_after_the_others() -> None:
    record = folded(TWO, saved(), holdings=kept(MINE))
    assert [one.sha256 for one in record.artefacts] == [None, None, MINE]
    alone = folded(NONE, saved(), holdings=kept(MINE))
    assert [(one.kind, one.reason) for one in alone.artefacts] == [("media", "by_hand")]
    assert alone.media_word == "some"


def test_saved_files_do_not_disturb_how_the_providers_lists_are_aligned() -> None:
    single = reading("dated", "GET /messages/{messageId}", {"data": dated_message(media=[photo("a.jpg")])})
    without = folded(TWO, single, holdings={})
    record = folded(TWO, single, saved(), saved(OTHER), holdings=kept(MINE) | kept(OTHER))
    assert record.artefacts[:2] == without.artefacts
    assert [one.sha256 for one in record.artefacts[2:]] == [MINE, OTHER]


def test_the_providers_own_bytes_are_preferred_to_saved_ones() -> None:
    later = kept(OTHER, FIRST, at=BEGAN + 9 * SECOND)
    record = folded(TWO, saved(fills=FIRST), holdings=kept(MINE) | later)
    assert [(one.reason, one.sha256) for one in record.artefacts] == [(None, OTHER), (None, None)]


def test_the_same_file_put_in_twice_is_one() -> None:
    record = folded(NONE, saved(), saved(at=BEGAN + 5 * SECOND), holdings=kept(MINE))
    assert len(record.artefacts) == 1


def test_what_was_put_in_without_a_kind_that_has_bytes_is_not_understood_and_adds_nothing() -> None:
    result = fold_activity("ACm1", [NONE, saved(kind="summary")], DIRECTORY, Held({}, {}))
    assert result.record is not None
    assert result.record.artefacts == []
    assert [what for _, what in result.not_understood] == ["save: kind"]
