"""First contact: `onrecord check-provider` against a real server, its report, and the evidence that remains."""

from pathlib import Path

from journeys.commands import Home
from simulator import running_quosim


def test_first_contact_leaves_a_report_and_evidence(tmp_path: Path) -> None:
    with running_quosim(world="demo", rate=0, as_of="2025-11-06") as sim:
        home = Home(tmp_path, sim.url)
        told = home.json("check-provider", "--rate", "0", "--link-after", "0")
        limits = home.json("limits")
    report = (tmp_path / "check-provider.md").read_text()
    assert told["differs"] == sum(one["answer"] == "differs" for one in told["questions"])
    assert "## Differs" in report
    assert "key-of-ana" not in report
    voicemail = next(one for one in limits["capabilities"] if one["name"] == "voicemail")
    assert voicemail["surfaces"]["v1"]["verdict"] == "yes"
    assert voicemail["surfaces"]["v1"]["by"] == "probe"


def test_a_provider_that_is_away_is_said_in_a_sentence(tmp_path: Path) -> None:
    away = Home(tmp_path, "http://127.0.0.1:9").run("check-provider")
    assert away.returncode == 1
    assert "Traceback" not in away.stderr
