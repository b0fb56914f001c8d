"""What existed when: one dated row per surface route, field, parameter and rule of the provider's API.

A row is in force from `since` up to, not including, `until`. A day is the set of rows in force; everything else asks
the day. A later limitation that falls is a row here and needs no code, unless something new has to be said.
Where the changelog gives only a year, the date is that of the first published document which has the thing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

ALWAYS = date(2024, 10, 21)  # 1.0.0
OWNERS_VIEW = date(2024, 10, 22)  # 1.0.1: without effect here, where every member of a line sees the same
WHOLE_RECORDINGS = date(2024, 11, 4)  # 1.0.2
RESTRICTIONS = date(2024, 11, 7)  # 1.1.0
FULL_NUMBERS = date(2024, 11, 25)  # 1.1.1
NULL_TOKENS = date(2024, 12, 6)  # 1.1.2
CONTACTS = date(2025, 1, 22)  # 1.2.0: externalId, list contacts
JUNE_2025 = date(2025, 6, 16)
NOVEMBER_2025 = date(2025, 11, 6)
BETA_WEBHOOKS = date(2026, 5, 11)
CALL_EVENTS = date(2026, 5, 26)
DATED_USERS = date(2026, 6, 5)
TASKS = date(2026, 6, 8)
MARK_READ = date(2026, 6, 15)
MARK_DONE = date(2026, 6, 16)
CONVERSATION_IDS = date(2026, 6, 18)
WEBHOOKS = date(2026, 6, 18)  # generally available
DATED_CONTACTS_ANNOUNCED = date(2026, 7, 8)
TASK_EVENTS = date(2026, 7, 9)
DATED_CONTACTS = date(2026, 7, 13)
MENU_EVENTS = date(2026, 7, 15)
MEDIA = date(2026, 8, 21)
UNDELIVERED_EVENTS = date(2026, 8, 25)
DATED_TASKS = date(2026, 8, 27)
LOG_IDS = date(2026, 9, 2)
CONTACT_MANAGEMENT = date(2026, 9, 28)
DATED_CALLS = date(2026, 9, 29)
DATED_MESSAGES = date(2026, 9, 30)
CONNECTOR_NOTES = date(2026, 10, 1)
OCTOBER_2026 = date(2026, 10, 8)
LATER = date(2026, 11, 2)  # announced after 2026-10-08 without a day


@dataclass(frozen=True, slots=True)
class Row:
    """`name` is an operation as in the statistics (`v1 GET /v1/calls`) or one of the constants below."""

    name: str
    since: date = ALWAYS
    until: date | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


# Fields and rules; routes are named by their operation.
MESSAGE_MEDIA = "v1 messages carry media"
MESSAGE_CONVERSATION = "v1 messages carry conversationId"
CALL_ROUTE = "v1 calls carry callRoute and aiHandled"
RECEIVED = "v1 messages may be received"
GROUP_MESSAGES = "v1 lists messages of groups"
CONTACTS_NEED_EXTERNAL_IDS = "v1 contacts need externalIds"
USERS_NEED_MAX_RESULTS = "v1 users need maxResults"
PLAIN_BAD_REQUEST = "v1 calls answer 0100400 to several participants"
LOST_RECORDINGS = "v1 recordings are sometimes empty"
NUMBER_RESTRICTIONS = "v1 numbers carry restrictions"
CHECKED_NUMBERS = "v1 participants must be E.164"
LAST_PAGE_IS_EMPTY = "v1 last pages carry an empty token"
EXTERNAL_IDS = "v1 contacts carry externalId and sourceUrl"
SUMMARY_JOBS = "v1 summaries carry jobs"
FORWARDED_TO_LINES = "v1 calls may be forwarded to a line"
GROUP_SENDING = "v1 sends to a group"  # in the document only, like the next: nothing is sent here
SENDING_TO_ONE = "v1 sends to one number"
BETA_HEADER = "webhooks want x-quo-api-version"
DELIVERY_IDS = "the delivery log carries eventId and resourceId"


def event_row(event: str) -> str:
    """The name of the row that says since when hooks of the newest generation can have that event."""
    return f"event {event}"


_EVENTS_SINCE = {
    BETA_WEBHOOKS: (
        "message.received", "message.delivered", "message.failed", "call.completed", "call.recording.completed",
        "call.transcript.completed", "call.summary.completed", "call.voicemail.completed", "contact.updated",
        "contact.deleted", "integration.created", "integration.updated", "integration.deleted",
    ),
    CALL_EVENTS: ("call.ringing", "call.answered", "call.missed", "call.forwarded"),
    TASK_EVENTS: (
        "task.created", "task.updated", "task.deleted", "task.completed", "task.reopened", "task.assigned",
        "task.unassigned", "task.overdue", "task.linked", "task.unlinked", "task.duedate.updated",
        "task.duedate.removed",
    ),
    MENU_EVENTS: ("call.menu.selected",),
    UNDELIVERED_EVENTS: ("message.undelivered",),
}  # fmt: skip

ROWS: tuple[Row, ...] = (
    Row("v1 GET /v1/phone-numbers"),
    Row("v1 GET /v1/messages"),
    Row("v1 GET /v1/messages/{id}"),
    Row("v1 GET /v1/calls"),
    Row("v1 GET /v1/call-recordings/{callId}"),
    Row("v1 GET /v1/call-summaries/{callId}"),
    Row("v1 GET /v1/call-transcripts/{id}"),
    Row("v1 GET /v1/contact-custom-fields"),
    Row("v1 GET /v1/contacts/{id}"),
    Row("v1 GET /v1/webhooks"),
    Row("v1 GET /v1/webhooks/{id}"),
    Row("v1 DELETE /v1/webhooks/{id}"),
    Row("v1 POST /v1/webhooks/messages"),
    Row("v1 POST /v1/webhooks/calls"),
    Row("v1 POST /v1/webhooks/call-summaries"),
    Row("v1 POST /v1/webhooks/call-transcripts"),
    Row("v1 GET /v1/contacts", CONTACTS),
    Row("v1 GET /v1/conversations", JUNE_2025),
    Row("v1 GET /v1/calls/{callId}", NOVEMBER_2025),
    Row("v1 GET /v1/call-voicemails/{callId}", NOVEMBER_2025),
    Row("v1 GET /v1/phone-numbers/{phoneNumberId}", NOVEMBER_2025),
    Row("v1 GET /v1/users", NOVEMBER_2025),
    Row("v1 GET /v1/users/{userId}", NOVEMBER_2025),
    Row("v1 GET /v1/tasks", TASKS),
    Row("v1 GET /v1/tasks/{taskId}", TASKS),
    Row("dated GET /webhooks", BETA_WEBHOOKS),
    Row("dated POST /webhooks", BETA_WEBHOOKS),
    Row("dated GET /webhooks/{webhookId}", BETA_WEBHOOKS),
    Row("dated PATCH /webhooks/{webhookId}", BETA_WEBHOOKS),
    Row("dated DELETE /webhooks/{webhookId}", BETA_WEBHOOKS),
    Row("dated POST /webhooks/{webhookId}/rotate", BETA_WEBHOOKS),
    Row("dated GET /webhooks/{webhookId}/events", BETA_WEBHOOKS),
    Row("dated POST /webhooks/{webhookId}/events/test", BETA_WEBHOOKS),
    Row("dated GET /webhooks/{webhookId}/events/{deliveryId}", BETA_WEBHOOKS),
    Row("dated POST /webhooks/{webhookId}/events/{deliveryId}/retry", BETA_WEBHOOKS),
    Row("dated GET /users", DATED_USERS),
    Row("dated GET /users/{userId}", DATED_USERS),
    Row("dated GET /contacts", DATED_CONTACTS),
    Row("dated GET /contacts/{contactId}", DATED_CONTACTS),
    Row("dated GET /tasks", DATED_TASKS),
    Row("dated GET /tasks/{taskId}", DATED_TASKS),
    Row("dated GET /contacts/{contactId}/shares", CONTACT_MANAGEMENT),
    Row("dated GET /contacts/{contactId}/notes", CONTACT_MANAGEMENT),
    Row("dated GET /contacts/{contactId}/notes/{noteId}", CONTACT_MANAGEMENT),
    Row("dated GET /contacts/{contactId}/properties", CONTACT_MANAGEMENT),
    Row("dated GET /contacts/{contactId}/properties/{propertyId}", CONTACT_MANAGEMENT),
    Row("dated GET /calls", DATED_CALLS),
    Row("dated GET /calls/{callId}", DATED_CALLS),
    Row("dated GET /calls/{callId}/recordings", DATED_CALLS),
    Row("dated GET /calls/{callId}/transcripts", DATED_CALLS),
    Row("dated GET /conversations", DATED_CALLS),
    Row("dated GET /messages", DATED_MESSAGES),
    Row("dated GET /messages/{messageId}", DATED_MESSAGES),
    Row("dated GET /phone-numbers", DATED_MESSAGES),
    Row("dated GET /phone-numbers/available", DATED_MESSAGES),
    Row("dated GET /phone-numbers/{phoneNumberId}", DATED_MESSAGES),
    Row("dated GET /phone-numbers/{phoneNumberId}/users", DATED_MESSAGES),
    Row("dated GET /users/{userId}/phone-numbers", DATED_MESSAGES),
    Row("dated GET /organization", DATED_MESSAGES),
    Row(MESSAGE_MEDIA, MEDIA),
    Row(MESSAGE_CONVERSATION, CONVERSATION_IDS),
    Row(GROUP_MESSAGES, CONVERSATION_IDS),
    Row(RECEIVED, CONVERSATION_IDS),
    Row(CALL_ROUTE, NOVEMBER_2025),
    Row(CONTACTS_NEED_EXTERNAL_IDS, until=NOVEMBER_2025),
    Row(USERS_NEED_MAX_RESULTS, until=OCTOBER_2026),
    Row(PLAIN_BAD_REQUEST, until=NOVEMBER_2025),
    Row(BETA_HEADER, BETA_WEBHOOKS, until=WEBHOOKS),
    Row(DELIVERY_IDS, LOG_IDS),
    *(Row(event_row(event), since) for since, events in _EVENTS_SINCE.items() for event in events),
    Row(LOST_RECORDINGS, until=WHOLE_RECORDINGS),
    Row(NUMBER_RESTRICTIONS, RESTRICTIONS),
    Row(CHECKED_NUMBERS, FULL_NUMBERS),
    Row(LAST_PAGE_IS_EMPTY, until=NULL_TOKENS),
    Row(EXTERNAL_IDS, CONTACTS),
    Row(SUMMARY_JOBS, JUNE_2025),
    Row(FORWARDED_TO_LINES, OCTOBER_2026),
    Row(GROUP_SENDING, MARK_DONE),
    Row(SENDING_TO_ONE, until=MARK_DONE),
)


@dataclass(frozen=True)
class Day:
    """The API as it was on one date."""

    date: date

    @cached_property
    def rows(self) -> frozenset[str]:
        return frozenset(row.name for row in ROWS if row.in_force(self.date))

    def has(self, name: str) -> bool:
        return name in self.rows
