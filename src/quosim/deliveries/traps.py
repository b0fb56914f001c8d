"""What receivers fall over: documented or seen once, switched on by name. One that does not fit is passed over."""

import random
from collections.abc import Collection

TRAPS: dict[str, str] = {
    # the body
    "to_array": "L2: `to` is an array, as in the documents",
    "to_comma": "L2: `to` is one string with commas even where there is one recipient more than once",
    "no_deep_link": "L2: no `deepLink`, so nothing tells the conversation",
    "doc_type": "L2: `callSummary` and `callTranscript` where the live type is `call.summary.completed`",
    "media": "L2: messages carry `media`",
    "empty_participants": "L2: `participants` is empty (seen live 2025-11); N: they could not be resolved",
    "zero_duration": "L2: `duration` is 0 where REST says otherwise",
    "wrapped": "L1: the whole event inside an outer `object`",
    "bare_voicemail": "L1: a voicemail without `type` and `url`",
    "plain_times": "L1: every time in one format, instead of two in one object",
    "no_media_type": "N: media without `type`",
    "lookup_unavailable": "N: contacts could not be looked up, which is not the same as none",
    "no_conversation": "N: `conversationId` is null",
    "no_recordings": "N: `recordings` is empty and every time null: ask for the call",
    "processing": "N: transcripts and summaries that are announced and still absent",
    # the request
    "stale": "signed three hours ago",
    "future": "signed three hours ahead",
    "wrong_key": "signed with a key that nobody knows",
    "unsigned": "no signature at all",
    "two_signatures": "N: an entry for the key before the last rotation stands first",
    "svix_headers": "N and L2: `svix-*` headers instead of `webhook-*` (seen live 2026-01)",
    "seconds": "legacy: the time stamp is in seconds",
}
REQUEST_TRAPS = frozenset(("stale", "future", "wrong_key", "unsigned", "two_signatures", "svix_headers", "seconds"))


def drawn(traps: Collection[str], share: float, rng: random.Random) -> frozenset[str]:
    """The traps of one delivery: each by itself with that share."""
    return frozenset(trap for trap in sorted(traps) if rng.random() < share)
