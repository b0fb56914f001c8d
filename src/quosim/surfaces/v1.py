"""The v1 surface: its routes, and what each needs."""

from quosim.dates import CONTACTS_NEED_EXTERNAL_IDS, USERS_NEED_MAX_RESULTS
from quosim.parameters import E164, Kind, Parameter
from quosim.routes import Route
from quosim.surfaces import v1_webhooks
from quosim.surfaces.v1_account import (
    get_contact,
    get_number,
    get_task,
    get_user,
    list_contacts,
    list_custom_fields,
    list_numbers,
    list_tasks,
    list_users,
)
from quosim.surfaces.v1_calls import get_call, get_summary, get_transcript, get_voicemail, list_calls, list_recordings
from quosim.surfaces.v1_pages import (
    AFTER,
    BEFORE,
    CALLS,
    CONTACTS,
    CONVERSATIONS,
    FIELDS,
    LINE,
    MESSAGES,
    NUMBERS,
    PAGE,
    RECORDINGS,
    SINCE,
    SUMMARIES,
    TASKS,
    TRANSCRIPTS,
    USER,
    USERS,
    VOICEMAILS,
    page_size,
)
from quosim.surfaces.v1_threads import get_message, list_conversations, list_messages

CALL_PARTY = Parameter("participants", Kind.REPEATED, required=True)
MESSAGE_PARTIES = Parameter("participants", Kind.REPEATED, required=True, pattern=E164, most=10)
THREAD = (USER, SINCE, AFTER, BEFORE, PAGE)
CONVERSATION_FILTERS = (
    Parameter("phoneNumber", pattern=rf"{E164}|PN.*"),
    Parameter("phoneNumbers", Kind.REPEATED, pattern=rf"{E164}|PN.*", most=100),
    Parameter("excludeInactive", Kind.FLAG),
    Parameter("updatedAfter", Kind.TIME),
    Parameter("updatedBefore", Kind.TIME),
)
EXTERNAL_IDS = Parameter("externalIds", Kind.REPEATED, required=CONTACTS_NEED_EXTERNAL_IDS, pattern=r".{1,75}")
SOURCES = Parameter("sources", Kind.REPEATED, pattern=r".{1,75}")

ROUTES = (
    Route("v1 GET /v1/calls", list_calls, (LINE, CALL_PARTY, page_size(100), *THREAD), resource=CALLS),
    Route("v1 GET /v1/calls/{callId}", get_call, idents=("AC",), resource=CALLS),
    Route("v1 GET /v1/call-recordings/{callId}", list_recordings, idents=("AC",), resource=RECORDINGS),
    Route("v1 GET /v1/call-voicemails/{callId}", get_voicemail, idents=("AC",), resource=VOICEMAILS),
    Route("v1 GET /v1/call-summaries/{callId}", get_summary, idents=("AC",), resource=SUMMARIES),
    Route("v1 GET /v1/call-transcripts/{id}", get_transcript, idents=("AC",), resource=TRANSCRIPTS),
    Route("v1 GET /v1/messages", list_messages, (LINE, MESSAGE_PARTIES, page_size(100), *THREAD), resource=MESSAGES),
    Route("v1 GET /v1/messages/{id}", get_message, idents=("AC",), resource=MESSAGES),
    Route(
        "v1 GET /v1/conversations",
        list_conversations,
        (page_size(100), *CONVERSATION_FILTERS, *THREAD),
        resource=CONVERSATIONS,
    ),
    Route("v1 GET /v1/contacts", list_contacts, (EXTERNAL_IDS, SOURCES, page_size(50), PAGE), resource=CONTACTS),
    Route("v1 GET /v1/contacts/{id}", get_contact, idents=("",), resource=CONTACTS),
    Route("v1 GET /v1/contact-custom-fields", list_custom_fields, resource=FIELDS),
    Route("v1 GET /v1/phone-numbers", list_numbers, (USER,), resource=NUMBERS),
    Route("v1 GET /v1/phone-numbers/{phoneNumberId}", get_number, idents=("PN",), resource=NUMBERS),
    Route("v1 GET /v1/users", list_users, (page_size(50, required=USERS_NEED_MAX_RESULTS), PAGE), resource=USERS),
    Route("v1 GET /v1/users/{userId}", get_user, idents=("US",), resource=USERS),
    Route("v1 GET /v1/tasks", list_tasks, (page_size(100, default=50), PAGE), resource=TASKS),
    Route("v1 GET /v1/tasks/{taskId}", get_task, idents=("TK",), resource=TASKS),
    *v1_webhooks.ROUTES,
)
