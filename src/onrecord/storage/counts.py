"""Counting: what is known, what is held, in which state things are."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.subject import SubjectKind
from onrecord.storage.schema import (
    activity,
    artefact,
    contact,
    conversation,
    dirty,
    line,
    member,
    mention,
    not_understood,
    sync_run,
)

RECORDS: tuple[tuple[str, Table, SubjectKind], ...] = (
    ("line", line, SubjectKind.LINE),
    ("member", member, SubjectKind.MEMBER),
    ("contact", contact, SubjectKind.CONTACT),
)


def count_held(conn: Connection, workspace_id: int) -> dict[str, int]:
    """By kind, what is in hand: records as records, artefacts only where their bytes or text are."""
    held = {name: _count(conn, table, workspace_id) for name, table, _ in RECORDS}
    held["conversation"] = _count(conn, conversation, workspace_id)
    held |= {kind: _count(conn, activity, workspace_id, activity.c.kind == kind) for kind in ActivityKind}
    states = count_states(conn, workspace_id)
    return held | {kind: states[kind].get(ArtefactState.KEPT, 0) for kind in ArtefactKind}


def count_known(conn: Connection, workspace_id: int) -> dict[str, int]:
    """By kind, what is known to exist. An activity that is only referred to has no kind yet: it is a gap."""
    known = count_held(conn, workspace_id)
    for name, _, subject in RECORDS:
        known[name] = max(known[name], _mentioned(conn, workspace_id, subject))
    states = count_states(conn, workspace_id)
    return known | {kind: sum(states[kind].values()) - states[kind].get(ArtefactState.NONE, 0) for kind in ArtefactKind}


def count_states(conn: Connection, workspace_id: int) -> dict[str, dict[str, int]]:
    """{artefact kind: {state: count}} of the artefacts that somebody spoke of."""
    states: dict[str, dict[str, int]] = {kind: {} for kind in ArtefactKind}
    rows = conn.execute(
        select(artefact.c.kind, artefact.c.state, func.count())
        .where(artefact.c.workspace_id == workspace_id)
        .group_by(artefact.c.kind, artefact.c.state)
    )
    for kind, state, count in rows:
        states.setdefault(kind, {})[state] = count
    return states


def kinds_held(conn: Connection, workspace_id: int) -> frozenset[str]:
    """The kinds of artefacts of which at least one is in hand."""
    kept = (artefact.c.workspace_id == workspace_id, artefact.c.state == ArtefactState.KEPT)
    return frozenset(conn.execute(select(artefact.c.kind).where(*kept).distinct()).scalars())


def count_not_understood(conn: Connection, workspace_id: int) -> dict[str, int]:
    """By what was not understood, as in `GET /calls: duration`."""
    rows = conn.execute(
        select(not_understood.c.kind, func.count())
        .where(not_understood.c.workspace_id == workspace_id)
        .group_by(not_understood.c.kind)
        .order_by(not_understood.c.kind)
    )
    return dict(iter(rows))


def count_dirty(conn: Connection, workspace_id: int) -> int:
    return _count(conn, dirty, workspace_id)


def last_run(conn: Connection, workspace_id: int) -> Mapping[str, object] | None:
    """The newest sync, as its row says."""
    row = conn.execute(
        select(sync_run).where(sync_run.c.workspace_id == workspace_id).order_by(sync_run.c.id.desc()).limit(1)
    ).first()
    return dict(row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's documented access to a row by name


def _count(conn: Connection, table: Table, workspace_id: int, *more: ColumnElement[bool]) -> int:
    return conn.execute(
        select(func.count()).select_from(table).where(and_(table.c.workspace_id == workspace_id, *more))
    ).scalar_one()


def _mentioned(conn: Connection, workspace_id: int, kind: SubjectKind) -> int:
    return conn.execute(
        select(func.count(mention.c.subject.distinct())).where(
            mention.c.workspace_id == workspace_id, mention.c.kind == kind
        )
    ).scalar_one()
