"""v1: hooks of the legacy system, made, listed and deleted; never changed, and those made in the app never seen."""

import msgspec

from quosim import errors
from quosim.deliveries.hooks import V1_EVENTS, Hook, HookOrder
from quosim.errors import Refused
from quosim.routes import Asked, Route
from quosim.surfaces import webhook_orders as orders
from quosim.surfaces.dated_webhooks import Thing, owner
from quosim.surfaces.v1_pages import USER
from quosim.times import with_millis

WEBHOOKS = "03"
MOST_RESOURCES = 10  # seen live 2025-12


def refuse(path: str, message: str, value: object, kind: str) -> Refused:
    return errors.v1_bad_request(WEBHOOKS, path, message, kind.lower(), value)


def tell_hook(asked: Asked, hook: Hook) -> Thing:
    """With its key, every time."""
    return {
        "id": hook.id,
        "userId": hook.user_id,
        "orgId": asked.house.world.organization_id,
        "label": hook.label,
        "status": hook.status,
        "url": hook.url,
        "key": hook.key,
        "createdAt": with_millis(hook.at),
        "updatedAt": with_millis(hook.updated_at),
        "deletedAt": None,
        "events": list(hook.events),
        "resourceIds": orders.shown(hook.resource_ids),
    }


def create_hook(asked: Asked) -> bytes:
    told = orders.fields(asked, refuse)
    user = told.get("userId")
    if user is not None and user not in asked.house.index.members:
        raise errors.v1(403, "0300403", "Forbidden")
    order = HookOrder(
        generation="L2",
        url=orders.url(told, refuse),
        events=orders.events(told, V1_EVENTS[asked.operation.rpartition("/")[2]], refuse),
        resource_ids=orders.resource_ids(told.get("resourceIds", ["*"]), refuse, most=MOST_RESOURCES),
        status=orders.status(told.get("status", "enabled"), refuse),
        label=orders.label(told.get("label"), refuse),
        user_id=None if user is None else str(user),
    )
    hook = asked.house.office.hooks.add(order, owner(asked), asked.base, asked.now)
    return msgspec.json.encode({"data": tell_hook(asked, hook)})


def list_hooks(asked: Asked) -> bytes:
    """Those of one user, the owner unless told otherwise: the hooks of everybody else are hidden."""
    user = asked.values["userId"] or owner(asked)
    told = [tell_hook(asked, hook) for hook in asked.house.office.hooks.of("L2") if hook.user_id == user]
    return msgspec.json.encode({"data": told})


def known_hook(asked: Asked) -> Hook:
    hook = asked.house.office.hooks.find(asked.path[0], "L2")
    if hook is None:
        raise errors.v1_not_found(WEBHOOKS)
    return hook


def get_hook(asked: Asked) -> bytes:
    return msgspec.json.encode({"data": tell_hook(asked, known_hook(asked))})


def delete_hook(asked: Asked) -> bytes:
    asked.house.office.hooks.remove(known_hook(asked).id)
    return b""


ROUTES = (
    Route("v1 GET /v1/webhooks", list_hooks, (USER,), resource=WEBHOOKS),
    Route("v1 GET /v1/webhooks/{id}", get_hook, idents=("WH",), resource=WEBHOOKS),
    Route("v1 DELETE /v1/webhooks/{id}", delete_hook, idents=("WH",), resource=WEBHOOKS, status=204),
    *(Route(f"v1 POST /v1/webhooks/{noun}", create_hook, resource=WEBHOOKS, status=201) for noun in V1_EVENTS),
)
