"""What `POST …/events/test` sends: the same invented thing every time, under the same event id."""

from quosim.times import with_millis

Thing = dict[str, object]
EVENT_ID = "EVsample0000000000000000000000test"
_WHEN = "2026-04-13T12:00:00.000Z"
_LATER = "2026-04-13T12:00:55.000Z"
_CALL, _MESSAGE, _TASK = "ACsamplecall", "ACsamplemessage", "TKsample"
_OURS, _THEIRS = "+15555550100", "+15555550101"
_CARD: Thing = {
    "id": "5a3b1e000000000000000000", "firstName": "Sample", "lastName": "Person", "company": None, "role": None,
    "location": None, "source": "public-api", "externalId": None, "emails": [], "customFields": [],
    "phoneNumbers": [{"value": _THEIRS, "type": "phone-number"}], "createdAt": _WHEN, "updatedAt": _WHEN,
}  # fmt: skip
_SENT: Thing = {"id": _MESSAGE, "direction": "outgoing", "text": "This is a test.", "media": [], "createdAt": _WHEN}
_RUNG: Thing = {"id": _CALL, "direction": "incoming", "createdAt": _WHEN, "updatedAt": _WHEN}

_RESOURCES: dict[str, Thing] = {
    "message.received": {**_SENT, "direction": "incoming", "status": "received"},
    "message.delivered": {**_SENT, "status": "delivered"},
    "message.failed": {
        "id": _MESSAGE, "direction": "outgoing", "text": "This is a test.", "status": "failed", "errorCode": None,
        "createdAt": _WHEN,
    },
    "message.undelivered": {**_SENT, "status": "undelivered", "errorCode": "30003"},
    "call.ringing": _RUNG,
    "call.answered": {**_RUNG, "answeredAt": _WHEN, "answeredByUserId": "USsample"},
    "call.completed": {
        **_RUNG, "status": "answered", "answeredAt": _WHEN, "completedAt": _LATER, "duration": 55,
        "hasVoicemail": False,
    },
    "call.missed": {"id": _CALL, "createdAt": _WHEN, "updatedAt": _LATER},
    "call.forwarded": {
        "id": _CALL, "createdAt": _WHEN, "updatedAt": _LATER, "forwardedFrom": _OURS, "forwardedTo": "+15555550102",
    },
    "call.menu.selected": {
        "id": _CALL, "createdAt": _WHEN, "updatedAt": None, "phoneMenuSelection": "1",
        "phoneMenuSelectionName": "Sales", "statusReason": "phone-menu-dial",
    },
    "call.recording.completed": {
        **_RUNG, "answeredAt": _WHEN, "completedAt": _LATER, "duration": 55, "recordings": [],
    },
    "call.transcript.completed": {
        "callId": _CALL, "createdAt": _LATER, "duration": 2.5, "processingStatus": "completed",
        "dialogue": [{"userId": None, "identifier": _THEIRS, "content": "Testing.", "start": 0.0, "end": 2.5}],
    },
    "call.summary.completed": {
        "callId": _CALL, "processingStatus": "completed", "summary": ["This is a test."], "nextSteps": [],
        "fromPhoneNumber": _THEIRS, "handledByAiAgent": False, "answeredByUserId": "USsample", "jobs": [],
    },
    "call.voicemail.completed": {
        "id": "ACsamplevoicemail", "voicemailId": "VMsample", "callId": _CALL, "direction": "incoming", "duration": 3,
        "from": _THEIRS, "to": _OURS, "transcript": "This is a test.", "recordingUrl": None, "createdAt": _WHEN,
        "updatedAt": _LATER,
    },
    "contact.updated": _CARD,
    "contact.deleted": _CARD,
    "task.created": {"id": _TASK, "title": "Test", "description": "", "dueDate": None},
    "task.updated": {
        "id": _TASK,
        "updatedFields": {
            "title": {"isUpdated": True, "updatedValue": "Test"}, "description": {"isUpdated": False},
        },
    },
    "task.assigned": {"id": _TASK, "assignedTo": "USsample"},
    "task.unassigned": {"id": _TASK, "unassignedFrom": "USsample"},
    "task.overdue": {"id": _TASK, "dueDate": _WHEN},
    "task.duedate.updated": {"id": _TASK, "updatedDueDate": _LATER},
}  # fmt: skip

_PLACE: Thing = {"orgId": "ORsample", "phoneNumberId": "PNsample", "conversationId": "CNsample"}
_CONTACTS: Thing = {"ids": [], "lookupStatus": "none"}
_PARTIES: Thing = {"workspace": [_OURS], "external": [_THEIRS], "resolution": "available"}


def _context(event: str) -> Thing:
    noun = event.partition(".")[0]
    if noun == "message":
        way = [_THEIRS, _OURS] if event == "message.received" else [_OURS, _THEIRS]
        more: Thing = {"senderIdentifier": way[0], "recipientIdentifiers": way[1:]}
        return {**_PLACE, "userId": "USsample", "contacts": _CONTACTS, **more}
    if event == "call.ringing":
        return {**_PLACE, "userId": "USsample", "participants": _PARTIES}
    if noun == "call":
        told: Thing = {"phoneNumberType": "shared", "userId": "USsample", "contacts": _CONTACTS}
        return {**_PLACE, **told, "participants": _PARTIES}
    if noun == "task":
        return {**_PLACE, "actorId": "USsample", "activityId": None, "phoneNumberGroupId": None}
    return {"orgId": "ORsample", "userId": "USsample", "sharedWithIds": ["ORsample"]}


def sample(event: str, now: int) -> Thing:
    """The body of a test. Events without a resource of their own here say no more than an id: what an integration
    tells is documented nowhere."""
    noun = event.partition(".")[0]
    plain: Thing = {"id": _TASK if noun == "task" else "INsample"}
    data = {"resource": _RESOURCES.get(event, plain), "context": _context(event), "links": {"quo": None}}
    return {"id": EVENT_ID, "apiVersion": "2026-03-30", "type": event, "createdAt": with_millis(now), "data": data}
