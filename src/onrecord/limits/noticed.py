"""New members of the provider's answers that look like something we wait for: the first sign that a limit falls."""

from sqlalchemy import Connection

from onrecord.domain.awaited import looks_awaited
from onrecord.storage.new_fields import Noticed, read_new_fields


def awaited(conn: Connection, workspace_id: int) -> list[Noticed]:
    """Those that may hold a file or words that could not be had so far, with the number of answers that had them."""
    return [found for found in read_new_fields(conn, workspace_id) if looks_awaited(found.field)]


def others(conn: Connection, workspace_id: int) -> list[Noticed]:
    """Whatever else is new. Only examples of these are kept: their count says nothing."""
    return [found for found in read_new_fields(conn, workspace_id) if not looks_awaited(found.field)]
