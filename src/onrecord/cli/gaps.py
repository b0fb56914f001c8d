"""`onrecord gaps`: everything that is known to exist and is not held, and what a person says of it."""

from typing import Annotated

import typer

from onrecord.cli.terminal import print_json, print_table, words
from onrecord.domain.clock import ms_to_iso
from onrecord.domain.errors import SettingsError
from onrecord.domain.gap import Decision, Gap, GapState, why_of
from onrecord.ledger.doubts import doubts as find_doubts
from onrecord.ledger.find import find_gap
from onrecord.ledger.gaps import gaps as find_gaps
from onrecord.ledger.recovered import recovered as find_recovered
from onrecord.settings import read_settings
from onrecord.storage.gap_decisions import Decided, decide
from onrecord.wiring import House, open_house

SHOWN = 50
BY = "command line"

gaps = typer.Typer(help="List what is missing and why, or decide about it.")

Key = Annotated[str, typer.Argument(help="The key of the gap or doubt, as `gaps --json` gives it.")]
Why = Annotated[str, typer.Option(help="In a sentence; it is kept with the decision.")]


@gaps.callback(invoke_without_command=True)
def list_gaps(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print the whole list as JSON.")] = False,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="List what may be missing instead: nobody could tell us of it.")
    ] = False,
    recovered: Annotated[
        bool, typer.Option("--recovered", help="List what once was missing instead, and is held now.")
    ] = False,
) -> None:
    """List what is missing, and why."""
    if context.invoked_subcommand is not None:
        return
    if recovered:
        _list_recovered(json=json)
        return
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
    may_come = any(gap.kind != "activity" and gap.state != GapState.CANNOT for gap in found)
    raise typer.Exit(3 if may_come and not doubts else 0)


def _list_recovered(*, json: bool) -> None:
    with open_house(read_settings()) as house, house.database.reading() as conn:
        found = find_recovered(conn, house.workspace_id)
    if json:
        print_json([one.as_json() for one in found])
    else:
        rows = [(one.kind, one.subject, one.reason.replace("_", " "), ms_to_iso(one.came_ms)) for one in found[:SHOWN]]
        print_table(f"Came back: {len(found):,}", ("what", "of", "was missing because", "came"), rows)


@gaps.command()
def dismiss(key: Key, why: Why) -> None:
    """Say that a missing piece need not be found; it is no longer counted."""
    _decide(key, Decision.DISMISSED, why)


@gaps.command()
def confirm(key: Key, why: Why = "") -> None:
    """Say that what may be missing is missing: the doubt becomes a gap."""
    _decide(key, Decision.CONFIRMED, why)


@gaps.command()
def note(key: Key, why: Why) -> None:
    """Write something down about a missing piece."""
    _decide(key, Decision.NOTE, why)


@gaps.command()
def reopen(key: Key, why: Why = "") -> None:
    """Take back what was decided."""
    _decide(key, Decision.REOPENED, why)


def _decide(key: str, decision: Decision, given: str) -> None:
    why = why_of(decision, given)
    if why is None:
        raise SettingsError("--why says nothing.", advice="Say why, in a word or two.")
    with open_house(read_settings()) as house:
        if not _is_known(house, key):
            raise SettingsError(f"Nothing missing has the key {key}.", advice="`onrecord gaps --json` lists them.")
        said = Decided(key, decision, why, BY, house.clock.now_ms())
        house.database.writer.write(lambda conn: decide(conn, house.workspace_id, said))
    words.print(f"{key}: {decision}.", markup=False)


def _is_known(house: House, key: str) -> bool:
    with house.database.reading() as conn:
        return find_gap(conn, house.workspace_id, house.clock.now_ms(), key) is not None


def _print(found: list[Gap], title: str) -> None:
    rows = [(gap.kind, gap.subject, gap.reason.replace("_", " "), gap.state) for gap in found[:SHOWN]]
    print_table(title, ("what", "of", "why", "state"), rows)
    if len(found) > SHOWN:
        words.print(f"… and {len(found) - SHOWN:,} more; --json lists them all.")
    if not found:
        words.print("Nothing is known to be missing.")
