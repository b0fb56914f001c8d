"""What follows from a verdict that turned, in the transaction that writes it down."""

from sqlalchemy import Connection

from onrecord.domain.capability import CapabilityChange
from onrecord.logs import log

_log = log("limits")


def turned(conn: Connection, workspace_id: int, change: CapabilityChange) -> None:  # noqa: ARG001 - what follows is written where the turn is
    """Say it in the log."""
    _log.info(
        "capability_turned",
        name=change.name,
        surface=change.surface,
        before=change.before,
        after=change.after,
        origin=change.origin,
    )
