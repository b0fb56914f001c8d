"""The provider's webhooks: listing, making, changing and removing them, and the log of what they delivered.

Webhooks of the dated surface (N) are managed in full; those made with `/v1/webhooks` (L2) can be listed and removed;
those made in the app's old settings (L1) are seen by nobody but the app.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from onrecord.domain.capability import Surface
from onrecord.domain.clock import ms_to_iso, parse_instant
from onrecord.domain.coverage import DELIVERY_LOG
from onrecord.provider.client import LIST_LIMIT, Client
from onrecord.provider.question import Answer, Question

LIST = "GET /webhooks"
BODY = "GET /webhooks/{webhookId}/events/{deliveryId}"
V1_LIST = "GET /v1/webhooks"
ENABLED = "enabled"
EVERY_LINE = "*"
OK, CREATED, GONE = frozenset({200}), frozenset({201}), frozenset({204, 404})

EVENTS = (
    "message.received",
    "message.delivered",
    "message.failed",
    "message.undelivered",
    "call.ringing",
    "call.answered",
    "call.completed",
    "call.missed",
    "call.forwarded",
    "call.menu.selected",
    "call.recording.completed",
    "call.transcript.completed",
    "call.summary.completed",
    "call.voicemail.completed",
    "contact.updated",
    "contact.deleted",
    "task.created",
    "task.updated",
    "task.deleted",
    "task.completed",
    "task.reopened",
    "task.assigned",
    "task.unassigned",
    "task.overdue",
    "task.linked",
    "task.unlinked",
    "task.duedate.updated",
    "task.duedate.removed",
    "integration.created",
    "integration.updated",
    "integration.deleted",
)
"""Everything that an N webhook can tell."""


class Webhook(msgspec.Struct, frozen=True, rename="camel"):
    """As the provider lists it. `key` is there only when it was made or rotated, and always on v1."""

    id: str
    url: str = ""
    status: str = ENABLED
    events: tuple[str, ...] = ()
    resource_ids: tuple[str, ...] = (EVERY_LINE,)
    label: str | None = None
    created_at: str = ""
    key: str = ""

    @property
    def enabled(self) -> bool:
        return self.status == ENABLED

    @property
    def created_ms(self) -> int:
        instant = parse_instant(self.created_at)
        return instant.ms if instant else 0

    def tells(self, event: str) -> bool:
        return self.enabled and event in self.events

    def tells_of(self, line_id: str | None) -> bool:
        return EVERY_LINE in self.resource_ids or not self.resource_ids or line_id in self.resource_ids


class Logged(msgspec.Struct, frozen=True, rename="camel"):
    """One entry of the delivery log. `event_id` and `resource_id` are null for tests, and before September 2026."""

    id: str
    event_type: str = ""
    status: str = ""
    event_id: str | None = None
    resource_id: str | None = None
    next_attempt_at: str | None = None
    created_at: str = ""

    @property
    def created_ms(self) -> int | None:
        instant = parse_instant(self.created_at)
        return instant.ms if instant else None

    @property
    def next_attempt_ms(self) -> int | None:
        instant = parse_instant(self.next_attempt_at)
        return instant.ms if instant else None


class _Listed(msgspec.Struct):
    data: list[Webhook]


class _One(msgspec.Struct):
    data: Webhook


class _Key(msgspec.Struct):
    key: str


class _Rotated(msgspec.Struct):
    data: _Key


class _Body(msgspec.Struct, rename="camel"):
    request_body: msgspec.Raw = msgspec.Raw(b"null")


class _Delivered(msgspec.Struct):
    data: _Body


class _Sample(msgspec.Struct):
    id: str


# --- asking -----------------------------------------------------------------------------------------------------------


def list_webhooks(client: Client) -> list[Webhook]:
    """Those of the dated surface. ProviderHasNot where that surface has none yet."""
    return msgspec.json.decode(client.put(_dated(LIST, {}, OK)).body, type=_Listed).data


def list_v1_webhooks(client: Client) -> list[Webhook]:
    """Legacy ones that were made with the API, as their owner sees them."""
    question = Question(Surface.V1, V1_LIST, {}, (), OK)
    return msgspec.json.decode(client.put(question).body, type=_Listed).data


def create_webhook(client: Client, url: str, *, label: str) -> Webhook:
    """For every event and every line; the answer is the only one that shows its key."""
    wanted = {"url": url, "events": EVENTS, "resourceIds": [EVERY_LINE], "status": ENABLED, "label": label}
    question = _dated("POST /webhooks", {}, CREATED, wanted, repeatable=False)
    return msgspec.json.decode(client.put(question).body, type=_One).data


def complete_webhook(client: Client, webhook_id: str) -> Webhook:
    """Have it tell everything of every line, and be switched on."""
    wanted = {"events": EVENTS, "resourceIds": [EVERY_LINE], "status": ENABLED}
    question = _dated("PATCH /webhooks/{webhookId}", {"webhookId": webhook_id}, OK, wanted)
    return msgspec.json.decode(client.put(question).body, type=_One).data


def rotate_webhook(client: Client, webhook_id: str) -> str:
    """Its new key. The old one may end at once: nothing is documented."""
    question = _dated("POST /webhooks/{webhookId}/rotate", {"webhookId": webhook_id}, OK)
    return msgspec.json.decode(client.put(question).body, type=_Rotated).data.key


def delete_webhook(client: Client, webhook_id: str) -> bool:
    """False where there is none."""
    return client.put(_dated("DELETE /webhooks/{webhookId}", {"webhookId": webhook_id}, GONE)).status != 404


def delete_v1_webhook(client: Client, webhook_id: str) -> bool:
    """A legacy one; it cannot be made again with the same key. False where there is none."""
    question = Question(Surface.V1, "DELETE /v1/webhooks/{id}", {"id": webhook_id}, (), GONE)
    return client.put(question).status != 404


def send_test(client: Client, webhook_id: str, event: str) -> str:
    """Have a sample delivered; the id of the event that was made up for it."""
    question = _dated("POST /webhooks/{webhookId}/events/test", {"webhookId": webhook_id}, OK, {"eventType": event})
    return msgspec.json.decode(client.put(question).body, type=_Sample).id


def log_page(client: Client, webhook_id: str, lo_ms: int, hi_ms: int | None, *, after: str | None) -> Answer:
    """A page of the delivery log in [lo, hi), newest first. Its bounds are exclusive."""
    bounds = [("createdAt[gt]", ms_to_iso(lo_ms - 1))] if lo_ms else []
    if hi_ms is not None:
        bounds.append(("createdAt[lt]", ms_to_iso(hi_ms)))
    parameters = [*bounds, ("limit", str(LIST_LIMIT)), *([("after", after)] if after else [])]
    return client.put(Question(Surface.DATED, DELIVERY_LOG, {"webhookId": webhook_id}, parameters, OK, patient=True))


def logged_body(client: Client, webhook_id: str, delivery_id: str) -> bytes | None:
    """The bytes of what was, or was to be, delivered; None where the log does not have them any more."""
    asked = {"webhookId": webhook_id, "deliveryId": delivery_id}
    question = Question(Surface.DATED, BODY, asked, (), frozenset({200, 404}), patient=True)
    answer = client.put(question)
    if answer.status == 404:
        return None
    body = bytes(msgspec.json.decode(answer.body, type=_Delivered).data.request_body)
    return None if body in {b"null", b"{}"} else body


def retry_delivery(client: Client, webhook_id: str, delivery_id: str) -> bool:
    """Have it delivered once more; False where the provider does not know it."""
    asked = {"webhookId": webhook_id, "deliveryId": delivery_id}
    operation = "POST /webhooks/{webhookId}/events/{deliveryId}/retry"
    return client.put(_dated(operation, asked, frozenset({202, 404}))).status == 202


def _dated(
    operation: str,
    asked: Mapping[str, object],
    tells: frozenset[int],
    content: Mapping[str, object] | None = None,
    *,
    repeatable: bool = True,
) -> Question:
    encoded = None if content is None else msgspec.json.encode(content)
    return Question(Surface.DATED, operation, asked, (), tells, encoded, repeatable)


# --- reading ----------------------------------------------------------------------------------------------------------


def entry_of(item: bytes) -> Logged | None:
    """An entry of the log; None for an element that is none."""
    try:
        return msgspec.json.decode(item, type=Logged)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def leads_to(webhook: Webhook, url: str) -> bool:
    """Whether it delivers to this address; a slash at the end and the letters of the host make no other."""
    return _place(webhook.url) == _place(url)


def leading_to(webhooks: Sequence[Webhook], url: str) -> list[Webhook]:
    return [one for one in webhooks if leads_to(one, url)]


def _place(url: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "", url
    return parts.scheme, parts.netloc.lower(), parts.path.rstrip("/")
