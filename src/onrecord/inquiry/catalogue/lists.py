"""Which lists there are, and in which order they come. Their answers are the examples for everything else."""

from collections.abc import Callable, Iterator, Sequence

from onrecord.domain.capability import Surface, Verdict
from onrecord.inquiry.ground import Ground, Thing, at_ms, things_of
from onrecord.inquiry.question import Inquiry, Judge, Outcome, as_assumed, cannot_tell, dated, differs, nothing, v1
from onrecord.limits.routes import ABILITY_OF, FIRST_OPERATION, Ability
from onrecord.provider.question import Looked, Question

REFUSED = {
    402: (Verdict.NOT_IN_PLAN, "not in this plan (402)"),
    403: (Verdict.TURNED_OFF, "not allowed for this key (403)"),
    404: (Verdict.NO, "no such route (404)"),
    400: (Verdict.NO, "not understood (400)"),
}


def there(operation: str, surface: str) -> Judge:
    """Whether a list answers at all."""
    abilities = [ABILITY_OF[operation]]
    if operation == FIRST_OPERATION.get(Surface(surface)):
        abilities.append(Ability.SURFACE)

    def shows(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
        return ((ability, surface, verdict) for ability in abilities)

    def judge(_: Ground, answers: Sequence[Looked]) -> Outcome:
        status = answers[0].answer.status
        if status == 200:
            return as_assumed(f"Answered, {len(things_of(answers[0]))} on the page.", *shows(Verdict.YES))
        if status in REFUSED:
            verdict, why = REFUSED[status]
            return differs(f"Refused: {why}.", *shows(verdict))
        return cannot_tell(f"Answered with {status}.")

    return judge


def _always(question: Question) -> Callable[[Ground], Sequence[Question]]:
    return lambda _: (question,)


def _newest_first(name: str) -> Judge:
    def judge(ground: Ground, _: Sequence[Looked]) -> Outcome:
        times = [ms for ms in map(at_ms, things_of(ground.first(name))) if ms is not None]
        if len(set(times)) < 2:
            return cannot_tell("Too few to tell.")
        if times == sorted(times, reverse=True):
            return as_assumed(f"{len(times)} came newest first.")
        return differs(
            f"{len(times)} came oldest first." if times == sorted(times) else "They came in no order of time."
        )

    return judge


def _asked_of_thread(
    operation: str, *, groups: bool = False, threads: int = 1
) -> Callable[[Ground], Sequence[Question]]:
    def ask(ground: Ground) -> Sequence[Question]:
        return [of_thread(operation, one, 100) for one in ground.threads(groups=groups)[:threads]]

    return ask


def of_thread(operation: str, thread: Thing, most: int) -> Question:
    """A v1 list of one conversation."""
    people = thread["participants"]
    named = [("participants", str(person)) for person in people] if isinstance(people, list) else []
    return v1(operation, None, [("phoneNumberId", str(thread["phoneNumberId"])), *named, ("maxResults", str(most))])


def _groups(_: Ground, answers: Sequence[Looked]) -> Outcome:
    status = answers[0].answer.status
    if status == 200:
        return as_assumed("Texts of a group were listed.", ("group_messages", Surface.V1, Verdict.YES))
    return differs(f"Texts of a group were refused ({status}).", ("group_messages", Surface.V1, Verdict.NO))


def _list(name: str, surface: str, operation: str, parameters: Sequence[tuple[str, str]] = ()) -> Inquiry:
    make = dated if surface == Surface.DATED else v1
    question = make(operation, None, parameters)
    noun = operation.rpartition("/")[2].replace("-", " ")
    return Inquiry(
        name,
        f"List of {noun} ({surface})",
        f"`{operation}` answers.",
        _always(question),
        there(operation, surface),
        cheap=True,
    )


INCLUDE = ("include", "summary,voicemail")

LISTS: tuple[Inquiry, ...] = (
    _list("dated_numbers", Surface.DATED, "GET /phone-numbers", [("limit", "50")]),
    _list("v1_numbers", Surface.V1, "GET /v1/phone-numbers"),
    _list("dated_messages", Surface.DATED, "GET /messages", [("limit", "50")]),
    _list("dated_calls", Surface.DATED, "GET /calls", [INCLUDE, ("limit", "50")]),
    _list("dated_conversations", Surface.DATED, "GET /conversations", [("limit", "50")]),
    _list("v1_conversations", Surface.V1, "GET /v1/conversations", [("maxResults", "100")]),
    Inquiry(
        "v1_messages",
        "Texts of a conversation (v1)",
        "`GET /v1/messages` lists the texts of one line and one other number.",
        _asked_of_thread("GET /v1/messages"),
        there("GET /v1/messages", Surface.V1),
        lacking="a conversation with one phone number",
    ),
    Inquiry(
        "v1_calls",
        "Calls of a conversation (v1)",
        "`GET /v1/calls` lists the calls of one line and one other number.",
        _asked_of_thread("GET /v1/calls", threads=5),
        there("GET /v1/calls", Surface.V1),
        lacking="a conversation with one phone number",
    ),
    Inquiry(
        "group_texts",
        "Texts of a group (v1)",
        "`GET /v1/messages` lists the texts of several numbers.",
        _asked_of_thread("GET /v1/messages", groups=True),
        _groups,
        lacking="a conversation with several phone numbers",
    ),
    Inquiry(
        "messages_order",
        "Order of texts (dated)",
        "Texts come newest first.",
        nothing,
        _newest_first("dated_messages"),
    ),
    Inquiry("calls_order", "Order of calls (dated)", "Calls come newest first.", nothing, _newest_first("dated_calls")),
    Inquiry(
        "v1_messages_order",
        "Order of texts (v1)",
        "Texts come newest first, whatever the documents say.",
        nothing,
        _newest_first("v1_messages"),
    ),
)
