"""`onrecord statement`: what is held of a stretch of time, what is missing and why, for somebody else to check."""

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from onrecord.cli.terminal import data, print_table, words
from onrecord.ledger.asked import span_asked
from onrecord.ledger.statement import statement as make_statement
from onrecord.settings import read_settings
from onrecord.wiring import House, open_house

SHOWN = 20


def statement(
    since: Annotated[str, typer.Option("--from", help="The first day, as in 2026-11-01, or a moment.")],
    until: Annotated[str, typer.Option("--to", help="The last day, that day included, or a moment.")],
    line: Annotated[str, typer.Option(help="One phone number's id, PN…; all of them otherwise.")] = "",
    json: Annotated[
        bool, typer.Option("--json", help="Print the whole statement, with the digest of each piece.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write the whole statement to this file.")] = None,
) -> None:
    """State what is on record of some days, what is missing and why, with SHA-256 of every piece."""
    with open_house(read_settings()) as house:
        document = _made(house, since, until, line or None)
    encoded = msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"
    if output is not None:
        output.write_bytes(encoded)
        words.print(f"Written to {output}; check it with `onrecord verify {output}`.", markup=False)
    if json:
        data.file.write(encoded.decode())
    elif output is None:
        _show(document)


def _made(house: House, since: str, until: str, line: str | None) -> dict[str, Any]:
    with house.database.reading() as conn:
        span = span_asked(conn, house.workspace_id, since, until, line)
        return make_statement(conn, house.workspace_id, span, now_ms=house.clock.now_ms()).document


def _show(document: dict[str, Any]) -> None:
    held, known = document["held"], document["known"]
    title = f"On record from {document['from']} to {document['to']}"
    print_table(title, ("", "held", "known", "missing"), [(k, held[k], n, n - held[k]) for k, n in known.items()])
    missing = document["missing"]
    data.print(f"\n{len(missing):,} known to exist and not held." if missing else "\nNothing is known to be missing.")
    for gap in missing[:SHOWN]:
        data.print(f"  {gap['at'] or 'time not known'}  {gap['kind']}  {gap['subject']}  {gap['reason']}", markup=False)
    if len(missing) > SHOWN:
        data.print(f"  … and {len(missing) - SHOWN:,} more; --json has all of them.")
    data.print(f"{len(document['possibly_missing']):,} of which nobody could tell.")
    for gap in document["dismissed"]:
        data.print(
            f"  need not be found: {gap['kind']} {gap['subject']}, {gap['dismissed_by']}: {gap['why']}", markup=False
        )
    data.print("\nIt rests on (an entry that was read again counts again):")
    for hole in document["not_checked"]:
        data.print(f"  {hole['kind']}s from {hole['from']} to {hole['to']} were not read to their end", markup=False)
    for one in document["rests_on"]:
        data.print(
            f"  {one['operation']}: {one['items']:,} entries read, up to {one['to'] or 'no end yet'}", markup=False
        )
    data.print("\nWhat the provider tells no program:")
    for one in document["never_known"]:
        data.print(f"  {one['why']}", markup=False)
    manifest = document["manifest"]
    data.print(f"\n{len(manifest['records']):,} records and {len(manifest['files']):,} files, each with its SHA-256.")
    data.print(f"Digest of this statement: {document['digest']}", markup=False)
