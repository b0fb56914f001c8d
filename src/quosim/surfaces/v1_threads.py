"""v1: messages and conversations."""

from quosim import errors
from quosim.dates import GROUP_MESSAGES
from quosim.index import Sight, by_time
from quosim.routes import Asked
from quosim.surfaces import v1_items as items
from quosim.surfaces.v1_pages import CONVERSATIONS, MESSAGES, page, resumed, span, the_line
from quosim.templates import template
from quosim.timelines import Timeline
from quosim.world.model import Message


def tell_message(asked: Asked, message: Message) -> bytes:
    house, day, now = asked.house, asked.day, asked.now
    settled = max(message.at, message.settled_at)
    return asked.tell("v1 message", message.id, settled, lambda: items.message(house, message, day, now))


def list_messages(asked: Asked) -> bytes:
    """Newest first, though the documents say chronological: clients rely on it. Several participants are that exact
    group, since 2026-06-18; what came before then is not known, here it is refused."""
    participants = asked.values["participants"]
    if len(participants) > 1 and not asked.day.has(GROUP_MESSAGES):
        message = "Expected array length to be less or equal to 1"
        raise errors.v1_bad_request(MESSAGES, "/participants", message, "array", list(participants))
    line = the_line(asked, MESSAGES, f"{MESSAGES}02403")
    low, high = span(asked)
    thread = (line.id, frozenset(participants))
    messages: Timeline[Message] = asked.house.index.messages_of.get(thread, Timeline([], by_time))
    found = messages.newest_first(low, high, resumed(asked, MESSAGES))
    return page(asked, found, by_time, lambda message: tell_message(asked, message))


def get_message(asked: Asked) -> bytes:
    message = asked.house.index.message.get(asked.path[0])
    if message is None or message.at > asked.now:
        raise errors.v1_not_found(MESSAGES)
    return b'{"data":' + tell_message(asked, message) + b"}"


def wanted_lines(asked: Asked) -> set[str] | None:
    """None is all of them. `phoneNumberId` and `phoneNumbers[]` never get here: unknown, so ignored, and everything
    comes back (seen live 2026-09-09 and 2026-09-11)."""
    named = list(asked.values["phoneNumbers"] or ())
    if asked.values["phoneNumber"] is not None:
        named.append(asked.values["phoneNumber"])
    numbers = asked.house.index.line_of_number
    wanted = {numbers[name].id if name in numbers else name for name in named} if named else None
    if asked.values["userId"] is not None:
        theirs = {line.id for line in asked.house.world.lines if asked.values["userId"] in line.member_ids}
        wanted = theirs if wanted is None else wanted & theirs
    return wanted


def list_conversations(asked: Asked) -> bytes:
    """Most recent activity first. `excludeInactive` leaves out the deleted and those where nothing ever happened;
    what the provider means by it is not documented."""
    values, lines = asked.values, wanted_lines(asked)
    low, high = span(asked)
    updated_low, updated_high = values["updatedAfter"], values["updatedBefore"]
    recent = asked.house.index.orders(asked.now).recent

    def fits(sight: Sight) -> bool:
        told = sight.conversation
        return (
            (lines is None or told.line_id in lines)
            and (low is None or told.at >= low)
            and told.at <= high
            and (updated_low is None or sight.updated_at > updated_low)
            and (updated_high is None or sight.updated_at < updated_high)
            and not (values["excludeInactive"] and (sight.deleted_at or sight.last_at is None))
        )

    found = (sight for sight in recent.newest_first(None, asked.now, resumed(asked, CONVERSATIONS)) if fits(sight))
    return page(asked, found, recent.key, lambda sight: asked.tell_once(template(items.conversation(sight))))
