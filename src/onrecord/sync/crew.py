"""Hands that work side by side, so that the provider's latency does not leave the rate unused.

A free hand takes, in this order: a waiting walk of the earliest phase; half of the longest walk that goes on; a
question about a single call. The last two only while fewer hands walk than use the rate: more would take it from what
people wait for.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable

from onrecord.domain.capability import Capability, Verdict
from onrecord.domain.errors import (
    ProviderError,
    ProviderForbids,
    ProviderHasNot,
    ProviderRefusedKey,
    ProviderRejects,
    ProviderUnreachable,
)
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.provider.client import Answer
from onrecord.provider.envelope import Page
from onrecord.storage.walks import end_walk
from onrecord.sync.asking import Asking, Halt
from onrecord.sync.chain import Chain
from onrecord.sync.parts import Part
from onrecord.sync.plan import Phase
from onrecord.sync.report import Unfinished
from onrecord.sync.walk import follow

HANDS = 6
FRESH_STARTS = 3
LOOK_SECONDS = 0.02

Question = tuple[Part, str]
OnPage = Callable[[Chain, Page], None]


class Crew:
    """The hands of one run and what they still have to do. Everything shared is changed under `changed`."""

    def __init__(
        self, asking: Asking, evidence: Evidence, run_id: int, stop: Halt, hands_needed: Callable[[int], int]
    ) -> None:
        self.changed = threading.Condition()
        self.oldest_ms = 0
        self.finished: list[Chain] = []
        self.unfinished: list[Unfinished] = []
        self.broke: BaseException | None = None
        self.stopped: ProviderError | None = None
        self.parts_asked = 0
        self.on_page: OnPage = lambda _chain, _page: None
        self.on_answer: Callable[[Part, Answer], None] = lambda _part, _answer: None
        self.on_limit: Callable[[str], None] = lambda _limit: None
        self.on_lost: Callable[[Chain], bool] = lambda _chain: False
        self._asking = asking
        self._evidence = evidence
        self._run_id = run_id
        self._stop = stop
        self._hands_needed = hands_needed
        self._waiting: dict[Phase, deque[Chain]] = {phase: deque() for phase in Phase}
        self._running: list[Chain] = []
        self._questions: deque[Question] = deque()
        self._put: set[tuple[str, str]] = set()
        self._asking_now = 0
        self._closed = False
        self._threads: list[threading.Thread] = []

    # --- what is to be done -----------------------------------------------------------------------------------------

    def add(self, chains: Iterable[Chain]) -> None:
        with self.changed:
            for chain in chains:
                self._waiting[chain.phase].append(chain)
            self.changed.notify_all()

    def put(self, questions: Iterable[Question]) -> int:
        """Questions about single calls; each is asked once in a run. The number that was new."""
        with self.changed:
            new = 0
            for part, call_id in questions:
                key = (call_id, part.operations[-1])
                if key not in self._put:
                    self._put.add(key)
                    self._questions.append((part, call_id))
                    new += 1
            self.changed.notify_all()
            return new

    def walks_left(self, *, up_to: Phase = Phase.PARTS) -> int:
        with self.changed:
            waiting = sum(len(queue) for phase, queue in self._waiting.items() if phase <= up_to)
            return waiting + sum(chain.phase <= up_to for chain in self._running)

    def questions_left(self) -> int:
        with self.changed:
            return len(self._questions) + self._asking_now

    def chains(self) -> list[Chain]:
        """Every walk of the run that was begun or waits."""
        with self.changed:
            waiting = [chain for queue in self._waiting.values() for chain in queue]
            return [*self.finished, *self._running, *waiting]

    # --- the hands --------------------------------------------------------------------------------------------------

    def begin(self, hands: int = HANDS) -> None:
        for number in range(hands):
            thread = threading.Thread(target=self._work, name=f"onrecord-hand-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Let every hand finish the page it holds."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (work := self._next()) is not None:
            try:
                self._follow(work) if isinstance(work, Chain) else self._ask(work)
            except BaseException as error:  # noqa: BLE001 - the thread that runs the crew raises it again
                self._break(error)
            finally:
                self._put_down(work)

    def _next(self) -> Chain | Question | None:
        with self.changed:
            while not self._closed and not self._stop.is_set():
                work = self._choose()
                if work is not None:
                    return work
                self.changed.wait(LOOK_SECONDS if self._running or self._questions else None)
        return None

    def _choose(self) -> Chain | Question | None:
        queue = next((queue for queue in self._waiting.values() if queue), None)
        if queue is not None:
            return self._run(queue.popleft())
        if self._running and len(self._running) >= self._hands_needed(HANDS):
            return None
        if (half := self._half_of_the_longest()) is not None:
            return self._run(half)
        if self._questions:
            self._asking_now += 1
            return self._questions.popleft()
        return None

    def _run(self, chain: Chain) -> Chain:
        self._running.append(chain)
        return chain

    def _half_of_the_longest(self) -> Chain | None:
        for chain in sorted(self._running, key=lambda one: -one.pages_left(self.oldest_ms)):
            half = chain.split(self.oldest_ms)
            if half is not None:
                return half
        return None

    def _put_down(self, work: Chain | Question) -> None:
        with self.changed:
            if isinstance(work, Chain):
                self._running.remove(work)
            else:
                self._asking_now -= 1
                self.parts_asked += 1
            self.changed.notify_all()

    def _break(self, error: BaseException) -> None:
        with self.changed:
            if isinstance(error, ProviderUnreachable):
                self.stopped = self.stopped or error
            else:
                self.broke = self.broke or error
            self._stop.set()
            self.changed.notify_all()

    # --- one piece of work ------------------------------------------------------------------------------------------

    def _follow(self, chain: Chain) -> None:
        try:
            if not follow(chain, self._asking, self._run_id, self._stop, self.on_page):
                self._give_up(chain, "stopped")
                return
        except (ProviderRefusedKey, ProviderUnreachable) as error:
            self._give_up(chain, str(error))
            raise
        except ProviderError as error:
            self._failed(chain, error)
            return
        now_ms = self._asking.client.provider_now_ms()
        people, line = len(chain.people), chain.line
        self._evidence.note(verdicts.answered(chain.surface, chain.operation, now_ms, participants=people, tested=line))
        with self.changed:
            self.finished.append(chain)

    def _failed(self, chain: Chain, error: ProviderError) -> None:
        chain.finished = False
        limit = verdicts.thread_limit(chain.operation, len(chain.people), error)
        if limit is not None:
            now_ms = self._asking.client.provider_now_ms()
            met = Capability(limit, chain.surface, Verdict.NO, f"Answered {error.status}.", now_ms, chain.line)
            self._evidence.note([met])
            self.on_limit(limit)
            return
        if not error.permanent and chain.again < FRESH_STARTS:
            chain.start_again()
            self.add([chain])
            return
        if _is_lost(chain, error):
            now_ms = self._asking.client.provider_now_ms()
            self._evidence.note(verdicts.refused(chain.surface, chain.operation, error, now_ms, tested=chain.line))
            if self.on_lost(chain):
                self._leave(chain, str(error))
                return
        if not self._may_be_missing(chain, error):
            self._give_up(chain, str(error))

    def _may_be_missing(self, chain: Chain, error: ProviderError) -> bool:
        """Lists that some accounts or days do not have: their absence is a known limit, not an unfinished walk."""
        refused = isinstance(error, ProviderHasNot | ProviderRejects | ProviderForbids)
        return refused and chain.name in {"contacts", "people", "organization", "lines"} and chain.pages == 0

    def _leave(self, chain: Chain, why: str) -> None:
        if chain.row_id is not None:
            row_id = chain.row_id
            self._asking.write(lambda conn: end_walk(conn, self._asking.workspace_id, row_id, why))

    def _give_up(self, chain: Chain, why: str) -> None:
        self._leave(chain, why)
        with self.changed:
            self.unfinished.append(Unfinished(chain.surface, chain.operation, why))

    def _ask(self, question: Question) -> None:
        part, call_id = question
        if self._evidence.denied_now(part.ability, part.surface):
            return
        operation = part.operations[-1]
        try:
            for answer in part.tell(self._asking.client, call_id):
                operation = answer.operation
                self._asking.keep(answer)
                self.on_answer(part, answer)
        except (ProviderRefusedKey, ProviderUnreachable):
            raise
        except ProviderHasNot as error:  # an answer about a call is kept; this one says that nobody is asked here
            now_ms = self._asking.client.provider_now_ms()
            self._evidence.note(verdicts.refused(part.surface, operation, error, now_ms))
        except ProviderError as error:
            with self.changed:
                self.unfinished.append(Unfinished(part.surface, operation, str(error)))
        else:
            now_ms = self._asking.client.provider_now_ms()
            self._evidence.note(verdicts.answered(part.surface, operation, now_ms))


def _is_lost(chain: Chain, error: ProviderError) -> bool:
    """Whether a list as such cannot be had here (any more); a refused thread or a refused later page says less."""
    if chain.people:
        return False
    gone = isinstance(error, ProviderHasNot | ProviderForbids)
    return gone or (isinstance(error, ProviderRejects) and chain.pages == 0)
