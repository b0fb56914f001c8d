"""`onrecord rebuild`: drop the records and make the same ones again from what was received."""

import time
from typing import Annotated

import typer

from onrecord.cli.terminal import print_json, words
from onrecord.projection.rebuild import rebuild as rebuild_records
from onrecord.settings import read_settings
from onrecord.storage.observations import count
from onrecord.wiring import open_house


def rebuild(json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False) -> None:
    """Fold every record again from the observations; what was received is never touched."""
    with open_house(read_settings()) as house:
        began = time.monotonic()
        records = rebuild_records(house.database, house.workspace_id, clock=house.clock)
        took = max(time.monotonic() - began, 0.001)
        with house.database.reading() as conn:
            observations = count(conn, house.workspace_id)
    if json:
        print_json({"observations": observations, "subjects": records, "seconds": took})
    speed = observations / took
    words.print(f"{observations:,} observations folded again in {took:.1f} s ({speed:,.0f} a second).")
