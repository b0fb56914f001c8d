"""What the delivery log says that we never got, and when to ask for it. Pure.

The log is a second witness: the provider writes down every delivery, whether it arrived or not. Its ids are compared
with ours; times are the provider's.
"""

from collections.abc import Collection, Sequence

from onrecord.domain.clock import MINUTE, SECOND, parse_instant
from onrecord.provider.webhooks import Logged

UNDER_WAY = frozenset({"pending", "sending"})
SOON_MS = MINUTE
GRACE_MS = 30 * SECOND
OVERLAP_MS = 5 * MINUTE
"""How far below its last look the log is read once more: an entry may be written a moment after its own time."""

_NAMED = parse_instant("2026-09-02T00:00:00Z")
if _NAMED is None:
    raise AssertionError("the day on which entries of the log began to name their events is a time")
NAMED_FROM_MS = _NAMED.ms


def never_got(entries: Sequence[Logged], known: Collection[str]) -> list[Logged]:
    """The entries whose deliveries are not in our inbox; tests are nobody's news."""
    return [entry for entry in entries if entry.id not in known and not is_test(entry)]


def tests_in(entries: Sequence[Logged]) -> list[str]:
    """The deliveries that were tests, whether they have come or may come yet."""
    return [entry.id for entry in entries if is_test(entry)]


def is_test(entry: Logged) -> bool:
    """Since entries name their events, those of tests are the ones that name none."""
    return entry.event_id is None and entry.created_ms is not None and entry.created_ms >= NAMED_FROM_MS


def fetch_at_ms(entry: Logged, now_ms: int) -> int:
    """When to ask for its body: at once, unless the provider is about to deliver it by itself."""
    if entry.status not in UNDER_WAY:
        return now_ms
    next_ms = entry.next_attempt_ms
    if next_ms is None:
        return max(now_ms, (entry.created_ms or now_ms) + GRACE_MS)
    return next_ms + GRACE_MS if next_ms - now_ms <= SOON_MS else now_ms
