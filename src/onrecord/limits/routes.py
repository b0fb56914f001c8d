"""What the sync asks, by name: whether a list or a route is there decides the road. `catalogue` is what people lack."""

from enum import StrEnum

from onrecord.domain.capability import Surface


class Ability(StrEnum):
    SURFACE = "surface"
    PHONE_NUMBERS = "phone_numbers_list"
    USERS = "users_list"
    ORGANIZATION = "organization"
    CONTACTS = "contacts_list"
    CONVERSATIONS = "conversations_list"
    MESSAGES = "messages_list"
    CALLS = "calls_list"
    SINGLE_CALL = "single_call"
    SINGLE_MESSAGE = "single_message"
    SINGLE_LINE = "single_line"
    RECORDINGS = "recording_route"
    TRANSCRIPTS = "transcript_route"
    SUMMARIES = "summary_route"
    VOICEMAILS = "voicemail_route"
    NON_E164 = "non_e164_conversations"
    GROUP_CALLS = "group_calls"
    GROUP_MESSAGES = "group_messages"
    LARGE_GROUPS = "large_groups"


ABILITY_OF: dict[str, Ability] = {
    "GET /phone-numbers": Ability.PHONE_NUMBERS,
    "GET /phone-numbers/{phoneNumberId}": Ability.SINGLE_LINE,
    "GET /users": Ability.USERS,
    "GET /organization": Ability.ORGANIZATION,
    "GET /conversations": Ability.CONVERSATIONS,
    "GET /messages": Ability.MESSAGES,
    "GET /messages/{messageId}": Ability.SINGLE_MESSAGE,
    "GET /calls": Ability.CALLS,
    "GET /calls/{callId}": Ability.SINGLE_CALL,
    "GET /calls/{callId}/recordings": Ability.RECORDINGS,
    "GET /calls/{callId}/transcripts": Ability.TRANSCRIPTS,
    "GET /v1/phone-numbers": Ability.PHONE_NUMBERS,
    "GET /v1/users": Ability.USERS,
    "GET /v1/contacts": Ability.CONTACTS,
    "GET /v1/conversations": Ability.CONVERSATIONS,
    "GET /v1/messages": Ability.MESSAGES,
    "GET /v1/messages/{id}": Ability.SINGLE_MESSAGE,
    "GET /v1/calls": Ability.CALLS,
    "GET /v1/calls/{callId}": Ability.SINGLE_CALL,
    "GET /v1/call-recordings/{callId}": Ability.RECORDINGS,
    "GET /v1/call-transcripts/{id}": Ability.TRANSCRIPTS,
    "GET /v1/call-summaries/{callId}": Ability.SUMMARIES,
    "GET /v1/call-voicemails/{callId}": Ability.VOICEMAILS,
}
"""Which ability an operation shows by how it answers."""

FIRST_OPERATION = {Surface.DATED: "GET /phone-numbers", Surface.V1: "GET /v1/phone-numbers"}
"""The cheapest question by which a surface shows that it exists."""

SHOWS: dict[tuple[str, str], tuple[str, ...]] = {
    (Ability.CALLS, Surface.DATED): ("list_without_counterpart", "voicemail"),
    (Ability.MESSAGES, Surface.DATED): ("group_messages",),
    (Ability.RECORDINGS, Surface.DATED): ("recordings",),
    (Ability.TRANSCRIPTS, Surface.DATED): ("transcripts",),
    (Ability.RECORDINGS, Surface.V1): ("recordings",),
    (Ability.TRANSCRIPTS, Surface.V1): ("transcripts",),
    (Ability.SUMMARIES, Surface.V1): ("summaries",),
    (Ability.VOICEMAILS, Surface.V1): ("voicemail",),
    (Ability.CONTACTS, Surface.V1): ("contact_listing",),
    (Ability.NON_E164, Surface.V1): ("hidden_callers",),
}
"""What else a route shows by being there or not: names of the catalogue, by (ability, surface)."""
