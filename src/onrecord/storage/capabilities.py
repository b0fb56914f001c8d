"""What the provider lets us get, with evidence and date; every turn of a verdict is kept."""

from sqlalchemy import Connection, insert, select, update

from onrecord.domain.capability import Capability
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


def note_capability(conn: Connection, workspace_id: int, seen: Capability) -> bool:
    """Keep what was seen; True when the verdict turned. The turn and the verdict are written together."""
    here = (
        capability.c.workspace_id == workspace_id,
        capability.c.name == seen.name,
        capability.c.surface == seen.surface,
    )
    before = conn.execute(select(capability.c.verdict).where(*here)).scalar_one_or_none()
    values = {"verdict": seen.verdict, "evidence": seen.evidence, "checked_ms": seen.checked_ms}
    if before is None:
        conn.execute(
            insert(capability).values(workspace_id=workspace_id, name=seen.name, surface=seen.surface, **values)
        )
    else:
        conn.execute(update(capability).where(*here).values(**values))
    if before == seen.verdict:
        return False
    conn.execute(
        insert(capability_change).values(
            workspace_id=workspace_id,
            name=seen.name,
            surface=seen.surface,
            before=before,
            after=seen.verdict,
            evidence=seen.evidence,
            at_ms=seen.checked_ms,
        )
    )
    return True
