"""Verifying a whole home: every byte of the vault, every word that was told, every record.

1. Files: each content that should be in hand is read whole; whatever else lies in the vault too.
2. Observations: each is digested again and compared with the digest under which it was stored.
3. Records: all are made again in a copy beside the home, and compared with those that are shown, line by line.

It changes nothing. What can be repaired, `ledger.repair` repairs.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from onrecord.domain.clock import Clock
from onrecord.domain.errors import FoldFailed
from onrecord.intake.digest import RULE, digest
from onrecord.ledger.finding import Finding, Trouble
from onrecord.ledger.manifest import manifest_of
from onrecord.media.vault import Vault
from onrecord.projection.catch_up import catch_up
from onrecord.projection.refold import refolded
from onrecord.storage.counts import count_dirty
from onrecord.storage.engine import Database
from onrecord.storage.exports import export_rows
from onrecord.storage.holdings import held_files
from onrecord.storage.observations import sealed

OnStep = Callable[[str, int], None]
SETTLING_TRIES = 20


@dataclass(slots=True)
class Verified:
    """What was looked at, and what was found. `bytes` were read whole from the vault."""

    files: int = 0
    bytes: int = 0
    observations: int = 0
    records: int = 0
    findings: list[Finding] = field(default_factory=list)


def verify_home(
    database: Database,
    workspace_id: int,
    vault: Vault,
    *,
    clock: Clock,
    beside: Path,
    on_step: OnStep = lambda *_: None,
) -> Verified:
    """Look at everything. `on_step` hears of each step and how far it has come; `beside` is a folder with room for a
    copy of what was told."""
    done = Verified()
    with database.reading() as conn:
        wanted = {file.sha256 for file in held_files(conn, workspace_id)}
    done.findings.extend(_files(wanted, vault, done, on_step))
    with database.reading() as conn:
        done.findings.extend(_observations(conn, workspace_id, done, on_step))
    with _settled(database, workspace_id, clock) as conn:
        done.findings.extend(_records(conn, workspace_id, done, on_step, clock=clock, beside=beside))
    return done


@contextmanager
def _settled(database: Database, workspace_id: int, clock: Clock) -> Iterator[Connection]:
    """A moment at which nothing waits to be folded: else the records would be compared with what they are about to
    be. Where something always does, raises FoldFailed."""
    for _ in range(SETTLING_TRIES):
        while catch_up(database, workspace_id, clock=clock):
            pass
        with database.reading() as conn:
            if not count_dirty(conn, workspace_id):
                yield conn
                return
    raise FoldFailed("More is coming in than can be folded.", advice="Verify again when less comes in.")


def _files(wanted: Collection[str], vault: Vault, done: Verified, on_step: OnStep) -> Iterator[Finding]:
    for sha256 in sorted(wanted):
        yield from _read(vault, sha256, done, on_step)
    for path in vault.foreign():
        yield Finding(Trouble.FILE_FOREIGN, path.name)
    for sha256 in vault.digests():
        if sha256 not in wanted:
            yield from _read(vault, sha256, done, on_step)


def _read(vault: Vault, sha256: str, done: Verified, on_step: OnStep) -> Iterator[Finding]:
    is_good = vault.verify(sha256)
    if not is_good and not vault.has(sha256):
        yield Finding(Trouble.FILE_MISSING, sha256)
        return
    done.files += 1
    done.bytes += vault.size(sha256)
    on_step("files", done.files)
    if not is_good:
        yield Finding(Trouble.FILE_CHANGED, sha256)


def _observations(conn: Connection, workspace_id: int, done: Verified, on_step: OnStep) -> Iterator[Finding]:
    for one in sealed(conn, workspace_id):
        done.observations += 1
        if done.observations % 1_000 == 0:
            on_step("what Quo sent", done.observations)
        if one.digest_rule == RULE and one.digest != digest(
            one.surface, one.operation, one.asked, one.http_status, one.body
        ):
            yield Finding(Trouble.OBSERVATION_CHANGED, str(one.id))


def _records(
    conn: Connection, workspace_id: int, done: Verified, on_step: OnStep, *, clock: Clock, beside: Path
) -> Iterator[Finding]:
    on_step("records", 0)
    shown = manifest_of(export_rows(conn, workspace_id)).records
    done.records = len(shown)
    with refolded(conn, workspace_id, clock=clock, beside=beside) as made, made.reading() as anew:
        should_be = manifest_of(export_rows(anew, workspace_id)).records
    on_step("records", done.records)
    for name in sorted(should_be.keys() | shown.keys()):
        if name not in shown:
            yield Finding(Trouble.RECORD_MISSING, name)
        elif name not in should_be:
            yield Finding(Trouble.RECORD_EXTRA, name)
        elif shown[name] != should_be[name]:
            yield Finding(Trouble.RECORD_CHANGED, name)
