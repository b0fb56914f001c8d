"""Asking everything once, gently, and judging as the answers come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onrecord.domain.capability import Capability, Finding
from onrecord.domain.clock import Clock
from onrecord.domain.errors import FileError, ProviderError, ProviderRefusedKey, ProviderUnreachable
from onrecord.inquiry.catalogue import CATALOGUE
from onrecord.inquiry.ground import Ground
from onrecord.inquiry.question import Follow, Inquiry, Judged, Outcome, cannot_tell
from onrecord.limits.verdicts import findings_of
from onrecord.media.download import Downloads, Peeked
from onrecord.provider.client import Client
from onrecord.provider.question import Looked, Question

A_SECOND = 5
"""At most so many questions: the account is somebody's, and works meanwhile."""

TRIES = 3
LATER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One inquiry and what came of it. `asked` are lines such as `GET /messages: 200`."""

    inquiry: Inquiry
    outcome: Outcome
    asked: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """What one round of inquiries found. Times are the provider's; `unanswered` counts questions without an answer."""

    began_ms: int
    answered: list[Answered] = field(default_factory=list)
    requests: int = 0
    too_many: int = 0
    unanswered: int = 0

    def count(self, judged: Judged) -> int:
        return sum(one.outcome.judged == judged for one in self.answered)

    def findings(self) -> Iterator[Finding]:
        """What was learnt, as evidence: a question that was asked and answered."""
        for one in self.answered:
            detail = f"{one.inquiry.title}: {one.outcome.detail}"
            for name, surface, verdict in one.outcome.shows:
                yield from findings_of(Capability(name, surface, verdict, detail, self.began_ms))


@dataclass(slots=True)
class Inquirer:
    """Asks at most `rate` questions a second (0: no limit of its own), beside what the pace of the key allows. A link
    that is to be followed later is followed after `later_seconds`.
    """

    client: Client
    downloads: Downloads
    clock: Clock
    rate: float = A_SECOND
    later_seconds: float = LATER_SECONDS
    _ground: Ground = field(default_factory=Ground)
    _unanswered: int = 0
    _next_seconds: float = 0.0

    def inquire(self, catalogue: Sequence[Inquiry] = CATALOGUE) -> Report:
        """Ask all of them, one after the other. Raises ProviderRefusedKey, and ProviderUnreachable where not even the
        first question is answered.
        """
        before = self.client.tally.requests, self.client.tally.too_many
        answered = [self._one(inquiry) for inquiry in catalogue]
        return Report(
            self.client.provider_now_ms(),
            answered,
            self.client.tally.requests - before[0],
            self.client.tally.too_many - before[1],
            self._unanswered,
        )

    def _one(self, inquiry: Inquiry) -> Answered:
        answers, asked = self._ask(inquiry.ask(self._ground))
        self._ground.answers[inquiry.name] = answers
        followed = [self._follow(one) for one in (inquiry.follow(self._ground) if inquiry.follow else ())]
        self._ground.followed[inquiry.name] = followed
        asked += [f"{one.method} a link: {one.status or 'no answer'}" for one in followed]
        if inquiry.lacking and not answers and not followed:
            why = "No answer came." if asked else f"There was nothing to ask with: {inquiry.lacking}."
            return Answered(inquiry, cannot_tell(why), tuple(asked))
        return Answered(inquiry, self._judged(inquiry, answers, asked), tuple(asked))

    def _judged(self, inquiry: Inquiry, answers: Sequence[Looked], asked: Sequence[str]) -> Outcome:
        if asked and not answers and not self._ground.followed[inquiry.name]:
            return cannot_tell("No answer came.")
        return inquiry.judge(self._ground, answers)

    def _ask(self, questions: Sequence[Question]) -> tuple[list[Looked], list[str]]:
        """All or nothing: a judge is given an answer to each of its questions, or none."""
        answers: list[Looked] = []
        asked: list[str] = []
        for question in questions:
            looked = self._look(question, first=not self._ground.answers)
            asked.append(f"{question.operation}: {looked.answer.status if looked else 'no answer'}")
            if looked is not None:
                answers.append(looked)
        if len(answers) < len(questions):
            self._unanswered += len(questions) - len(answers)
            return [], asked
        return answers, asked

    def _look(self, question: Question, *, first: bool) -> Looked | None:
        """None where the provider was busy or gone each time."""
        for _ in range(TRIES):
            self._wait()
            try:
                looked = self.client.look(question)
            except ProviderUnreachable:
                if first:
                    raise
                continue
            except ProviderError:
                continue
            if looked.answer.status == 401:
                raise ProviderRefusedKey(f"{question.operation}: 401", status=401)
            if looked.answer.status < 500:
                return looked
        return None

    def _follow(self, one: Follow) -> Peeked:
        if one.later:
            self.clock.sleep_seconds(self.later_seconds)
        self._wait()
        try:
            return self.downloads.peek(one.url, method=one.method, first_bytes=one.first_bytes)
        except FileError:
            return Peeked(one.method, 0)

    def _wait(self) -> None:
        if not self.rate:
            return
        now = self.clock.monotonic_seconds()
        self.clock.sleep_seconds(max(0.0, self._next_seconds - now))
        self._next_seconds = max(now, self._next_seconds) + 1 / self.rate
