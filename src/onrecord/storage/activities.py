"""Writing folded messages and calls, with what belongs to them and their words in the search index.

Making the rows is apart from writing them, so that another process can do it.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord, ArtefactRecord
from onrecord.storage import search
from onrecord.storage.rows import chunks, insert_rows, marks, run, select_in

Row = tuple[Any, ...]

COLUMNS = (
    "workspace_id",
    "id",
    "kind",
    "line_id",
    "conversation_key",
    "conversation_id",
    "participants",
    "direction",
    "at_ms",
    "updated_ms",
    "text",
    "status",
    "from_number",
    "to_numbers",
    "member_id",
    "answered_ms",
    "answered_by",
    "initiated_by",
    "completed_ms",
    "duration_seconds",
    "outcome",
    "ai_handled",
    "forwarded_from",
    "forwarded_to",
    "call_route",
    "gone_ms",
    "media_word",
    "voicemail_word",
    "recording_word",
    "transcript_word",
    "summary_word",
    "word_reasons",
    "surfaces",
)
_ARTEFACT = (
    "workspace_id",
    "activity_id",
    "kind",
    "ordinal",
    "provider_id",
    "provider_status",
    "state",
    "reason",
    "declared_type",
    "duration_seconds",
    "start_ms",
    "ways",
    "content",
    "sha256",
)
_CLAIM = ("workspace_id", "activity_id", "field", "slot", "value", "at_ms", "rule", "chosen", "agrees", "explained")
_DISCREPANCY = ("workspace_id", "activity_id", "field", "explained", "surface", "against")
_ANNOUNCEMENT = ("workspace_id", "activity_id", "words", "more")
_PARTS = ("artefact", "announcement", "claim", "discrepancy")


class ActivityRows(NamedTuple):
    """One folded activity as rows. `words` is what can be searched for; `fingerprint` stands for all of it."""

    id: str
    key: str
    line_id: str | None
    at_ms: int
    fingerprint: int
    row: Row
    artefacts: list[Row]
    announcements: list[Row]
    claims: list[Row]
    discrepancies: list[Row]
    words: str


class Stored(NamedTuple):
    """What is known of an activity that was written before."""

    id: str
    key: str
    line_id: str | None
    fingerprint: int
    search_id: int | None


def activity_rows(workspace_id: int, record: ActivityRecord, words: str) -> ActivityRows:
    """The rows of one record. Pure."""
    row = (
        workspace_id,
        record.id,
        record.kind,
        record.line_id,
        record.conversation_key,
        record.conversation_id,
        _json(record.participants),
        record.direction,
        record.at_ms,
        record.updated_ms,
        _without_nul(record.text),
        record.status,
        record.from_number,
        _json(record.to_numbers),
        record.member_id,
        record.answered_ms,
        record.answered_by,
        record.initiated_by,
        record.completed_ms,
        record.duration_seconds,
        record.outcome,
        record.ai_handled,
        record.forwarded_from,
        record.forwarded_to,
        record.call_route,
        record.gone_ms,
        record.media_word,
        record.voicemail_word,
        record.recording_word,
        record.transcript_word,
        record.summary_word,
        _json(record.word_reasons),
        ",".join(record.surfaces),
    )
    artefacts = [_artefact_row(workspace_id, one) for one in record.artefacts]
    about = (workspace_id, record.id)
    announced = record.announced
    announcements = [(*about, _without_nul(announced.words), announced.more)] if announced else []
    claims = [
        (*about, c.field, c.slot, c.value, c.at_ms, c.rule, c.chosen, c.agrees, c.explained) for c in record.claims
    ]
    discrepancies = [(*about, one.field, one.explained, one.surface, one.against) for one in record.discrepancies]
    fingerprint = _fingerprint((row, artefacts, announcements, claims, discrepancies, words))
    return ActivityRows(
        record.id,
        record.conversation_key,
        record.line_id,
        record.at_ms,
        fingerprint,
        row,
        artefacts,
        announcements,
        claims,
        discrepancies,
        words,
    )


def _artefact_row(workspace_id: int, record: ArtefactRecord) -> Row:
    return (
        workspace_id,
        record.activity_id,
        record.kind,
        record.ordinal,
        record.provider_id,
        record.provider_status,
        record.state,
        record.reason,
        record.declared_type,
        record.duration_seconds,
        record.start_ms,
        _json(record.ways),
        None if record.content is None else _without_nul(record.content),
        record.sha256,
    )


def _json(values: Sequence[object]) -> str:
    return msgspec.json.encode(values).decode() if values else "[]"


def _without_nul(text: str) -> str:
    """PostgreSQL keeps no NUL in a text; the observation has it."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def _fingerprint(value: object) -> int:
    digest = blake2b(msgspec.msgpack.encode(value), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def stored(conn: Connection, workspace_id: int, ids: Iterable[str]) -> dict[str, Stored]:
    """Those of the activities that were written before."""
    found = select_in(
        conn,
        "SELECT id, conversation_key, line_id, fingerprint, search_id FROM activity WHERE workspace_id = ? AND id",
        ids,
        given=[workspace_id],
    )
    return {row[0]: Stored._make(row) for row in found}


def filed_under(conn: Connection, workspace_id: int, keys: Iterable[str]) -> list[tuple[str, str, str | None]]:
    """(activity id, conversation key, the provider's conversation id) of everything filed under these keys."""
    found = select_in(
        conn,
        "SELECT id, conversation_key, conversation_id FROM activity WHERE workspace_id = ? AND conversation_key",
        keys,
        given=[workspace_id],
    )
    return [(row[0], row[1], row[2]) for row in found]


def replace(conn: Connection, workspace_id: int, rows: Sequence[ActivityRows], before: dict[str, Stored]) -> None:
    """Write activities; `before` is what `stored` said of them in this transaction."""
    remove(conn, workspace_id, [before[one.id] for one in rows if one.id in before])
    search_ids = _search_ids(conn, rows, before)
    activities = [(*one.row, search_id, one.fingerprint) for one, search_id in zip(rows, search_ids, strict=True)]
    insert_rows(conn, "activity", (*COLUMNS, "search_id", "fingerprint"), activities)
    insert_rows(conn, "artefact", _ARTEFACT, [row for one in rows for row in one.artefacts])
    insert_rows(conn, "announcement", _ANNOUNCEMENT, [row for one in rows for row in one.announcements])
    insert_rows(conn, "claim", _CLAIM, [row for one in rows for row in one.claims])
    insert_rows(conn, "discrepancy", _DISCREPANCY, [row for one in rows for row in one.discrepancies])
    words = [(id_, one.words) for id_, one in zip(search_ids, rows, strict=True) if id_ is not None]
    search.index_rows(conn, words)


def remove(conn: Connection, workspace_id: int, before: Sequence[Stored]) -> None:
    """Take activities and all that belongs to them out of the records."""
    if not before:
        return
    search.remove(conn, [one.search_id for one in before if one.search_id is not None])
    for some in chunks(one.id for one in before):
        for table in _PARTS:
            statement = f"DELETE FROM {table} WHERE workspace_id = ? AND activity_id IN ({marks(len(some))})"  # noqa: S608 - our own names
            run(conn, statement, [workspace_id, *some])
        run(conn, f"DELETE FROM activity WHERE workspace_id = ? AND id IN ({marks(len(some))})", [workspace_id, *some])  # noqa: S608 - our own names


def _search_ids(conn: Connection, rows: Sequence[ActivityRows], before: dict[str, Stored]) -> list[int | None]:
    """The place of each activity in the search index: the old one while its time stands; None without words."""
    found = [_kept_search_id(one, before.get(one.id)) if one.words else None for one in rows]
    fresh = [index for index, one in enumerate(rows) if one.words and found[index] is None]
    kept = [search_id for search_id in found if search_id is not None]
    times = [rows[index].at_ms for index in fresh]
    for index, search_id in zip(fresh, search.allocate(conn, times, promised=kept), strict=True):
        found[index] = search_id
    return found


def _kept_search_id(now: ActivityRows, before: Stored | None) -> int | None:
    if before is None or before.search_id is None or before.search_id >> search.SEQUENCE_BITS != now.at_ms:
        return None
    return before.search_id
