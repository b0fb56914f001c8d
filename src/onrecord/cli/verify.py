"""`onrecord verify`: read every byte and every record again; or check a statement, here or far from here."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.progress import Progress, TextColumn

from onrecord.cli.terminal import data, print_json, words
from onrecord.domain.errors import StatementUnreadable
from onrecord.ledger.finding import ADVICE, Finding
from onrecord.ledger.repair import Repaired
from onrecord.ledger.repair import repair as repair_home
from onrecord.ledger.verify import Verified, verify_home
from onrecord.ledger.vouched import check_files, check_records, check_seal, read_statement
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage.exports import export_rows
from onrecord.wiring import House, open_house

SHOWN = 20


def verify(
    statement: Annotated[Path | None, typer.Argument(help="A statement to check; the whole home otherwise.")] = None,
    export: Annotated[
        Path | None, typer.Option(help="Check the statement against this export, without a home.")
    ] = None,
    vault: Annotated[Path | None, typer.Option(help="With --export: a folder of files to check, too.")] = None,
    repair: Annotated[bool, typer.Option("--repair", help="Repair what can be repaired.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Check that every file, every word received and every record is what it should be."""
    if statement is not None:
        findings = _check_statement(statement, export, vault)
        _tell_statement(findings, json=json)
        raise typer.Exit(1 if findings else 0)
    with open_house(read_settings()) as house:
        began = time.monotonic()
        done = _verified(house)
        seconds = max(time.monotonic() - began, 0.001)
        mended = _mended(house, done) if repair and done.findings else None
    if json:
        print_json(_as_json(done, seconds, mended))
    else:
        _tell_home(done, seconds, mended)
    raise typer.Exit(1 if (done.findings if mended is None else mended.left) else 0)


# --- a statement ----------------------------------------------------------------------------------------------------


def _check_statement(path: Path, export: Path | None, vault: Path | None) -> list[Finding]:
    document = read_statement(_json_in(path))
    findings = list(check_seal(document))
    if export is not None:
        findings += check_records(document, _lines_in(export))
        return findings + (list(check_files(document, Vault(vault))) if vault is not None else [])
    with open_house(read_settings()) as house:
        with house.database.reading() as conn:
            findings += check_records(document, export_rows(conn, house.workspace_id))
        return findings + list(check_files(document, house.vault))


def _json_in(path: Path) -> object:
    try:
        return msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise StatementUnreadable(f"Cannot read {path.name}: {error.strerror}.") from None
    except msgspec.DecodeError:
        raise StatementUnreadable(f"{path.name} is not JSON.") from None


def _lines_in(path: Path) -> Iterator[dict[str, Any]]:
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    try:
        with path.open("rb") as file:
            for line in file:
                yield decode(line)
    except OSError as error:
        raise StatementUnreadable(f"Cannot read {path.name}: {error.strerror}.") from None
    except msgspec.DecodeError:
        raise StatementUnreadable(f"{path.name} is not an export of Onrecord.") from None


def _tell_statement(findings: Sequence[Finding], *, json: bool) -> None:
    if json:
        print_json({"schema": 1, "findings": [one.as_json() for one in findings]})
    elif findings:
        _tell_findings(findings)
    else:
        data.print("Every record and file of the statement is here, and is what the statement says.")


# --- a home ---------------------------------------------------------------------------------------------------------


def _verified(house: House) -> Verified:
    with Progress(TextColumn("{task.description}"), console=words, transient=True) as bar:
        shown = bar.add_task("")
        on_step: Callable[[str, int], None] = lambda step, n: bar.update(shown, description=f"{n:,} {step}")  # noqa: E731
        return verify_home(
            house.database,
            house.workspace_id,
            house.vault,
            clock=house.clock,
            beside=house.settings.home,
            on_step=on_step,
        )


def _mended(house: House, done: Verified) -> Repaired:
    return repair_home(house.database, house.workspace_id, house.vault, done.findings, clock=house.clock)


def _as_json(done: Verified, seconds: float, mended: Repaired | None) -> dict[str, object]:
    return {
        "schema": 1,
        "files": done.files,
        "bytes": done.bytes,
        "observations": done.observations,
        "records": done.records,
        "seconds": seconds,
        "findings": [one.as_json() for one in done.findings],
        "repaired": None
        if mended is None
        else {
            "files_set_aside": mended.files_set_aside,
            "asked_again": mended.asked_again,
            "rebuilt": mended.rebuilt,
            "left": [one.as_json() for one in mended.left],
        },
    }


def _tell_home(done: Verified, seconds: float, mended: Repaired | None) -> None:
    data.print(
        f"Read {done.files:,} files ({done.bytes / 1e6:,.0f} MB) and {done.observations:,} things that Quo sent,"
        f" and made {done.records:,} records again, in {seconds:.1f} s."
    )
    if not done.findings:
        data.print("Everything is what it should be.")
        return
    _tell_findings(done.findings)
    if mended is not None:
        _tell_repair(mended)


def _tell_repair(mended: Repaired) -> None:
    if mended.rebuilt:
        data.print("The records were made again.")
    if mended.asked_again:
        data.print(f"The files of {mended.asked_again:,} messages and calls are asked for again by the next sync.")
    for one in mended.left:
        data.print(f"Not repaired: {one.trouble.replace('_', ' ')} {one.subject}.", markup=False)


def _tell_findings(findings: Sequence[Finding]) -> None:
    by_trouble: dict[str, list[Finding]] = {}
    for one in findings:
        by_trouble.setdefault(one.trouble, []).append(one)
    for trouble, found in by_trouble.items():
        data.print(f"\n{len(found):,} × {trouble.replace('_', ' ')}", markup=False)
        for one in found[:SHOWN]:
            data.print(f"  {one.subject}", markup=False)
        if len(found) > SHOWN:
            data.print(f"  … and {len(found) - SHOWN:,} more; --json has all of them.")
        data.print(ADVICE[trouble], markup=False)
