"""Which way the provider's lists are read now: what v1 cannot list is a limit only where v1 is what is asked."""

from sqlalchemy import Connection

from onrecord.domain.capability import Capability, Surface, Verdict
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.walks import is_begun

V1_CONVERSATIONS = "GET /v1/conversations"
WHOLE_LISTS = ("messages_list", "calls_list")
"""Abilities of the dated surface: it lists the texts and the calls of everybody, whatever their numbers."""


def is_v1_asked(conn: Connection, workspace_id: int) -> bool:
    """Whether texts or calls are read on v1, conversation by conversation: it was begun, and the dated surface is not
    known to list both."""
    if not is_begun(conn, workspace_id, V1_CONVERSATIONS):
        return False
    known = read_capabilities(conn, workspace_id)
    return not all(_answers(known.get((name, Surface.DATED))) for name in WHOLE_LISTS)


def _answers(known: Capability | None) -> bool:
    return known is not None and known.verdict == Verdict.YES
