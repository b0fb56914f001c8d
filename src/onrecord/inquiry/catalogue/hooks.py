"""Webhooks and the log of what they delivered."""

from collections.abc import Callable, Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.clock import DAY
from onrecord.inquiry.ground import Ground, at_ms, things_of
from onrecord.inquiry.question import Inquiry, Judge, Outcome, as_assumed, cannot_tell, dated, differs, v1
from onrecord.provider.question import Looked, Question


def _always(question: Question) -> Callable[[Ground], Sequence[Question]]:
    return lambda _: (question,)


def _listed(surface: str) -> Judge:
    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status = answers[0].answer.status
        if status == 200:
            return as_assumed(f"Answered: {len(things_of(answers[0]))} there.", ("webhooks", surface, Verdict.YES))
        return differs(f"Refused ({status}).") if 400 <= status < 500 else cannot_tell(f"Answered with {status}.")

    return judge


def _ask_log(ground: Ground) -> Sequence[Question]:
    hooks = things_of(ground.first("webhooks"))
    if not hooks:
        return ()
    return (dated("GET /webhooks/{webhookId}/events", {"webhookId": hooks[0]["id"]}, [("limit", "50")]),)


def _log(_: Ground, answers: Sequence[Looked]) -> Outcome:
    if answers[0].answer.status != 200:
        return differs(f"Refused ({answers[0].answer.status}).", ("delivery_log", Surface.DATED, Verdict.NO))
    times = [ms for ms in map(at_ms, things_of(answers[0])) if ms is not None]
    shows = ("delivery_log", Surface.DATED, Verdict.YES)
    if not times:
        return as_assumed("The log answers; nothing was delivered yet.", shows)
    days = (answers[0].answer.asked_ms - min(times)) // DAY
    return as_assumed(f"The log answers; the oldest entry on its first page is {days} days old.", shows)


HOOKS: tuple[Inquiry, ...] = (
    Inquiry(
        "webhooks",
        "Webhooks (dated)",
        "`GET /webhooks` answers.",
        _always(dated("GET /webhooks")),
        _listed(Surface.DATED),
    ),
    Inquiry(
        "v1_webhooks",
        "Webhooks (v1)",
        "`GET /v1/webhooks` answers.",
        _always(v1("GET /v1/webhooks")),
        _listed(Surface.V1),
    ),
    Inquiry(
        "delivery_log",
        "Log of deliveries",
        "The log of a webhook can be read back.",
        _ask_log,
        _log,
        lacking="a webhook made with the dated surface",
    ),
)
