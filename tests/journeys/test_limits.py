"""What the provider lets us get, on a day in 2025 and today: named, counted in this record, and how we know."""

import re
from pathlib import Path
from typing import Any

from journeys.commands import Home
from journeys.conftest import Filled
from onrecord.limits.overview import read_overview
from onrecord.limits.request import as_request, read_examples
from onrecord.storage.engine import open_database
from onrecord.views.times import moments


def limits_of(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in told["capabilities"]}


def test_the_limits_of_2025_are_named_with_this_workspaces_own_numbers(in_2025: Filled) -> None:
    found, held = in_2025.limits, in_2025.status["held"]
    assert found["media"]["verdict"] == "no"
    assert found["media"]["impact"]["count"] == found["media"]["impact"]["of"] == held["message"]
    assert found["voicemail"]["verdict"] == "no"
    assert 0 < found["voicemail"]["impact"]["count"] < held["call"]
    assert found["durations"]["verdict"] == "partly"
    assert found["durations"]["impact"]["reasons"]["no_length"] > 0
    assert found["contact_listing"]["verdict"] == "no"
    assert found["contact_listing"]["impact"]["count"] > 0
    assert found["caller_names"]["verdict"] == "no"
    assert found["caller_names"]["impact"]["count"] == held["call"]
    assert found["call_parties"]["verdict"] == "no"
    assert found["group_messages"]["verdict"] == found["hidden_callers"]["verdict"] == "no"


def test_each_verdict_of_2025_says_how_it_is_known_and_when(in_2025: Filled) -> None:
    found = in_2025.limits
    told = found["media"]["surfaces"]["v1"]["evidence"]
    assert {one["kind"] for one in told} >= {"spec"}
    assert found["voicemail"]["surfaces"]["v1"]["by"] == "probe"
    assert "404" in found["voicemail"]["surfaces"]["v1"]["evidence"][-1]["detail"]
    assert all(one["checked_at"].startswith("2025-07-") for one in found.values() if one["checked_at"])
    assert all(one["next_review_at"] > one["checked_at"] for one in found.values() if one["checked_at"])


def test_what_was_lacking_in_2025_has_fallen_today(today: Filled) -> None:
    found = today.limits
    fallen = ("media", "voicemail", "group_calls", "group_messages", "contact_listing", "hidden_callers", "ai_calls")
    assert {name: found[name]["verdict"] for name in fallen} == dict.fromkeys(fallen, "yes")
    assert found["media"]["surfaces"]["dated"]["by"] == "payload"
    still = ("sending_pictures", "edits_and_deletions", "comments", "caller_names", "totals")
    assert {name: found[name]["verdict"] for name in still} == dict.fromkeys(still, "no")


def test_the_recordings_that_are_lacking_have_a_reason_each(today: Filled) -> None:
    impact = today.limits["recordings"]["impact"]
    assert impact["of"] == today.status["held"]["call"]
    assert sum(impact["reasons"].values()) == impact["count"]
    assert {"never_answered", "not_made"} <= set(impact["reasons"])


def test_nobody_can_be_recognised_in_what_is_sent_to_support(in_2025: Filled, today: Filled) -> None:
    for filled in (in_2025, today):
        held, texts = filled.held, "\n".join(requests_of(filled.home))
        numbers = set(re.findall(r"\+\d{10,15}", str(held["conversation"]) + str(held["line"])))
        people = [*held.get("contact", []), *held["member"]]
        names = {row[part] for row in people for part in ("first_name", "last_name") if row.get(part)}
        words = {row["text"] for row in held["message"] if len(row.get("text", "")) > 12}
        assert numbers
        assert names
        assert words
        digits = {number[-10:] for number in numbers} | {number[-7:] for number in numbers}
        assert not digits & set(re.findall(r"\b\d+\b", re.sub(r"[-() .]", "", texts)))
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", texts)]
        assert not [said for said in words if said in texts]


def requests_of(home: Home) -> list[str]:
    """The texts about everything, made in this process: a command for each would take a minute."""
    times = moments("UTC", "US", 1_795_000_000_000)
    with open_database(f"sqlite:///{home.folder / 'onrecord.db'}") as database, database.reading() as conn:
        overview = read_overview(conn, 1)
        return [
            as_request(overview, limit, read_examples(conn, 1, limit.entry.name), times) for limit in overview.limits
        ]


def test_the_command_speaks_to_people_and_to_support(in_2025: Filled) -> None:
    plain = in_2025.home.run("limits")
    assert plain.returncode == 0
    assert "Photos and files in messages: Not offered by Quo (media)" in plain.stdout
    assert in_2025.home.run("limits", "--request", "voicemail").stdout.startswith("Subject: API: Voicemails")
    wrong = in_2025.home.run("limits", "--request", "wishes")
    assert wrong.returncode == 1
    assert "One of: media" in wrong.stderr


def test_what_a_person_saw_decides(in_2025: Filled, tmp_path: Path) -> None:
    said = in_2025.copied_to(tmp_path / "home").json(
        "limits", "--set", "comments", "partly", "--note", "Support sent a list."
    )
    assert limits_of(said)["comments"]["verdict"] == "partly"
    assert ("comments", "v1", "no", "partly", "ours") in {
        (one["name"], one["surface"], one["before"], one["after"], one["origin"]) for one in said["changes"]
    }
