"""The dated surface, version 2026-03-30: its routes, and what each allows."""

from quosim.parameters import E164, PARTY, Kind, Parameter
from quosim.routes import Route
from quosim.surfaces import dated_webhooks
from quosim.surfaces.dated_account import (
    get_number,
    get_organization,
    get_task,
    get_user,
    list_available,
    list_number_users,
    list_numbers,
    list_tasks,
    list_user_numbers,
    list_users,
)
from quosim.surfaces.dated_calls import get_call, list_calls, list_recordings, list_transcripts
from quosim.surfaces.dated_contacts import (
    get_contact,
    get_note,
    get_property,
    list_contacts,
    list_notes,
    list_properties,
    list_shares,
)
from quosim.surfaces.dated_pages import (
    AFTER,
    CALL_INCLUDE,
    DIRECTION,
    LINE,
    LINE_INCLUDE,
    LINES_INCLUDE,
    MESSAGE_STATUSES,
    PAGED,
    STATUSES,
)
from quosim.surfaces.dated_threads import get_message, list_conversations, list_messages

CALL_FILTERS = (
    LINE,
    Parameter("actorId", pattern=r"(US|SYU).*"),
    Parameter("participant", pattern=E164),
    Parameter("participant[in]", Kind.COMMA, pattern=E164),
    DIRECTION,
    Parameter("status", choices=STATUSES),
    Parameter("status[in]", Kind.COMMA, choices=STATUSES),
    Parameter("createdAt[gte]", Kind.TIME),
    Parameter("createdAt[lte]", Kind.TIME),
    CALL_INCLUDE,
)
MESSAGE_FILTERS = (
    Parameter("from", pattern=PARTY),
    Parameter("to", pattern=PARTY),
    Parameter("to[all]", Kind.COMMA, pattern=PARTY),
    Parameter("status", choices=MESSAGE_STATUSES),
    DIRECTION,
    LINE,
    Parameter("userId", pattern=r"US.*"),
    Parameter("createdAt[gt]", Kind.TIME),
    Parameter("createdAt[lt]", Kind.TIME),
)
CONVERSATION_FILTERS = (
    LINE,
    Parameter("phoneNumberId[in]", Kind.COMMA, pattern=r"PN.*", most=100),
    Parameter("createdAt[gte]", Kind.TIME),
    Parameter("createdAt[lte]", Kind.TIME),
    Parameter("updatedAt[gte]", Kind.TIME),
    Parameter("updatedAt[lte]", Kind.TIME),
    Parameter("sort", choices=("createdAt:asc", "createdAt:desc", "updatedAt:asc", "updatedAt:desc")),
)
CONTACT_FILTERS = (
    Parameter("externalId"),
    Parameter("externalId[in]", Kind.COMMA, most=50),
    Parameter("source"),
    Parameter("source[in]", Kind.COMMA, most=50),
)
AVAILABLE = (
    Parameter("areaCode", pattern=r"[2-9]\d\d"),
    Parameter("contains"),
    Parameter("countryCode"),
    Parameter("inLocality"),
    Parameter("inRegion"),
    Parameter("tollFree", Kind.FLAG),
)
TASK_LIMIT = Parameter("limit", Kind.INTEGER, low=1, high=100, default=50)

ROUTES = (
    Route("dated GET /calls", list_calls, (*CALL_FILTERS, *PAGED)),
    Route("dated GET /calls/{callId}", get_call, (CALL_INCLUDE,), ("AC",)),
    Route("dated GET /calls/{callId}/recordings", list_recordings, PAGED, ("AC",)),
    Route("dated GET /calls/{callId}/transcripts", list_transcripts, PAGED, ("AC",)),
    Route("dated GET /messages", list_messages, (*MESSAGE_FILTERS, *PAGED)),
    Route("dated GET /messages/{messageId}", get_message, (), ("AC",)),
    Route("dated GET /conversations", list_conversations, (*CONVERSATION_FILTERS, *PAGED)),
    Route("dated GET /contacts", list_contacts, (*CONTACT_FILTERS, *PAGED)),
    Route("dated GET /contacts/{contactId}", get_contact, (), ("",)),
    Route("dated GET /contacts/{contactId}/shares", list_shares, PAGED, ("",)),
    Route("dated GET /contacts/{contactId}/notes", list_notes, PAGED, ("",)),
    Route("dated GET /contacts/{contactId}/notes/{noteId}", get_note, (), ("", "")),
    Route("dated GET /contacts/{contactId}/properties", list_properties, (Parameter("type"), *PAGED), ("",)),
    Route("dated GET /contacts/{contactId}/properties/{propertyId}", get_property, (), ("", "")),
    Route("dated GET /phone-numbers", list_numbers, (Parameter("phoneNumber", pattern=E164), LINES_INCLUDE, *PAGED)),
    Route("dated GET /phone-numbers/available", list_available, AVAILABLE),
    Route("dated GET /phone-numbers/{phoneNumberId}", get_number, (LINE_INCLUDE,), ("PN",)),
    Route("dated GET /phone-numbers/{phoneNumberId}/users", list_number_users, PAGED, ("PN",)),
    Route("dated GET /users", list_users, PAGED),
    Route("dated GET /users/{userId}", get_user, (), ("US",)),
    Route("dated GET /users/{userId}/phone-numbers", list_user_numbers, (LINES_INCLUDE, *PAGED), ("US",)),
    Route("dated GET /organization", get_organization),
    Route("dated GET /tasks", list_tasks, (TASK_LIMIT, AFTER)),
    Route("dated GET /tasks/{taskId}", get_task, (), ("TK",)),
    *dated_webhooks.ROUTES,
)
