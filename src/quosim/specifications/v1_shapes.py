"""What v1 answers: one shape for each question."""

from collections.abc import Mapping

from quosim.dates import (
    CALL_ROUTE,
    EXTERNAL_IDS,
    FORWARDED_TO_LINES,
    MESSAGE_CONVERSATION,
    MESSAGE_MEDIA,
    NUMBER_RESTRICTIONS,
    RECEIVED,
    SUMMARY_JOBS,
)
from quosim.specifications.shapes import (
    ANYTHING,
    CALL_STATUS,
    DIRECTION,
    FLAG,
    FULL_NUMBER,
    JOBS,
    LINK,
    MEDIA,
    MOMENT,
    NUMBER,
    PROGRESS,
    RECORDING_STATUS,
    RESTRICTIONS,
    TEXT,
    USER,
    VOICEMAIL,
    Shape,
    either,
    ident,
    listed,
    maybe,
    null,
    since,
    text,
    thing,
    whole,
)

TOTAL = whole(description="Not accurate: do not use it as a count of what there is.")
MESSAGE_STATUS = either(
    text(choices=("queued", "sent", "delivered", "undelivered")), since(RECEIVED, text(choices=("received",)))
)
MESSAGE = thing(
    id=ident("AC"),
    to=listed(TEXT),
    from_=TEXT,
    text=TEXT,
    phoneNumberId=null(ident("PN")),
    conversationId=since(MESSAGE_CONVERSATION, ident("CN")),
    direction=DIRECTION,
    userId=null(USER),
    status=MESSAGE_STATUS,
    createdAt=MOMENT,
    updatedAt=MOMENT,
    media=since(MESSAGE_MEDIA, maybe(MEDIA)),
)
CALL = thing(
    id=ident("AC"),
    phoneNumberId=ident("PN"),
    userId=USER,
    direction=DIRECTION,
    status=CALL_STATUS,
    participants=listed(FULL_NUMBER),
    createdAt=MOMENT,
    answeredAt=null(MOMENT),
    answeredBy=null(TEXT),
    initiatedBy=null(TEXT),
    completedAt=null(MOMENT),
    duration=whole(),
    updatedAt=null(MOMENT),
    forwardedFrom=null(either(FULL_NUMBER, USER)),
    forwardedTo=null(either(FULL_NUMBER, USER, since(FORWARDED_TO_LINES, ident("PN")))),
    callRoute=since(CALL_ROUTE, null(TEXT)),
    aiHandled=since(CALL_ROUTE, null(TEXT)),
)
RECORDING = thing(
    id=ident("CR"),
    duration=null(whole()),
    startTime=null(MOMENT),
    status=null(RECORDING_STATUS),
    type=null(TEXT),
    url=null(LINK),
)
SUMMARY = thing(
    callId=ident("AC"),
    status=PROGRESS,
    summary=null(listed(TEXT)),
    nextSteps=null(listed(TEXT)),
    jobs=since(SUMMARY_JOBS, maybe(null(JOBS))),
)
TRANSCRIPT = thing(
    callId=ident("AC"),
    createdAt=MOMENT,
    duration=NUMBER,
    status=PROGRESS,
    dialogue=null(
        listed(thing(content=TEXT, start=NUMBER, end=NUMBER, identifier=null(TEXT), userId=null(USER))),
    ),
)
CONVERSATION = thing(
    id=ident("CN"),
    phoneNumberId=ident("PN"),
    participants=listed(TEXT),
    name=null(TEXT),
    assignedTo=null(TEXT),
    lastActivityAt=null(MOMENT),
    lastActivityId=null(ident("AC")),
    mutedUntil=null(MOMENT),
    snoozedUntil=null(MOMENT),
    createdAt=null(MOMENT),
    updatedAt=null(MOMENT),
    deletedAt=null(MOMENT),
)
CONTACT_VALUE = thing(id=maybe(TEXT), name=TEXT, value=null(TEXT))
CONTACT = thing(
    id=TEXT,
    externalId=since(EXTERNAL_IDS, null(TEXT)),
    source=null(TEXT),
    sourceUrl=since(EXTERNAL_IDS, null(LINK)),
    defaultFields=thing(
        firstName=null(TEXT),
        lastName=null(TEXT),
        company=null(TEXT),
        role=null(TEXT),
        emails=listed(CONTACT_VALUE),
        phoneNumbers=listed(CONTACT_VALUE),
    ),
    customFields=listed(thing(id=maybe(TEXT), key=maybe(TEXT), name=TEXT, type=TEXT, value=ANYTHING)),
    createdAt=MOMENT,
    updatedAt=MOMENT,
    createdByUserId=TEXT,
)
ROLE = text(choices=("owner", "admin", "member"))
PERSON = {"id": USER, "email": TEXT, "firstName": null(TEXT), "lastName": null(TEXT), "role": ROLE}
LINE = thing(
    id=ident("PN"),
    groupId=TEXT,
    name=TEXT,
    number=FULL_NUMBER,
    formattedNumber=null(TEXT),
    forward=null(TEXT),
    portRequestId=null(TEXT),
    portingStatus=null(TEXT),
    symbol=null(TEXT),
    users=listed(thing(**PERSON, groupId=TEXT)),
    restrictions=since(NUMBER_RESTRICTIONS, RESTRICTIONS),
    createdAt=MOMENT,
    updatedAt=MOMENT,
)
MEMBER = thing(**PERSON, pictureUrl=null(LINK), createdAt=MOMENT, updatedAt=MOMENT)
TASK = thing(
    taskId=ident("TK"),
    orgId=ident("OR"),
    title=TEXT,
    description=TEXT,
    dueDate=null(MOMENT),
    completed=FLAG,
    isDeleted=FLAG,
    assignedTo=null(TEXT),
    assignedBy=null(TEXT),
    createdBy=null(TEXT),
    createdAt=MOMENT,
    phoneNumberId=null(TEXT),
    conversationId=null(TEXT),
    activityId=null(TEXT),
    phoneNumberGroupId=null(TEXT),
    revision=TEXT,
)
FIELD = thing(name=TEXT, key=TEXT, type=TEXT)
LAST_TOKEN = null(TEXT)


def _page(item: Shape, *, token: Shape = LAST_TOKEN) -> Shape:
    return thing(data=listed(item), totalItems=TOTAL, nextPageToken=token)


def _one(item: Shape) -> Shape:
    return thing(data=item)


ANSWERS: Mapping[str, Shape] = {
    "v1 GET /v1/calls": _page(CALL),
    "v1 GET /v1/calls/{callId}": _one(CALL),
    "v1 GET /v1/call-recordings/{callId}": _one(listed(RECORDING)),
    "v1 GET /v1/call-voicemails/{callId}": _one(VOICEMAIL),
    "v1 GET /v1/call-summaries/{callId}": _one(SUMMARY),
    "v1 GET /v1/call-transcripts/{id}": _one(TRANSCRIPT),
    "v1 GET /v1/messages": _page(MESSAGE),
    "v1 GET /v1/messages/{id}": _one(MESSAGE),
    "v1 GET /v1/conversations": _page(CONVERSATION),
    "v1 GET /v1/contacts": _page(CONTACT),
    "v1 GET /v1/contacts/{id}": _one(CONTACT),
    "v1 GET /v1/contact-custom-fields": _one(listed(FIELD)),
    "v1 GET /v1/phone-numbers": _one(listed(LINE)),
    "v1 GET /v1/phone-numbers/{phoneNumberId}": _one(LINE),
    "v1 GET /v1/users": _page(MEMBER),
    "v1 GET /v1/users/{userId}": _one(MEMBER),
    "v1 GET /v1/tasks": _page(TASK, token=maybe(LAST_TOKEN)),
    "v1 GET /v1/tasks/{taskId}": _one(TASK),
}
