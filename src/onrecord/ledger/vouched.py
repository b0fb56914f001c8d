"""Checking a statement: against records as export lines, wherever they are from, and against a vault.

Nothing here knows a database: an export and a folder of files are enough.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from onrecord.domain.errors import StatementUnreadable
from onrecord.ledger.finding import Finding, Trouble
from onrecord.ledger.manifest import Line, name_of, record_digest
from onrecord.ledger.statement import SCHEMA, WHAT, sealed


class Checked(NamedTuple):
    """What was found not to be as the statement says, and how many of its files nobody looked at."""

    findings: list[Finding]
    files_not_read: int


class Files(Protocol):
    """A vault, as far as it is needed here."""

    def has(self, sha256: str) -> bool: ...

    def verify(self, sha256: str) -> bool: ...


def read_statement(document: object) -> Mapping[str, Any]:
    """The statement in a JSON document. Raises StatementUnreadable for anything else."""
    if not isinstance(document, dict) or document.get("what") != WHAT:
        raise StatementUnreadable("This is not a record statement.")
    if document.get("schema") != SCHEMA:
        raise StatementUnreadable(
            f"This statement is of version {document.get('schema')}; this program reads {SCHEMA}."
        )
    manifest = document.get("manifest")
    if not isinstance(manifest, dict) or not {"records", "files"} <= manifest.keys():
        raise StatementUnreadable("This statement has no manifest.")
    return document


def checked(document: Mapping[str, Any], lines: Iterable[Line], vault: Files | None) -> Checked:
    """All of it: the document itself, its records against export lines, its files where there is a vault."""
    findings = [*check_seal(document), *check_records(document, lines)]
    if vault is None:
        return Checked(findings, len(document["manifest"]["files"]))
    return Checked([*findings, *check_files(document, vault)], 0)


def check_seal(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Whether the document is the one that was made."""
    if sealed(dict(document))["digest"] != document.get("digest"):
        yield Finding(Trouble.STATEMENT_CHANGED, str(document.get("digest")))


def check_records(document: Mapping[str, Any], lines: Iterable[Line]) -> Iterator[Finding]:
    """Every record that the statement vouches for, in the order of its names."""
    promised: Mapping[str, str] = document["manifest"]["records"]
    here = {name: record_digest(line) for line in lines if (name := name_of(line)) in promised}
    for name in sorted(promised):
        if name not in here:
            yield Finding(Trouble.RECORD_MISSING, name)
        elif here[name] != promised[name]:
            yield Finding(Trouble.RECORD_CHANGED, name)


def check_files(document: Mapping[str, Any], vault: Files) -> Iterator[Finding]:
    """Every file that the statement vouches for: read whole."""
    for sha256 in sorted(document["manifest"]["files"]):
        if not vault.verify(sha256):
            yield Finding(Trouble.FILE_CHANGED if vault.has(sha256) else Trouble.FILE_MISSING, sha256)
