"""What the provider lets us get: the verdicts as they stand, and every turn of one."""

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from onrecord.domain.capability import Capability, CapabilityChange
from onrecord.storage.schema import capability, capability_change


def read_capabilities(conn: Connection, workspace_id: int) -> dict[tuple[str, str], Capability]:
    """By (name, surface)."""
    rows = conn.execute(
        select(
            capability.c.name,
            capability.c.surface,
            capability.c.verdict,
            capability.c.evidence,
            capability.c.checked_ms,
        ).where(capability.c.workspace_id == workspace_id)
    )
    return {(row.name, row.surface): Capability(*row) for row in rows}


def put_capability(conn: Connection, workspace_id: int, now: Capability) -> None:
    """The verdict as it stands."""
    values = {"verdict": now.verdict, "evidence": now.evidence, "checked_ms": now.checked_ms}
    here = (
        capability.c.workspace_id == workspace_id,
        capability.c.name == now.name,
        capability.c.surface == now.surface,
    )
    if not conn.execute(update(capability).where(*here).values(**values)).rowcount:
        conn.execute(insert(capability).values(workspace_id=workspace_id, name=now.name, surface=now.surface, **values))


def add_change(conn: Connection, workspace_id: int, turned: CapabilityChange) -> None:
    """A verdict that turned, in the transaction that turns it."""
    conn.execute(
        insert(capability_change).values(
            workspace_id=workspace_id,
            name=turned.name,
            surface=turned.surface,
            before=turned.before,
            after=turned.after,
            evidence=turned.evidence,
            at_ms=turned.at_ms,
            origin=turned.origin,
        )
    )


def read_changes(conn: Connection, workspace_id: int) -> list[CapabilityChange]:
    """Every verdict that turned, the last one first."""
    rows = conn.execute(_changes(workspace_id).order_by(capability_change.c.id.desc()))
    return [_change(row) for row in rows.mappings()]


def last_change(conn: Connection, workspace_id: int, name: str, surface: str) -> tuple[int, CapabilityChange] | None:
    """(its row, the last turn of this verdict)."""
    row = (
        conn.execute(
            _changes(workspace_id)
            .where(capability_change.c.name == name, capability_change.c.surface == surface)
            .order_by(capability_change.c.id.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return None if row is None else (row["id"], _change(row))


def set_origin(conn: Connection, workspace_id: int, change_id: int, origin: str) -> None:
    """Whose change it was, as judged with what was learnt since."""
    conn.execute(
        update(capability_change)
        .where(capability_change.c.workspace_id == workspace_id, capability_change.c.id == change_id)
        .values(origin=origin)
    )


def _change(row: RowMapping) -> CapabilityChange:
    return CapabilityChange(**{name: value for name, value in row.items() if name != "id"})


def _changes(workspace_id: int) -> Select[tuple[int, str, str, str | None, str, str, int, str | None]]:
    return select(
        capability_change.c.id,
        capability_change.c.name,
        capability_change.c.surface,
        capability_change.c.before,
        capability_change.c.after,
        capability_change.c.evidence,
        capability_change.c.at_ms,
        capability_change.c.origin,
    ).where(capability_change.c.workspace_id == workspace_id)
