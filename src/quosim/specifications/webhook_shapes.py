"""What both surfaces take and answer about webhooks: one shape for each question that has a body."""

from collections.abc import Mapping

from quosim.dates import DELIVERY_IDS, event_row
from quosim.deliveries.hooks import EVENTS, V1_EVENTS
from quosim.specifications.shapes import (
    ANYTHING,
    LINK,
    MOMENT,
    TEXT,
    USER,
    Shape,
    ident,
    listed,
    maybe,
    null,
    since,
    text,
    thing,
    whole,
    word_since,
)
from quosim.surfaces.dated_webhooks import DELIVERY, HOOK
from quosim.surfaces.v1_webhooks import MOST_RESOURCES

STATUS = text(choices=("enabled", "disabled"))
EVENT = word_since({event: event_row(event) for event in EVENTS})
RESOURCES = listed(text(r"PN.*|\*"))
DATED_HOOK = {
    "id": text(r"\d+"),
    "orgId": ident("OR"),
    "label": null(TEXT),
    "status": STATUS,
    "url": LINK,
    "apiVersion": TEXT,
    "events": listed(EVENT),
    "resourceIds": RESOURCES,
    "createdAt": MOMENT,
    "updatedAt": MOMENT,
}
NAMED = {
    "id": TEXT,
    "eventId": since(DELIVERY_IDS, null(TEXT)),
    "resourceId": since(DELIVERY_IDS, null(TEXT)),
    "eventType": EVENT,
    "createdAt": MOMENT,
}
LOGGED = thing(**NAMED, status=text(choices=("success", "pending", "sending", "failed")), nextAttemptAt=null(MOMENT))
ATTEMPT = thing(
    id=TEXT,
    timestamp=MOMENT,
    status=text(choices=("success", "failed")),
    responseStatusCode=whole(),
    responseBody=TEXT,
    responseDurationMs=whole(),
    triggerType=text(choices=("scheduled", "manual")),
    url=LINK,
)
V1_HOOK = thing(
    id=ident("WH"),
    userId=USER,
    orgId=ident("OR"),
    label=null(TEXT),
    status=STATUS,
    url=LINK,
    key=TEXT,
    createdAt=MOMENT,
    updatedAt=MOMENT,
    deletedAt=null(MOMENT),
    events=listed(TEXT),
    resourceIds=RESOURCES,
)


def _one(item: Shape) -> Shape:
    return thing(data=item)


ANSWERS: Mapping[str, Shape] = {
    "dated GET /webhooks": _one(listed(thing(**DATED_HOOK))),
    "dated POST /webhooks": _one(thing(**DATED_HOOK, key=TEXT)),
    f"dated GET {HOOK}": _one(thing(**DATED_HOOK)),
    f"dated PATCH {HOOK}": _one(thing(**DATED_HOOK)),
    f"dated POST {HOOK}/rotate": _one(thing(key=TEXT)),
    f"dated GET {HOOK}/events": thing(data=listed(LOGGED), nextCursor=null(TEXT)),
    f"dated POST {HOOK}/events/test": ANYTHING,
    f"dated GET {DELIVERY}": _one(thing(**NAMED, requestBody=ANYTHING, attempts=listed(ATTEMPT))),
    f"dated POST {DELIVERY}/retry": thing(),
    "v1 GET /v1/webhooks": _one(listed(V1_HOOK)),
    "v1 GET /v1/webhooks/{id}": _one(V1_HOOK),
    **{f"v1 POST /v1/webhooks/{noun}": _one(V1_HOOK) for noun in V1_EVENTS},
}
"""What is deleted answers nothing."""

_CHOICES = {"resourceIds": maybe(null(RESOURCES)), "status": maybe(STATUS), "label": maybe(null(TEXT))}
BODIES: Mapping[str, Shape] = {
    "dated POST /webhooks": thing(url=LINK, events=listed(EVENT, minItems=1), **_CHOICES),
    f"dated PATCH {HOOK}": thing(url=maybe(LINK), events=maybe(listed(EVENT, minItems=1)), **_CHOICES),
    f"dated POST {HOOK}/events/test": thing(eventType=EVENT),
    **{
        f"v1 POST /v1/webhooks/{noun}": thing(
            url=LINK,
            events=listed(text(choices=tuple(events)), minItems=1),
            userId=maybe(USER),
            resourceIds=maybe(listed(text(r"PN.*|\*"), maxItems=MOST_RESOURCES)),
            status=maybe(STATUS),
            label=maybe(TEXT),
        )
        for noun, events in V1_EVENTS.items()
    },
}
