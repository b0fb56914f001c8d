"""What the dated surface answers: one shape for each question."""

from collections.abc import Mapping
from dataclasses import replace

from quosim.parameters import PARTY
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
    text,
    thing,
    whole,
)
from quosim.specifications.v1_shapes import CONVERSATION as V1_CONVERSATION
from quosim.specifications.v1_shapes import MEMBER, PERSON
from quosim.specifications.v1_shapes import TASK as V1_TASK

ACTOR = text("(US|SYU).*")
ANYBODY = text(PARTY)
MESSAGE = thing(
    id=ident("AC"),
    to=listed(ANYBODY),
    from_=ANYBODY,
    text=TEXT,
    phoneNumberId=null(maybe(ident("PN"))),
    conversationId=ident("CN"),
    direction=DIRECTION,
    userId=null(maybe(ACTOR)),
    status=text(choices=("queued", "sent", "delivered", "undelivered", "received", "failed")),
    createdAt=MOMENT,
    updatedAt=MOMENT,
    media=MEDIA,
)
SUMMARY = thing(
    status=PROGRESS,
    type=null(text(choices=("human", "agent"))),
    summary=null(listed(TEXT)),
    nextSteps=null(listed(TEXT)),
    jobs=null(JOBS),
    title=null(TEXT),
)
CALL = thing(
    id=ident("AC"),
    phoneNumberId=null(ident("PN")),
    actorId=ACTOR,
    direction=DIRECTION,
    status=CALL_STATUS,
    participants=listed(thing(phoneNumber=ANYBODY, actorId=null(ACTOR))),
    createdAt=MOMENT,
    answeredAt=null(MOMENT),
    answeredBy=null(ACTOR),
    initiatedBy=null(ACTOR),
    completedAt=null(MOMENT),
    updatedAt=null(MOMENT),
    callRoute=null(TEXT),
    duration=whole(),
    forwardedFrom=null(either(ANYBODY, ident("PN"), USER)),
    forwardedTo=null(either(ANYBODY, ident("PN"), USER)),
    aiHandled=null(TEXT),
    summary=maybe(SUMMARY),
    voicemail=maybe(VOICEMAIL),
)
RECORDING = thing(
    id=ident("CR"),
    status=RECORDING_STATUS,
    startTime=MOMENT,
    duration=null(whole()),
    url=null(LINK),
    type=null(TEXT),
)
TRANSCRIPT = thing(
    recordingId=ident("CR"),
    status=PROGRESS,
    startTime=MOMENT,
    createdAt=MOMENT,
    duration=NUMBER,
    dialogue=listed(thing(content=TEXT, start=NUMBER, end=NUMBER, identifier=null(TEXT), actorId=null(ACTOR))),
)
CONVERSATION = replace(
    V1_CONVERSATION,
    members={name: shape for name, shape in (V1_CONVERSATION.members or {}).items() if name != "assignedTo"},
)
CONTACT = thing(
    id=TEXT,
    externalId=null(TEXT),
    source=null(TEXT),
    sourceUrl=null(LINK),
    firstName=null(TEXT),
    lastName=null(TEXT),
    company=null(TEXT),
    role=null(TEXT),
    createdAt=MOMENT,
    updatedAt=MOMENT,
    actorId=TEXT,
)
SHARE = thing(contactId=TEXT, sharedWith=TEXT, createdAt=MOMENT)
NOTE = thing(id=TEXT, text=TEXT, media=MEDIA, createdAt=MOMENT, updatedAt=MOMENT, actorId=TEXT)
PROPERTY = thing(id=TEXT, type=TEXT, name=null(TEXT), value=ANYTHING, createdAt=MOMENT, updatedAt=MOMENT)
HOURS = null(thing(start=text(r"\d{4}"), end=text(r"\d{4}")))
BUSINESS_HOURS = thing(
    enabled=FLAG,
    timezone=TEXT,
    schedule=null(
        thing(
            monday=HOURS,
            tuesday=HOURS,
            wednesday=HOURS,
            thursday=HOURS,
            friday=HOURS,
            saturday=HOURS,
            sunday=HOURS,
        )
    ),
)
LINE = thing(
    id=ident("PN"),
    groupId=TEXT,
    name=TEXT,
    phoneNumber=FULL_NUMBER,
    formattedNumber=null(TEXT),
    forward=null(TEXT),
    portRequestId=null(TEXT),
    portingStatus=null(TEXT),
    symbol=null(TEXT),
    createdAt=MOMENT,
    updatedAt=MOMENT,
    restrictions=maybe(RESTRICTIONS),
    businessHours=maybe(BUSINESS_HOURS),
)
LINE_MEMBER = thing(**PERSON, groupId=TEXT)
ORGANIZATION = thing(
    id=ident("OR"),
    name=null(TEXT),
    subscriptionStatus=text(choices=("active", "expired")),
    createdAt=MOMENT,
    updatedAt=MOMENT,
)
TASK = thing(
    **{name: shape for name, shape in (V1_TASK.members or {}).items() if name not in ("completed", "isDeleted")}
    | {"status": text(choices=("open", "completed", "deleted")), "revision": whole()}
)


def _page(item: Shape) -> Shape:
    return thing(data=listed(item), nextCursor=null(TEXT))


def _one(item: Shape) -> Shape:
    return thing(data=item)


ANSWERS: Mapping[str, Shape] = {
    "dated GET /calls": _page(CALL),
    "dated GET /calls/{callId}": _one(CALL),
    "dated GET /calls/{callId}/recordings": _page(RECORDING),
    "dated GET /calls/{callId}/transcripts": _page(TRANSCRIPT),
    "dated GET /messages": _page(MESSAGE),
    "dated GET /messages/{messageId}": _one(MESSAGE),
    "dated GET /conversations": _page(CONVERSATION),
    "dated GET /contacts": _page(CONTACT),
    "dated GET /contacts/{contactId}": _one(CONTACT),
    "dated GET /contacts/{contactId}/shares": _page(SHARE),
    "dated GET /contacts/{contactId}/notes": _page(NOTE),
    "dated GET /contacts/{contactId}/notes/{noteId}": _one(NOTE),
    "dated GET /contacts/{contactId}/properties": _page(PROPERTY),
    "dated GET /contacts/{contactId}/properties/{propertyId}": _one(PROPERTY),
    "dated GET /phone-numbers": _page(LINE),
    "dated GET /phone-numbers/available": _one(thing(phoneNumbers=listed(FULL_NUMBER))),
    "dated GET /phone-numbers/{phoneNumberId}": _one(LINE),
    "dated GET /phone-numbers/{phoneNumberId}/users": _page(LINE_MEMBER),
    "dated GET /users": _page(MEMBER),
    "dated GET /users/{userId}": _one(MEMBER),
    "dated GET /users/{userId}/phone-numbers": _page(LINE),
    "dated GET /organization": _one(ORGANIZATION),
    "dated GET /tasks": _page(TASK),
    "dated GET /tasks/{taskId}": _one(TASK),
}
