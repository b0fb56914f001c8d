"""`onrecord status`: held, known, missing and why."""

from typing import Annotated, Any

import typer

from onrecord.cli.terminal import data, listed, print_json, print_table
from onrecord.settings import read_settings
from onrecord.wiring import open_house
from onrecord.wiring.account import account_of


def status(json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Say what is held, what is known, what is missing and why."""
    with open_house(read_settings()) as house:
        found = account_of(house)
    if json:
        print_json(found)
    else:
        print_account(found)
    raise typer.Exit(0 if found["complete"] else 3)


def print_account(found: dict[str, Any]) -> None:
    """The account for a person: one table and a few sentences."""
    rows = [(kind, found["held"][kind], known, known - found["held"][kind]) for kind, known in found["known"].items()]
    print_table("On record", ("", "held", "known", "missing"), rows)
    gaps, limited = found["gaps"], found["limited"]
    data.print(f"\nMissing: {listed(gaps['by_reason'])}." if gaps["open"] else "\nNothing is known to be missing.")
    if found["doubts"]:
        data.print(f"Not known whether there is any: {found['doubts']:,} (onrecord gaps --doubts).")
    if limited:
        data.print(f"Cannot be had from Quo for now: {listed(limited)}.")
    if found["discrepancies"]["open"]:
        data.print(f"Quo's numbers don't match: {found['discrepancies']['open']:,} (onrecord discrepancies).")
    if found["not_understood"]["total"]:
        data.print(f"Kept but not understood: {found['not_understood']['total']:,}.")
    if found["deliveries"]["foreign"]:
        data.print(
            f"Kept apart, of phone numbers that are not this workspace's: {found['deliveries']['foreign']:,}"
            " messages and calls. Is a secret of another workspace among ONRECORD_QUO_WEBHOOK_SECRETS?"
        )
    backlog = found["backlog"]
    if backlog["dirty"] or sum(backlog["errands"].values()):
        data.print(f"Background work: {backlog['dirty']:,} to fold, {listed(backlog['errands'])}.")
    last = found["last_sync"]
    data.print(f"Last sync: {last['finished_at'] or 'not finished'} ({last['surface']})." if last else "Never synced.")
