"""A provider that contradicts itself: two surfaces tell of the same few calls and messages, for tests of the truth.

Calls: `ACzero` (v1 says 0 s of 136), `ACodd` (v1 says 123 s of 136), `ACrang` (v1 gives the ringing of a missed call),
`ACnew` (only the dated surface has it), `ACold` (only v1 has it, as 0 s). Ana's line has all of them but `ACold`, which
is on Ben's. One message, `ACm1`, was sent by Ana.
"""

from onrecord.domain.clock import ms_to_iso
from onrecord.provider.client import Answer
from small_world import list_answer, one_answer
from told import (
    ANA,
    BEGAN,
    BEN,
    DANA,
    DAY,
    LINE,
    MINUTE,
    MISSED,
    OTHER_LINE,
    OTHER_OWN,
    OWN,
    SECOND,
    WEEK_LATER,
    Body,
    dated_call,
    recording,
    sent_message,
    v1_call,
)

RECORDING = "/v1/resource/call-recording/CRodd.mp3"


def at(begins_ms: int, talked_seconds: int = 136) -> Body:
    """The times of an answered call that begins then."""
    answered = begins_ms + 4 * SECOND
    return {
        "createdAt": ms_to_iso(begins_ms),
        "answeredAt": ms_to_iso(answered),
        "completedAt": ms_to_iso(answered + talked_seconds * SECOND),
        "updatedAt": ms_to_iso(answered + talked_seconds * SECOND),
    }


def answers() -> list[Answer]:
    """Everything, the older surface's answers first."""
    missed = MISSED | {"createdAt": ms_to_iso(BEGAN + DAY), "completedAt": ms_to_iso(BEGAN + DAY + 20 * SECOND)}
    both = [("ACzero", at(BEGAN), 0), ("ACodd", at(BEGAN + 10 * MINUTE), 123)]
    older = [v1_call(call_id, **(times | {"duration": said})) for call_id, times, said in both]
    older.append(v1_call("ACrang", **missed))
    elsewhere = {"phoneNumberId": OTHER_LINE, "userId": BEN, "answeredBy": BEN, "participants": [DANA, OTHER_OWN]}
    older.append(v1_call("ACold", **(at(BEGAN + 2 * DAY) | elsewhere | {"duration": 0})))
    newer = [dated_call(call_id, **times) for call_id, times, _ in both]
    newer.append(dated_call("ACrang", **(missed | {"duration": 0})))
    newer.append(dated_call("ACnew", **at(BEGAN + DAY)))
    lines = [{"id": id_, "phoneNumber": number, "name": name} for id_, number, name in LINES]
    people = [{"id": ANA, "firstName": "Ana", "email": "ana@maple.example"}, {"id": BEN, "firstName": "Ben"}]
    return [
        list_answer("GET /phone-numbers", lines, WEEK_LATER),
        list_answer("GET /users", people, WEEK_LATER),
        list_answer("GET /v1/contacts", [CARD], WEEK_LATER),
        list_answer("GET /conversations", [CONVERSATION], WEEK_LATER),
        list_answer("GET /v1/calls", older, WEEK_LATER),
        list_answer("GET /calls", newer, WEEK_LATER + DAY),
        list_answer("GET /messages", [sent_message(status="delivered")], WEEK_LATER + DAY),
        one_answer(
            "GET /calls/{callId}/recordings",
            {"callId": "ACodd"},
            [recording("CRodd", duration=106)],
            WEEK_LATER + DAY,
        ),
    ]


LINES = ((LINE, OWN, "Front desk"), (OTHER_LINE, OTHER_OWN, "Crew"))
CARD: Body = {
    "id": "64ee9c7c2aff0ddc2d000001",
    "defaultFields": {"firstName": "Dana", "lastName": "Reed", "phoneNumbers": [{"name": "mobile", "value": DANA}]},
    "createdAt": ms_to_iso(BEGAN),
}
CONVERSATION: Body = {"id": "CNdana", "phoneNumberId": LINE, "participants": [DANA], "name": None}
