"""Whether the provider tells us what it should: judged by what was found by asking, never by habit.

Of each webhook that leads to us: what happened since it was made, on its lines, of a kind that it tells, and that the
grace for a delivery has passed over without one.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from onrecord.domain.alarm import GRACE_MS, Undelivered, Waiting
from onrecord.domain.capability import Surface
from onrecord.domain.clock import DAY, MINUTE
from onrecord.storage import deliveries
from onrecord.storage.listed_hooks import ListedHook, listed_hooks
from onrecord.storage.watching import Untold, untold

AFTER_MAKING_MS = MINUTE


def silence(
    conn: Connection, workspace_id: int, good: frozenset[str], *, now_ms: int, ahead_ms: int
) -> list[Undelivered]:
    """One judgement for each webhook whose id is in `good`. `ahead_ms`: how far the provider's clock is ahead."""
    provider_ms = now_ms + ahead_ms
    found = untold(conn, workspace_id, since_ms=provider_ms - DAY, until_ms=provider_ms - GRACE_MS)
    last_ms = deliveries.tally(conn, workspace_id).last_ms
    heard_ms = None if last_ms is None else last_ms + ahead_ms
    hooks = [
        one for one in listed_hooks(conn, workspace_id) if one.webhook_id in good and one.generation == Surface.HOOK_N
    ]
    return [judge(hook, found, heard_ms) for hook in hooks]


def judge(hook: ListedHook, found: Sequence[Untold], heard_ms: int | None) -> Undelivered:
    """`heard_ms` is when anything was last delivered. Times are the provider's. Pure."""
    owed = list(_owed(hook, found))
    silent = [one.settled_ms for one in owed if heard_ms is None or one.settled_ms > heard_ms]
    lost = [one.settled_ms for one in owed if not one.in_log and heard_ms is not None and one.settled_ms <= heard_ms]
    return Undelivered(hook.webhook_id, _counted(silent), _counted(lost))


def _owed(hook: ListedHook, found: Sequence[Untold]) -> Iterator[Untold]:
    began_ms = hook.created_ms + AFTER_MAKING_MS
    return (one for one in found if one.settled_ms > began_ms and hook.tells(one.event, one.line_id))


def _counted(times: Sequence[int]) -> Waiting:
    return Waiting(len(times), min(times, default=None))
