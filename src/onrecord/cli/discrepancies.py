"""`onrecord discrepancies`: where the provider's numbers don't match."""

from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json, print_table, words
from onrecord.domain.access import Scope
from onrecord.domain.clock import ms_to_iso
from onrecord.ledger.discrepancies import Discrepancy, as_json, counted, total
from onrecord.ledger.discrepancies import discrepancies as find_discrepancies
from onrecord.settings import read_settings
from onrecord.storage.workspaces import read_workspace
from onrecord.views.claimed import say_explanation, say_kind, say_pair
from onrecord.views.times import moments
from onrecord.wiring import open_house

SHOWN = 30


def discrepancies(
    json: Annotated[bool, typer.Option("--json", help="Print the whole list, and the counts, as JSON.")] = False,
    explained: Annotated[bool, typer.Option("--explained", help="List those that are explained instead.")] = False,
    line: Annotated[str | None, typer.Option("--line", help="Only of this phone number (its PN id).")] = None,
) -> None:
    """List where Quo's numbers don't match, the ones that nothing explains first."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        found = find_discrepancies(conn, Scope(house.workspace_id), line=line)
        workspace = read_workspace(conn, house.workspace_id)
    if json:
        print_json(as_json(found, moments(workspace.time_zone, workspace.region, house.clock.now_ms()).month))
        return
    every = total(found)
    data.print(f"{every.open:,} open, {every.explained:,} explained.\n")
    if found:
        _print_kinds(found)
        _print_rows([one for one in found if one.open != explained], "Explained" if explained else "Open")


def _print_kinds(found: list[Discrepancy]) -> None:
    counts = counted(found, lambda one: (one.kind, *one.pair))
    rows = [(say_kind(kind), say_pair(*pair), count.open, count.explained) for (kind, *pair), count in counts.items()]
    print_table("Quo's numbers don't match", ("what", "between", "open", "explained"), rows)


def _print_rows(found: list[Discrepancy], title: str) -> None:
    rows = [(one.activity_id, say_kind(one.kind), ms_to_iso(one.at_ms), _reason(one)) for one in found[:SHOWN]]
    print_table(title, ("id", "what", "at", "why"), rows)
    if len(found) > SHOWN:
        words.print(f"… and {len(found) - SHOWN:,} more; --json lists them all.")


def _reason(one: Discrepancy) -> str:
    return say_explanation(one.explained) if one.explained else "onrecord why tells what each source says"
