"""The provider's webhooks as it listed them last; their secrets are in `hooks`."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from onrecord.storage.schema import listed_hook


class ListedHook(NamedTuple):
    """`resource_ids` are lines, or `*` for all of them. `created_ms` is the provider's."""

    webhook_id: str
    generation: str
    url: str
    enabled: bool
    events: tuple[str, ...]
    resource_ids: tuple[str, ...]
    label: str | None
    created_ms: int

    def tells(self, event: str, line_id: str | None) -> bool:
        of_line = not self.resource_ids or "*" in self.resource_ids or line_id in self.resource_ids
        return self.enabled and event in self.events and of_line


def replace(conn: Connection, workspace_id: int, listed: Sequence[ListedHook], *, now_ms: int) -> None:
    """What is listed now is all there is."""
    conn.execute(delete(listed_hook).where(listed_hook.c.workspace_id == workspace_id))
    if listed:
        conn.execute(insert(listed_hook), [_row(workspace_id, one, now_ms) for one in listed])


def _row(workspace_id: int, one: ListedHook, now_ms: int) -> dict[str, object]:
    lists = {"events": json.dumps(one.events), "resource_ids": json.dumps(one.resource_ids)}
    return {"workspace_id": workspace_id, "listed_ms": now_ms, **one._asdict(), **lists}


def listed_hooks(conn: Connection, workspace_id: int) -> list[ListedHook]:
    """The oldest first."""
    columns = [listed_hook.c[name] for name in ListedHook._fields]
    wanted = select(*columns).where(listed_hook.c.workspace_id == workspace_id)
    rows = conn.execute(wanted.order_by(listed_hook.c.created_ms, listed_hook.c.webhook_id))
    return [_hook(ListedHook._make(row)) for row in rows]


def _hook(row: ListedHook) -> ListedHook:
    events, resource_ids = json.loads(str(row.events)), json.loads(str(row.resource_ids))
    return row._replace(events=tuple(events), resource_ids=tuple(resource_ids))
