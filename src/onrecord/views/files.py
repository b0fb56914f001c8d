"""Which files somebody may have."""

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.storage.holdings import KeptFile, kept_files
from onrecord.storage.timeline import lines_with_file


def file_for(conn: Connection, scope: Scope, sha256: str) -> KeptFile | None:
    """The file, where it belongs to a conversation that may be seen; None for all others alike."""
    if not any(scope.allows_line(line_id) for line_id in lines_with_file(conn, scope.workspace_id, sha256)):
        return None
    return kept_files(conn, scope.workspace_id, [sha256]).get(sha256)
