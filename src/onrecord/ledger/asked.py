"""What somebody asks a statement for, in words, as the span that it is: refused where there is no such thing."""

from sqlalchemy import Connection

from onrecord.domain.errors import SettingsError
from onrecord.ledger.scope import Span
from onrecord.storage.days import first_at_ms
from onrecord.storage.names import list_lines
from onrecord.storage.workspaces import read_workspace
from onrecord.views.days import first_moment, moment_after


def span_asked(conn: Connection, workspace_id: int, since: str, until: str, line: str | None) -> Span:
    """From the first moment of `since` to the last of `until`: days of the workspace, or moments. Raises SettingsError.

    A span that ends before it begins holds nothing, and so does a phone number that is none: what is sealed of either
    would say that nothing is missing.
    """
    zone = read_workspace(conn, workspace_id).time_zone
    span = Span(first_moment(since, zone), moment_after(until, zone), line)
    if span.from_ms >= span.to_ms:
        raise SettingsError(
            f"The time from {since} to {until} ends before it begins.", advice="Give the earlier of the two first."
        )
    if line is not None and not _is_line(conn, workspace_id, line):
        raise SettingsError(
            f"No phone number here has the id {line}.",
            advice="`onrecord export` names them, PN…; without one the statement is of all of them.",
        )
    return span


def _is_line(conn: Connection, workspace_id: int, line: str) -> bool:
    """Listed by the provider, or at least spoken on."""
    listed = any(one.id == line for one in list_lines(conn, workspace_id, lines=None))
    return listed or first_at_ms(conn, workspace_id, [line]) is not None
