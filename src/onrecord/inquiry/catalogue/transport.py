"""Headers, errors, and routes that do not exist. Most of it follows from the answers to everything else."""

from collections.abc import Callable, Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.inquiry.ground import Ground, body_of
from onrecord.inquiry.question import Inquiry, Judge, Outcome, as_assumed, cannot_tell, dated, differs, nothing, v1
from onrecord.provider.question import Looked, Question


def _rate(ground: Ground, _: Sequence[Looked]) -> Outcome:
    policies = {looked.headers.get("ratelimit-policy", "") for looked in ground.every()} - {""}
    if not policies:
        return cannot_tell("No answer has a `ratelimit-policy`.", ("rate", Surface.DATED, Verdict.UNKNOWN))
    if all("q=10;" in policy.replace(" ", "") and "w=1" in policy for policy in policies):
        return as_assumed("Ten requests a second.", ("rate", Surface.DATED, Verdict.YES))
    said = "The policy is another one: " + "; ".join(sorted(policies))[:80]
    return differs(said, ("rate", Surface.DATED, Verdict.PARTLY))


def _has(header: str) -> Judge:
    def judge(ground: Ground, _: Sequence[Looked]) -> Outcome:
        answers = list(ground.every())
        having = sum(header in looked.headers for looked in answers)
        said = f"{having} of {len(answers)} answers have it."
        return as_assumed(said) if having == len(answers) and answers else differs(said)

    return judge


def _retry_after(ground: Ground, _: Sequence[Looked]) -> Outcome:
    refused = [looked for looked in ground.every() if looked.refused]
    if not refused:
        return cannot_tell("No question was refused as too many.")
    said = sum("retry-after" in looked.refused for looked in refused)
    return differs(f"{said} refusals have it.") if said else as_assumed(f"None of {len(refused)} refusals has it.")


def _always(question: Question) -> Callable[[Ground], Sequence[Question]]:
    return lambda _: (question,)


def _no_route(_: Ground, answers: Sequence[Looked]) -> Outcome:
    looked = answers[0]
    if looked.answer.status != 404:
        return differs(f"Answered with {looked.answer.status}.")
    return differs("404 in JSON.") if body_of(looked) else as_assumed("404, and no JSON.")


def _error_shape(members: frozenset[str]) -> Judge:
    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status, body = answers[0].answer.status, body_of(answers[0])
        if status != 400:
            return cannot_tell(f"Answered with {status}.")
        lacking = sorted(members - set(body))
        if lacking:
            return differs(f"400 without {', '.join(lacking)}.")
        return as_assumed(f"400 with {', '.join(sorted(members))}.")

    return judge


TRANSPORT: tuple[Inquiry, ...] = (
    Inquiry(
        "rate", "The rate", "Every answer says that ten requests a second are allowed.", nothing, _rate, cheap=True
    ),
    Inquiry("date", "The provider's clock", "Every answer has `Date`.", nothing, _has("date")),
    Inquiry("correlation", "Traces", "Every answer has `x-correlation-id`.", nothing, _has("x-correlation-id")),
    Inquiry("etag", "Marks of contents", "Every answer has `etag`.", nothing, _has("etag")),
    Inquiry("retry_after", "Retry-After", "A 429 does not say how long to wait.", nothing, _retry_after),
    Inquiry(
        "no_route",
        "A route that does not exist",
        "It is a 404 that is no JSON.",
        _always(v1("GET /v1/onrecord-check")),
        _no_route,
    ),
    Inquiry(
        "error_shape",
        "Errors (dated)",
        "A bad question is a 400 with title, message and errors.",
        _always(dated("GET /conversations", None, [("limit", "0")])),
        _error_shape(frozenset({"title", "message", "errors"})),
    ),
    Inquiry(
        "v1_error_shape",
        "Errors (v1)",
        "A bad question is a 400 with message, code and errors.",
        _always(v1("GET /v1/conversations", None, [("maxResults", "0")])),
        _error_shape(frozenset({"message", "code", "errors"})),
    ),
)
