"""One message or call by its id, for those who may see it, and where it is shown."""

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord
from onrecord.storage.inbox import conversations_by_key
from onrecord.storage.timeline import activities_by_id
from onrecord.views.address import address_of


def find_activity(conn: Connection, scope: Scope, activity_id: str) -> ActivityRecord | None:
    """None for one that is not there and for one that may not be seen."""
    return activities_by_id(conn, scope.workspace_id, [activity_id], lines=scope.lines).get(activity_id)


def place_of(conn: Connection, scope: Scope, record: ActivityRecord) -> str | None:
    """The path of the screen that shows it in its conversation; None where that may not be seen."""
    key = record.conversation_key
    row = conversations_by_key(conn, scope.workspace_id, [key], lines=scope.lines).get(key)
    return None if row is None else f"/c/{address_of(row.key, row.id)}?at={record.id}#{record.id}"
