"""Conversations that may never have been read: v1 lists by full numbers, and no calls of groups.

What proves that one was read is a finished walk: of everything on the dated surface, or of that very conversation
on v1. Where v1 is what is asked they stay unread; elsewhere the next walk that comes to its end reads them.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.conversation import Reach
from onrecord.domain.gap import Gap, GapState
from onrecord.ledger.road import is_v1_asked
from onrecord.storage.crowds import Crowd, count_crowds, crowds, page_of_crowds
from onrecord.storage.inbox import Lines, Place
from onrecord.storage.walks import is_walked

V1_MESSAGES, MESSAGES, CALLS = "GET /v1/messages", "GET /messages", "GET /calls"
KINDS = frozenset({"activity", "call"})
"""What may be missing of a conversation: everything, or its calls where its messages were listed."""


class Unread(NamedTuple):
    kind: str
    reason: str
    conversations: int


def conversations(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> Iterator[Gap]:
    """One doubt for each conversation of which the calls, or nothing at all, could be listed. `ids`: of these."""
    if not _everything_was_read(conn, workspace_id):
        on_v1 = is_v1_asked(conn, workspace_id)
        for one in crowds(conn, workspace_id, V1_MESSAGES, lines=lines, ids=ids):
            yield _doubt(one, on_v1=on_v1)


def page_of_conversations(
    conn: Connection,
    workspace_id: int,
    kind: str,
    reason: str,
    *,
    lines: Lines,
    before: Place | None,
    limit: int,
) -> list[Gap]:
    """Those of one kind and reason, the one that moved last first."""
    if _everything_was_read(conn, workspace_id):
        return []
    on_v1 = is_v1_asked(conn, workspace_id)
    reaches = [one for one in Reach if _reason(one, on_v1=on_v1) == reason]
    read = kind == _kind(messages_read=True)
    found = page_of_crowds(
        conn, workspace_id, V1_MESSAGES, reaches, messages_read=read, lines=lines, before=before, limit=limit
    )
    return [_doubt(one, on_v1=on_v1) for one in found]


def count(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Unread]:
    """How many there are of each kind and reason."""
    if not _everything_was_read(conn, workspace_id):
        on_v1 = is_v1_asked(conn, workspace_id)
        for one in count_crowds(conn, workspace_id, V1_MESSAGES, lines=lines):
            kind, reason = _kind(messages_read=one.messages_read), _reason(one.reach, on_v1=on_v1)
            yield Unread(kind, reason, one.conversations)


def _everything_was_read(conn: Connection, workspace_id: int) -> bool:
    return is_walked(conn, workspace_id, CALLS) and is_walked(conn, workspace_id, MESSAGES)


def _kind(*, messages_read: bool) -> str:
    return "call" if messages_read else "activity"


def _reason(reach: str, *, on_v1: bool) -> str:
    if not on_v1:
        return "not_read_yet"
    return "not_a_full_number" if reach == Reach.NOT_A_FULL_NUMBER else "group"


def _doubt(one: Crowd, *, on_v1: bool) -> Gap:
    kind = _kind(messages_read=one.messages_read)
    return Gap(
        key=f"{kind}:{one.conversation_id}",
        kind=kind,
        subject=one.conversation_id,
        line=one.line_id,
        reason=_reason(one.reach, on_v1=on_v1),
        state=GapState.CANNOT if on_v1 else GapState.LOOKING,
        at_ms=one.at_ms,
        conversation_key=one.key,
        sure=False,
    )
