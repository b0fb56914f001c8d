"""Dated: hooks of the newest generation, their delivery log, tests and retries."""

import msgspec

from quosim import errors
from quosim.dates import DELIVERY_IDS
from quosim.deliveries.hooks import EVENTS, MOST_DATED, Hook, HookOrder, on_offer
from quosim.deliveries.log import Attempt, Delivery, by_creation
from quosim.parameters import Kind, Parameter
from quosim.routes import Asked, Route
from quosim.surfaces import webhook_orders as orders
from quosim.surfaces.dated_pages import PAGED, one, page, resumed, span
from quosim.templates import template
from quosim.times import with_millis
from quosim.world.model import Member

Thing = dict[str, object]
SEE = ("success", "pending", "sending", "failed")


def tell_hook(hook: Hook, organization: str) -> Thing:
    """Without its key, which is told once."""
    return {
        "id": hook.id,
        "orgId": organization,
        "label": hook.label,
        "status": hook.status,
        "url": hook.url,
        "apiVersion": hook.version,
        "events": list(hook.events),
        "resourceIds": orders.shown(hook.resource_ids),
        "createdAt": with_millis(hook.at),
        "updatedAt": with_millis(hook.updated_at),
    }


def owner(asked: Asked) -> str:
    people: list[Member] = [member for member in asked.house.world.members if member.role == "owner"]
    return people[0].id if people else asked.house.index.people.things[0].id


def known_hook(asked: Asked) -> Hook:
    hook = asked.house.office.hooks.find(asked.path[0], "N")
    if hook is None:
        raise errors.no_webhook(f"Webhook with ID {asked.path[0]} not found")
    return hook


def list_hooks(asked: Asked) -> bytes:
    told = [tell_hook(hook, asked.house.world.organization_id) for hook in asked.house.office.hooks.of("N")]
    return msgspec.json.encode({"data": told})


def create_hook(asked: Asked) -> bytes:
    told, hooks = orders.fields(asked, errors.bad_webhook), asked.house.office.hooks
    order = HookOrder(
        generation="N",
        url=orders.url(told, errors.bad_webhook),
        events=orders.events(told, on_offer("N", asked.day), errors.bad_webhook),
        resource_ids=orders.resource_ids(told.get("resourceIds", ["*"]), errors.bad_webhook),
        status=orders.status(told.get("status", "enabled"), errors.bad_webhook),
        label=orders.label(told.get("label"), errors.bad_webhook),
    )
    if len(hooks.of("N")) >= MOST_DATED:
        raise errors.bad_webhook("/", f"A workspace can have at most {MOST_DATED} webhooks", None, "Object")
    hook = hooks.add(order, owner(asked), asked.base, asked.now)
    return one(asked, {**tell_hook(hook, asked.house.world.organization_id), "key": hook.key})


def get_hook(asked: Asked) -> bytes:
    return one(asked, tell_hook(known_hook(asked), asked.house.world.organization_id))


def update_hook(asked: Asked) -> bytes:
    """At least one member; `resourceIds` null, [] or ["*"] takes the filter away."""
    hook, told = known_hook(asked), orders.fields(asked, errors.bad_webhook)
    if not told.keys() & {"url", "events", "resourceIds", "status", "label"}:
        raise errors.bad_webhook("/body", "Expected object to have at least 1 properties", told, "Object")
    url = orders.url(told, errors.bad_webhook) if "url" in told else hook.url
    offered = on_offer("N", asked.day)
    events = orders.events(told, offered, errors.bad_webhook) if "events" in told else hook.events
    resources = hook.resource_ids
    if "resourceIds" in told:
        resources = orders.resource_ids(told["resourceIds"] or ["*"], errors.bad_webhook)
    status = orders.status(told.get("status", hook.status), errors.bad_webhook)
    label = orders.label(told.get("label", hook.label), errors.bad_webhook)
    hook.url, hook.events, hook.resource_ids, hook.status, hook.label = url, events, resources, status, label
    hook.updated_at = asked.now
    return one(asked, tell_hook(hook, asked.house.world.organization_id))


def delete_hook(asked: Asked) -> bytes:
    office, hook = asked.house.office, known_hook(asked)
    office.hooks.remove(hook.id)
    office.log.forget(hook.id)
    return b""


def rotate_key(asked: Asked) -> bytes:
    """Whether the old key goes on for a while is documented nowhere: here it does not."""
    return one(asked, {"key": asked.house.office.hooks.rotate(known_hook(asked), asked.now)})


# The delivery log


def tell_delivery(asked: Asked, delivery: Delivery) -> Thing:
    """`eventId` and `resourceId` since 2026-09-02, null for tests."""
    thing: Thing = {"id": delivery.id}
    if asked.day.has(DELIVERY_IDS):
        thing["eventId"] = None if delivery.is_test else delivery.event_id
        thing["resourceId"] = None if delivery.is_test else delivery.resource_id
    return {
        **thing,
        "eventType": delivery.type,
        "status": delivery.status,
        "nextAttemptAt": None if delivery.next_at is None else with_millis(delivery.next_at),
        "createdAt": with_millis(delivery.at),
    }


def tell_attempt(attempt: Attempt) -> Thing:
    return {
        "id": attempt.id,
        "timestamp": with_millis(attempt.at),
        "status": attempt.status,
        "responseStatusCode": attempt.code,
        "responseBody": attempt.answer,
        "responseDurationMs": attempt.duration_ms,
        "triggerType": attempt.trigger,
        "url": attempt.url,
    }


def list_deliveries(asked: Asked) -> bytes:
    hook, values = known_hook(asked), asked.values
    types = set(values["eventType[in]"] or ()) | set(values["eventTypes"] or ())
    types |= {values["eventType"]} if values["eventType"] else set()
    low, high = span(asked, "createdAt[gt]", "createdAt[lt]", inclusive=False)
    if values["createdAfter"] is not None:
        low = max(low or 0, values["createdAfter"] + 1)
    if values["createdBefore"] is not None:
        high = min(high, values["createdBefore"] - 1)
    found = (
        each
        for each in asked.house.office.log.of(hook.id).newest_first(low, high, resumed(asked))
        if (values["status"] is None or each.status == values["status"])
        and (not types or each.type in types)
        and (values["resourceId"] is None or each.resource_id == values["resourceId"])
    )
    return page(asked, found, by_creation, lambda each: asked.tell_once(template(tell_delivery(asked, each))))


def known_delivery(asked: Asked) -> Delivery:
    delivery = asked.house.office.log.find(known_hook(asked).id, asked.path[1])
    if delivery is None:
        raise errors.no_webhook(f"Delivery with ID {asked.path[1]} not found")
    return delivery


def get_delivery(asked: Asked) -> bytes:
    delivery = known_delivery(asked)
    told = tell_delivery(asked, delivery)
    del told["status"], told["nextAttemptAt"]
    attempts = [tell_attempt(attempt) for attempt in delivery.attempts]
    return one(asked, {**told, "requestBody": msgspec.Raw(delivery.body), "attempts": attempts})


def retry_delivery(asked: Asked) -> bytes:
    asked.house.office.queue(known_delivery(asked), asked.now, "manual")
    return b"{}"


def send_test(asked: Asked) -> bytes:
    """The answer is not wrapped; the same bytes are delivered a moment later."""
    hook, told = known_hook(asked), orders.fields(asked, errors.bad_webhook)
    event = told.get("eventType")
    if event not in on_offer("N", asked.day):
        raise errors.bad_webhook("/eventType", "Expected union value", event, "Union")
    delivery = asked.house.office.scribe.made_test(hook, str(event), asked.now)
    asked.house.office.queue(delivery, asked.now, "manual")
    return delivery.body


LOG_FILTERS = (
    Parameter("status", choices=SEE),
    Parameter("eventType", choices=EVENTS),
    Parameter("eventType[in]", Kind.COMMA, choices=EVENTS),
    Parameter("resourceId", pattern=r".+"),
    Parameter("createdAt[gt]", Kind.TIME),
    Parameter("createdAt[lt]", Kind.TIME),
    Parameter("eventTypes", Kind.COMMA, choices=EVENTS),  # these three are deprecated
    Parameter("createdAfter", Kind.TIME),
    Parameter("createdBefore", Kind.TIME),
)
HOOK, DELIVERY = "/webhooks/{webhookId}", "/webhooks/{webhookId}/events/{deliveryId}"
ROUTES = (
    Route("dated GET /webhooks", list_hooks),
    Route("dated POST /webhooks", create_hook, status=201),
    Route(f"dated GET {HOOK}", get_hook, (), ("#",)),
    Route(f"dated PATCH {HOOK}", update_hook, (), ("#",)),
    Route(f"dated DELETE {HOOK}", delete_hook, (), ("#",), status=204),
    Route(f"dated POST {HOOK}/rotate", rotate_key, (), ("#",)),
    Route(f"dated GET {HOOK}/events", list_deliveries, (*LOG_FILTERS, *PAGED), ("#",)),
    Route(f"dated POST {HOOK}/events/test", send_test, (), ("#",)),
    Route(f"dated GET {DELIVERY}", get_delivery, (), ("#", "")),
    Route(f"dated POST {DELIVERY}/retry", retry_delivery, (), ("#", ""), status=202),
)
