"""What the rules of alarms look at, counted: what waits and since when, what was given up."""

from sqlalchemy import Connection, func, or_, select

from onrecord.domain.alarm import Turn, Waiting
from onrecord.domain.capability import Verdict
from onrecord.storage.errands import NOBODY_WAITS
from onrecord.storage.schema import capability_change, dirty, errand

BETTER = {Verdict.YES: 3, Verdict.PARTLY: 2, Verdict.UNKNOWN: 1}


def waiting_to_fold(conn: Connection, workspace_id: int) -> Waiting:
    """Subjects that wait to be folded; a mark that is renewed keeps its age."""
    wanted = select(func.count(), func.min(dirty.c.at_ms)).where(dirty.c.workspace_id == workspace_id)
    return Waiting(*conn.execute(wanted).one())


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


def given_up(conn: Connection, workspace_id: int, kinds: tuple[str, ...]) -> int:
    """Errands of these kinds that now wait for a person."""
    wanted = select(func.count()).where(
        errand.c.workspace_id == workspace_id, errand.c.failed_ms.is_not(None), errand.c.kind.in_(kinds)
    )
    return conn.execute(wanted).scalar_one()


def turned_since(conn: Connection, workspace_id: int, since_ms: int) -> list[Turn]:
    """Limits that fell or were lost; a first verdict is no turn."""
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
        Turn(row.name, row.surface, _rank(row.after) > _rank(row.before), row.at_ms)
        for row in newest.values()
        if _rank(row.after) != _rank(row.before)
    ]


def _rank(verdict: str) -> int:
    known = next((one for one in BETTER if one == verdict), None)
    return BETTER[known] if known else 0
