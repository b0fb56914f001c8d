"""Alarms: one row for each time that something was wrong, from when to when, and what was told of it to whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.domain.alarm import Alarm, Known
from onrecord.storage.rows import is_sqlite
from onrecord.storage.schema import alarm, alarm_told


@dataclass(frozen=True, slots=True)
class Raised:
    """One alarm as kept; `closed_ms` None is one that is still on."""

    id: int
    kind: str
    key: str
    detail: Mapping[str, object]
    opened_ms: int
    seen_ms: int
    closed_ms: int | None


def known_alarms(conn: Connection, workspace_id: int) -> list[Known]:
    """Those that are on."""
    rows = conn.execute(
        select(alarm.c.id, alarm.c.kind, alarm.c.key, alarm.c.last_seen_ms).where(
            alarm.c.workspace_id == workspace_id, alarm.c.closed_ms.is_(None)
        )
    )
    return [Known(*row) for row in rows]


def open_alarm(conn: Connection, workspace_id: int, found: Alarm, *, now_ms: int) -> int | None:
    """Keep a new alarm; its id, or None where another process has opened it a moment ago."""
    make = sqlite.insert if is_sqlite(conn) else postgresql.insert
    values = {
        "workspace_id": workspace_id,
        "kind": found.kind,
        "key": found.key,
        "detail": _encoded(found.detail),
        "opened_ms": now_ms,
        "last_seen_ms": now_ms,
    }
    return conn.execute(
        make(alarm).values(**values).on_conflict_do_nothing().returning(alarm.c.id)
    ).scalar_one_or_none()


def see_alarms(conn: Connection, workspace_id: int, still: Iterable[tuple[int, Alarm]], *, now_ms: int) -> None:
    """They are still on, with what they say now."""
    for id_, found in still:
        conn.execute(
            update(alarm)
            .where(alarm.c.workspace_id == workspace_id, alarm.c.id == id_)
            .values(last_seen_ms=now_ms, detail=_encoded(found.detail))
        )


def close_alarms(conn: Connection, workspace_id: int, ids: Iterable[int], *, now_ms: int) -> list[int]:
    """They are over; those that another process had not closed before."""
    over = update(alarm).where(
        alarm.c.workspace_id == workspace_id, alarm.c.id.in_(list(ids)), alarm.c.closed_ms.is_(None)
    )
    return list(conn.execute(over.values(closed_ms=now_ms).returning(alarm.c.id)).scalars())


def open_alarms(conn: Connection, workspace_id: int) -> list[Raised]:
    """Those that are on, oldest first."""
    wanted = select(alarm).where(alarm.c.workspace_id == workspace_id, alarm.c.closed_ms.is_(None))
    return [_raised(row) for row in conn.execute(wanted.order_by(alarm.c.opened_ms, alarm.c.id)).mappings()]


def past_alarms(conn: Connection, workspace_id: int, *, limit: int) -> list[Raised]:
    """Those that are over, the last ones first."""
    wanted = select(alarm).where(alarm.c.workspace_id == workspace_id, alarm.c.closed_ms.is_not(None))
    rows = conn.execute(wanted.order_by(alarm.c.closed_ms.desc(), alarm.c.id.desc()).limit(limit)).mappings()
    return [_raised(row) for row in rows]


def read_alarm(conn: Connection, workspace_id: int, alarm_id: int) -> Raised | None:
    wanted = select(alarm).where(alarm.c.workspace_id == workspace_id, alarm.c.id == alarm_id)
    row = conn.execute(wanted).mappings().one_or_none()
    return None if row is None else _raised(row)


def told(conn: Connection, workspace_id: int, alarm_id: int, channel: str) -> frozenset[str]:
    """What was told of an alarm by one channel: `opened`, `closed`."""
    rows = conn.execute(
        select(alarm_told.c.what).where(
            alarm_told.c.workspace_id == workspace_id,
            alarm_told.c.alarm_id == alarm_id,
            alarm_told.c.channel == channel,
        )
    )
    return frozenset(rows.scalars())


def note_told(
    conn: Connection, workspace_id: int, alarm_id: int, channel: str, what: Iterable[str], *, now_ms: int
) -> None:
    conn.execute(
        insert(alarm_told),
        [
            {"workspace_id": workspace_id, "alarm_id": alarm_id, "channel": channel, "what": one, "at_ms": now_ms}
            for one in what
        ],
    )


def _encoded(detail: Mapping[str, object]) -> str:
    return msgspec.json.encode(dict(detail), order="sorted").decode()


def _raised(row: RowMapping) -> Raised:
    return Raised(
        id=row["id"],
        kind=row["kind"],
        key=row["key"],
        detail=msgspec.json.decode(row["detail"]),
        opened_ms=row["opened_ms"],
        seen_ms=row["last_seen_ms"],
        closed_ms=row["closed_ms"],
    )
