"""The account is exact in both directions: nothing missing is unlisted, and nothing listed is held.

Counted from outside: what the world knows, less what the home exports, has to be what gaps, doubts and limits list.
"""

import urllib.request
from pathlib import Path
from typing import Any

import pytest

from journeys.commands import Home, ask, rows_of, tell
from simulator import running_quosim

ACTIVITIES = ("message", "call")
ARTEFACTS = ("media", "voicemail", "recording", "transcript", "summary")
Key = tuple[str, str]


def account(home: Home) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, int]]:
    """(gaps, doubts, limited)"""
    gaps, doubts, status = home.json("gaps"), home.json("gaps", "--doubts"), home.json("status")
    assert status["gaps"]["open"] == len(gaps)
    assert status["doubts"] == len(doubts)
    return gaps, doubts, status["limited"]


def known_and_not_held(truth: dict[str, Any], held: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """By kind, what the world knows and the home does not hold. v1 gives the transcripts of a call as one."""
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in ACTIVITIES:
        ids = {row["id"] for row in held.get(kind, [])}
        found[kind] = [row for row in truth[kind] if row["id"] not in ids]
    for kind in ARTEFACTS:
        rows = [row for row in held.get(kind, []) if row["state"] == "kept"]
        kept = {(row["activity"], row["ordinal"]) for row in rows}
        whole = {row["activity"] for row in rows if kind == "transcript" and row["content"]["recording_id"] is None}
        found[kind] = [
            row for row in truth[kind] if (row["activity"], row["ordinal"]) not in kept and row["activity"] not in whole
        ]
    return found


def unlisted(
    missing: dict[str, list[dict[str, Any]]],
    gaps: list[dict[str, Any]],
    doubts: list[dict[str, Any]],
) -> list[tuple[str, str]]:
    """What is missing and listed nowhere: not itself, nor its conversation, nor its activity."""
    listed: set[Key] = {(one["kind"], one["subject"]) for one in (*gaps, *doubts)}
    conversations = {subject for kind, subject in listed if kind in {"activity", "call"} and subject.startswith("CN")}
    calls = {subject for kind, subject in listed if kind == "call"} | conversations
    hidden = {
        row["id"]
        for kind in ACTIVITIES
        for row in missing[kind]
        if row["conversation"] in (calls if kind == "call" else conversations) or ("activity", row["id"]) in listed
    }
    found = [(kind, row["id"]) for kind in ACTIVITIES for row in missing[kind] if row["id"] not in hidden]
    for kind in ARTEFACTS:
        rows = missing[kind]
        found += [
            (kind, row["id"]) for row in rows if (kind, row["activity"]) not in listed and row["activity"] not in hidden
        ]
    return found


def listed_and_held(gaps: list[dict[str, Any]], doubts: list[dict[str, Any]], held: dict[str, Any]) -> list[str]:
    """Keys of the account that name something in hand."""
    activities = {row["id"] for kind in ACTIVITIES for row in held.get(kind, [])}
    kept = {
        f"{kind}:{row['activity']}:{row['ordinal']}"
        for kind in ARTEFACTS
        for row in held.get(kind, [])
        if row["state"] == "kept"
    }
    of_kind = {key.rpartition(":")[0] for key in kept}
    return [
        *(
            one["key"]
            for one in gaps
            if one["key"] in kept or (one["kind"] == "activity" and one["subject"] in activities)
        ),
        *(one["key"] for one in doubts if one["key"] in of_kind),
    ]


def lists_nothing_that_is_not(gaps: list[dict[str, Any]], missing: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Keys of gaps that the world does not know as missing."""
    known = {f"{kind}:{row['activity']}:{row['ordinal']}" for kind in ARTEFACTS for row in missing[kind]}
    known |= {f"activity:{row['id']}" for kind in ACTIVITIES for row in missing[kind]}
    return [one["key"] for one in gaps if one["key"] not in known]


def assert_exact(home: Home, url: str) -> int:
    """Both directions; how many gaps there are."""
    truth = ask(url + "/_sim/world")
    held = rows_of(home.export())
    gaps, doubts, _ = account(home)
    missing = known_and_not_held(truth, held)
    assert unlisted(missing, gaps, doubts) == []
    assert listed_and_held(gaps, doubts, held) == []
    assert lists_nothing_that_is_not(gaps, missing) == []
    return len(gaps)


ROADS = [pytest.param({}, id="today"), pytest.param({"as_of": "2025-07-30"}, id="v1 alone in July 2025")]


@pytest.mark.slow
@pytest.mark.parametrize("options", ROADS)
def test_an_outside_count_agrees_with_the_account_after_faults_and_after_healing(
    options: dict[str, Any], tmp_path: Path
) -> None:
    with running_quosim(world="demo", rate=0, **options) as sim:
        home = Home(tmp_path, sim.url)
        for kind, share in (("500", 0.05), ("429", 0.03), ("cut", 0.03), ("truncate", 0.02)):
            tell(sim.url + "/_sim/faults", {"operation": "*", "kind": kind, "share": share, "seed": 3})
        assert home.run("sync").returncode in {0, 3}
        before = assert_exact(home, sim.url)
        clear_faults(sim.url)
        tell(sim.url + "/_sim/clock", {"advance_seconds": 3 * 86_400})  # every link that was given has run out
        assert home.run("sync").returncode in {0, 3}
        after = assert_exact(home, sim.url)
        assert options or after <= before, "nothing happens after the world's end: only what is missing can come"


def clear_faults(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(f"{url}/_sim/faults", method="DELETE"), timeout=60) as answer:
        assert answer.status == 200
