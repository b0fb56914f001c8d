"""`onrecord verify`: read every byte and every record again; or check a statement, here or far from here."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.progress import Progress, TextColumn

from onrecord.cli.terminal import data, print_json, words
from onrecord.domain.errors import ExportUnreadable, SettingsError, StatementUnreadable
from onrecord.ledger.finding import ADVICE, ADVICE_ELSEWHERE, Finding
from onrecord.ledger.manifest import is_line
from onrecord.ledger.repair import Repaired
from onrecord.ledger.repair import repair as repair_home
from onrecord.ledger.verify import Verified, verify_home
from onrecord.ledger.vouched import Checked, checked, read_statement
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
    _refuse_half(statement, export, vault)
    if statement is not None:
        done = _check_statement(statement, export, vault)
        _tell_statement(done, ADVICE if export is None else ADVICE_ELSEWHERE, json=json)
        raise typer.Exit(1 if done.findings else 0)
    with open_house(read_settings()) as house:
        began = time.monotonic()
        verified = _verified(house)
        seconds = max(time.monotonic() - began, 0.001)
        mended = _mended(house, verified) if repair and verified.findings else None
    if json:
        print_json(_as_json(verified, seconds, mended))
    else:
        _tell_home(verified, seconds, mended)
    raise typer.Exit(1 if (verified.findings if mended is None else mended.left) else 0)


def _refuse_half(statement: Path | None, export: Path | None, vault: Path | None) -> None:
    if statement is None and (export or vault):
        raise SettingsError("--export and --vault check a statement.", advice="It needs the statement, too.")
    if vault is not None and export is None:
        raise SettingsError(
            "--vault goes with --export.", advice="Give both, or neither: then this home is looked through."
        )


# --- a statement ----------------------------------------------------------------------------------------------------


def _check_statement(path: Path, export: Path | None, vault: Path | None) -> Checked:
    document = read_statement(_json_in(path))
    if export is not None:
        return checked(document, _lines_in(export), Vault(vault) if vault is not None else None)
    with open_house(read_settings()) as house:
        return checked(document, _lines_of(house), house.vault)


def _lines_of(house: House) -> Iterator[dict[str, Any]]:
    """Read to their end before a file is: nobody waits for the reading of files."""
    with house.database.reading() as conn:
        yield from export_rows(conn, house.workspace_id)


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
                record = decode(line)
                if not is_line(record):
                    raise ExportUnreadable(f"{path.name} is not an export of Onrecord.")
                yield record
    except OSError as error:
        raise ExportUnreadable(f"Cannot read {path.name}: {error.strerror}.") from None
    except msgspec.DecodeError:
        raise ExportUnreadable(f"{path.name} is not an export of Onrecord.") from None


def _tell_statement(done: Checked, advice: Mapping[str, str], *, json: bool) -> None:
    if json:
        found = [one.as_json(advice) for one in done.findings]
        print_json({"schema": 1, "findings": found, "files_not_read": done.files_not_read})
        return
    if done.findings:
        _tell_findings(done.findings, advice)
    else:
        what = "Every record" if done.files_not_read else "Every record and file"
        data.print(f"{what} of the statement is here, and is what the statement says.")
    if done.files_not_read:
        files = "1 file" if done.files_not_read == 1 else f"{done.files_not_read:,} files"
        verb = "was" if done.files_not_read == 1 else "were"
        data.print(f"{files} of the statement {verb} not looked at: give --vault FOLDER, the folder that holds them.")


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
    _tell_findings(done.findings, ADVICE)
    if mended is not None:
        _tell_repair(mended)


def _tell_repair(mended: Repaired) -> None:
    if mended.rebuilt:
        data.print("The records were made again.")
    if mended.asked_again:
        data.print(f"The files of {mended.asked_again:,} messages and calls are asked for again by the next sync.")
    for one in mended.left:
        data.print(f"Not repaired: {one.trouble.replace('_', ' ')} {one.subject}.", markup=False)


def _tell_findings(findings: Sequence[Finding], advice: Mapping[str, str]) -> None:
    by_trouble: dict[str, list[Finding]] = {}
    for one in findings:
        by_trouble.setdefault(one.trouble, []).append(one)
    for trouble, found in by_trouble.items():
        data.print(f"\n{len(found):,} × {trouble.replace('_', ' ')}", markup=False)
        for one in found[:SHOWN]:
            data.print(f"  {one.subject}", markup=False)
        if len(found) > SHOWN:
            data.print(f"  … and {len(found) - SHOWN:,} more; --json has all of them.")
        data.print(advice[trouble], markup=False)
