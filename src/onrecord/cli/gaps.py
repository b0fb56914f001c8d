"""`onrecord gaps`: everything that is known to exist and is not held."""

from typing import Annotated

import typer

from onrecord.cli.terminal import print_json, print_table, words
from onrecord.ledger.gaps import Gap
from onrecord.ledger.gaps import doubts as find_doubts
from onrecord.ledger.gaps import gaps as find_gaps
from onrecord.settings import read_settings
from onrecord.wiring import open_house

SHOWN = 50


def gaps(
    json: Annotated[bool, typer.Option("--json", help="Print the whole list as JSON.")] = False,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="List what may be missing instead: nobody could tell us of it.")
    ] = False,
) -> None:
    """List what is missing, and why."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        found = list(
            find_doubts(conn, house.workspace_id)
            if doubts
            else find_gaps(conn, house.workspace_id, house.clock.now_ms())
        )
    if json:
        print_json([gap.as_json() for gap in found])
    else:
        _print(found, "What may be missing" if doubts else "What's missing")
    may_come = any(gap.kind != "activity" and gap.state != "cannot" for gap in found)
    raise typer.Exit(3 if may_come and not doubts else 0)


def _print(found: list[Gap], title: str) -> None:
    rows = [(gap.kind, gap.subject, gap.reason.replace("_", " "), gap.state) for gap in found[:SHOWN]]
    print_table(title, ("what", "of", "why", "state"), rows)
    if len(found) > SHOWN:
        words.print(f"… and {len(found) - SHOWN:,} more; --json lists them all.")
    if not found:
        words.print("Nothing is known to be missing.")
