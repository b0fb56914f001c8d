"""Bounds of windows, sizes of pages, and parameters that nobody knows."""

from collections.abc import Callable, Sequence

from onrecord.domain.clock import ms_to_iso
from onrecord.inquiry.catalogue.lists import of_thread
from onrecord.inquiry.ground import Ground, Thing, at_ms, things_of
from onrecord.inquiry.question import Inquiry, Judge, Outcome, as_assumed, cannot_tell, dated, differs, v1
from onrecord.provider.question import Looked, Question

Window = Callable[[str], Sequence[tuple[str, str]]]


def _at_its_own_time(name: str, operation: str, window: Window) -> Callable[[Ground], Sequence[Question]]:
    def ask(ground: Ground) -> Sequence[Question]:
        made = _newest(ground, name)
        return () if made is None else (dated(operation, None, [*window(ms_to_iso(made[1])), ("limit", "10")]),)

    return ask


def _newest(ground: Ground, name: str) -> tuple[Thing, int] | None:
    return next(((one, ms) for one in things_of(ground.first(name)) if (ms := at_ms(one)) is not None), None)


def _contains(name: str, *, expected: bool) -> Judge:
    def judge(ground: Ground, answers: Sequence[Looked]) -> Outcome:
        if answers[0].answer.status != 200:
            return cannot_tell(f"Answered with {answers[0].answer.status}.")
        made = _newest(ground, name)
        found = made is not None and any(one.get("id") == made[0].get("id") for one in things_of(answers[0]))
        said = "The bound includes its own moment." if found else "The bound excludes its own moment."
        return as_assumed(said) if found == expected else differs(said)

    return judge


def _ask_v1_bound(ground: Ground) -> Sequence[Question]:
    threads, made = ground.threads(), _newest(ground, "v1_messages")
    if not threads or made is None:
        return ()
    question = of_thread("GET /v1/messages", threads[0], 10)
    return (v1(question.operation, None, [*question.parameters, ("createdAfter", ms_to_iso(made[1]))]),)


def _too_many(surface: str) -> Judge:
    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status = answers[0].answer.status
        if status == 400:
            return as_assumed("More is refused (400).")
        return differs(f"More is answered on {surface}.") if status == 200 else cannot_tell(f"Answered with {status}.")

    return judge


def _unknown(expected: int) -> Judge:
    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status = answers[0].answer.status
        said = {200: "It is ignored.", 400: "It is refused (400)."}.get(status, f"Answered with {status}.")
        if status == expected:
            return as_assumed(said)
        return differs(said) if status in (200, 400) else cannot_tell(said)

    return judge


def _always(question: Question) -> Callable[[Ground], Sequence[Question]]:
    return lambda _: (question,)


BOUNDS: tuple[Inquiry, ...] = (
    Inquiry(
        "messages_bound",
        "Windows of texts (dated)",
        "`createdAt[gt]` excludes its own moment.",
        _at_its_own_time("dated_messages", "GET /messages", lambda at: [("createdAt[gt]", at)]),
        _contains("dated_messages", expected=False),
        lacking="a text on the dated surface",
    ),
    Inquiry(
        "calls_bound",
        "Windows of calls (dated)",
        "`createdAt[gte]` and `createdAt[lte]` include their own moment.",
        _at_its_own_time("dated_calls", "GET /calls", lambda at: [("createdAt[gte]", at), ("createdAt[lte]", at)]),
        _contains("dated_calls", expected=True),
        lacking="a call on the dated surface",
    ),
    Inquiry(
        "v1_bound",
        "Windows of texts (v1)",
        "`createdAfter` excludes its own moment.",
        _ask_v1_bound,
        _contains("v1_messages", expected=False),
        lacking="a text on v1",
    ),
    Inquiry(
        "page_size",
        "Largest page (dated)",
        "A page has at most 50.",
        _always(dated("GET /conversations", None, [("limit", "51")])),
        _too_many("the dated surface"),
    ),
    Inquiry(
        "v1_page_size",
        "Largest page (v1)",
        "A page of conversations has at most 100.",
        _always(v1("GET /v1/conversations", None, [("maxResults", "101")])),
        _too_many("v1"),
    ),
    Inquiry(
        "v1_contacts_page_size",
        "Largest page of contacts (v1)",
        "A page of contacts has at most 50.",
        _always(v1("GET /v1/contacts", None, [("maxResults", "51")])),
        _too_many("v1"),
    ),
    Inquiry(
        "unknown_parameter",
        "A parameter that does not exist (dated)",
        "It is refused with 400.",
        _always(dated("GET /conversations", None, [("limit", "1"), ("onrecordCheck", "1")])),
        _unknown(400),
    ),
    Inquiry(
        "v1_unknown_parameter",
        "A parameter that does not exist (v1)",
        "It is silently ignored.",
        _always(v1("GET /v1/conversations", None, [("maxResults", "1"), ("onrecordCheck", "1")])),
        _unknown(200),
    ),
)
