"""The workspace row: one today, named so that more can join."""

import secrets
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from onrecord.storage.schema import organization, workspace


class Workspace(NamedTuple):
    """`name` is the organization's at the provider once it is known; `time_zone` is what screens show times in."""

    name: str
    time_zone: str
    region: str


def ensure_workspace(conn: Connection, workspace_id: int, *, now_ms: int, time_zone: str = "") -> None:
    """Make the row where it is missing; a time zone that was asked for by name is kept."""
    known = conn.execute(select(workspace.c.time_zone).where(workspace.c.id == workspace_id)).first()
    if known is None:
        conn.execute(
            insert(workspace).values(
                id=workspace_id,
                created_ms=now_ms,
                time_zone=time_zone or "UTC",
                session_secret=secrets.token_urlsafe(32),
            )
        )
    elif time_zone and known.time_zone != time_zone:
        set_time_zone(conn, workspace_id, time_zone)


def set_time_zone(conn: Connection, workspace_id: int, time_zone: str) -> None:
    conn.execute(update(workspace).where(workspace.c.id == workspace_id).values(time_zone=time_zone))


def read_workspace(conn: Connection, workspace_id: int) -> Workspace:
    """The workspace as screens name it."""
    row = conn.execute(
        select(workspace.c.name, workspace.c.time_zone, workspace.c.region).where(workspace.c.id == workspace_id)
    ).one()
    told = conn.execute(select(organization.c.name).where(organization.c.workspace_id == workspace_id)).scalar()
    return Workspace(name=row.name or told or "", time_zone=row.time_zone, region=row.region)


def session_secret(conn: Connection, workspace_id: int) -> str:
    """What sessions are signed with; it outlives a restart."""
    secret: str = conn.execute(select(workspace.c.session_secret).where(workspace.c.id == workspace_id)).scalar_one()
    return secret
