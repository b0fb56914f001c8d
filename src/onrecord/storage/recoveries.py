"""What came back after a limit fell: begun in the transaction of the turn, counted from the records."""

import json
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Join, and_, exists, func, insert, or_, select, update

from onrecord.domain.activity import ActivityKind, Word
from onrecord.domain.artefact import UNSETTLED, ArtefactKind, ArtefactState
from onrecord.domain.capability import CapabilityChange
from onrecord.domain.clock import DAY
from onrecord.domain.recovery import CONTACT, KIND_OF, Recovery
from onrecord.storage.schema import activity, artefact, contact, recovery, sync_run

_WORDS: dict[str, ColumnElement[str | None]] = {
    ArtefactKind.MEDIA: activity.c.media_word,
    ArtefactKind.VOICEMAIL: activity.c.voicemail_word,
    ArtefactKind.RECORDING: activity.c.recording_word,
    ArtefactKind.TRANSCRIPT: activity.c.transcript_word,
    ArtefactKind.SUMMARY: activity.c.summary_word,
}
PATIENCE_MS = 30 * DAY
"""So long a recovery waits for files that are known and do not come."""


class _Begun(NamedTuple):
    """A recovery as it stands in its row."""

    id: int
    name: str
    surface: str
    kind: str
    began_ms: int
    before_ms: int
    begun_run: int
    asked: int | None
    held_before: int
    recovered: int | None
    finished_ms: int | None


def begin_recovery(conn: Connection, workspace_id: int, change: CapabilityChange, kind: str) -> bool:
    """Note what is held and what is open of a kind, when it can be had (again). False where one of its kind is open:
    two limits that fall together give the same things back.
    """
    if any(one.kind == kind for one in _going_on(conn, workspace_id)):
        return False
    before_ms = min(change.at_ms, _whole_until(conn, workspace_id))
    conn.execute(
        insert(recovery).values(
            workspace_id=workspace_id,
            name=change.name,
            surface=change.surface,
            kind=kind,
            began_ms=change.at_ms,
            before_ms=before_ms,
            begun_run=_last_run(conn, workspace_id),
            asked=_count_open(conn, workspace_id, kind, before_ms),
            held_before=_held_before(conn, workspace_id, kind, before_ms),
        )
    )
    return True


def read_recoveries(conn: Connection, workspace_id: int) -> list[Recovery]:
    """All of them, the last first; one that goes on is counted now."""
    return [
        Recovery(
            one.id,
            one.name,
            one.surface,
            one.kind,
            one.began_ms,
            one.asked,
            _came_back(conn, workspace_id, one) if one.recovered is None else one.recovered,
            one.finished_ms,
        )
        for one in _begun(conn, workspace_id)
    ]


def any_recovery(conn: Connection, workspace_id: int) -> bool:
    """Whether one goes on."""
    return bool(_going_on(conn, workspace_id))


def is_recovery_due(conn: Connection, workspace_id: int) -> bool:
    """Whether a limit fell since the last run began: then there is something to ask at once."""
    last = _last_run(conn, workspace_id)
    return any(one.begun_run >= last for one in _going_on(conn, workspace_id))


def finish_recoveries(conn: Connection, workspace_id: int, *, provider_ms: int) -> list[int]:
    """Close those for which a run that began later has asked everything, and of which every file is in or was waited
    for long enough; what came back is written down, because later turns may bring more of the kind. Their ids.
    """
    over = [
        one
        for one in _going_on(conn, workspace_id)
        if _is_asked(conn, workspace_id, one.begun_run)
        and (provider_ms - one.began_ms >= PATIENCE_MS or not _is_on_its_way(conn, workspace_id, one))
    ]
    for one in over:
        conn.execute(
            update(recovery)
            .where(recovery.c.workspace_id == workspace_id, recovery.c.id == one.id)
            .values(finished_ms=provider_ms, recovered=_came_back(conn, workspace_id, one))
        )
    return [one.id for one in over]


def held_now(conn: Connection, workspace_id: int) -> dict[str, int]:
    """How many of each kind that may come back are held of what belongs to before the last whole run."""
    before_ms = _whole_until(conn, workspace_id)
    return {kind: count_held(conn, workspace_id, kind, before_ms) for kind in sorted(set(KIND_OF.values()))}


def count_held(conn: Connection, workspace_id: int, kind: str, before_ms: int) -> int:
    """How many of a kind are held that belong to before `before_ms` (the provider's time)."""
    if kind == CONTACT:
        return conn.execute(
            select(func.count())
            .select_from(contact)
            .where(
                contact.c.workspace_id == workspace_id,
                contact.c.gone_ms.is_(None),
                or_(contact.c.created_ms.is_(None), contact.c.created_ms < before_ms),
            )
        ).scalar_one()
    mine = and_(activity.c.workspace_id == workspace_id, activity.c.at_ms < before_ms)
    if kind in set(ActivityKind):
        return conn.execute(
            select(func.count()).select_from(activity).where(mine, activity.c.kind == kind)
        ).scalar_one()
    return conn.execute(
        select(func.count())
        .select_from(_with_artefacts())
        .where(mine, artefact.c.kind == kind, artefact.c.state == ArtefactState.KEPT)
    ).scalar_one()


def _begun(conn: Connection, workspace_id: int) -> list[_Begun]:
    columns = [recovery.c[name] for name in _Begun._fields]
    rows = conn.execute(select(*columns).where(recovery.c.workspace_id == workspace_id).order_by(recovery.c.id.desc()))
    return [_Begun(*row) for row in rows]


def _going_on(conn: Connection, workspace_id: int) -> list[_Begun]:
    return [one for one in _begun(conn, workspace_id) if one.finished_ms is None]


def _held_before(conn: Connection, workspace_id: int, kind: str, before_ms: int) -> int:
    """A turn that a run finds out is counted from that run's beginning: while it was found out, the first of what
    comes back may have been folded already.
    """
    now = count_held(conn, workspace_id, kind, before_ms)
    going_on = conn.execute(
        select(sync_run.c.held_before)
        .where(sync_run.c.workspace_id == workspace_id, sync_run.c.exit.is_(None))
        .where(sync_run.c.id == _last_run(conn, workspace_id))
    ).scalar_one_or_none()
    return now if going_on is None else min(now, json.loads(going_on)[kind])


def _came_back(conn: Connection, workspace_id: int, one: _Begun) -> int:
    return max(0, count_held(conn, workspace_id, one.kind, one.before_ms) - one.held_before)


def _count_open(conn: Connection, workspace_id: int, kind: str, before_ms: int) -> int | None:
    word = _WORDS.get(kind)
    if word is None:
        return None
    return conn.execute(
        select(func.count())
        .select_from(activity)
        .where(activity.c.workspace_id == workspace_id, activity.c.at_ms < before_ms, word == Word.UNKNOWN)
    ).scalar_one()


def _last_run(conn: Connection, workspace_id: int) -> int:
    newest = select(func.coalesce(func.max(sync_run.c.id), 0)).where(sync_run.c.workspace_id == workspace_id)
    return int(conn.execute(newest).scalar_one())


def _whole_until(conn: Connection, workspace_id: int) -> int:
    """When the last run began, by the provider's clock, that left nothing over: what came later is only new."""
    whole = select(func.max(sync_run.c.provider_ms)).where(
        sync_run.c.workspace_id == workspace_id, sync_run.c.exit.in_((0, 3)), sync_run.c.unfinished == 0
    )
    return int(conn.execute(whole).scalar_one() or 0)


def _is_asked(conn: Connection, workspace_id: int, begun_run: int) -> bool:
    """Whether a run that began later came to its end with nothing left over."""
    whole = select(sync_run.c.id).where(
        sync_run.c.workspace_id == workspace_id,
        sync_run.c.id > begun_run,
        sync_run.c.exit.in_((0, 3)),
        sync_run.c.unfinished == 0,
    )
    return bool(conn.execute(select(exists(whole))).scalar_one())


def _is_on_its_way(conn: Connection, workspace_id: int, one: _Begun) -> bool:
    waiting = (
        select(artefact.c.activity_id)
        .select_from(_with_artefacts())
        .where(
            artefact.c.workspace_id == workspace_id,
            artefact.c.kind == one.kind,
            artefact.c.state.in_(UNSETTLED),
            activity.c.at_ms < one.before_ms,
        )
    )
    return bool(conn.execute(select(exists(waiting))).scalar_one())


def _with_artefacts() -> Join:
    same = and_(artefact.c.workspace_id == activity.c.workspace_id, artefact.c.activity_id == activity.c.id)
    return activity.join(artefact, same)
