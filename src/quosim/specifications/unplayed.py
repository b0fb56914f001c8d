"""What the documents describe and the simulator does not play: everything that would write.

A document without it would say of the provider what is not true. Asked for, these answer like a route that never was.
"""

from dataclasses import dataclass
from datetime import date

from quosim import dates
from quosim.dates import GROUP_SENDING
from quosim.specifications import dated_shapes, v1_shapes
from quosim.specifications.shapes import (
    ANYTHING,
    FULL_NUMBER,
    MOMENT,
    TEXT,
    USER,
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


@dataclass(frozen=True, slots=True)
class Unplayed:
    """One operation, since when it is published, what it takes and what it answers (None: an empty body)."""

    operation: str
    since: date
    body: Shape | None = None
    answer: Shape | None = None
    status: int = 200


RECIPIENT = either(FULL_NUMBER, text(maxLength=15))
RECIPIENTS = either(
    since(GROUP_SENDING, listed(RECIPIENT, minItems=1, maxItems=10)),
    since(dates.SENDING_TO_ONE, listed(FULL_NUMBER, minItems=1, maxItems=1)),
)
MESSAGE = thing(
    content=text(minLength=1, maxLength=1600),
    from_=either(ident("PN"), FULL_NUMBER),
    to=RECIPIENTS,
    userId=maybe(USER),
    setInboxStatus=maybe(text(choices=("done",))),
)
V1_VALUES = listed(thing(name=TEXT, value=null(TEXT)))
V1_CARD = thing(
    defaultFields=thing(
        firstName=null(TEXT),
        lastName=maybe(null(TEXT)),
        company=maybe(null(TEXT)),
        role=maybe(null(TEXT)),
        emails=maybe(V1_VALUES),
        phoneNumbers=maybe(V1_VALUES),
    ),
    customFields=maybe(listed(thing(key=TEXT, value=ANYTHING))),
    createdByUserId=maybe(USER),
    source=since(dates.EXTERNAL_IDS, maybe(text(minLength=1, maxLength=72))),
    sourceUrl=since(dates.EXTERNAL_IDS, maybe(text(maxLength=200))),
    externalId=since(dates.EXTERNAL_IDS, maybe(null(text(minLength=1, maxLength=75)))),
)
DATED_CARD = thing(
    firstName=TEXT,
    lastName=maybe(null(TEXT)),
    company=maybe(null(TEXT)),
    role=maybe(null(TEXT)),
    externalId=maybe(null(TEXT)),
    source=maybe(null(TEXT)),
    sourceUrl=maybe(null(TEXT)),
)
REVISION = thing(data=thing(taskId=ident("TK"), revision=TEXT))
V1_TASK = thing(
    title=TEXT,
    description=TEXT,
    phoneNumberId=maybe(ident("PN")),
    conversationId=maybe(ident("CN")),
    activityId=maybe(ident("AC")),
    dueDate=maybe(MOMENT),
    assignedTo=maybe(TEXT),
)
DATED_TASK = thing(title=TEXT, description=TEXT, conversationId=ident("CN"))
NOTE = thing(text=text(minLength=1, maxLength=2000))
PROPERTY = thing(type=TEXT, name=maybe(null(TEXT)), value=ANYTHING)
REGISTRATION = thing(id=ident("RG"), status=TEXT, draft=maybe(whole()))


def _one(item: Shape) -> Shape:
    return thing(data=item)


def _marks(prefix: str, answer: Shape) -> tuple[Unplayed, ...]:
    path = f"{prefix}/conversations/{{conversationId}}/mark-as"
    return (
        Unplayed(f"{path}-read", dates.MARK_READ, None, answer),
        Unplayed(f"{path}-done", dates.MARK_DONE, None, answer),
        Unplayed(f"{path}-open", dates.MARK_DONE, None, answer),
    )


UNPLAYED: tuple[Unplayed, ...] = (
    Unplayed("v1 POST /v1/messages", dates.ALWAYS, MESSAGE, _one(v1_shapes.MESSAGE), 202),
    Unplayed("v1 POST /v1/contacts", dates.ALWAYS, V1_CARD, _one(v1_shapes.CONTACT), 201),
    Unplayed("v1 PATCH /v1/contacts/{id}", dates.ALWAYS, V1_CARD, _one(v1_shapes.CONTACT)),
    Unplayed("v1 DELETE /v1/contacts/{id}", dates.ALWAYS, status=204),
    *_marks("v1 POST /v1", v1_shapes.CONVERSATION),  # bare, without `data`
    Unplayed("v1 POST /v1/tasks", dates.TASKS, V1_TASK, REVISION, 201),
    Unplayed("v1 PUT /v1/tasks/{taskId}", dates.TASKS, thing(title=TEXT, description=TEXT), REVISION),
    Unplayed("v1 DELETE /v1/tasks/{taskId}", dates.TASKS, None, REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/complete", dates.TASKS, None, REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/reopen", dates.TASKS, None, REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/assign", dates.TASKS, thing(assignedTo=TEXT), REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/unassign", dates.TASKS, None, REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/link-conversation", dates.TASKS, thing(conversationId=ident("CN")), REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/unlink-conversation", dates.TASKS, None, REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/change-due-date", dates.TASKS, thing(dueDate=MOMENT), REVISION),
    Unplayed("v1 POST /v1/tasks/{taskId}/remove-due-date", dates.TASKS, None, REVISION),
    Unplayed("dated POST /messages/{messageId}/retry", dates.MARK_READ, None, thing(), 202),
    *_marks("dated POST ", _one(dated_shapes.CONVERSATION)),
    Unplayed("dated POST /contacts", dates.DATED_CONTACTS, DATED_CARD, _one(dated_shapes.CONTACT), 201),
    Unplayed("dated PATCH /contacts/{contactId}", dates.DATED_CONTACTS, DATED_CARD, _one(dated_shapes.CONTACT)),
    Unplayed("dated DELETE /contacts/{contactId}", dates.DATED_CONTACTS, status=204),
    Unplayed("dated POST /tasks", dates.DATED_TASKS, DATED_TASK, _one(dated_shapes.TASK), 201),
    Unplayed("dated PATCH /tasks/{taskId}", dates.DATED_TASKS, DATED_TASK, _one(dated_shapes.TASK)),
    Unplayed("dated DELETE /tasks/{taskId}", dates.DATED_TASKS, status=204),
    Unplayed("dated PATCH /tasks/{taskId}/status", dates.DATED_TASKS, thing(status=TEXT), _one(dated_shapes.TASK)),
    Unplayed(
        "dated POST /tasks/{taskId}/conversations",
        dates.DATED_TASKS,
        thing(conversationId=ident("CN")),
        _one(dated_shapes.TASK),
    ),
    Unplayed(
        "dated DELETE /tasks/{taskId}/conversations", dates.DATED_TASKS, thing(conversationId=ident("CN")), None, 204
    ),
    Unplayed("dated POST /tasks/{taskId}/users", dates.DATED_TASKS, thing(userId=USER), _one(dated_shapes.TASK)),
    Unplayed("dated DELETE /tasks/{taskId}/users", dates.DATED_TASKS, thing(userId=USER), None, 204),
    Unplayed("dated PATCH /tasks/{taskId}/due-date", dates.DATED_TASKS, thing(dueDate=MOMENT), _one(dated_shapes.TASK)),
    Unplayed("dated DELETE /tasks/{taskId}/due-date", dates.DATED_TASKS, status=204),
    Unplayed("dated POST /contacts/{contactId}/notes", dates.CONTACT_MANAGEMENT, NOTE, _one(dated_shapes.NOTE)),
    Unplayed(
        "dated PATCH /contacts/{contactId}/notes/{noteId}", dates.CONTACT_MANAGEMENT, NOTE, _one(dated_shapes.NOTE)
    ),
    Unplayed("dated DELETE /contacts/{contactId}/notes/{noteId}", dates.CONTACT_MANAGEMENT, status=204),
    Unplayed(
        "dated POST /contacts/{contactId}/properties",
        dates.CONTACT_MANAGEMENT,
        PROPERTY,
        _one(dated_shapes.PROPERTY),
    ),
    Unplayed(
        "dated PATCH /contacts/{contactId}/properties/{propertyId}",
        dates.CONTACT_MANAGEMENT,
        PROPERTY,
        _one(dated_shapes.PROPERTY),
    ),
    Unplayed("dated DELETE /contacts/{contactId}/properties/{propertyId}", dates.CONTACT_MANAGEMENT, status=204),
    Unplayed("dated POST /messages", dates.LATER, MESSAGE, _one(dated_shapes.MESSAGE), 202),
    Unplayed("dated GET /a2p-registration", dates.LATER, None, _one(REGISTRATION)),
    Unplayed("dated POST /a2p-registration", dates.LATER, thing(), _one(REGISTRATION), 201),
    Unplayed("dated POST /a2p-registration/submit", dates.LATER, None, _one(REGISTRATION)),
)
