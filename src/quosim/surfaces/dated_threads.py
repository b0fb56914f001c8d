"""Dated: messages and conversations."""

from collections.abc import Callable

from quosim import errors
from quosim.index import Sight, by_time, message_status
from quosim.routes import Asked
from quosim.surfaces import dated_items as items
from quosim.surfaces.dated_pages import page, resumed, span
from quosim.templates import template
from quosim.timelines import Timeline
from quosim.world.model import Message


def tell_message(asked: Asked, message: Message) -> bytes:
    house, now = asked.house, asked.now
    settled = max(message.at, message.settled_at)
    return asked.tell("dated message", message.id, settled, lambda: items.message(house, message, now))


def message_fits(asked: Asked) -> Callable[[Message], bool]:
    values, now = asked.values, asked.now
    everyone = set(values["to[all]"]) if values["to[all]"] else None

    def fits(message: Message) -> bool:
        return (
            (values["phoneNumberId"] is None or message.line_id == values["phoneNumberId"])
            and (values["userId"] is None or message.member_id == values["userId"])
            and (values["direction"] is None or message.direction == values["direction"])
            and (values["from"] is None or message.sender == values["from"])
            and (values["to"] is None or values["to"] in message.recipients)
            and (everyone is None or everyone == set(message.recipients))
            and (values["status"] is None or message_status(message, now) == values["status"])
        )

    return fits


def list_messages(asked: Asked) -> bytes:
    low, high = span(asked, "createdAt[gt]", "createdAt[lt]", inclusive=False)
    messages = asked.house.index.messages.newest_first(low, high, resumed(asked))
    return page(asked, filter(message_fits(asked), messages), by_time, lambda message: tell_message(asked, message))


def get_message(asked: Asked) -> bytes:
    message = asked.house.index.message.get(asked.path[0])
    if message is None or message.at > asked.now:
        raise errors.dated_not_found("Message")
    return b'{"data":' + tell_message(asked, message) + b"}"


def list_conversations(asked: Asked) -> bytes:
    """The only list that can be sorted, and the only change feed there is."""
    values = asked.values
    orders = asked.house.index.orders(asked.now)
    by, _, direction = (values["sort"] or "createdAt:desc").partition(":")
    order: Timeline[Sight] = orders.created if by == "createdAt" else orders.updated
    created = span(asked, "createdAt[gte]", "createdAt[lte]", inclusive=True)
    updated = span(asked, "updatedAt[gte]", "updatedAt[lte]", inclusive=True)
    low, high = created if by == "createdAt" else updated
    walk = order.oldest_first if direction == "asc" else order.newest_first
    lines = set(values["phoneNumberId[in]"] or ()) | ({values["phoneNumberId"]} if values["phoneNumberId"] else set())

    def fits(sight: Sight) -> bool:
        return (
            (not lines or sight.conversation.line_id in lines)
            and (created[0] is None or sight.conversation.at >= created[0])
            and sight.conversation.at <= created[1]
            and (updated[0] is None or sight.updated_at >= updated[0])
            and sight.updated_at <= updated[1]
        )

    found = filter(fits, walk(low, high, resumed(asked)))
    return page(asked, found, order.key, lambda sight: asked.tell_once(template(items.conversation(sight))))
