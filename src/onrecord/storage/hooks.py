"""The hooks that we made at the provider, and the secrets with which their deliveries are signed.

A hook has a row for each secret: when it is replaced, the former one stays good for what is under way.
"""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from onrecord.storage.schema import hook

LIVE, FORMER, REMOVED = "live", "former", "removed"


class Hook(NamedTuple):
    """`generation` is N, L2 or L1; `state` is live, former (replaced, still good) or removed (good no more)."""

    webhook_id: str
    generation: str
    url: str
    secret: str
    label: str
    state: str
    created_ms: int


_COLUMNS = tuple(hook.c[name] for name in Hook._fields)


def add_hook(conn: Connection, workspace_id: int, added: Hook) -> None:
    """Keep a hook's secret; one that it had before is no longer live, but still good."""
    conn.execute(
        update(hook)
        .where(hook.c.workspace_id == workspace_id, hook.c.webhook_id == added.webhook_id, hook.c.state == LIVE)
        .values(state=FORMER)
    )
    conn.execute(insert(hook).values(workspace_id=workspace_id, **added._asdict()))


def remove_hook(conn: Connection, workspace_id: int, webhook_id: str) -> None:
    """None of its secrets is good any more."""
    conn.execute(
        update(hook).where(hook.c.workspace_id == workspace_id, hook.c.webhook_id == webhook_id).values(state=REMOVED)
    )


def hooks(conn: Connection, workspace_id: int) -> list[Hook]:
    """Every row, oldest first."""
    rows = conn.execute(select(*_COLUMNS).where(hook.c.workspace_id == workspace_id).order_by(hook.c.id))
    return [Hook._make(row) for row in rows]


def good_secrets(conn: Connection, workspace_id: int) -> list[tuple[str, str]]:
    """(webhook id, secret) of all that may still sign, the newest first."""
    return [(one.webhook_id, one.secret) for one in reversed(hooks(conn, workspace_id)) if one.state != REMOVED]
