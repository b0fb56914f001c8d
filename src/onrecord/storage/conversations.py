"""Conversations: made of what the provider's ids say of themselves and of what is filed under their key.

A conversation exists because one of its ids says so or because an activity is filed there; when the last reason
goes, so does its row. What the inbox shows is recomputed in the transaction that changes it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from onrecord.domain.activity import ActivityKind, Direction, Outcome
from onrecord.domain.conversation import ConversationRecord, reach_of
from onrecord.domain.number import NumberKind, number_kind
from onrecord.storage.rows import chunks, insert_rows, marks, run, run_many, select_in

Row = tuple[Any, ...]
_ALIAS = (
    "workspace_id",
    "id",
    "key",
    "line_id",
    "participants",
    "name",
    "last_activity_id",
    "created_ms",
    "updated_ms",
    "gone_ms",
)
_COLUMNS = (
    "workspace_id",
    "key",
    "id",
    "line_id",
    "participants",
    "reach",
    "name",
    "created_ms",
    "updated_ms",
    "gone_ms",
    "first_at_ms",
    "last_at_ms",
    "last_activity_id",
    "messages",
    "calls",
    "media",
    "missed_calls",
    "waiting",
)
_RENEW = "ON CONFLICT (workspace_id, key) DO UPDATE SET " + ", ".join(
    f"{column} = excluded.{column}" for column in _COLUMNS[2:]
)
UNANSWERED = frozenset({Outcome.MISSED, Outcome.VOICEMAIL})


class Alias(NamedTuple):
    """One of the provider's ids. `participants` is a JSON list."""

    id: str
    key: str
    line_id: str | None
    participants: str
    name: str | None
    last_activity_id: str | None
    created_ms: int | None
    updated_ms: int | None
    gone_ms: int | None


class Filed(NamedTuple):
    """What the activities under one key add up to."""

    key: str
    line_id: str | None
    participants: str
    first_at_ms: int
    messages: int
    calls: int
    missed_calls: int


class Last(NamedTuple):
    """The newest activity under one key; one that is gone only where there is no other."""

    key: str
    id: str
    at_ms: int
    kind: str
    direction: str | None
    outcome: str | None
    gone_ms: int | None
    participants: str


def keys_of(conn: Connection, workspace_id: int, ids: Iterable[str]) -> dict[str, str]:
    """The key of each provider's id that is known."""
    found = select_in(
        conn, "SELECT id, key FROM conversation_alias WHERE workspace_id = ? AND id", ids, given=[workspace_id]
    )
    return {row[0]: row[1] for row in found}


def ids_of_line(conn: Connection, workspace_id: int, line_id: str) -> list[str]:
    """The provider's ids of a line's conversations, and of those whose line is not known."""
    statement = (
        "SELECT id FROM conversation_alias WHERE workspace_id = ? AND (line_id = ? OR line_id = '' OR line_id IS NULL)"
    )
    return [row[0] for row in run(conn, statement, [workspace_id, line_id])]


def keys_with(conn: Connection, workspace_id: int, numbers: Iterable[str]) -> dict[str, str | None]:
    """The key, and the line, of each conversation in which one of the numbers takes part."""
    found = select_in(
        conn,
        "SELECT c.key, c.line_id FROM participant p JOIN conversation c"
        " ON c.workspace_id = p.workspace_id AND c.key = p.conversation_key"
        " WHERE p.workspace_id = ? AND p.number",
        numbers,
        given=[workspace_id],
    )
    return {row[0]: row[1] for row in found}


def replace_aliases(
    conn: Connection, workspace_id: int, ids: Iterable[str], records: Sequence[ConversationRecord]
) -> None:
    """Write what the ids say of themselves; `recompute` makes conversations of it."""
    for some in chunks(ids):
        statement = f"DELETE FROM conversation_alias WHERE workspace_id = ? AND id IN ({marks(len(some))})"  # noqa: S608 - only marks are put in
        run(conn, statement, [workspace_id, *some])
    rows = [
        (
            workspace_id,
            one.id,
            one.key,
            one.line_id,
            msgspec.json.encode(one.participants).decode(),
            None if one.name is None else one.name.replace("\x00", "\ufffd"),
            one.last_activity_id,
            one.created_ms,
            one.updated_ms,
            one.gone_ms,
        )
        for one in records
    ]
    insert_rows(conn, "conversation_alias", _ALIAS, rows)


def recompute(conn: Connection, workspace_id: int, keys: Iterable[str]) -> None:
    """Make the rows of these conversations what their ids and activities say."""
    for some in chunks(sorted(set(keys))):
        _recompute(conn, workspace_id, some)


def _recompute(conn: Connection, workspace_id: int, keys: list[str]) -> None:
    aliases = _aliases(conn, workspace_id, keys)
    filed = _filed(conn, workspace_id, keys)
    last = _last(conn, workspace_id, keys)
    media = _media(conn, workspace_id, keys)
    rows: list[Row] = []
    people: set[tuple[str, str]] = set()
    for key in keys:
        if key not in aliases and key not in filed:
            continue
        row = _row(workspace_id, key, aliases.get(key, []), filed.get(key), last.get(key), media.get(key, 0))
        rows.append(row)
        people.update((key, number) for number in msgspec.json.decode(row[4]))
    vanished = [key for key in keys if key not in aliases and key not in filed]
    run_many(conn, "DELETE FROM conversation WHERE workspace_id = ? AND key = ?", [(workspace_id, k) for k in vanished])
    insert_rows(conn, "conversation", _COLUMNS, rows, tail=_RENEW)
    _renew_participants(conn, workspace_id, keys, people)


def _aliases(conn: Connection, workspace_id: int, keys: Sequence[str]) -> Mapping[str, list[Alias]]:
    found: dict[str, list[Alias]] = {}
    for row in select_in(
        conn,
        "SELECT id, key, line_id, participants, name, last_activity_id, created_ms, updated_ms, gone_ms"
        " FROM conversation_alias WHERE workspace_id = ? AND key",
        keys,
        given=[workspace_id],
    ):
        found.setdefault(row[1], []).append(Alias._make(row))
    return found


def _filed(conn: Connection, workspace_id: int, keys: Sequence[str]) -> Mapping[str, Filed]:
    rows = select_in(
        conn,
        "SELECT conversation_key, min(line_id), min(participants), min(at_ms),"
        " sum(CASE WHEN kind = 'message' AND gone_ms IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN kind = 'call' AND gone_ms IS NULL THEN 1 ELSE 0 END),"
        " sum(CASE WHEN outcome IN ('missed', 'voicemail') AND gone_ms IS NULL THEN 1 ELSE 0 END)"
        " FROM activity WHERE workspace_id = ? AND conversation_key",
        keys,
        "GROUP BY conversation_key",
        given=[workspace_id],
    )
    return {row[0]: Filed._make(row) for row in rows}


def _last(conn: Connection, workspace_id: int, keys: Sequence[str]) -> Mapping[str, Last]:
    rows = select_in(
        conn,
        "SELECT conversation_key, id, at_ms, kind, direction, outcome, gone_ms, participants FROM ("
        "SELECT conversation_key, id, at_ms, kind, direction, outcome, gone_ms, participants, row_number() OVER ("
        "PARTITION BY conversation_key ORDER BY CASE WHEN gone_ms IS NULL THEN 0 ELSE 1 END, at_ms DESC, id DESC"
        ") AS place FROM activity WHERE workspace_id = ? AND conversation_key",
        keys,
        ") ranked WHERE place = 1",
        given=[workspace_id],
    )
    return {row[0]: Last._make(row) for row in rows}


def _media(conn: Connection, workspace_id: int, keys: Sequence[str]) -> Mapping[str, int]:
    rows = select_in(
        conn,
        "SELECT a.conversation_key, count(*) FROM activity a JOIN artefact f"
        " ON f.workspace_id = a.workspace_id AND f.activity_id = a.id AND f.kind = 'media'"
        " WHERE a.workspace_id = ? AND a.conversation_key",
        keys,
        "GROUP BY a.conversation_key",
        given=[workspace_id],
    )
    return {row[0]: row[1] for row in rows}


def _row(
    workspace_id: int, key: str, aliases: Sequence[Alias], filed: Filed | None, last: Last | None, media: int
) -> Row:
    """The row of one conversation. Where several ids share it, the one that moved last speaks for them."""
    newest = max(aliases, key=lambda one: (one.gone_ms is None, one.updated_ms or 0, one.id), default=None)
    named = [one for one in aliases if one.participants != "[]"]
    participants = min(one.participants for one in named) if named else filed.participants if filed else "[]"
    created = [one.created_ms for one in aliases if one.created_ms is not None]
    updated = [one.updated_ms for one in aliases if one.updated_ms is not None]
    return (
        workspace_id,
        key,
        min((one.id for one in aliases), default=None),
        newest.line_id if newest else filed.line_id if filed else None,
        participants,
        reach_of(msgspec.json.decode(participants)),
        newest.name if newest else None,
        min(created, default=None),
        max(updated, default=None),
        newest.gone_ms if newest else None,
        filed.first_at_ms if filed else None,
        last.at_ms if last else None,
        last.id if last else None,
        filed.messages if filed else 0,
        filed.calls if filed else 0,
        media,
        filed.missed_calls if filed else 0,
        last is not None and _waits(last),
    )


def _waits(last: Last) -> bool:
    """Is the last word theirs? Only people wait: no short code, nobody who hides their number."""
    numbers = msgspec.json.decode(last.participants)
    if last.gone_ms is not None or not numbers or any(number_kind(one) is not NumberKind.PERSON for one in numbers):
        return False
    if last.direction != Direction.INCOMING:
        return False
    return last.kind == ActivityKind.MESSAGE or last.outcome in UNANSWERED


def _renew_participants(conn: Connection, workspace_id: int, keys: Sequence[str], people: set[tuple[str, str]]) -> None:
    found = select_in(
        conn,
        "SELECT conversation_key, number FROM participant WHERE workspace_id = ? AND conversation_key",
        keys,
        given=[workspace_id],
    )
    before = {(row[0], row[1]) for row in found}
    run_many(
        conn,
        "DELETE FROM participant WHERE workspace_id = ? AND conversation_key = ? AND number = ?",
        [(workspace_id, *one) for one in sorted(before - people)],
    )
    fresh = [(workspace_id, *one) for one in sorted(people - before)]
    insert_rows(conn, "participant", ("workspace_id", "conversation_key", "number"), fresh)
