"""Reading the conversations that a list by full numbers does not show whole. For some lines only; None means all."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TextClause,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
)

from onrecord.domain.conversation import Reach
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.schema import OUT_OF_REACH, conversation, walk


class Crowd(NamedTuple):
    """Several outside people, or somebody who has no full number, or nobody known. `reach` is a Reach.

    `messages_read`: a walk of its messages was finished. `at_ms` is when it moved last, 0 where nobody knows.
    """

    conversation_id: str
    key: str
    line_id: str | None
    reach: str
    messages_read: bool
    at_ms: int


class CountedCrowds(NamedTuple):
    reach: str
    messages_read: bool
    conversations: int


def crowds(
    conn: Connection, workspace_id: int, operation: str, *, lines: Lines = None, ids: Collection[str] | None = None
) -> list[Crowd]:
    """Those that the provider has named, in the order of their ids; `operation` lists the messages of one. `ids`: of
    these only.
    """
    wanted = select(*_OF_A_CROWD, _are_read(operation), _MOVED_MS).where(*_out_of_reach(workspace_id, _FAR, lines))
    if ids is not None:
        wanted = wanted.where(conversation.c.id.in_(ids))
    return _read(conn, wanted.order_by(conversation.c.id))


def page_of_crowds(
    conn: Connection,
    workspace_id: int,
    operation: str,
    reaches: Collection[str],
    *,
    messages_read: bool,
    lines: Lines,
    before: Place | None,
    limit: int,
) -> list[Crowd]:
    """Those of some kinds, the one that moved last first."""
    read = _are_read(operation)
    wanted = select(*_OF_A_CROWD, literal(messages_read), _MOVED_MS).where(
        *_out_of_reach(workspace_id, reaches, lines), read if messages_read else ~read
    )
    if before is not None:
        at = _MOVED_MS
        wanted = wanted.where(at <= before.at_ms, or_(at < before.at_ms, conversation.c.id < before.id))
    return _read(conn, wanted.order_by(_MOVED_MS.desc(), conversation.c.id.desc()).limit(limit))


def count_crowds(conn: Connection, workspace_id: int, operation: str, *, lines: Lines = None) -> list[CountedCrowds]:
    """How many there are, by reach and by what was read of them."""
    each = (
        select(conversation.c.reach, _are_read(operation).label("messages_read"))
        .where(*_out_of_reach(workspace_id, _FAR, lines))
        .subquery()
    )
    by = (each.c.reach, each.c.messages_read)
    counted = select(*by, func.count()).group_by(*by).order_by(*by)
    return [CountedCrowds._make(row) for row in conn.execute(counted)]


_FAR = frozenset(Reach) - {Reach.PERSON}
_MOVED_MS = func.coalesce(conversation.c.updated_ms, conversation.c.last_at_ms, 0)
_OF_A_CROWD = (conversation.c.id, conversation.c.key, conversation.c.line_id, conversation.c.reach)


def _read(conn: Connection, wanted: Select[tuple[Any, ...]]) -> list[Crowd]:
    return [Crowd(*row) for row in conn.execute(wanted)]


def _out_of_reach(workspace_id: int, reaches: Collection[str], lines: Lines) -> list[ColumnElement[bool] | TextClause]:
    """They are named as well as told apart by the condition: SQLite without statistics takes the index for that."""
    named = [conversation.c.workspace_id == workspace_id, conversation.c.reach.in_(sorted(reaches))]
    on_line = [] if lines is None else [conversation.c.line_id.in_(lines)]
    return [*named, *on_line, text(OUT_OF_REACH), conversation.c.id.is_not(None)]


def _are_read(operation: str) -> ColumnElement[bool]:
    """Only of groups can it be: nobody without a full number can be asked for."""
    finished = exists().where(
        walk.c.workspace_id == conversation.c.workspace_id,
        walk.c.operation == operation,
        walk.c.finished_ms.is_not(None),
        walk.c.asked == _asked(),
    )
    return case((conversation.c.reach == Reach.GROUP, finished), else_=false())


def _asked() -> ColumnElement[str]:
    """What a walk of that conversation is filed under; the provider's ids need no escaping."""
    return (
        literal('{"line":"')
        .concat(conversation.c.line_id)
        .concat('","participants":')
        .concat(conversation.c.participants)
        .concat("}")
    )
