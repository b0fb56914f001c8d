"""What the provider's delivery log says it sent: a push that never came, taken in as the push that it was to be."""

from sqlalchemy import Connection

from onrecord.domain.capability import Surface
from onrecord.intake.delivered import PUSHED, DeliveryVerdict
from onrecord.intake.digest import RULE, canonical_asked, digest
from onrecord.intake.links import keep_links
from onrecord.provider.delivered import Delivered, take_apart
from onrecord.provider.signature import Scheme
from onrecord.storage import deliveries, dirty, observations
from onrecord.storage.deliveries import Received
from onrecord.storage.observations import Told


def take_logged(
    conn: Connection,
    workspace_id: int,
    webhook_id: str,
    delivery_id: str,
    body: bytes,
    *,
    created_ms: int,
    asked_ms: int,
    now_ms: int,
) -> None:
    """Append the body, mark what has to be folded, and write down that the delivery is in hand, from the log.

    `created_ms` is when the delivery was made, `asked_ms` when the log was asked; both in the provider's time. Its
    links are as old as the delivery. A test speaks of nothing, by this way too.
    """
    told = take_apart(body, Scheme.STANDARD)
    at_ms = told.item.at_ms if told.item.at_ms is not None else created_ms
    asked = canonical_asked({"webhookId": webhook_id, "deliveryId": delivery_id})
    key = digest(Surface.LOG, told.event_type, asked, PUSHED, body)
    one = Told(Surface.LOG, told.event_type, asked, PUSHED, at_ms, asked_ms, key, RULE, body, None)
    new, known = observations.append(conn, workspace_id, [one], now_ms=now_ms)
    names = [delivery_id] if told.event_id is None else [delivery_id, told.event_id]
    is_test = bool(deliveries.tests_among(conn, workspace_id, names))
    if key in new and not is_test:
        mentions = [(*mention, new[key]) for mention in told.item.mentions]
        observations.add_mentions(conn, workspace_id, mentions)
        marks = set(told.item.mentions)
        marks |= keep_links(conn, workspace_id, (told.item,), surface=Surface.LOG, asked_ms=at_ms)
        dirty.mark(conn, workspace_id, marks, token=dirty.new_token(), now_ms=now_ms, urgent=False)
    observation_id = new[key] if key in new else known[key].id
    received = _received(told, webhook_id, delivery_id, observation_id, now_ms)
    deliveries.add(conn, workspace_id, [received])


def _received(told: Delivered, webhook_id: str, delivery_id: str, observation_id: int, now_ms: int) -> Received:
    return Received(
        delivery_id=delivery_id,
        hook=webhook_id,
        generation=told.generation,
        event_id=told.event_id,
        event_type=told.event_type,
        received_ms=now_ms,
        verdict=DeliveryVerdict.LOGGED,
        observation_id=observation_id,
    )
