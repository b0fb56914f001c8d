"""Reading where the provider contradicts itself: what the fold found between sources, and what one call says twice."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.length import Timed
from onrecord.storage.inbox import Lines
from onrecord.storage.schema import activity, artefact, claim, discrepancy


class Disputed(NamedTuple):
    """A field of one activity on which sources differ. `surface` gave the value held, `against` says another."""

    activity_id: str
    line_id: str | None
    at_ms: int
    field: str
    explained: str | None
    surface: str | None
    against: str | None


class TimedCall(NamedTuple):
    """A call with all that tells how long it was. `surfaces` are those that showed it, joined by commas."""

    activity_id: str
    line_id: str | None
    at_ms: int
    surfaces: str
    timed: Timed


class Said(NamedTuple):
    activity_id: str
    field: str
    slot: str
    value: str
    chosen: bool
    agrees: bool
    explained: str | None


def disputed(conn: Connection, workspace_id: int, *, lines: Lines) -> Iterator[Disputed]:
    """Every disagreement between sources, the newest activity first."""
    rows = conn.execute(
        select(
            discrepancy.c.activity_id,
            activity.c.line_id,
            activity.c.at_ms,
            discrepancy.c.field,
            discrepancy.c.explained,
            discrepancy.c.surface,
            discrepancy.c.against,
        )
        .join(
            activity,
            and_(activity.c.workspace_id == discrepancy.c.workspace_id, activity.c.id == discrepancy.c.activity_id),
        )
        .where(discrepancy.c.workspace_id == workspace_id, *_of_lines(lines))
        .order_by(activity.c.at_ms.desc(), discrepancy.c.activity_id, discrepancy.c.field)
    )
    for row in rows:
        yield Disputed._make(row)


def timed_calls(conn: Connection, workspace_id: int, *, lines: Lines) -> Iterator[TimedCall]:
    """Every call whose length was given and that was answered, or that was not and yet has a length; newest first."""
    recorded = (
        select(artefact.c.activity_id, func.sum(artefact.c.duration_seconds).label("seconds"))
        .where(artefact.c.workspace_id == workspace_id, artefact.c.kind == ArtefactKind.RECORDING)
        .group_by(artefact.c.activity_id)
        .subquery()
    )
    rows = conn.execute(
        select(
            activity.c.id,
            activity.c.line_id,
            activity.c.at_ms,
            activity.c.surfaces,
            activity.c.duration_seconds,
            activity.c.answered_ms,
            activity.c.completed_ms,
            recorded.c.seconds,
        )
        .outerjoin(recorded, recorded.c.activity_id == activity.c.id)
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == ActivityKind.CALL,
            activity.c.duration_seconds.is_not(None),
            or_(activity.c.answered_ms.is_not(None), activity.c.duration_seconds > 0),
            *_of_lines(lines),
        )
        .order_by(activity.c.at_ms.desc(), activity.c.id)
    )
    for id_, line_id, at_ms, surfaces, seconds, answered, completed, recording in rows:
        yield TimedCall(id_, line_id, at_ms, surfaces, Timed(seconds, at_ms, answered, completed, recording))


def said_of(conn: Connection, workspace_id: int, ids: Collection[str]) -> dict[tuple[str, str], list[Said]]:
    """Every source's word on the fields of some activities, by (activity id, field)."""
    rows = conn.execute(
        select(
            claim.c.activity_id,
            claim.c.field,
            claim.c.slot,
            claim.c.value,
            claim.c.chosen,
            claim.c.agrees,
            claim.c.explained,
        )
        .where(claim.c.workspace_id == workspace_id, claim.c.activity_id.in_(list(ids)))
        .order_by(claim.c.activity_id, claim.c.field, claim.c.slot)
    )
    found: dict[tuple[str, str], list[Said]] = {}
    for row in rows:
        said = Said._make(row)
        found.setdefault((said.activity_id, said.field), []).append(said)
    return found


def _of_lines(lines: Lines) -> list[ColumnElement[bool]]:
    return [] if lines is None else [activity.c.line_id.in_(lines)]
