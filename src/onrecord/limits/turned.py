"""What follows from a verdict that turned, in the transaction that writes it down."""

from sqlalchemy import Connection

from onrecord.domain.capability import CapabilityChange
from onrecord.domain.recovery import recovers
from onrecord.logs import log
from onrecord.storage.recoveries import begin_recovery

_log = log("limits")


def turned(conn: Connection, workspace_id: int, change: CapabilityChange) -> None:
    """Say it in the log; where a limit fell, begin to count what comes back. Asking for it is left to the next run of
    the sync, which is due at once: what to ask follows from the records, so that nothing else could get lost.
    """
    kind = recovers(change)
    if kind is not None:
        begin_recovery(conn, workspace_id, change, kind)
    _log.info(
        "capability_turned",
        name=change.name,
        surface=change.surface,
        before=change.before,
        after=change.after,
        origin=change.origin,
    )
