"""Whether what the provider tells by itself gets here: a webhook that is there and on proves nothing about it."""

from sqlalchemy import Connection

from onrecord.domain.alarm import SIGNATURES_MS, AlarmKind, is_refusing
from onrecord.storage.alarms import open_alarms
from onrecord.storage.watching import badly_signed
from onrecord.views.alarms import SaidAlarm, say_alarm

_KINDS = frozenset({AlarmKind.SIGNATURES, AlarmKind.SILENCE})


def what_keeps_it_out(conn: Connection, workspace_id: int, now_ms: int) -> SaidAlarm | None:
    """Deliveries that are refused now, whether anybody watches or not; else an alarm that says that none come."""
    refused = badly_signed(conn, workspace_id, now_ms - SIGNATURES_MS)
    if is_refusing(refused):
        return say_alarm(AlarmKind.SIGNATURES, "", {"count": refused.count})
    found = (one for one in open_alarms(conn, workspace_id) if one.kind in _KINDS)
    return next((say_alarm(one.kind, one.key, one.detail) for one in found), None)
