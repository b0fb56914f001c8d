"""What somebody asked for on the screen of the webhooks: an errand each, done by whoever can ask the provider."""

from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from onrecord.storage.errands import enqueue
from onrecord.storage.schema import delivery, errand

HOOKS = "hooks"


class WishKind(StrEnum):
    REGISTER = "register"
    TEST = "test"
    ROTATE = "rotate"
    REMOVE = "remove"


class Wish(msgspec.Struct, frozen=True):
    """The payload. `webhook_id` is empty where there is none yet."""

    kind: str
    webhook_id: str = ""


class Standing(NamedTuple):
    """`under_way`: how many wishes are being done. `failed`: why the last one could not be, else empty."""

    under_way: int
    failed: str


def wish(conn: Connection, workspace_id: int, wanted: Wish, *, now_ms: int) -> None:
    """Ask for it. One that failed before is tried anew, and its failure forgotten."""
    forget_failed(conn, workspace_id)
    payload: dict[str, object] = {"kind": wanted.kind, "webhook_id": wanted.webhook_id}
    enqueue(conn, workspace_id, HOOKS, f"{wanted.kind} {wanted.webhook_id}", payload, priority=1, run_at_ms=now_ms)


def forget_failed(conn: Connection, workspace_id: int) -> None:
    """Whoever wishes something new has read why the last wish could not be done."""
    conn.execute(
        errand.delete().where(
            errand.c.workspace_id == workspace_id, errand.c.kind == HOOKS, errand.c.failed_ms.is_not(None)
        )
    )


def standing(conn: Connection, workspace_id: int) -> Standing:
    rows = conn.execute(
        select(errand.c.failed_ms, errand.c.error).where(errand.c.workspace_id == workspace_id, errand.c.kind == HOOKS)
    ).all()
    failed = [row.error or "" for row in rows if row.failed_ms is not None]
    return Standing(len(rows) - len(failed), failed[-1] if failed else "")


def last_test_ms(conn: Connection, workspace_id: int) -> int | None:
    """When a sample of the provider's last came."""
    wanted = select(func.max(delivery.c.last_received_ms)).where(
        delivery.c.workspace_id == workspace_id, delivery.c.verdict == "test"
    )
    return conn.execute(wanted).scalar()
