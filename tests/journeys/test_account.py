"""The account is exact in both directions: nothing missing is unlisted, and nothing listed is held.

Counted from outside, in the midst of trouble and after it (`tools/account.py` makes the trouble and says how).
"""

from dataclasses import replace
from typing import Any

import pytest
from account import Trial, try_out
from outside_count import Account, compare

AT, LATER = "2026-11-20T10:00:00.000Z", "2026-11-20T11:00:00.000Z"
CALL = {"id": "ACcall", "conversation": "CNone", "at": AT, "on": ["dated"]}
MESSAGE = {"id": "ACtext", "conversation": "CNone", "at": AT, "on": ["dated"]}
PHOTO = {"id": "ACtext/media/0", "activity": "ACtext", "ordinal": 0, "at": AT, "on": []}
NOTHING: dict[str, list[dict[str, Any]]] = {
    kind: [] for kind in ("message", "call", "media", "voicemail", "recording", "transcript", "summary")
}
TRUTH = NOTHING | {"call": [CALL], "message": [MESSAGE], "media": [PHOTO]}
GAP = {"key": "media:ACtext:0", "kind": "media", "subject": "ACtext", "reason": "size"}
EXACT = Account(
    held={"call": [CALL], "message": [MESSAGE], "media": [PHOTO | {"state": "refused"}]},
    gaps=[GAP],
    doubts=[],
    status={"gaps": {"open": 1}, "doubts": 0, "deliveries": {"accepted": 0}},
    not_checked=[],
)


@pytest.mark.slow
@pytest.mark.parametrize("surface", ["dated", "v1"])
def test_an_outside_count_agrees_with_the_account_in_the_midst_of_trouble_and_after_healing(surface: str) -> None:
    counts = try_out(Trial(surface=surface), say=lambda _: None)
    assert {moment: count.findings for moment, count in counts.items() if count.findings} == {}
    broken_off, among_faults, told_in_part, healed = counts.values()
    assert broken_off.gaps["not_fetched_yet"] > 0, "links that run out"
    assert among_faults.gaps["size"] > 0
    assert among_faults.doubts["forbidden"] + among_faults.gaps["link_expired"] > 0, "recordings may not be read"
    assert told_in_part.delivered > 0
    assert told_in_part.unclaimed > 0, "what was lost or never sent is not claimed as checked"
    assert healed.unclaimed == 0
    assert "forbidden" not in healed.doubts
    assert healed.obtainable == healed.gaps["size"], "everything that is given came, but for what is too large"


def test_the_count_is_exact_where_each_missing_thing_is_listed() -> None:
    assert compare(TRUTH, EXACT).findings == ()


def test_the_count_finds_what_is_missing_and_not_listed() -> None:
    silent = replace(EXACT, gaps=[], status=EXACT.status | {"gaps": {"open": 0}})
    assert compare(TRUTH, silent).findings == (f"missing and not listed: media ACtext/media/0 of {AT}",)


def test_what_lies_where_nothing_is_claimed_is_counted_apart() -> None:
    stretch = {"kind": "message", "from": AT, "to": LATER}
    silent = replace(EXACT, gaps=[], status=EXACT.status | {"gaps": {"open": 0}}, not_checked=[stretch])
    found = compare(TRUTH, silent)
    assert (found.findings, found.missing, found.unclaimed) == ((), 1, 1)


def test_the_count_finds_what_is_listed_and_held() -> None:
    held = {**EXACT.held, "media": [PHOTO | {"state": "kept"}]}
    assert "listed and held: media:ACtext:0" in compare(TRUTH, replace(EXACT, held=held)).findings


def test_the_count_finds_what_is_listed_and_does_not_exist() -> None:
    assert compare(TRUTH | {"media": []}, EXACT).findings == (
        "listed, and the world knows no such thing: media:ACtext:0",
    )


def test_the_count_finds_a_status_that_counts_otherwise() -> None:
    boasting = replace(EXACT, status=EXACT.status | {"gaps": {"open": 0}})
    assert compare(TRUTH, boasting).findings == ("status counts 0 gaps, the list has 1",)
