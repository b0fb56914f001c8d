"""Every record as a line that can be compared: the provider's ids and times only, none of ours, in one fixed order.

Two homes that were told the same export the same bytes, whatever the order in which they were told, and whichever
database they keep it in.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.domain.clock import ms_to_iso
from onrecord.storage.rows import is_sqlite, run, select_in

Line = dict[str, object]
PAGE = 2_000  # rows a query, so that no reader holds much


def export_rows(conn: Connection, workspace_id: int) -> Iterator[Line]:
    """All lines, sorted by kind, then by what identifies them. Fields that are empty are left out."""
    for kind in sorted(_KINDS):
        for row in _KINDS[kind](conn, workspace_id, kind):
            full = {"state": ArtefactState.KEPT, **row}
            yield {name: value for name, value in full.items() if value is not None and value not in ("", [])}


def _pages(
    conn: Connection,
    workspace_id: int,
    table: str,
    columns: Sequence[str],
    keys: Sequence[str],
    kind: str | None = None,
) -> Iterator[tuple[Any, ...]]:
    """Rows of a table in the order of their keys, some at a time. A key is compared by code point everywhere."""
    compared = ", ".join(key if is_sqlite(conn) or key == "ordinal" else f'{key} COLLATE "C"' for key in keys)
    given: list[object] = [workspace_id]
    where = "workspace_id = ?"
    if kind is not None:
        where += " AND kind = ?"
        given.append(kind)
    head = f"SELECT {', '.join((*keys, *columns))} FROM {table} WHERE {where}"  # noqa: S608 - our own names
    tail = f"ORDER BY {compared} LIMIT {PAGE}"
    rows = list(run(conn, f"{head} {tail}", given))
    while rows:
        yield from (tuple(row) for row in rows)
        if len(rows) < PAGE:
            return
        beyond = f"AND ({compared}) > ({', '.join('?' * len(keys))})"
        rows = list(run(conn, f"{head} {beyond} {tail}", [*given, *rows[-1][: len(keys)]]))


def _organizations(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    columns = ("name", "subscription_status", "created_ms")
    for id_, name, status, created_ms in _pages(conn, workspace_id, "organization", columns, ("id",)):
        yield {"kind": kind, "id": id_, "name": name, "subscription": status, "at": _iso(created_ms)}


def _lines(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    members: dict[str, list[list[str]]] = {}
    for line_id, member_id, role in _pages(conn, workspace_id, "line_member", ("role",), ("line_id", "member_id")):
        members.setdefault(line_id, []).append([member_id, role or ""])
    columns = ("number", "name", "symbol", "group_id", "time_zone", "created_ms", "updated_ms", "gone_ms")
    for id_, number, name, symbol, group, zone, created, updated, gone in _pages(
        conn, workspace_id, "line", columns, ("id",)
    ):
        yield {
            "kind": kind,
            "id": id_,
            "line": id_,
            "at": _iso(created),
            "updated": _iso(updated),
            "gone": _iso(gone),
            "number": number,
            "name": name,
            "symbol": symbol,
            "group": group,
            "time_zone": zone,
            "members": members.get(id_),
        }


def _members(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    columns = ("kind", "email", "first_name", "last_name", "role", "created_ms", "gone_ms")
    for id_, sort, email, first, last, role, created, gone in _pages(conn, workspace_id, "member", columns, ("id",)):
        yield {
            "kind": kind,
            "id": id_,
            "at": _iso(created),
            "gone": _iso(gone),
            "sort": sort,
            "email": email,
            "first_name": first,
            "last_name": last,
            "role": role,
        }


def _contacts(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    numbers: dict[str, list[list[str]]] = {}
    for contact_id, _, number, label in _pages(
        conn, workspace_id, "contact_number", ("number", "label"), ("contact_id", "ordinal")
    ):
        numbers.setdefault(contact_id, []).append([number, label or ""])
    columns = (
        "display_name",
        "first_name",
        "last_name",
        "company",
        "role",
        "source",
        "external_id",
        "emails",
        "custom_fields",
        "created_ms",
        "updated_ms",
        "gone_ms",
    )
    for id_, shown, first, last, company, role, source, external, emails, fields, created, updated, gone in _pages(
        conn, workspace_id, "contact", columns, ("id",)
    ):
        yield {
            "kind": kind,
            "id": id_,
            "at": _iso(created),
            "updated": _iso(updated),
            "gone": _iso(gone),
            "name": shown,
            "first_name": first,
            "last_name": last,
            "company": company,
            "role": role,
            "source": source,
            "external_id": external,
            "numbers": numbers.get(id_),
            "emails": msgspec.json.decode(emails),
            "custom_fields": msgspec.json.decode(fields),
        }


def _conversations(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    aliases: dict[str, list[str]] = {}
    for id_, key in _pages(conn, workspace_id, "conversation_alias", ("key",), ("id",)):
        aliases.setdefault(key, []).append(id_)
    columns = (
        "id",
        "line_id",
        "participants",
        "name",
        "created_ms",
        "updated_ms",
        "gone_ms",
        "last_at_ms",
        "last_activity_id",
        "messages",
        "calls",
        "media",
        "missed_calls",
        "waiting",
    )
    for key, id_, line, people, name, created, updated, gone, last_at, last_id, *counts, waiting in _pages(
        conn, workspace_id, "conversation", columns, ("key",)
    ):
        messages, calls, media, missed = counts
        yield {
            "kind": kind,
            "id": id_ or key,
            "line": line,
            "conversation": id_ or key,
            "at": _iso(created),
            "updated": _iso(updated),
            "gone": _iso(gone),
            "ids": aliases.get(key),
            "participants": msgspec.json.decode(people),
            "name": name,
            "last_at": _iso(last_at),
            "last_activity": last_id,
            "counts": [messages, calls, media, missed],
            "waiting": bool(waiting),
        }


def _activities(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    named = _conversation_ids(conn, workspace_id)
    disputed: dict[str, list[list[str]]] = {}
    for activity_id, name, explained in _pages(
        conn, workspace_id, "discrepancy", ("explained",), ("activity_id", "field")
    ):
        disputed.setdefault(activity_id, []).append([name, explained or ""])
    columns = (
        "line_id",
        "conversation_key",
        "participants",
        "to_numbers",
        "at_ms",
        "updated_ms",
        "answered_ms",
        "completed_ms",
        "gone_ms",
        "ai_handled",
        *_PLAIN,
    )
    for id_, line, key, people, to, at, updated, answered, completed, gone, by_ai, *plain in _pages(
        conn, workspace_id, "activity", columns, ("id",), kind
    ):
        yield {
            "kind": kind,
            "id": id_,
            "line": line,
            "conversation": named.get(key, key),
            "at": _iso(at),
            "updated": _iso(updated),
            "answered": _iso(answered),
            "completed": _iso(completed),
            "gone": _iso(gone),
            "participants": msgspec.json.decode(people),
            "to": msgspec.json.decode(to),
            **dict(zip(_PLAIN, plain, strict=True)),
            "ai_handled": True if by_ai else None,
            "discrepancies": disputed.get(id_),
        }


_PLAIN = (
    "conversation_id",
    "direction",
    "text",
    "status",
    "from_number",
    "member_id",
    "answered_by",
    "initiated_by",
    "duration_seconds",
    "outcome",
    "forwarded_from",
    "forwarded_to",
    "call_route",
    "media_word",
    "voicemail_word",
    "recording_word",
    "transcript_word",
    "summary_word",
)


def _artefacts(conn: Connection, workspace_id: int, kind: str) -> Iterator[Line]:
    columns = (
        "provider_id",
        "provider_status",
        "state",
        "reason",
        "sha256",
        "declared_type",
        "duration_seconds",
        "start_ms",
        "content",
    )
    named = _conversation_ids(conn, workspace_id)
    rows = _pages(conn, workspace_id, "artefact", columns, ("activity_id", "ordinal"), kind)
    for row, (line, key, at) in _beside_their_activities(conn, workspace_id, rows):
        activity_id, ordinal, id_, status, state, reason, sha256, declared, seconds, start, content = row
        yield {
            "kind": kind,
            "id": id_ or f"{activity_id}/{kind}/{ordinal}",
            "line": line,
            "conversation": named.get(key, key),
            "at": _iso(at),
            "activity": activity_id,
            "ordinal": ordinal,
            "state": state,
            "reason": reason,
            "sha256": sha256,
            "status": status,
            "type": declared,
            "duration_seconds": seconds,
            "start": _iso(start),
            "content": None if content is None else msgspec.json.decode(content),
        }


def _conversation_ids(conn: Connection, workspace_id: int) -> dict[str, str]:
    """The provider's id of each conversation that has one, by our key."""
    rows = _pages(conn, workspace_id, "conversation", ("id",), ("key",))
    return {key: id_ for key, id_ in rows if id_ is not None}


def _beside_their_activities(
    conn: Connection, workspace_id: int, rows: Iterator[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], tuple[str | None, str, int]]]:
    """Each artefact's row with the line, conversation key and time of its activity, some at a time."""
    while some := list(islice(rows, PAGE)):
        found = select_in(
            conn,
            "SELECT id, line_id, conversation_key, at_ms FROM activity WHERE workspace_id = ? AND id",
            {row[0] for row in some},
            given=[workspace_id],
        )
        about = {id_: (line, key, at_ms) for id_, line, key, at_ms in found}
        yield from ((row, about[row[0]]) for row in some)


def _iso(ms: int | None) -> str | None:
    return None if ms is None else ms_to_iso(ms)


_KINDS: dict[str, Callable[[Connection, int, str], Iterator[Line]]] = {
    "organization": _organizations,
    "line": _lines,
    "member": _members,
    "contact": _contacts,
    "conversation": _conversations,
    **{kind.value: _activities for kind in ActivityKind},
    **{kind.value: _artefacts for kind in ArtefactKind},
}
