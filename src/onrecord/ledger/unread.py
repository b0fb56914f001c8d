"""Conversations that the surface at hand cannot read: v1 lists by full numbers, and no calls of groups.

What proves that one was read is a finished walk: of everything on the dated surface, or of that very conversation
on v1.
"""

import json
from collections.abc import Iterator

from sqlalchemy import Connection

from onrecord.domain.gap import Gap, GapState
from onrecord.domain.number import NumberKind, number_kind
from onrecord.storage.doubts import Crowd, crowds_and_strangers
from onrecord.storage.inbox import Lines
from onrecord.storage.walks import is_walked, walked_conversations

V1_MESSAGES, MESSAGES, CALLS = "GET /v1/messages", "GET /messages", "GET /calls"


def conversations(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Gap]:
    """One doubt for each conversation of which the calls, or nothing at all, could be listed."""
    if is_walked(conn, workspace_id, CALLS) and is_walked(conn, workspace_id, MESSAGES):
        return
    crowds = crowds_and_strangers(conn, workspace_id, lines=lines)
    asked = [_asked(one) for one in crowds]  # alike of all on a line who hide their numbers
    read = walked_conversations(conn, workspace_id, V1_MESSAGES, sorted(set(asked)))
    for told, one in zip(asked, crowds, strict=True):
        yield _doubt(one, messages_read=told in read)


def _asked(one: Crowd) -> str:
    """What a v1 walk of that conversation is filed under."""
    return json.dumps({"line": one.line_id, "participants": json.loads(one.participants)}, separators=(",", ":"))


def _doubt(one: Crowd, *, messages_read: bool) -> Gap:
    strangers = any(number_kind(number) is not NumberKind.PERSON for number in json.loads(one.participants))
    kind = "call" if messages_read else "activity"
    return Gap(
        key=f"{kind}:{one.conversation_id}",
        kind=kind,
        subject=one.conversation_id,
        line=one.line_id,
        reason="not_a_full_number" if strangers else "group",
        state=GapState.CANNOT,
        at_ms=one.at_ms,
        conversation_key=one.key,
        sure=False,
    )
