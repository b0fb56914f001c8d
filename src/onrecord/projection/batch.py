"""Some dirty subjects of one kind: read at one moment, folded, made into rows. Nothing is written here.

A batch can be made in another process than the one that writes it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord, ForeignActivityRecord, UnseenActivityRecord
from onrecord.domain.artefact import BY_HAND, ArtefactState, is_saved
from onrecord.domain.subject import SubjectKind
from onrecord.projection import fold
from onrecord.projection.directory import load_directory, load_held, reading_of
from onrecord.projection.reading import Directory, Folded, Held, NewField, Reading
from onrecord.projection.searchable import words_of
from onrecord.projection.strays import add_strays, find_call, stray_in
from onrecord.storage import observations, records
from onrecord.storage.activities import ActivityRows, activity_rows
from onrecord.storage.dirty import Mark

_FOLDS: Mapping[str, Callable[[str, Sequence[Reading], Directory], Folded[Any]]] = {
    SubjectKind.ORGANIZATION: fold.fold_organization,
    SubjectKind.LINE: fold.fold_line,
    SubjectKind.MEMBER: fold.fold_member,
    SubjectKind.CONTACT: fold.fold_contact,
    SubjectKind.CONVERSATION: fold.fold_conversation,
}


class Want(NamedTuple):
    """A file to fetch: an artefact whose bytes are not held, and the path to which there is a link."""

    activity_id: str
    kind: str
    ordinal: int
    path: str


@dataclass(slots=True)
class Batch:
    """What came of folding `marks`. A subject without record or activity has none.

    `lines`, `organizations`, `conversations` and `old_media` are what the fold was told of others: it holds only while
    they stand.
    """

    kind: str
    marks: list[Mark]
    lines: Mapping[str, str] = field(default_factory=dict)
    organizations: frozenset[str] = frozenset()
    conversations: Mapping[str, str | None] = field(default_factory=dict)
    old_media: bool | None = None
    records: list[Any] = field(default_factory=list)
    activities: list[ActivityRows] = field(default_factory=list)
    old_media_shown: set[str] = field(default_factory=set)
    foreign: list[ForeignActivityRecord] = field(default_factory=list)
    unseen: list[UnseenActivityRecord] = field(default_factory=list)
    strays: dict[str, str | None] = field(default_factory=dict)  # voicemail told without its call: the call it is of
    wants: list[Want] = field(default_factory=list)
    not_understood: list[tuple[int, str]] = field(default_factory=list)
    new_fields: list[NewField] = field(default_factory=list)


def make_batch(conn: Connection, workspace_id: int, kind: str, marks: list[Mark]) -> Batch:
    """Read and fold the marked subjects. The connection sees one moment, in which the marks were read or later."""
    if kind == SubjectKind.ACTIVITY:
        return _activities(conn, workspace_id, marks)
    if kind in _FOLDS:
        return _others(conn, workspace_id, kind, marks)
    return Batch(kind, marks)


def _readings(conn: Connection, workspace_id: int, kind: str, marks: Iterable[Mark]) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {mark.subject: [] for mark in marks}
    for stored in observations.readings(conn, workspace_id, kind, found):
        found[stored.subject].append(reading_of(stored))
    return found


def _activities(conn: Connection, workspace_id: int, marks: list[Mark]) -> Batch:
    readings = _readings(conn, workspace_id, SubjectKind.ACTIVITY, marks)
    add_strays(conn, workspace_id, readings)
    directory, looked_up = load_directory(conn, workspace_id, readings)
    held = load_held(conn, workspace_id, (reading.body for told in readings.values() for reading in told))
    batch = Batch(SubjectKind.ACTIVITY, marks, directory.lines, directory.organizations, looked_up, directory.old_media)
    for activity_id, told in readings.items():
        folded = fold.fold_activity(activity_id, told, directory, held)
        batch.not_understood.extend(folded.not_understood)
        batch.new_fields.extend(folded.new_fields)
        if folded.record is not None:
            batch.activities.append(activity_rows(workspace_id, folded.record, words_of(folded.record)))
            batch.wants.extend(_wants(folded.record, held))
            if folded.record.shows_old_media:
                batch.old_media_shown.add(activity_id)
        elif folded.foreign is not None:
            batch.foreign.append(folded.foreign)
        elif folded.unseen is not None:
            stray = stray_in(told, directory)
            if stray is not None:
                batch.strays[activity_id] = find_call(conn, workspace_id, stray)
            if batch.strays.get(activity_id) is None:
                batch.unseen.append(folded.unseen)
    return batch


def _wants(record: ActivityRecord, held: Held) -> Iterable[Want]:
    """The files to fetch now; each by the way to which the newest link leads.

    What a person saved stands in for the provider's own file; a link that was never tried may still bring that.
    """
    for artefact in record.artefacts:
        if artefact.state == ArtefactState.WANTED or artefact.reason == BY_HAND:
            ways = [way for way in artefact.ways if way in held.links and not is_saved(way)]
            if artefact.reason == BY_HAND:
                ways = [way for way in ways if way not in held.holdings]
            if ways:
                way = max(ways, key=lambda one: (held.links[one], one))
                yield Want(record.id, artefact.kind, artefact.ordinal, way)


def _others(conn: Connection, workspace_id: int, kind: str, marks: list[Mark]) -> Batch:
    lines, organizations = records.line_numbers(conn, workspace_id), records.organization_ids(conn, workspace_id)
    directory = Directory(lines, organizations=organizations)
    batch = Batch(kind, marks, lines, organizations)
    for subject, told in _readings(conn, workspace_id, kind, marks).items():
        folded = _FOLDS[kind](subject, told, directory)
        batch.not_understood.extend(folded.not_understood)
        batch.new_fields.extend(folded.new_fields)
        if folded.record is not None:
            batch.records.append(folded.record)
    return batch
