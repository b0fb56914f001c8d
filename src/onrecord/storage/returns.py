"""Reading what is held now and once could not be had: by what was tried, refused, or done by hand."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, exists, func, literal, select

from onrecord.domain.artefact import BY_HAND, ArtefactState, HoldingOutcome, saved_path
from onrecord.storage.gaps import on_lines, same_activity
from onrecord.storage.inbox import Lines
from onrecord.storage.rows import chunks
from onrecord.storage.schema import activity, artefact, holding, mention, observation

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


def after_attempts(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Return]:
    """Files of which an earlier attempt came to nothing, or that were lost: `why` is its outcome."""
    vain, kept = holding.alias(), holding.alias()
    had = and_(
        kept.c.workspace_id == vain.c.workspace_id,
        kept.c.path == vain.c.path,
        kept.c.outcome == HoldingOutcome.KEPT,
        kept.c.id > vain.c.id,
    )
    wanted = _held(workspace_id, lines, kept.c.at_ms, vain.c.outcome)
    wanted = wanted.join(kept, and_(kept.c.workspace_id == workspace_id, kept.c.sha256 == artefact.c.sha256))
    wanted = wanted.join(vain, had).where(vain.c.outcome != HoldingOutcome.KEPT)
    return (Return._make(row) for row in conn.execute(wanted))


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
    told, told_of = observation.alias(), mention.alias()
    wanted = _held(workspace_id, lines, func.max(told.c.asked_ms), func.min(literal("")))
    wanted = wanted.join(told_of, _about(told_of)).join(told, told.c.id == told_of.c.observation_id)
    wanted = wanted.where(
        artefact.c.kind == kind,
        told.c.operation.in_(operations),
        told.c.http_status == OK,
        _was_refused(operations, told.c.asked_ms),
    ).group_by(*_OF_THE_ARTEFACT)
    return (Return._make(row) for row in conn.execute(wanted))


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
