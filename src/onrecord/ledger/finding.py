"""One thing that verifying found not to be as it should: what, of which thing, and what to do about it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Trouble(StrEnum):
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    FILE_FOREIGN = "file_foreign"
    OBSERVATION_CHANGED = "observation_changed"
    RECORD_CHANGED = "record_changed"
    RECORD_MISSING = "record_missing"
    RECORD_EXTRA = "record_extra"
    STATEMENT_CHANGED = "statement_changed"


_MAKE_AGAIN = "Run `onrecord verify --repair`, or `onrecord rebuild`: records are made again from what was received."

ADVICE: dict[str, str] = {
    Trouble.FILE_MISSING: "Run `onrecord verify --repair`: Quo is asked for it again. A backup may have it too.",
    Trouble.FILE_CHANGED: "Run `onrecord verify --repair`: it is set aside and asked for again. Look at the disk.",
    Trouble.FILE_FOREIGN: "Something else writes into the vault's folder; move the file away.",
    Trouble.OBSERVATION_CHANGED: "Something else changed the database, or the disk fails; restore a backup of it.",
    Trouble.RECORD_CHANGED: _MAKE_AGAIN,
    Trouble.RECORD_MISSING: _MAKE_AGAIN,
    Trouble.RECORD_EXTRA: _MAKE_AGAIN,
    Trouble.STATEMENT_CHANGED: "This document is not what was made; ask for the original.",
}

_NOT_THE_EXPORT = "The export is not of the record that the statement was made of, or was changed: ask for both again."

ADVICE_ELSEWHERE: dict[str, str] = ADVICE | {
    Trouble.RECORD_MISSING: _NOT_THE_EXPORT,
    Trouble.RECORD_CHANGED: _NOT_THE_EXPORT,
    Trouble.FILE_MISSING: "The folder does not hold it: ask whoever made the statement for it.",
    Trouble.FILE_CHANGED: "It is not the file that the statement speaks of: ask whoever made the statement for it.",
}
"""The same to somebody who was given a statement, an export and a folder, and has no home to mend."""


class Finding(NamedTuple):
    """`subject` names the thing: a digest, a record as in a manifest, an observation's number."""

    trouble: Trouble
    subject: str

    def as_json(self, advice: Mapping[str, str] = ADVICE) -> dict[str, str]:
        return {"trouble": self.trouble, "subject": self.subject, "advice": advice[self.trouble]}
