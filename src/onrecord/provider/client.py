"""Asking the provider over HTTP: one method per question, answers as bytes.

A window is half-open here and is translated for each list: calls and conversations take inclusive bounds, messages
exclusive ones, v1 lists say nothing about theirs. The lower bound 0 and the upper bound None are left out.

`+` is sent as `%2B` (raw it becomes a space and silently asks about another number); v1 arrays repeat the bare key
(brackets are refused on one list and silently ignored on another).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx2
import stamina

from onrecord.domain.capability import Surface
from onrecord.domain.clock import Clock, ms_to_iso
from onrecord.domain.errors import ProviderBusy, ProviderError, ProviderGarbled, ProviderUnreachable
from onrecord.provider.pace import Pacer, Ticket
from onrecord.provider.question import Answer as Answer
from onrecord.provider.question import Looked, Parameters, Question
from onrecord.provider.refusal import error_of, speaks_json
from onrecord.provider.tally import ClockOffset, Tally

LIST_LIMIT = 50
V1_LIST_LIMIT = 100
V1_CONTACTS_LIMIT = 50
ATTEMPTS = 6
TOO_MANY = 429
AFTER_A_REFUSAL_SECONDS = 1.1
PATIENCE_SECONDS = 120.0
OF_A_LIST = frozenset({200})
WITHOUT_BODY = frozenset({202, 204})
OF_ONE_OBJECT = frozenset({200, 400, 402, 403, 404})  # a refusal to show one object says something about it

stamina.instrumentation.set_on_retry_hooks(())  # every retry is in the tally; a line of log for each helps nobody


class Client:
    """Speaks both REST surfaces with one key; may be used from several threads.

    Every method raises a ProviderError when the provider does not answer the question. What is busy, unreachable
    or garbled was tried again before it is raised. A 400, 402, 403 or 404 about one object is an answer.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        pacer: Pacer,
        clock: Clock,
        *,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.tally = Tally()
        self._offset = ClockOffset()
        self._pacer = pacer
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._http = httpx2.Client(
            headers={"Authorization": api_key, "Accept": "application/json", "User-Agent": "onrecord"},
            timeout=httpx2.Timeout(30.0, connect=10.0, pool=None),
            limits=httpx2.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=30.0),
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def provider_now_ms(self) -> int:
        """Now, by the provider's clock as far as it has told it."""
        return self._clock.now_ms() + self._offset.ms

    # --- the dated surface ---------------------------------------------------------------------------------------

    def phone_numbers(self, *, after: str | None = None) -> Answer:
        return self._dated("GET /phone-numbers", {}, _page(after))

    def users(self, *, after: str | None = None) -> Answer:
        return self._dated("GET /users", {}, _page(after))

    def organization(self) -> Answer:
        return self._dated("GET /organization", {})

    def calls(self, lo_ms: int, hi_ms: int | None, *, after: str | None = None) -> Answer:
        """Whole workspace, newest first, group calls too, with summary and voicemail."""
        include = "summary,voicemail"
        window = _bounds("createdAt[gte]", lo_ms, "createdAt[lte]", None if hi_ms is None else hi_ms - 1)
        return self._dated("GET /calls", {"include": include}, [*window, ("include", include), *_page(after)])

    def call(self, call_id: str) -> Answer:
        include = "summary,voicemail"
        asked = {"callId": call_id, "include": include}
        return self._dated("GET /calls/{callId}", asked, [("include", include)], OF_ONE_OBJECT)

    def recordings(self, call_id: str, *, after: str | None = None, page: int = 1) -> Answer:
        asked = _part_of(call_id, page)
        return self._dated("GET /calls/{callId}/recordings", asked, _page(after), OF_ONE_OBJECT)

    def transcripts(self, call_id: str, *, after: str | None = None, page: int = 1) -> Answer:
        asked = _part_of(call_id, page)
        return self._dated("GET /calls/{callId}/transcripts", asked, _page(after), OF_ONE_OBJECT)

    def messages(self, lo_ms: int, hi_ms: int | None, *, after: str | None = None) -> Answer:
        """Whole workspace, newest first."""
        window = _bounds("createdAt[gt]", lo_ms and lo_ms - 1, "createdAt[lt]", hi_ms)
        return self._dated("GET /messages", {}, [*window, *_page(after)])

    def message(self, message_id: str) -> Answer:
        return self._dated("GET /messages/{messageId}", {"messageId": message_id}, (), OF_ONE_OBJECT)

    def conversations(self, lo_ms: int, hi_ms: int | None, *, after: str | None = None) -> Answer:
        """By creation, newest first."""
        window = _bounds("createdAt[gte]", lo_ms, "createdAt[lte]", None if hi_ms is None else hi_ms - 1)
        return self._dated("GET /conversations", {}, [*window, *_page(after)])

    def conversations_moved(self, since_ms: int, *, after: str | None = None) -> Answer:
        """Those updated at or after `since_ms`, oldest change first: the only feed of changes."""
        moved = [("updatedAt[gte]", ms_to_iso(since_ms)), ("sort", "updatedAt:asc")]
        return self._dated("GET /conversations", {}, [*moved, *_page(after)])

    # --- the v1 surface ------------------------------------------------------------------------------------------

    def v1_phone_numbers(self) -> Answer:
        return self._v1("GET /v1/phone-numbers", {})

    def v1_users(self, *, after: str | None = None) -> Answer:
        return self._v1("GET /v1/users", {}, _v1_page(after, V1_CONTACTS_LIMIT))

    def v1_contacts(self, *, after: str | None = None) -> Answer:
        return self._v1("GET /v1/contacts", {}, _v1_page(after, V1_CONTACTS_LIMIT))

    def v1_conversations(self, *, updated_after_ms: int = 0, after: str | None = None) -> Answer:
        moved = [("updatedAfter", ms_to_iso(updated_after_ms))] if updated_after_ms else []
        return self._v1("GET /v1/conversations", {}, [*moved, *_v1_page(after)])

    def v1_messages(
        self, line_id: str, participants: Sequence[str], lo_ms: int, hi_ms: int | None, *, after: str | None = None
    ) -> Answer:
        """Exactly this thread; `participants` without the line's own number."""
        return self._v1_thread("GET /v1/messages", line_id, participants, lo_ms, hi_ms, after)

    def v1_calls(
        self, line_id: str, participant: str, lo_ms: int, hi_ms: int | None, *, after: str | None = None
    ) -> Answer:
        """Calls with exactly one other party; calls of a group cannot be listed here."""
        return self._v1_thread("GET /v1/calls", line_id, [participant], lo_ms, hi_ms, after)

    def v1_call(self, call_id: str) -> Answer:
        return self._v1("GET /v1/calls/{callId}", {"callId": call_id}, (), OF_ONE_OBJECT)

    def v1_message(self, message_id: str) -> Answer:
        return self._v1("GET /v1/messages/{id}", {"id": message_id}, (), OF_ONE_OBJECT)

    def v1_recordings(self, call_id: str) -> Answer:
        return self._v1("GET /v1/call-recordings/{callId}", {"callId": call_id}, (), OF_ONE_OBJECT)

    def v1_summary(self, call_id: str) -> Answer:
        return self._v1("GET /v1/call-summaries/{callId}", {"callId": call_id}, (), OF_ONE_OBJECT)

    def v1_transcript(self, call_id: str) -> Answer:
        return self._v1("GET /v1/call-transcripts/{id}", {"id": call_id}, (), OF_ONE_OBJECT)

    def v1_voicemail(self, call_id: str) -> Answer:
        return self._v1("GET /v1/call-voicemails/{callId}", {"callId": call_id}, (), OF_ONE_OBJECT)

    # --- webhooks: `provider.webhooks` says what there is to ask -----------------------------------------------------

    def put(self, question: Question) -> Answer:
        """Ask something that is not listed above, or have something changed."""
        return self._ask(question)

    def look(self, question: Question) -> Looked:
        """One question with the headers of its answer, which may be a refusal; after a 429 it is asked once more.

        Raises ProviderUnreachable or ProviderGarbled where no answer came; nothing else is tried again.
        """
        received = self._ask_once(question)
        refused: frozenset[str] = frozenset()
        if received.answer.status == TOO_MANY:
            self.tally.refused()
            self._pacer.refused()
            refused = frozenset(received.headers)
            self._clock.sleep_seconds(AFTER_A_REFUSAL_SECONDS)
            received = self._ask_once(question)
        return Looked(received.answer, received.headers, refused)

    # --- one request ---------------------------------------------------------------------------------------------

    def _v1_thread(
        self,
        operation: str,
        line_id: str,
        participants: Sequence[str],
        lo_ms: int,
        hi_ms: int | None,
        after: str | None,
    ) -> Answer:
        asked = {"line": line_id, "participants": sorted(participants)}
        window = _bounds("createdAfter", lo_ms and lo_ms - 1, "createdBefore", hi_ms)
        people = [("participants", participant) for participant in participants]
        return self._v1(operation, asked, [("phoneNumberId", line_id), *people, *window, *_v1_page(after)])

    def _dated(
        self,
        operation: str,
        asked: Mapping[str, object],
        parameters: Parameters = (),
        tells: frozenset[int] = OF_A_LIST,
    ) -> Answer:
        return self._ask(Question(Surface.DATED, operation, asked, parameters, tells))

    def _v1(
        self,
        operation: str,
        asked: Mapping[str, object],
        parameters: Parameters = (),
        tells: frozenset[int] = OF_A_LIST,
    ) -> Answer:
        return self._ask(Question(Surface.V1, operation, asked, parameters, tells))

    def _ask(self, question: Question) -> Answer:
        worth_it = _worth_another_try if question.repeatable else _not_taken_yet
        for attempt in stamina.retry_context(
            on=worth_it, attempts=ATTEMPTS, timeout=PATIENCE_SECONDS, wait_initial=0.2, wait_max=10.0
        ):
            with attempt:
                return self._checked(self._ask_once(question), question.tells)
        raise AssertionError("a retried question either answers or raises")

    def _ask_once(self, question: Question) -> "_Received":
        operation = question.operation
        ticket = self._pacer.wait(operation, patient=question.patient)
        watch = _Watch(self._pacer, ticket)
        self.tally.asked(question.surface, operation)
        sent_ms = self._clock.now_ms()
        try:
            response = self._http.request(
                question.method,
                self._base_url + question.path,
                content=question.content,
                headers=question.headers,
                extensions={"trace": watch},
            )
        except httpx2.HTTPError as error:
            watch.gave_up()
            raise _no_answer(error, operation, begun=watch.begun) from error
        self._offset.note(response.headers.get("date"), sent_ms, self._clock.now_ms())
        asked_ms = sent_ms + self._offset.ms
        asked = dict(question.asked)
        answer = Answer(question.surface, operation, asked, response.status_code, response.content, asked_ms)
        return _Received(answer, {name.lower(): value for name, value in response.headers.items()})

    def _checked(self, received: "_Received", tells: frozenset[int]) -> Answer:
        answer = received.answer
        if answer.status == TOO_MANY:
            self.tally.refused()
            self._pacer.refused()
        whole = answer.status in WITHOUT_BODY or speaks_json(answer.body)
        if answer.status in tells and whole:
            return answer
        if answer.status == 200:
            raise ProviderGarbled(f"{answer.operation}: the answer is not whole JSON", status=200)
        raise error_of(answer.status, answer.body, answer.operation, received.headers.get("retry-after"))


@dataclass(frozen=True, slots=True)
class _Received:
    answer: Answer
    headers: Mapping[str, str]


class _Watch:
    """Tells the pacer when a request's bytes were written and when its answer began."""

    def __init__(self, pacer: Pacer, ticket: Ticket | None) -> None:
        self.begun = False
        self._pacer = pacer
        self._ticket = ticket

    def __call__(self, event: str, _info: Mapping[str, object]) -> None:
        if event.endswith("receive_response_headers.complete"):
            self.begun = True
            if self._ticket:
                self._pacer.answered(self._ticket)
        elif self._ticket and event.endswith("send_request_headers.complete"):
            self._pacer.written(self._ticket)

    def gave_up(self) -> None:
        if self._ticket:
            self._pacer.gave_up(self._ticket)


def _worth_another_try(error: Exception) -> bool | float:
    """Whether to ask again, or after how many seconds at least. A 429 waits until its second is over."""
    if not isinstance(error, ProviderError) or error.permanent:
        return False
    if isinstance(error, ProviderBusy) and error.status == TOO_MANY:
        return error.retry_after_seconds or AFTER_A_REFUSAL_SECONDS
    return True


def _not_taken_yet(error: Exception) -> bool | float:
    """For what must not be done twice: only a 429 says for certain that nothing was done."""
    return _worth_another_try(error) if isinstance(error, ProviderBusy) and error.status == TOO_MANY else False


def _no_answer(error: httpx2.HTTPError, operation: str, *, begun: bool) -> ProviderError:
    if begun:
        return ProviderGarbled(f"{operation}: the answer broke off ({type(error).__name__})", status=200)
    return ProviderUnreachable(f"{operation}: no answer ({type(error).__name__})")


def _page(after: str | None, limit: int = LIST_LIMIT) -> list[tuple[str, str]]:
    return [("limit", str(limit)), *([("after", after)] if after else [])]


def _v1_page(after: str | None, limit: int = V1_LIST_LIMIT) -> list[tuple[str, str]]:
    return [("maxResults", str(limit)), *([("pageToken", after)] if after else [])]


def _bounds(lower: str, lo_ms: int, upper: str, hi_ms: int | None) -> Iterable[tuple[str, str]]:
    if lo_ms:
        yield lower, ms_to_iso(lo_ms)
    if hi_ms is not None:
        yield upper, ms_to_iso(hi_ms)


def _part_of(call_id: str, page: int) -> dict[str, object]:
    return {"callId": call_id, "page": page} if page > 1 else {"callId": call_id}
