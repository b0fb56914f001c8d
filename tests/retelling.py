"""What a webhook says, told again as REST answers a moment later; from the provider's documents, not with our parsers.

Where an event leaves a thing out (a voicemail without its link, a call without its people), so does the answer.
"""

import json
import re
from datetime import datetime
from typing import Any

from onrecord.provider.client import Answer

SOON_MS = 5_000
Body = dict[str, Any]
REST_ENDS = {"answered": "completed", "unanswered": "no-answer", "ai-handled": "completed", "unknown": "completed"}
OTHER_NAMES = {"callSummary": "call.summary.completed", "callTranscript": "call.transcript.completed"}
PARTS = {"call.summary.completed": "summary", "call.transcript.completed": "transcript"}
VOICEMAIL = "call.voicemail.completed"
INCOMING = {"call.missed", "call.menu.selected"}
STATUS_BY_NAME = {f"call.{name}": name for name in ("ringing", "answered", "missed")}


def unwrapped(event: Body) -> Body:
    inside: Body = event["object"] if "type" not in event else event
    return inside


def speaks_of_a_part(event: Body) -> bool:
    """Whether it says something of a call, and not when that was: the call itself has to be told another way."""
    return kind_of(unwrapped(event)) in {*PARTS, VOICEMAIL}


def kind_of(event: Body) -> str:
    return OTHER_NAMES.get(event["type"], event["type"])


def the_call_of(event: Body) -> Answer:
    """The call of an event that speaks of a part of it, as the list of calls gives it."""
    event = unwrapped(event)
    thing, context = _thing(event), _context(event)
    left = kind_of(event) == VOICEMAIL
    people = context.get("participants", {"workspace": [], "external": ["+12125550123"]})
    return _listed_call(thing["callId"], event, {
        "phoneNumberId": context.get("phoneNumberId", "PNmaple001"),
        "actorId": context.get("userId"),
        "direction": "incoming",
        "createdAt": event["createdAt"],
        "answeredAt": None if left else event["createdAt"],
        "completedAt": event["createdAt"],
        "aiHandled": "ai-agent" if thing.get("handledByAiAgent") else None,
        "participants": [*people["workspace"], *people["external"]],
        "status": "no-answer" if left else "completed",
    })  # fmt: skip


def retold(event: Body) -> list[Answer]:
    """The answers by which REST tells what the event does; none for tasks, of which no record is made."""
    event = unwrapped(event)
    kind = kind_of(event)
    if kind.startswith("message."):
        return [_message(event)]
    if kind.startswith("contact."):
        return [_contact(event), *([_not_found(event)] if kind == "contact.deleted" else [])]
    if kind in PARTS:
        return [the_call_of(event), _part(event, PARTS[kind])]
    if kind == VOICEMAIL:
        return [the_call_of(event), _voicemail(event, _thing(event)["callId"], _left(event))]
    return list(_call(event)) if kind.startswith("call.") else []


def _thing(event: Body) -> Body:
    data: Body = event["data"]
    thing: Body = data.get("resource") or data["object"]
    return thing


def _context(event: Body) -> Body:
    """What N tells beside the thing, and the older ones within it."""
    context: Body = event["data"].get("context") or _thing(event)
    return context


def _conversation(event: Body) -> str | None:
    named = _context(event).get("conversationId")
    linked = re.search(r"/c/(CN\w+)", event["data"].get("deepLink") or "")
    return named or (linked.group(1) if linked else None)


def _message(event: Body) -> Answer:
    thing, context = _thing(event), _context(event)
    to = context.get("recipientIdentifiers") or thing.get("to")
    item = {
        "id": thing["id"],
        "from": context.get("senderIdentifier") or thing.get("from"),
        "to": [one.strip() for one in to.split(",")] if isinstance(to, str) else to,
        "text": thing.get("text", thing.get("body")),
        "phoneNumberId": context["phoneNumberId"],
        "conversationId": _conversation(event),
        "direction": thing["direction"],
        "userId": context["userId"] if thing["direction"] == "outgoing" else None,
        "status": thing["status"],
        "createdAt": thing["createdAt"],
        "updatedAt": event["createdAt"],
    }
    if thing.get("media") or (thing.get("media") == [] and event["apiVersion"] != "v4"):
        item["media"] = thing["media"]
    return _listed("GET /messages", event, item)


def _call(event: Body) -> list[Answer]:
    thing = _thing(event)
    told = [_listed_call(thing["id"], event, {
        "phoneNumberId": _context(event)["phoneNumberId"],
        "actorId": _context(event)["userId"],
        "direction": thing.get("direction") or ("incoming" if kind_of(event) in INCOMING else None),
        "createdAt": thing["createdAt"],
        "answeredAt": thing.get("answeredAt"),
        "answeredBy": thing.get("answeredBy", thing.get("answeredByUserId")),
        "initiatedBy": thing.get("initiatedBy"),
        "completedAt": thing.get("completedAt"),
        "duration": thing.get("duration"),
        "forwardedFrom": thing.get("forwardedFrom"),
        "forwardedTo": thing.get("forwardedTo"),
        "callRoute": "phone-menu" if kind_of(event) == "call.menu.selected" else None,
        "aiHandled": "ai-agent" if thing.get("status") == "ai-handled" else None,
        "participants": _people(event),
        "status": _status(event),
    })]  # fmt: skip
    recordings = thing.get("recordings") or (thing.get("media") or None)
    if recordings:
        done = [{"status": "completed", **one} for one in recordings]
        told.append(_answer("GET /calls/{callId}/recordings", event, {"callId": thing["id"]}, done))
    left = thing.get("voicemail")
    if left is not None:
        done = {"status": "completed", "recordingUrl": left.get("url"), "duration": left.get("duration")}
        told.append(_voicemail(event, thing["id"], done))
    elif thing.get("hasVoicemail"):
        told.append(_voicemail(event, thing["id"], {"status": "in-progress"}))
    return told


def _status(event: Body) -> str | None:
    said: str | None = _thing(event).get("status") or STATUS_BY_NAME.get(kind_of(event))
    return REST_ENDS.get(str(said), said) if kind_of(event) == "call.completed" else said


def _people(event: Body) -> list[str]:
    thing, parties = _thing(event), _context(event).get("participants")
    if isinstance(parties, dict):
        return [*parties["workspace"], *parties["external"]]
    return parties if parties is not None else [one for one in (thing.get("from"), thing.get("to")) if one]


def _listed_call(call_id: str, event: Body, members: Body) -> Answer:
    """REST names no conversation of a call."""
    people = [{"phoneNumber": number, "actorId": None} for number in members["participants"]]
    known = {name: value for name, value in members.items() if value is not None}
    item = {"id": call_id, "updatedAt": event["createdAt"]}
    return _listed("GET /calls", event, item | known | {"participants": people})


def _left(event: Body) -> Body:
    thing = _thing(event)
    told = {name: thing[name] for name in ("duration", "transcript", "recordingUrl")}
    return {"id": thing["voicemailId"], "status": "completed", **told}


def _voicemail(event: Body, call_id: str, left: Body) -> Answer:
    return _answer("GET /v1/call-voicemails/{callId}", event, {"callId": call_id}, left)


def _part(event: Body, part: str) -> Answer:
    thing = _thing(event)
    told = thing | {"status": thing.get("status", thing.get("processingStatus"))}
    if "handledByAiAgent" in thing:
        told["type"] = "agent" if thing["handledByAiAgent"] else "human"
    if part == "summary":
        return _answer("GET /v1/call-summaries/{callId}", event, {"callId": thing["callId"]}, told)
    return _answer("GET /v1/call-transcripts/{id}", event, {"id": thing["callId"]}, told)


def _contact(event: Body) -> Answer:
    card = _thing(event)
    typed = _typed_fields(card.get("fields", {}))
    of = {kind: [one for one in typed if one["type"] == kind] for kind in ("phone-number", "email")}
    own = [one for one in typed if one["type"] not in of and one["value"] is not None]
    item = {
        "id": _contact_id(card),
        "source": card.get("source"),
        "externalId": card.get("externalId"),
        "defaultFields": {
            **{name: card.get(name) for name in ("firstName", "lastName", "company", "role")},
            "phoneNumbers": [{"name": None, **one} for one in card.get("phoneNumbers", of["phone-number"])],
            "emails": [{"name": None, **one} for one in card.get("emails", of["email"])],
        },
        "customFields": [
            {name: one[name] for name in ("name", "type", "value")} for one in card.get("customFields", own)
        ],
        "createdAt": card["createdAt"],
        "updatedAt": card["updatedAt"],
    }
    return _listed("GET /v1/contacts", event, item, soon_ms=-SOON_MS)


def _typed_fields(fields: Body | list[Body]) -> list[Body]:
    """L1's fields by name, as the list of the documents."""
    if isinstance(fields, list):
        return fields
    kinds = {"Phone": "phone-number", "Email": "email"}
    return [
        {"name": name, "type": kinds.get(name, "string"), "value": one}
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _contact_id(card: Body) -> str:
    return str(card["id"]).removeprefix("CT")


def _not_found(event: Body) -> Answer:
    asked: dict[str, object] = {"id": _contact_id(_thing(event))}
    body = b'{"message": "Contact not found", "status": 404}'
    return Answer("v1", "GET /v1/contacts/{id}", asked, 404, body, _asked_ms(event, 0))


def _listed(operation: str, event: Body, item: Body, *, soon_ms: int = SOON_MS) -> Answer:
    return _answer(operation, event, {}, [item], soon_ms=soon_ms)


def _answer(operation: str, event: Body, asked: dict[str, object], data: object, *, soon_ms: int = SOON_MS) -> Answer:
    surface = "v1" if "/v1/" in operation else "dated"
    body = json.dumps({"data": data}).encode()
    return Answer(surface, operation, asked, 200, body, _asked_ms(event, soon_ms))


def _asked_ms(event: Body, soon_ms: int) -> int:
    return round(datetime.fromisoformat(event["createdAt"]).timestamp() * 1000) + soon_ms
