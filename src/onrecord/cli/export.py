"""`onrecord export`: one line per record and artefact, so that two homes can be compared."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.ledger.export import export_lines
from onrecord.settings import read_settings
from onrecord.wiring import open_house


def export(
    jsonl: Annotated[Path, typer.Option("--jsonl", help="The file to write; - is standard output.")] = Path("-"),
) -> None:
    """Write every record and artefact as a line of JSON, sorted, with the provider's ids and times only."""
    with open_house(read_settings()) as house, house.database.reading() as conn:
        lines = export_lines(conn, house.workspace_id)
        if str(jsonl) == "-":
            for line in lines:
                sys.stdout.buffer.write(line + b"\n")
            sys.stdout.flush()
            return
        with jsonl.open("wb") as file:
            for line in lines:
                file.write(line + b"\n")
