"""Reading what a report adds up: activities of a time, and what each surface says of the calls among them."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, select

from onrecord.storage.inbox import Lines
from onrecord.storage.schema import activity, claim

CLAIMED = ("answered_ms", "duration_seconds")


class Counted(NamedTuple):
    """A message or call as it is held. `surfaces` are those that showed it, joined by commas."""

    id: str
    kind: str
    line_id: str | None
    direction: str | None
    at_ms: int
    member_id: str | None
    answered_by: str | None
    initiated_by: str | None
    answered_ms: int | None
    duration_seconds: int | None
    surfaces: str


class Claimed(NamedTuple):
    """One slot's word on a length or a time of answer; `none` where it says that there is none."""

    activity_id: str
    field: str
    slot: str
    value: str
    at_ms: int
    chosen: bool


def activities_between(
    conn: Connection, workspace_id: int, from_ms: int, to_ms: int, *, lines: Lines
) -> Iterator[Counted]:
    """Every message and call that began in [from_ms, to_ms), in order of time; also what was deleted since."""
    columns = [activity.c[name] for name in Counted._fields]
    wanted = select(*columns).where(*_between(workspace_id, from_ms, to_ms, lines))
    for row in conn.execute(wanted.order_by(activity.c.at_ms, activity.c.id)):
        yield Counted._make(row)


def claims_between(conn: Connection, workspace_id: int, from_ms: int, to_ms: int, *, lines: Lines) -> Iterator[Claimed]:
    """What was claimed of the lengths and answers of the same activities."""
    columns = [claim.c[name] for name in Claimed._fields]
    rows = conn.execute(
        select(*columns)
        .join(activity, and_(activity.c.workspace_id == claim.c.workspace_id, activity.c.id == claim.c.activity_id))
        .where(claim.c.field.in_(CLAIMED), *_between(workspace_id, from_ms, to_ms, lines))
        .order_by(claim.c.activity_id, claim.c.field, claim.c.slot)
    )
    for row in rows:
        yield Claimed._make(row)


def _between(workspace_id: int, from_ms: int, to_ms: int, lines: Lines) -> list[ColumnElement[bool]]:
    wanted = [activity.c.workspace_id == workspace_id, activity.c.at_ms >= from_ms, activity.c.at_ms < to_ms]
    return wanted if lines is None else [*wanted, activity.c.line_id.in_(lines)]
