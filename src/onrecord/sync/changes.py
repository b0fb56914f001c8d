"""The feed of changes: one cheap question a minute that says whether a run is worth while.

It is only a hint: whether a call moves its conversation is not known. So a run is due now and then anyway.
"""

import threading

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.clock import MINUTE
from onrecord.domain.errors import ProviderForbids, ProviderHasNot, ProviderRejects
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.storage import walks
from onrecord.sync.asking import Asking
from onrecord.sync.chain import Chain
from onrecord.sync.lists import Lists, Past, proved_from_the_beginning
from onrecord.sync.walk import follow

ANYWAY_MS = 5 * MINUTE


def something_moved(asking: Asking, stop: threading.Event | None = None) -> bool:
    """Ask the feed since it was last read; what it tells is kept. True where it told anything new, and where the feed
    itself is no longer there: then a run has to find another way.

    Raises a ProviderError when the feed cannot be read.
    """
    chain = _feed(asking)
    if chain is None:
        return True
    try:
        follow(chain, asking, None, stop or threading.Event(), lambda _chain, _page: None)
    except (ProviderHasNot, ProviderForbids, ProviderRejects):
        return True
    return chain.new > 0


def is_run_due(last_run_ms: int | None, now_ms: int) -> bool:
    """Whether a run is due although the feed told nothing: calls and late changes may not move it."""
    return last_run_ms is None or now_ms - last_run_ms >= ANYWAY_MS


def _feed(asking: Asking) -> Chain | None:
    """The feed of the surface there is; None until a run has read all conversations once."""
    evidence = Evidence(asking.database, asking.workspace_id)
    with asking.database.reading() as conn:
        past = Past(walks.read_walks(conn, asking.workspace_id))
    lists = Lists(asking.client, past, evidence, asking.client.provider_now_ms())
    if evidence.verdict(Ability.SURFACE, Surface.DATED) == Verdict.YES:
        begun = proved_from_the_beginning(past.proofs("GET /conversations"))
        return None if begun is None else lists.moved_conversations()
    conversations = lists.v1_conversations()
    return conversations if conversations.joins else None
