"""What the provider could have said: bodies of both surfaces with the members of today, and readings of them."""

import itertools
from collections.abc import Mapping

import msgspec

from onrecord.domain.clock import ms_to_iso
from onrecord.projection.reading import Reading

LINE, OWN = "PNmaple001", "+15550100100"
OTHER_LINE, OTHER_OWN = "PNmaple002", "+15550100101"
DANA, ERIN = "+15550100123", "+15550100124"
ANA, BEN, AGENT = "USana", "USben", "SYUsona"
BEGAN = 1_790_000_000_000  # a Monday in September 2026, after the provider began to return media
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
WEEK_LATER = BEGAN + 7 * DAY

Body = dict[str, object]
_ids = itertools.count(1)


def reading(
    surface: str,
    operation: str,
    body: object,
    *,
    at: int = WEEK_LATER,
    asked: Mapping[str, object] | None = None,
    status: int = 200,
    push: bool = False,
) -> Reading:
    """One observation; `body` is JSON to be, or bytes as they are."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Reading(next(_ids), surface, operation, asked or {}, status, at, push, raw)


def dated_message(message_id: str = "ACm1", **changes: object) -> Body:
    """An incoming message from Dana, without media."""
    return {
        "id": message_id,
        "to": [OWN],
        "from": DANA,
        "text": "The crack in the wall is back",
        "phoneNumberId": LINE,
        "conversationId": "CNdana",
        "direction": "incoming",
        "userId": None,
        "status": "received",
        "createdAt": ms_to_iso(BEGAN),
        "updatedAt": ms_to_iso(BEGAN + SECOND),
        "media": [],
    } | changes


def sent_message(message_id: str = "ACm1", **changes: object) -> Body:
    """An outgoing message of Ana's to Dana."""
    going = {"direction": "outgoing", "from": OWN, "to": [DANA], "userId": ANA, "status": "sent"}
    return dated_message(message_id, **(going | changes))


def v1_message(message_id: str = "ACm1", **changes: object) -> Body:
    """As before the provider returned media: no such member."""
    body = dated_message(message_id)
    del body["media"]
    return body | changes


def _call(call_id: str) -> Body:
    return {
        "id": call_id,
        "phoneNumberId": LINE,
        "direction": "incoming",
        "status": "completed",
        "createdAt": ms_to_iso(BEGAN + 110),
        "answeredAt": ms_to_iso(BEGAN + 4 * SECOND),
        "answeredBy": ANA,
        "initiatedBy": None,
        "completedAt": ms_to_iso(BEGAN + 140 * SECOND),
        "updatedAt": ms_to_iso(BEGAN + 140 * SECOND + 522),
        "callRoute": "phone-number",
        "duration": 136,
        "forwardedFrom": None,
        "forwardedTo": None,
        "aiHandled": None,
    }


def dated_call(call_id: str = "ACc1", **changes: object) -> Body:
    """A call of Dana's that Ana answered."""
    people = [{"phoneNumber": OWN, "actorId": ANA}, {"phoneNumber": DANA, "actorId": None}]
    return _call(call_id) | {"actorId": ANA, "participants": people} | changes


def v1_call(call_id: str = "ACc1", **changes: object) -> Body:
    return _call(call_id) | {"userId": ANA, "participants": [DANA, OWN]} | changes


MISSED: Body = {"answeredAt": None, "answeredBy": None, "duration": 16}


def listed_call(body: Body, *, include: str = "summary,voicemail", at: int = WEEK_LATER) -> Reading:
    return reading("dated", "GET /calls", body, at=at, asked={"include": include} if include else {})


def listed_message(body: Body, *, at: int = WEEK_LATER) -> Reading:
    return reading("dated", "GET /messages", body, at=at)


def part(operation: str, body: object, *, at: int = WEEK_LATER, status: int = 200, call_id: str = "ACc1") -> Reading:
    """The answer to one of a call's own questions."""
    name = "id" if operation.endswith("{id}") else "callId"
    surface = "v1" if "/v1/" in operation else "dated"
    return reading(surface, operation, body, at=at, status=status, asked={name: call_id})


def recording(recording_id: str = "CR1", **changes: object) -> Body:
    return {
        "id": recording_id,
        "status": "completed",
        "startTime": ms_to_iso(BEGAN + 5 * SECOND),
        "duration": 120,
        "url": f"https://share.example/v1/resource/call-recording/{recording_id}.mp3?sig=abc",
        "type": "audio/mpeg",
    } | changes


def voicemail(**changes: object) -> Body:
    return {
        "id": "VM1",
        "status": "completed",
        "duration": 16,
        "recordingUrl": "https://share.example/v1/resource/voicemail/VM1.mp3?sig=abc",
        "transcript": "Please call me back about the basement.",
    } | changes


def photo(name: str, media_type: str | None = "image/jpeg") -> Body:
    return {"url": f"https://share.example/v1/resource/message-media/{name}?sig=abc", "type": media_type}


NOT_FOUND: Body = {"message": "Not found", "code": "0100404", "status": 404, "docs": "https://quo.example/docs"}
FORBIDDEN: Body = {"message": "User is forbidden to perform this action", "title": "Forbidden"}
