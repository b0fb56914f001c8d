"""The links that came with what was told, and what a fresh one brings back."""

from collections.abc import Iterable

from sqlalchemy import Connection

from onrecord.domain.artefact import HoldingOutcome, still_in_force
from onrecord.provider.envelope import Item
from onrecord.storage.holdings import holdings_of
from onrecord.storage.links import put_links


def keep_links(
    conn: Connection, workspace_id: int, items: Iterable[Item], *, surface: str, asked_ms: int
) -> set[tuple[str, str]]:
    """Keep the links of some items; what has to be folded again because one of them brings it back from `expired`.

    `asked_ms` is when they were given out, in the provider's time.
    """
    linked = [item for item in items if item.links]
    if not linked:
        return set()
    owners = {path: item.mentions for item in linked for path, _ in item.links}
    pairs = [pair for item in linked for pair in item.links]
    put_links(conn, workspace_id, pairs, surface=surface, asked_ms=asked_ms)
    revived: set[tuple[str, str]] = set()
    for path, holdings in holdings_of(conn, workspace_id, owners).items():
        in_force = still_in_force(holdings)
        if not in_force:
            continue
        last = max(in_force, key=lambda one: one.at_ms)
        if last.outcome in {HoldingOutcome.EXPIRED, HoldingOutcome.LOST} and last.at_ms < asked_ms:
            revived.update(owners[path])
    return revived
