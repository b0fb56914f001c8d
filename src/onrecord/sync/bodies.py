"""The errand `body`: what a delivery said that never came, out of the provider's log; else have it delivered again.

1. It may have come meanwhile: the provider tries by itself for a day.
2. The log holds the body: take it through the door, as the push that it was to be.
3. The log holds it no more: have it delivered once more, and look again later whether it came.
4. The provider knows nothing of it any more: it cannot be had, and the errand says so.
"""

import msgspec
from sqlalchemy import Connection

from onrecord.domain.errand import Errand
from onrecord.domain.errors import NotDeliveredYet, ProviderHasNot
from onrecord.errands.settle import Effect
from onrecord.intake.logged import take_logged
from onrecord.provider.webhooks import logged_body, retry_delivery
from onrecord.storage import deliveries
from onrecord.sync.asking import Asking
from onrecord.sync.log_walk import Sent


def fetch_body(errand: Errand, asking: Asking) -> Effect | None:
    """Handle a `body` errand. NotDeliveredYet is tried again; ProviderHasNot is not."""
    sent = msgspec.convert(errand.payload, Sent)
    with asking.database.reading() as conn:
        if deliveries.known(conn, asking.workspace_id, [sent.delivery_id]):
            return None
    body = logged_body(asking.client, sent.webhook_id, sent.delivery_id)
    if body is None:
        _have_it_delivered(sent, asking)
    return _keeping(sent, body or b"", asking)


def _have_it_delivered(sent: Sent, asking: Asking) -> None:
    if retry_delivery(asking.client, sent.webhook_id, sent.delivery_id):
        raise NotDeliveredYet("Quo was asked to deliver it once more.")
    raise ProviderHasNot(
        "Quo's delivery log no longer has what it says it sent.",
        advice="What it told of is looked for by asking; `onrecord gaps` lists what is still missing.",
    )


def _keeping(sent: Sent, body: bytes, asking: Asking) -> Effect:
    now_ms = asking.clock.now_ms()
    created_ms = sent.created_ms if sent.created_ms is not None else now_ms

    def effect(conn: Connection) -> None:
        take_logged(
            conn,
            asking.workspace_id,
            sent.webhook_id,
            sent.delivery_id,
            body,
            created_ms=created_ms,
            asked_ms=asking.client.provider_now_ms(),
            now_ms=now_ms,
        )

    return effect
