"""What cannot be had on any surface that this account has, by reason, counted in this workspace's own record."""

from collections.abc import Mapping

from sqlalchemy import Connection

from onrecord.domain.capability import Capability, Surface, Verdict
from onrecord.limits.routes import Ability
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.gaps import count_unheard
from onrecord.storage.limits import (
    count_groups,
    count_nameless_numbers,
    count_unread_groups,
    count_unreadable_conversations,
)

ROUTE_OF_KIND = {
    "voicemail": Ability.VOICEMAILS,
    "recording": Ability.RECORDINGS,
    "transcript": Ability.TRANSCRIPTS,
    "summary": Ability.SUMMARIES,
}


def limited(conn: Connection, workspace_id: int) -> dict[str, int]:
    """{reason: how many}; empty where the dated surface shows everything that is known to exist."""
    seen = read_capabilities(conn, workspace_id)
    unheard = count_unheard(conn, workspace_id)
    found = {"withheld": sum(words.get("withheld", 0) for words in unheard.values())}
    if lacks(seen, Ability.SURFACE, Surface.DATED):
        found |= _limits_of_v1(conn, workspace_id, seen, unheard)
    return {reason: count for reason, count in sorted(found.items()) if count}


def _limits_of_v1(
    conn: Connection,
    workspace_id: int,
    seen: Mapping[tuple[str, str], Capability],
    unheard: Mapping[str, Mapping[str, int]],
) -> dict[str, int]:
    found = {
        str(Ability.NON_E164): count_unreadable_conversations(conn, workspace_id),
        str(Ability.GROUP_CALLS): count_groups(conn, workspace_id),
        "message_media": unheard["media"].get("unknown", 0),
    }
    if lacks(seen, Ability.GROUP_MESSAGES, Surface.V1):
        found[Ability.GROUP_MESSAGES] = count_unread_groups(conn, workspace_id)
    if lacks(seen, Ability.CONTACTS, Surface.V1):
        found[Ability.CONTACTS] = count_nameless_numbers(conn, workspace_id)
    for kind, route in ROUTE_OF_KIND.items():
        if lacks(seen, route, Surface.V1):
            found[route] = unheard[kind].get("unknown", 0)
    return found


def lacks(seen: Mapping[tuple[str, str], Capability], ability: str, surface: str) -> bool:
    """Whether the newest evidence says no."""
    known = seen.get((ability, surface))
    return known is not None and known.verdict in {Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF}
