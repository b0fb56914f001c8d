"""What a statement vouches for, piece by piece: each record and each file with its SHA-256.

A record's digest is that of its line in `onrecord export`, as canonical JSON (members sorted by name, no spaces, UTF-8)
without what is only counted for the inbox (VOLATILE). So it can be checked against an export alone, by any program.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

VOLATILE: Mapping[str, frozenset[str]] = {
    "conversation": frozenset({"counts", "last_activity", "last_at", "updated", "waiting"}),
}
"""By kind: members that move whenever something new arrives, and so say nothing about what a statement covered."""

_canonical = msgspec.json.Encoder(order="sorted").encode
_NOTHING: frozenset[str] = frozenset()

Line = Mapping[str, Any]


@dataclass(slots=True)
class Manifest:
    """`records`: name → digest; `files`: digest → size in bytes (None where nobody measured it)."""

    records: dict[str, str] = field(default_factory=dict)
    files: dict[str, int | None] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        self.records[name_of(line)] = record_digest(line)
        if (sha256 := file_of(line)) is not None:
            self.files.setdefault(sha256, None)


def manifest_of(lines: Iterable[Line]) -> Manifest:
    """The manifest of some export lines."""
    made = Manifest()
    for line in lines:
        made.add(line)
    return made


def is_line(record: Line) -> bool:
    """Whether it can be a line of an export: it says what it is, and of what."""
    return "kind" in record and bool({"activity", "id", "conversation"} & record.keys())


def name_of(line: Line) -> str:
    """`message AC…`, `media AC… 0`: what tells a line from every other."""
    if "activity" in line:
        return f"{line['kind']} {line['activity']} {line.get('ordinal', 0)}"
    return f"{line['kind']} {line.get('conversation', line['id']) if line['kind'] == 'conversation' else line['id']}"


def record_digest(line: Line) -> str:
    left_out = VOLATILE.get(str(line["kind"]), _NOTHING)
    return digest_of({name: value for name, value in line.items() if name not in left_out})


def file_of(line: Line) -> str | None:
    """The digest of the file that the line speaks of, where it is in hand."""
    sha256 = line.get("sha256")
    return sha256 if isinstance(sha256, str) else None


def digest_of(value: object) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(_canonical(value)).hexdigest()
