"""Reading what is held now and once could not be had: by what was tried, refused, or done by hand."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, literal, select, text

from onrecord.domain.artefact import BY_HAND, ArtefactState, HoldingOutcome, saved_path
from onrecord.storage.gaps import on_lines, same_activity
from onrecord.storage.inbox import Lines
from onrecord.storage.rows import chunks
from onrecord.storage.schema import REFUSED, activity, artefact, holding, mention, observation

OK = 200
REFUSALS = (402, 403)


class Return(NamedTuple):
    """An artefact that is held, and `why` it was not once. `came_ms` by the provider's clock; `at_ms` is when its
    activity happened."""

    activity_id: str
    kind: str
    ordinal: int
    line_id: str | None
    conversation_key: str
    at_ms: int
    came_ms: int
    why: str


class _Attempt(NamedTuple):
    id: int
    path: str
    outcome: str
    sha256: str | None
    at_ms: int


def after_attempts(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Return]:
    """Files of which an earlier attempt came to nothing, or that were lost: `why` is its outcome, in their order.

    Step by step from the few attempts in vain: in one statement a database without statistics begins at the other end.
    """
    vain = list(_attempts(conn, workspace_id, holding.c.outcome != HoldingOutcome.KEPT))
    why: dict[str, list[tuple[_Attempt, _Attempt]]] = {}
    for kept, before in _kept_after(conn, workspace_id, vain):
        why.setdefault(str(kept.sha256), []).append((kept, before))
    for some in chunks(sorted(why)):
        wanted = _held(workspace_id, lines, literal(0), artefact.c.sha256).where(artefact.c.sha256.in_(some))
        for held in map(Return._make, conn.execute(wanted)):
            for kept, before in why[held.why]:
                yield held._replace(came_ms=kept.at_ms, why=before.outcome)


def _kept_after(conn: Connection, workspace_id: int, vain: Sequence[_Attempt]) -> Iterator[tuple[_Attempt, _Attempt]]:
    by_path: dict[str, list[_Attempt]] = {}
    for one in vain:
        by_path.setdefault(one.path, []).append(one)
    for some in chunks(sorted(by_path)):
        for kept in _attempts(conn, workspace_id, holding.c.path.in_(some), holding.c.outcome == HoldingOutcome.KEPT):
            yield from ((kept, before) for before in by_path[kept.path] if before.id < kept.id)


def _attempts(conn: Connection, workspace_id: int, *conditions: ColumnElement[bool]) -> Iterator[_Attempt]:
    columns = [holding.c[name] for name in _Attempt._fields]
    wanted = select(*columns).where(holding.c.workspace_id == workspace_id, *conditions).order_by(holding.c.id)
    rows = conn.execute(wanted)
    return (_Attempt._make(row) for row in rows)


def by_hand(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Return]:
    """Files that are held only because a person put them in."""
    wanted = _held(workspace_id, lines, holding.c.at_ms, artefact.c.reason)
    saved = and_(
        holding.c.workspace_id == workspace_id,
        holding.c.sha256 == artefact.c.sha256,
        holding.c.path == saved_path("") + artefact.c.sha256,
    )
    return (Return._make(row) for row in conn.execute(wanted.join(holding, saved).where(artefact.c.reason == BY_HAND)))


def after_refusal(
    conn: Connection, workspace_id: int, kind: str, operations: Collection[str], *, lines: Lines = None
) -> Iterator[Return]:
    """Parts of one kind that were refused by one of `operations` at first: `why` is empty."""
    for some in chunks(sorted(_refused(conn, workspace_id, operations))):
        told, told_of = observation.alias(), mention.alias()
        wanted = _held(workspace_id, lines, func.max(told.c.asked_ms), func.min(literal("")))
        wanted = wanted.join(told_of, _about(told_of)).join(told, told.c.id == told_of.c.observation_id)
        wanted = wanted.where(
            activity.c.id.in_(some),
            artefact.c.kind == kind,
            told.c.operation.in_(operations),
            told.c.http_status == OK,
            _was_refused(operations, told.c.asked_ms),
        ).group_by(*_OF_THE_ARTEFACT)
        yield from (Return._make(row) for row in conn.execute(wanted))


def _refused(conn: Connection, workspace_id: int, operations: Collection[str]) -> set[str]:
    """The calls whose part was refused, out of what was asked for."""
    refused = select(observation.c.asked).where(
        observation.c.workspace_id == workspace_id, text(REFUSED), observation.c.operation.in_(operations)
    )
    return {str(id_) for asked in conn.execute(refused).scalars() for id_ in json.loads(asked).values()}


def held_of(
    conn: Connection, workspace_id: int, activity_ids: Collection[str], *, lines: Lines = None
) -> Iterator[Return]:
    """What is held of some activities; `why` is empty."""
    for some in chunks(sorted(activity_ids)):
        wanted = _held(workspace_id, lines, func.max(func.coalesce(holding.c.at_ms, 0)), func.min(literal("")))
        kept = and_(holding.c.workspace_id == workspace_id, holding.c.sha256 == artefact.c.sha256)
        wanted = wanted.outerjoin(holding, kept).where(activity.c.id.in_(some)).group_by(*_OF_THE_ARTEFACT)
        yield from (Return._make(row) for row in conn.execute(wanted))


_OF_THE_ARTEFACT = (
    artefact.c.activity_id,
    artefact.c.kind,
    artefact.c.ordinal,
    activity.c.line_id,
    activity.c.conversation_key,
    activity.c.at_ms,
)


def _held(workspace_id: int, lines: Lines, *more: ColumnElement[object]) -> Select[tuple[object, ...]]:
    return (
        select(*_OF_THE_ARTEFACT, *more)
        .select_from(artefact)
        .join(activity, same_activity())
        .where(artefact.c.workspace_id == workspace_id, artefact.c.state == ArtefactState.KEPT, *on_lines(lines))
    )


def _about(of: FromClause) -> ColumnElement[bool]:
    return and_(of.c.workspace_id == activity.c.workspace_id, of.c.kind == "activity", of.c.subject == activity.c.id)


def _was_refused(operations: Collection[str], before_ms: ColumnElement[int]) -> ColumnElement[bool]:
    told, told_of = observation.alias(), mention.alias()
    return exists(
        select(told.c.id)
        .select_from(told_of.join(told, told.c.id == told_of.c.observation_id))
        .where(
            _about(told_of),
            told.c.operation.in_(operations),
            told.c.http_status.in_(REFUSALS),
            told.c.asked_ms < before_ms,
        )
    )
