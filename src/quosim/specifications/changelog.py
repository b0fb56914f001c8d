"""What the provider announced, and when: every entry of its changelog, in our words."""

from datetime import date
from typing import NamedTuple

from quosim import dates
from quosim.dates import Day


class Entry(NamedTuple):
    """`surface` is `v1`, `dated` or `webhooks`; `published` False: the entry gives no day, and the date is that of the
    first document which has the thing, or a guess after the last dated one."""

    date: date
    surface: str
    title: str
    published: bool = True


ENTRIES: tuple[Entry, ...] = (
    Entry(dates.ALWAYS, "v1", "1.0.0: the API"),
    Entry(dates.OWNERS_VIEW, "v1", "1.0.1: calls and messages default to the view of the line's owner"),
    Entry(dates.WHOLE_RECORDINGS, "v1", "1.0.2: recordings that were sometimes empty are whole"),
    Entry(dates.RESTRICTIONS, "v1", "1.1.0: numbers say what they may call and text"),
    Entry(dates.FULL_NUMBERS, "v1", "1.1.1: numbers are checked for E.164"),
    Entry(dates.NULL_TOKENS, "v1", "1.1.2: the last page's token is null; totalItems is not accurate"),
    Entry(dates.CONTACTS, "v1", "1.2.0: contacts are listed by externalIds"),
    Entry(dates.JUNE_2025, "v1", "Conversations are listed; summaries of calls by the agent carry jobs", False),
    Entry(
        dates.NOVEMBER_2025, "v1", "A single call, voicemails, a single number, users; externalIds is optional", False
    ),
    Entry(dates.BETA_WEBHOOKS, "webhooks", "Webhooks in beta, with x-quo-api-version"),
    Entry(dates.CALL_EVENTS, "webhooks", "Events of a call's life: ringing, answered, missed, forwarded"),
    Entry(dates.DATED_USERS, "dated", "Users"),
    Entry(dates.TASKS, "v1", "Tasks"),
    Entry(dates.MARK_READ, "v1", "Conversations are marked as read"),
    Entry(dates.MARK_READ, "dated", "Conversations are marked as read; failed messages are sent again"),
    Entry(dates.MARK_DONE, "v1", "Conversations are marked as done and open; a message is sent to a group"),
    Entry(dates.CONVERSATION_IDS, "v1", "Messages carry conversationId; messages of a group are listed"),
    Entry(dates.CONVERSATION_IDS, "webhooks", "Webhooks are generally available"),
    Entry(dates.DATED_CONTACTS_ANNOUNCED, "dated", "Contacts are announced"),
    Entry(dates.TASK_EVENTS, "webhooks", "Events of tasks"),
    Entry(dates.DATED_CONTACTS, "dated", "Contacts"),
    Entry(dates.MENU_EVENTS, "webhooks", "call.menu.selected"),
    Entry(dates.MEDIA, "v1", "Messages carry media"),
    Entry(dates.UNDELIVERED_EVENTS, "webhooks", "message.undelivered"),
    Entry(dates.DATED_TASKS, "dated", "Tasks"),
    Entry(dates.LOG_IDS, "webhooks", "Deliveries carry eventId and resourceId"),
    Entry(dates.CONTACT_MANAGEMENT, "dated", "Notes, properties and shares of contacts; filters take operators"),
    Entry(dates.DATED_CALLS, "dated", "Calls, with recordings and transcripts; conversations are listed"),
    Entry(dates.DATED_MESSAGES, "dated", "Messages, phone numbers, the organization"),
    Entry(dates.CONNECTOR_NOTES, "dated", "Notes on the MCP connector"),
    Entry(dates.OCTOBER_2026, "v1", "Users are listed without maxResults; calls may be forwarded to a line", False),
    Entry(dates.LATER, "dated", "Messages are sent; A2P registration", False),
    Entry(dates.LATER, "webhooks", "Legacy webhooks are being retired", False),
)


def changelog(day: Day) -> list[dict[str, object]]:
    """What had been announced by then, newest first."""
    told = [entry for entry in ENTRIES if entry.date <= day.date]
    return [{**entry._asdict(), "date": entry.date.isoformat()} for entry in reversed(told)]
