"""Repairing what verifying found: records from what was received, files from the provider as far as it still gives
them. What only a backup can bring back is left, and said to be left."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.artefact import DAMAGED
from onrecord.domain.clock import Clock
from onrecord.domain.subject import SubjectKind
from onrecord.ledger.finding import Finding, Trouble
from onrecord.media.vault import Vault
from onrecord.projection.catch_up import catch_up
from onrecord.projection.rebuild import rebuild
from onrecord.storage import derived, dirty, errands
from onrecord.storage.engine import Database
from onrecord.storage.holdings import note_lost
from onrecord.storage.timeline import with_file

_FILES = frozenset({Trouble.FILE_MISSING, Trouble.FILE_CHANGED})
_RECORDS = frozenset({Trouble.RECORD_CHANGED, Trouble.RECORD_MISSING, Trouble.RECORD_EXTRA})


class Repaired(NamedTuple):
    """`asked_again`: messages and calls whose files the provider is asked for again; `left`: beyond repair here."""

    files_set_aside: int
    asked_again: int
    rebuilt: bool
    left: list[Finding]


def repair(
    database: Database, workspace_id: int, vault: Vault, findings: Sequence[Finding], *, clock: Clock
) -> Repaired:
    """Do what can be done. The files come with the next sync, or while `serve` runs."""
    aside = sum(vault.set_aside(one.subject) for one in findings if one.trouble == Trouble.FILE_CHANGED)
    lost = [one.subject for one in findings if one.trouble in _FILES]
    activities = _mark_lost(database, workspace_id, lost, clock)
    must_rebuild = any(one.trouble in _RECORDS for one in findings)
    if must_rebuild:
        rebuild(database, workspace_id, clock=clock)
    while catch_up(database, workspace_id, clock=clock):
        pass  # the records must say that the files are lost before anyone asks for them again
    _ask_again(database, workspace_id, activities, clock)
    left = [one for one in findings if one.trouble not in _FILES | _RECORDS]
    return Repaired(aside, len(activities), must_rebuild, left)


def _mark_lost(database: Database, workspace_id: int, lost: Iterable[str], clock: Clock) -> list[str]:
    """Write down that these contents are no longer in hand; the activities that they belonged to."""
    activities: dict[str, None] = {}
    for sha256 in lost:
        with database.reading() as conn:
            belongs_to = with_file(conn, workspace_id, sha256)

        def write(conn: Connection, sha256: str = sha256, belongs_to: Sequence[str] = tuple(belongs_to)) -> None:
            note_lost(conn, workspace_id, sha256, DAMAGED)
            derived.forget(conn, workspace_id, sha256)
            marks = [(SubjectKind.ACTIVITY.value, id_) for id_ in belongs_to]
            dirty.mark(conn, workspace_id, marks, token=dirty.new_token(), now_ms=clock.now_ms())

        database.writer.write(write)
        activities.update(dict.fromkeys(belongs_to))
    return list(activities)


def _ask_again(database: Database, workspace_id: int, activities: Iterable[str], clock: Clock) -> None:
    now_ms = clock.now_ms()
    wanted = [errands.Wanted("reask", id_, {"activity_id": id_}, now_ms) for id_ in activities]
    database.writer.write(lambda conn: errands.enqueue_many(conn, workspace_id, wanted))
