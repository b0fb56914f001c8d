"""Having the provider tell us by itself: one webhook for everything, and what stands in the way of it.

The judging is pure; the doing asks the provider first what there is, so that doing it again changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from onrecord.domain.capability import Surface
from onrecord.domain.errors import NotOurs, ProviderForbids, ProviderHasNot, ProviderRejects
from onrecord.intake.delivered import disown_test_event
from onrecord.provider.client import Client
from onrecord.provider.webhooks import (
    ENABLED,
    EVENTS,
    Webhook,
    complete_webhook,
    create_webhook,
    delete_v1_webhook,
    delete_webhook,
    leading_to,
    leads_to,
    list_v1_webhooks,
    list_webhooks,
    rotate_webhook,
    send_test,
)
from onrecord.storage import deliveries, hooks, listed_hooks
from onrecord.storage.hooks import Hook
from onrecord.storage.listed_hooks import ListedHook
from onrecord.sync.asking import Asking

LABEL = "Onrecord"
TEST_EVENT = "message.received"


class Remark(NamedTuple):
    """Something about the webhooks that a person should know. `kind` is for programs."""

    kind: str
    webhook_id: str
    said: str
    todo: str


class Registered(NamedTuple):
    """`made` False: it was there already."""

    webhook_id: str
    made: bool
    remarks: Sequence[Remark]


# --- judging ----------------------------------------------------------------------------------------------------------


def judge(made: Sequence[Webhook], legacy: Sequence[Webhook], url: str) -> list[Remark]:
    """What is not as it should be with the webhooks there are. `url` is ours, or empty."""
    ours = leading_to(made, url) if url else []
    old = leading_to(legacy, url) if url else []
    others = [one for one in legacy if one not in old]
    return [*_twice(ours), *_incomplete(ours), *(_beside(old) if ours else _only(old)), *_old(others, url)]


def same_address(url: str, ours: str) -> bool:
    """Whether a webhook's address is this house's."""
    return bool(ours) and leads_to(Webhook("", url), ours)


def remarks_on(listed: Sequence[ListedHook], url: str) -> list[Remark]:
    """The same of webhooks as they were listed last."""
    told = {generation: [_told(one) for one in listed if one.generation == generation] for generation in ("N", "L2")}
    return judge(told["N"], told["L2"], url)


def _told(one: ListedHook) -> Webhook:
    status = ENABLED if one.enabled else "disabled"
    return Webhook(one.webhook_id, one.url, status, one.events, one.resource_ids, one.label)


def _twice(ours: Sequence[Webhook]) -> Iterator[Remark]:
    for spare in ours[1:]:
        yield Remark(
            "twice",
            spare.id,
            f"Webhook {spare.id} leads to our address too: everything is told twice.",
            f"The record does not mind, but one is enough: `onrecord hooks remove {spare.id}`.",
        )


def _incomplete(ours: Sequence[Webhook]) -> Iterator[Remark]:
    for one in ours[:1]:
        lacking = [event for event in EVENTS if event not in one.events]
        if not one.enabled:
            yield _mend("disabled", one, f"Webhook {one.id} is switched off: nothing is told.")
        elif lacking:
            yield _mend("events", one, f"Webhook {one.id} does not tell {len(lacking)} of {len(EVENTS)} kinds of news.")
        elif not one.tells_of(None):
            yield _mend("lines", one, f"Webhook {one.id} tells of {len(one.resource_ids)} phone numbers only.")


def _mend(kind: str, one: Webhook, said: str) -> Remark:
    return Remark(kind, one.id, said, "Run `onrecord hooks register`: it completes the one that is there.")


def _beside(old: Sequence[Webhook]) -> Iterator[Remark]:
    for one in old:
        yield Remark(
            "beside",
            one.id,
            f"The older webhook {one.id} leads to our address beside the new one: what both know is told twice.",
            f"While you move that is right. When both have told for a day: `onrecord hooks remove {one.id}`.",
        )


def _only(old: Sequence[Webhook]) -> Iterator[Remark]:
    for one in old:
        yield Remark(
            "only_legacy",
            one.id,
            f"The webhook {one.id} that leads to our address is an older one, which Quo is retiring.",
            "Run `onrecord hooks register`: it makes a new one beside it, and takes nothing away.",
        )


def _old(others: Sequence[Webhook], url: str) -> Iterator[Remark]:
    """Without an address of ours nobody can say whose they are."""
    if others:
        ids = ", ".join(one.id for one in others)
        what = f"Older webhooks lead to other programs ({ids})." if url else f"There are older webhooks ({ids})."
        yield Remark(
            "legacy",
            others[0].id,
            f"{what} Quo is retiring them, and one that is deleted cannot be made again.",
            "Leave them to the programs that use them: each needs a new one before its older one may end.",
        )


# --- doing ------------------------------------------------------------------------------------------------------------


def webhooks_of(asking: Asking) -> tuple[list[Webhook], list[Webhook]]:
    """(new ones, older ones made with the API), as the provider lists them now; none where it has no such list."""
    return _if_there(list_webhooks, asking.client), _if_there(list_v1_webhooks, asking.client)


def register(asking: Asking, url: str) -> Registered:
    """Make the webhook, or complete the one that is there, and keep its secret.

    1. See what leads to our address already; an older one among them gives us its key, so that both are understood.
    2. One of the new kind: complete it. Where its secret is not known here it gets a new one, for nobody shows the old.
    3. None: make one, for everything.
    4. List again: a webhook that was made is not always there (seen in November 2025).
    """
    made, legacy = webhooks_of(asking)
    _adopt(asking, leading_to(legacy, url))
    ours = leading_to(made, url)
    webhook = _completed(asking, ours[0]) if ours else _made(asking, url)
    made, legacy = webhooks_of(asking)
    if not any(one.id == webhook.id for one in made):
        raise ProviderHasNot("Quo says that it made the webhook, and does not list it.", advice="Try again.")
    note_listed(asking, made, legacy)
    return Registered(webhook.id, not ours, judge(made, legacy, url))


def rotate(asking: Asking, webhook_id: str, url: str, *, elsewhere: bool = False) -> None:
    """A new secret; what is signed with the old one is still taken. `url` is ours, or empty; only with `elsewhere` is
    one changed that does not lead there.
    """
    found = next((one for one in list_webhooks(asking.client) if one.id == webhook_id), None)
    if found is None:
        raise _no_webhook(webhook_id)
    if not elsewhere:
        _refuse_others(found, url)
    _keep_secret(asking, found, rotate_webhook(asking.client, webhook_id))


def remove(asking: Asking, webhook_id: str, url: str, *, elsewhere: bool = False) -> bool:
    """Take a webhook away at the provider, then its secrets here. False where it was gone there already.

    1. One that is listed has to lead here, unless `elsewhere` says that any other is meant as well.
    2. One that is not, has to be known here: somebody may have removed it in the provider's app.
    3. Only then it is asked for.
    """
    found = next((one for some in webhooks_of(asking) for one in some if one.id == webhook_id), None)
    if found is not None and not elsewhere:
        _refuse_others(found, url)
    with asking.database.reading() as conn:
        known_here = webhook_id in {kept_id for kept_id, _ in hooks.good_secrets(conn, asking.workspace_id)}
    if found is None and not known_here and not elsewhere:
        raise _no_webhook(webhook_id)
    delete = delete_webhook if webhook_id.isdecimal() else delete_v1_webhook
    was_there = delete(asking.client, webhook_id)
    if not was_there and not known_here:
        raise _no_webhook(webhook_id)
    asking.write(lambda conn: hooks.remove_hook(conn, asking.workspace_id, webhook_id))
    note_listed(asking, *webhooks_of(asking))
    return was_there


def _no_webhook(webhook_id: str) -> ProviderHasNot:
    return ProviderHasNot(f"Quo knows no webhook {webhook_id}.", advice="`onrecord hooks list` shows those there are.")


def _refuse_others(webhook: Webhook, url: str) -> None:
    if not same_address(webhook.url, url):
        raise NotOurs(
            f"Webhook {webhook.id} leads to {webhook.url}, and not here.",
            advice="Leave it to the program that uses it; if you do mean this one, add `--elsewhere`.",
        )


def send_sample(asking: Asking, webhook_id: str) -> str:
    """Have a sample sent; the id of its event, which never becomes a record."""
    event_id = send_test(asking.client, webhook_id, TEST_EVENT)
    now_ms = asking.clock.now_ms()
    asking.write(lambda conn: disown_test_event(conn, asking.workspace_id, event_id, now_ms=now_ms))
    return event_id


def sample_arrived(asking: Asking, webhook_id: str, event_id: str, since_ms: int) -> bool:
    """Whether the sample has come, by this webhook, since it was asked for."""
    with asking.database.reading() as conn:
        return deliveries.came_since(conn, asking.workspace_id, webhook_id, event_id, since_ms)


def note_listed(asking: Asking, made: Sequence[Webhook], legacy: Sequence[Webhook]) -> None:
    """Keep what the provider listed, for the screens and for who watches."""
    now_ms = asking.clock.now_ms()
    rows = [*(_listed(one, Surface.HOOK_N) for one in made), *(_listed(one, Surface.HOOK_L2) for one in legacy)]
    asking.write(lambda conn: listed_hooks.replace(conn, asking.workspace_id, rows, now_ms=now_ms))


def _listed(one: Webhook, generation: str) -> ListedHook:
    return ListedHook(
        one.id, generation, one.url, one.enabled, tuple(one.events), tuple(one.resource_ids), one.label, one.created_ms
    )


def _made(asking: Asking, url: str) -> Webhook:
    webhook = create_webhook(asking.client, url, label=LABEL)
    _keep_secret(asking, webhook, webhook.key)
    return webhook


def _completed(asking: Asking, webhook: Webhook) -> Webhook:
    with asking.database.reading() as conn:
        known = {webhook_id for webhook_id, _ in hooks.good_secrets(conn, asking.workspace_id)}
    completed = complete_webhook(asking.client, webhook.id)
    if webhook.id not in known:
        _keep_secret(asking, webhook, rotate_webhook(asking.client, webhook.id))
    return completed


def _adopt(asking: Asking, legacy: Sequence[Webhook]) -> None:
    """Older webhooks that lead here: the provider shows their keys whenever it is asked."""
    with asking.database.reading() as conn:
        known = set(hooks.good_secrets(conn, asking.workspace_id))
    for one in legacy:
        if one.key and (one.id, one.key) not in known:
            _keep_secret(asking, one, one.key, Surface.HOOK_L2)


def _keep_secret(asking: Asking, webhook: Webhook, key: str, generation: str = Surface.HOOK_N) -> None:
    now_ms = asking.clock.now_ms()
    kept = Hook(webhook.id, generation, webhook.url, key, webhook.label or "", hooks.LIVE, now_ms)
    asking.write(lambda conn: hooks.add_hook(conn, asking.workspace_id, kept))


def _if_there(ask: Callable[[Client], list[Webhook]], client: Client) -> list[Webhook]:
    try:
        return ask(client)
    except (ProviderHasNot, ProviderForbids, ProviderRejects):
        return []
