"""`onrecord doctor`: look at everything from the outside in, and say what to do."""

from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json
from onrecord.domain.checkup import Finding, Grade, has_failed
from onrecord.settings import read_settings
from onrecord.wiring import open_house
from onrecord.wiring.checkup import checkup

MARKS = {Grade.OK: ("✓", "green"), Grade.WARN: ("!", "yellow"), Grade.FAIL: ("✗", "red")}


def doctor(json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Check key, plan, public address, webhook, last delivery, clock, disk, database and vault."""
    findings: list[Finding] = []
    with open_house(read_settings()) as house:
        for finding in checkup(house):
            findings.append(finding)
            if not json:
                _print(finding)
    if json:
        print_json({"schema": 1, "ok": not has_failed(findings), "checks": [one._asdict() for one in findings]})
    raise typer.Exit(1 if has_failed(findings) else 0)


def _print(finding: Finding) -> None:
    mark, colour = MARKS[finding.grade]
    data.print(f"[{colour}]{mark}[/{colour}] {finding.name:<9}", end=" ")
    data.print(finding.said, markup=False)
    if finding.todo:
        data.print(f"            {finding.todo}", markup=False)
