"""What the rules of alarms look at, counted: what waits and since when, what was given up."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal, or_, select, union_all

from onrecord.domain.activity import ActivityKind, Direction
from onrecord.domain.alarm import Turn, Waiting
from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.subject import SubjectKind
from onrecord.storage.errands import NOBODY_WAITS
from onrecord.storage.schema import activity, arrival, capability_change, dirty, errand, mention, observation, refusal

_GIVES = {Verdict.YES: 2, Verdict.PARTLY: 1}


def waiting_to_fold(conn: Connection, workspace_id: int) -> Waiting:
    """Deliveries that wait to be taken apart and subjects to be folded; a mark that is renewed keeps its age."""
    arrived = select(arrival.c.received_ms.label("at_ms")).where(arrival.c.workspace_id == workspace_id)
    marked = select(dirty.c.at_ms).where(dirty.c.workspace_id == workspace_id)
    both = union_all(arrived, marked).subquery()
    return Waiting(*conn.execute(select(func.count(), func.min(both.c.at_ms))).one())


def waiting_errands(conn: Connection, workspace_id: int, *, now_ms: int) -> Waiting:
    """Errands that are due and that nobody has in hand, but for those that nobody waits for."""
    wanted = select(func.count(), func.min(errand.c.run_at_ms)).where(
        errand.c.workspace_id == workspace_id,
        errand.c.failed_ms.is_(None),
        errand.c.run_at_ms <= now_ms,
        errand.c.priority < NOBODY_WAITS,
        or_(errand.c.leased_until_ms.is_(None), errand.c.leased_until_ms <= now_ms),
    )
    return Waiting(*conn.execute(wanted).one())


def failing(conn: Connection, workspace_id: int, kind: str, *, attempts: int) -> int:
    """Errands of a kind that have failed so many times, or were given up and wait for a person."""
    wanted = select(func.count()).where(
        errand.c.workspace_id == workspace_id,
        errand.c.kind == kind,
        or_(errand.c.attempts >= attempts, errand.c.failed_ms.is_not(None)),
    )
    return conn.execute(wanted).scalar_one()


PUSHED = (Surface.HOOK_N, Surface.HOOK_L2, Surface.HOOK_L1)
_ENDS = ("delivered", "undelivered", "failed")


class Untold(NamedTuple):
    """A message or call that the poll found and no hook has told. Times are the provider's."""

    event: str
    line_id: str | None
    settled_ms: int
    in_log: bool


def untold(conn: Connection, workspace_id: int, *, since_ms: int, until_ms: int) -> list[Untold]:
    """Everything that happened since then and was settled until then, that a webhook would have told and has not."""
    settled = func.coalesce(activity.c.completed_ms, activity.c.updated_ms, activity.c.at_ms)
    event = case(
        (activity.c.kind == ActivityKind.CALL, "call.completed"),
        (activity.c.direction == Direction.INCOMING, "message.received"),
        else_=literal("message.") + activity.c.status,
    )
    rows = conn.execute(
        select(event, activity.c.line_id, settled, _told_by((Surface.LOG,)))
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.at_ms >= since_ms,
            settled <= until_ms,
            _is_settled(),
            ~_told_by(PUSHED),
        )
        .order_by(settled)
    )
    return [Untold(*row) for row in rows]


def _is_settled() -> ColumnElement[bool]:
    """Nothing announces a message that is still under way, or a call that goes on."""
    return or_(
        and_(activity.c.kind == ActivityKind.CALL, activity.c.completed_ms.is_not(None)),
        and_(activity.c.kind == ActivityKind.MESSAGE, activity.c.direction == Direction.INCOMING),
        and_(activity.c.kind == ActivityKind.MESSAGE, activity.c.status.in_(_ENDS)),
    )


def _told_by(surfaces: tuple[str, ...]) -> ColumnElement[bool]:
    told = (
        select(mention.c.subject)
        .join(observation, observation.c.id == mention.c.observation_id)
        .where(
            mention.c.workspace_id == activity.c.workspace_id,
            mention.c.kind == SubjectKind.ACTIVITY,
            mention.c.subject == activity.c.id,
            observation.c.surface.in_(surfaces),
        )
    )
    return exists(told)


def badly_signed(conn: Connection, workspace_id: int, since_ms: int) -> Waiting:
    """Requests that bore a signature header and no valid signature; who bears none is no provider."""
    wanted = select(func.count(), func.min(refusal.c.at_ms)).where(
        refusal.c.workspace_id == workspace_id, refusal.c.at_ms >= since_ms, refusal.c.header.is_not(None)
    )
    return Waiting(*conn.execute(wanted).one())


def turned_since(conn: Connection, workspace_id: int, since_ms: int) -> list[Turn]:
    """Limits that fell or were lost. What was not known before, or is no longer, is no turn: nothing is given that was
    held back, and nothing held back that was given.
    """
    rows = conn.execute(
        select(capability_change)
        .where(
            capability_change.c.workspace_id == workspace_id,
            capability_change.c.at_ms >= since_ms,
            capability_change.c.before.is_not(None),
        )
        .order_by(capability_change.c.id)
    )
    newest = {(row.name, row.surface): row for row in rows}
    return [
        Turn(row.name, row.surface, _gives(row.after) > _gives(row.before), row.at_ms)
        for row in newest.values()
        if Verdict.UNKNOWN not in {row.before, row.after} and _gives(row.after) != _gives(row.before)
    ]


def _gives(verdict: str) -> int:
    return next((much for one, much in _GIVES.items() if one == verdict), 0)
