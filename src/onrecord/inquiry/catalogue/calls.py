"""Parts of calls and what the plan gives; the same call on both surfaces."""

from collections.abc import Callable, Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.inquiry.ground import Ground, body_of, thing_of, things_of
from onrecord.inquiry.question import Inquiry, Judge, Outcome, as_assumed, cannot_tell, dated, differs, nothing, v1
from onrecord.provider.question import Looked, Question

PLAN = {402: (Verdict.NOT_IN_PLAN, "not in this plan"), 403: (Verdict.TURNED_OFF, "not allowed for this key")}


def _of_answered(surface: str, operation: str) -> Callable[[Ground], Sequence[Question]]:
    name = "id" if "{id}" in operation else "callId"

    def ask(ground: Ground) -> Sequence[Question]:
        call_id = ground.answered_call()
        make = dated if surface == Surface.DATED else v1
        return () if call_id is None else (make(operation, {name: call_id}),)

    return ask


def _part(capability: str, surface: str, *, none_is_404: bool) -> Judge:
    """What a call's part is answered with: there, none of this call, withheld, or no such route."""

    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status, json = answers[0].answer.status, bool(body_of(answers[0]))
        if status in PLAN:
            verdict, why = PLAN[status]
            return differs(f"Withheld: {why} ({status}).", (capability, surface, verdict))
        if status == 404 and not json:
            return differs("There is no such route (404).", (capability, surface, Verdict.NO))
        if status == 404:
            told = "None of this call (404): usual where there is none, or where the plan has none."
            return as_assumed(told) if none_is_404 else differs(told)
        if status == 200:
            count = len(things_of(answers[0]))
            return as_assumed(
                f"Answered ({count} listed)." if count else "Answered.", (capability, surface, Verdict.YES)
            )
        return cannot_tell(f"Answered with {status}.")

    return judge


def _ask_voicemail(ground: Ground) -> Sequence[Question]:
    call_id = ground.answered_call()
    return () if call_id is None else (v1("GET /v1/call-voicemails/{callId}", {"callId": call_id}),)


def _no_voicemail(_: Ground, answers: Sequence[Looked]) -> Outcome:
    status, json = answers[0].answer.status, bool(body_of(answers[0]))
    if status == 404 and json:
        return as_assumed("404 with a sentence in JSON.", ("voicemail", Surface.V1, Verdict.YES))
    if status == 404:
        return differs("There is no such route (404).", ("voicemail", Surface.V1, Verdict.NO))
    if status in PLAN:
        verdict, why = PLAN[status]
        return differs(f"Withheld: {why} ({status}).", ("voicemail", Surface.V1, verdict))
    return differs(f"Answered with {status}.") if status == 200 else cannot_tell(f"Answered with {status}.")


def _ask_group_call(ground: Ground) -> Sequence[Question]:
    call_id = ground.group_call()
    return () if call_id is None else (v1("GET /v1/calls/{callId}", {"callId": call_id}),)


def _group_call(_: Ground, answers: Sequence[Looked]) -> Outcome:
    status = answers[0].answer.status
    if status == 400:
        return as_assumed("Refused (400).", ("group_calls", Surface.V1, Verdict.NO))
    return differs(f"Answered with {status}.") if status == 200 else cannot_tell(f"Answered with {status}.")


def _ask_same_call(ground: Ground) -> Sequence[Question]:
    call = ground.simple_call()
    return () if call is None else (v1("GET /v1/calls/{callId}", {"callId": call["id"]}),)


def _durations(ground: Ground, answers: Sequence[Looked]) -> Outcome:
    here, there = ground.simple_call() or {}, thing_of(answers[0])
    if not there:
        return cannot_tell(f"v1 did not tell of the call ({answers[0].answer.status}).")
    one, other = here.get("duration"), there.get("duration")
    if one == other:
        return as_assumed("Both surfaces give the same length.")
    return differs(f"{one} s on the dated surface, {other} s on v1.", ("durations", Surface.V1, Verdict.PARTLY))


def _moves(ground: Ground, _: Sequence[Looked]) -> Outcome:
    known = {one.get("id") for one in ground.calls()}
    last = [one.get("lastActivityId") for one in ground.conversations()]
    calls = sum(ident in known for ident in last if ident)
    if calls:
        return as_assumed(f"The last activity of {calls} conversations is a call.")
    return cannot_tell("No conversation's last activity is a call that was listed.")


CALLS: tuple[Inquiry, ...] = (
    Inquiry(
        "recordings",
        "Recordings (dated)",
        "The recordings of an answered call are a list, empty where there is none.",
        _of_answered(Surface.DATED, "GET /calls/{callId}/recordings"),
        _part("recordings", Surface.DATED, none_is_404=False),
        lacking="an answered call",
        cheap=True,
    ),
    Inquiry(
        "v1_recordings",
        "Recordings (v1)",
        "The recordings of an answered call are a list, empty where there is none.",
        _of_answered(Surface.V1, "GET /v1/call-recordings/{callId}"),
        _part("recordings", Surface.V1, none_is_404=False),
        lacking="an answered call",
    ),
    Inquiry(
        "transcripts",
        "Transcripts (dated)",
        "The plan gives transcripts.",
        _of_answered(Surface.DATED, "GET /calls/{callId}/transcripts"),
        _part("transcripts", Surface.DATED, none_is_404=False),
        lacking="an answered call",
        cheap=True,
    ),
    Inquiry(
        "v1_transcript",
        "Transcript (v1)",
        "The plan gives transcripts; a call without one is a 404.",
        _of_answered(Surface.V1, "GET /v1/call-transcripts/{id}"),
        _part("transcripts", Surface.V1, none_is_404=True),
        lacking="an answered call",
    ),
    Inquiry(
        "v1_summary",
        "Summary (v1)",
        "The plan gives summaries; a call without one is a 404.",
        _of_answered(Surface.V1, "GET /v1/call-summaries/{callId}"),
        _part("summaries", Surface.V1, none_is_404=True),
        lacking="an answered call",
    ),
    Inquiry(
        "v1_no_voicemail",
        "A call without voicemail (v1)",
        "It is a 404 with a sentence in JSON, not an error.",
        _ask_voicemail,
        _no_voicemail,
        lacking="an answered call",
        cheap=True,
    ),
    Inquiry(
        "v1_group_call",
        "A call of several people (v1)",
        "v1 refuses it with 400.",
        _ask_group_call,
        _group_call,
        lacking="a call of several people",
    ),
    Inquiry(
        "durations",
        "Length of one call on both surfaces",
        "Both surfaces give the same length.",
        _ask_same_call,
        _durations,
        lacking="an answered call of two people on the dated surface",
    ),
    Inquiry(
        "calls_move_conversations",
        "Calls and the feed of changes",
        "A call moves its conversation.",
        nothing,
        _moves,
    ),
)
