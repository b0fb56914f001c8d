"""Walking the delivery log: what it names and we never got is kept as a mention, and its body is sent for.

1. List the webhooks; those that lead to us, or whose secrets we keep, have a log that concerns us.
2. Walk each log, newest first, down to where it was compared before (less a little).
3. Of each page compare the ids with our inbox. What is missing becomes, in the transaction that moves the walk on, an
   observation (the thing exists, whatever becomes of its body) and a `body` errand. What it calls a test is disowned:
   somebody may have had one sent from the provider's app, and it came like anything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from onrecord.domain.capability import Surface
from onrecord.domain.coverage import DELIVERY_LOG
from onrecord.intake.arrived import take_all_arrivals
from onrecord.intake.delivered import disown_test_deliveries
from onrecord.intake.digest import canonical_asked
from onrecord.intake.pulled import Taken
from onrecord.provider.envelope import Page
from onrecord.provider.question import Answer
from onrecord.provider.webhooks import Logged, Webhook, entry_of, leading_to, log_page
from onrecord.storage import deliveries, errands, hooks, walks
from onrecord.storage.errands import NOBODY_WAITS, Wanted
from onrecord.sync.asking import Asking, Stop
from onrecord.sync.chain import Chain
from onrecord.sync.heal import OVERLAP_MS, fetch_at_ms, never_got, tests_in
from onrecord.sync.plan import Phase, Proof, Stretch, stretches
from onrecord.sync.registration import note_listed, webhooks_of
from onrecord.sync.walk import follow

BODY = "body"


class Compared(NamedTuple):
    """`logs` were read; they named `entries`, of which `missing` had not come."""

    logs: int
    entries: int
    missing: int


def compare_logs(asking: Asking, url: str, stop: Stop) -> Compared:
    """Read every log that concerns us since it was last read. Raises a ProviderError when one cannot be read."""
    take_all_arrivals(asking.database, asking.workspace_id, clock=asking.clock)
    made, legacy = webhooks_of(asking)
    note_listed(asking, made, legacy)
    comparing = Comparing(asking.client, asking.database, asking.workspace_id, asking.clock)
    concerned = _concerning(asking, made, url)
    for webhook in concerned:
        for chain in _chains(asking, webhook):
            if not follow(chain, comparing, None, stop, lambda _chain, _page: None):
                break
    return Compared(len(concerned), comparing.seen.entries, comparing.seen.missing)


def _concerning(asking: Asking, made: Sequence[Webhook], url: str) -> list[Webhook]:
    with asking.database.reading() as conn:
        ours = {webhook_id for webhook_id, _ in hooks.good_secrets(conn, asking.workspace_id)}
    here = {webhook.id for webhook in leading_to(made, url)} if url else set()
    return [webhook for webhook in made if webhook.id in ours | here]


def _chains(asking: Asking, webhook: Webhook) -> list[Chain]:
    """The stretches of one log that were not compared yet, newest first."""
    asked = {"webhookId": webhook.id}
    with asking.database.reading() as conn:
        rows = walks.read_walks(conn, asking.workspace_id, operation=DELIVERY_LOG)
    mine = [row for row in rows if row.asked == canonical_asked(asked)]
    proofs = [Proof(row.id, row.lo_ms, row.hi_ms, row.reached_ms, row.finished_ms is not None) for row in mine]

    def ask(lo_ms: int, hi_ms: int | None, cursor: str | None) -> Answer:
        return log_page(asking.client, webhook.id, lo_ms, hi_ms, after=cursor)

    return [
        Chain(
            "delivery log",
            Phase.PARTS,
            Surface.DATED,
            DELIVERY_LOG,
            asked,
            ask,
            stretch=_deeper(stretch),
            ordered=True,
            row_id=stretch.joins,
            joins=stretch.joins is not None,
            reread_left=0,
        )
        for stretch in stretches(proofs, asking.client.provider_now_ms())
    ]


def _deeper(stretch: Stretch) -> Stretch:
    """The same, down to a little below what was compared before."""
    lo_ms = max(0, stretch.lo_ms - OVERLAP_MS)
    return stretch._replace(lo_ms=lo_ms, reread_ms=lo_ms)


@dataclass(slots=True)
class _Seen:
    entries: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Comparing(Asking):
    """Asking whose pages are of the log: only what never came is kept of them."""

    seen: _Seen = field(default_factory=_Seen)

    def take(self, conn: Connection, answer: Answer, page: Page, walk_id: int | None, *, urgent: bool = False) -> Taken:
        listed = [(item, entry_of(item.body)) for item in page.items]
        entries = [entry for _, entry in listed if entry is not None]
        known = deliveries.known(conn, self.workspace_id, [entry.id for entry in entries])
        missing = {entry.id: entry for entry in never_got(entries, known)}
        kept = tuple(item for item, entry in listed if entry is not None and entry.id in missing and entry.resource_id)
        taken = Asking.take(self, conn, answer, replace(page, items=kept), walk_id, urgent=urgent)
        self._send_for(conn, str(answer.asked["webhookId"]), list(missing.values()))
        disown_test_deliveries(conn, self.workspace_id, tests_in(entries), now_ms=self.clock.now_ms())
        self.seen.entries += len(entries)
        self.seen.missing += len(missing)
        return taken

    def _send_for(self, conn: Connection, webhook_id: str, missing: Sequence[Logged]) -> None:
        provider_ms, now_ms = self.client.provider_now_ms(), self.clock.now_ms()
        wanted = [
            Wanted(
                BODY,
                entry.id,
                msgspec.to_builtins(Sent(webhook_id, entry.id, entry.created_ms)),
                fetch_at_ms(entry, provider_ms) - provider_ms + now_ms,
                NOBODY_WAITS,
            )
            for entry in missing
        ]
        errands.enqueue_many(conn, self.workspace_id, wanted)


class Sent(msgspec.Struct, frozen=True):
    """The payload of `body`: one delivery of one webhook, and when it was made (the provider's time)."""

    webhook_id: str
    delivery_id: str
    created_ms: int | None
