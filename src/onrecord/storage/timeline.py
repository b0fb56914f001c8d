"""The activities of one conversation, in order of time, with what belongs to them."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, and_, func, or_, select

from onrecord.domain.activity import ActivityRecord, ArtefactRecord, ClaimRecord, DiscrepancyRecord
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.schema import activity, artefact, claim, discrepancy

_JSON_FIELDS = ("participants", "to_numbers")
_RECORD_FIELDS = tuple(column for column in activity.c if column.name in ActivityRecord.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many artefacts of a kind are in a state, and for which reason."""

    kind: str
    state: str
    reason: str | None
    count: int


def activities_before(
    conn: Connection, workspace_id: int, key: str, *, before: Place | None, limit: int
) -> list[ActivityRecord]:
    """The newest `limit` of those before a place (None: before the end of time), newest first."""
    wanted = _of_conversation(workspace_id, key)
    if before is not None:
        wanted.append(_before(before))
    rows = conn.execute(
        select(*_RECORD_FIELDS).where(*wanted).order_by(activity.c.at_ms.desc(), activity.c.id.desc()).limit(limit)
    )
    return [_record(row) for row in rows.mappings()]


def activities_after(
    conn: Connection, workspace_id: int, key: str, *, after: Place, limit: int
) -> list[ActivityRecord]:
    """The oldest `limit` of those after a place, oldest first."""
    wanted = [*_of_conversation(workspace_id, key), _after(after)]
    rows = conn.execute(select(*_RECORD_FIELDS).where(*wanted).order_by(activity.c.at_ms, activity.c.id).limit(limit))
    return [_record(row) for row in rows.mappings()]


def activities_by_id(
    conn: Connection, workspace_id: int, ids: Collection[str], *, lines: Lines
) -> dict[str, ActivityRecord]:
    """Those of the ids that are known and may be seen."""
    wanted = [activity.c.workspace_id == workspace_id, activity.c.id.in_(ids)]
    if lines is not None:
        wanted.append(activity.c.line_id.in_(lines))
    return {row["id"]: _record(row) for row in conn.execute(select(*_RECORD_FIELDS).where(*wanted)).mappings()}


def attach_belongings(conn: Connection, workspace_id: int, records: list[ActivityRecord]) -> None:
    """Fill in the artefacts and discrepancies of some activities, and the claims of those that have any."""
    by_id = {record.id: record for record in records}
    if not by_id:
        return
    artefacts = _belonging(artefact, workspace_id, by_id).order_by(artefact.c.kind, artefact.c.ordinal)
    for held in conn.execute(artefacts).mappings():
        by_id[held["activity_id"]].artefacts.append(_artefact(held))
    for row in conn.execute(_belonging(discrepancy, workspace_id, by_id).order_by(discrepancy.c.field)):
        by_id[row.activity_id].discrepancies.append(
            DiscrepancyRecord(row.field, row.explained, row.surface, row.against)
        )
    disputed = [record.id for record in records if record.discrepancies]
    if disputed:
        for row in conn.execute(_belonging(claim, workspace_id, disputed).order_by(claim.c.field, claim.c.slot)):
            by_id[row.activity_id].claims.append(
                ClaimRecord(
                    row.field,
                    row.slot,
                    row.value,
                    row.at_ms,
                    row.rule,
                    bool(row.chosen),
                    bool(row.agrees),
                    row.explained,
                )
            )


def with_file(conn: Connection, workspace_id: int, sha256: str) -> list[str]:
    """The activities to which a file belongs."""
    rows = conn.execute(
        select(artefact.c.activity_id)
        .where(artefact.c.workspace_id == workspace_id, artefact.c.sha256 == sha256)
        .order_by(artefact.c.activity_id)
    )
    return [row[0] for row in rows]


def count_artefacts(conn: Connection, workspace_id: int, key: str) -> list[Counted]:
    """What one conversation has and lacks."""
    counted = (
        select(artefact.c.kind, artefact.c.state, artefact.c.reason, func.count())
        .select_from(artefact.join(activity, _same_activity()))
        .where(*_of_conversation(workspace_id, key))
        .group_by(artefact.c.kind, artefact.c.state, artefact.c.reason)
        .order_by(artefact.c.kind, artefact.c.state, artefact.c.reason)
    )
    return [Counted(*row) for row in conn.execute(counted)]


def newest_media(conn: Connection, workspace_id: int, key: str, *, limit: int) -> list[tuple[str, str]]:
    """(activity id, sha256) of what was sent or received last as a file, newest first."""
    found = (
        select(artefact.c.activity_id, artefact.c.sha256)
        .select_from(artefact.join(activity, _same_activity()))
        .where(
            *_of_conversation(workspace_id, key),
            artefact.c.kind == ArtefactKind.MEDIA,
            artefact.c.state == ArtefactState.KEPT,
        )
        .order_by(activity.c.at_ms.desc(), activity.c.id.desc(), artefact.c.ordinal)
        .limit(limit)
    )
    return [(row.activity_id, row.sha256) for row in conn.execute(found)]


def lines_with_file(conn: Connection, workspace_id: int, sha256: str) -> set[str | None]:
    """The lines in whose conversations these bytes were sent, received or recorded; empty where nowhere."""
    found = (
        select(activity.c.line_id)
        .distinct()
        .select_from(artefact.join(activity, _same_activity()))
        .where(artefact.c.workspace_id == workspace_id, artefact.c.sha256 == sha256)
    )
    return {row.line_id for row in conn.execute(found)}


def _same_activity() -> ColumnElement[bool]:
    return and_(activity.c.workspace_id == artefact.c.workspace_id, activity.c.id == artefact.c.activity_id)


def _of_conversation(workspace_id: int, key: str) -> list[ColumnElement[bool]]:
    return [activity.c.workspace_id == workspace_id, activity.c.conversation_key == key]


def _before(place: Place) -> ColumnElement[bool]:
    at = activity.c.at_ms
    return and_(at <= place.at_ms, or_(at < place.at_ms, activity.c.id < place.id))


def _after(place: Place) -> ColumnElement[bool]:
    at = activity.c.at_ms
    return and_(at >= place.at_ms, or_(at > place.at_ms, activity.c.id > place.id))


def _belonging(table: Table, workspace_id: int, ids: Collection[str]) -> Select[tuple[object, ...]]:
    return select(table).where(table.c.workspace_id == workspace_id, table.c.activity_id.in_(list(ids)))


def _record(row: RowMapping) -> ActivityRecord:
    held = dict(row)
    for field in _JSON_FIELDS:
        held[field] = tuple(json.loads(held[field]))
    if held.get("word_reasons") is not None:
        held["word_reasons"] = tuple((kind, why) for kind, why in json.loads(held["word_reasons"]))
    held["surfaces"] = tuple(held["surfaces"].split(",")) if held["surfaces"] else ()
    held["ai_handled"] = bool(held["ai_handled"])
    return ActivityRecord(**held)


def _artefact(row: RowMapping) -> ArtefactRecord:
    held = dict(row)
    del held["workspace_id"]
    held["ways"] = tuple(json.loads(held["ways"]))
    return ArtefactRecord(**held)
