"""One run of the sync, from the first question to the last answer.

1. The first question is cheap and shows which surface there is.
2. Walks of what people wait for: numbers and people, names, conversations, texts, calls and voicemails.
3. Beside them, as far as the rate allows, and after them: questions about single calls, newest first. What is to be
   asked is read from the records, so the caller's `fold` runs again and again.
4. It ends when a fold leaves nothing to ask.

Nothing is remembered outside the database: killed anywhere, the next run goes on from what is kept.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from onrecord.limits.evidence import Evidence
from onrecord.provider.pace import Pacer
from onrecord.storage import asks, sync_runs, walks
from onrecord.sync.asking import Asking, Halt
from onrecord.sync.chain import Chain
from onrecord.sync.crew import Crew, Question
from onrecord.sync.lists import Lists, Past
from onrecord.sync.opening import first_question
from onrecord.sync.parts import Part
from onrecord.sync.plan import BEGINNING_MS, Phase, Refused, Road, ask_part_again, ask_refused_again
from onrecord.sync.progress import progress_of
from onrecord.sync.report import Progress, RunReport, Unfinished
from onrecord.sync.roads import TRY_AGAIN_MS, Roads
from onrecord.sync.rounds import FoldRounds

WAIT_SECONDS = 0.1
LOOK_EVERY_SECONDS = 1.0
FEW_QUESTIONS = 60
TELL_EVERY_SECONDS = 0.5

Fold = Callable[[], None]
OnProgress = Callable[[Progress], None]


def run(
    asking: Asking,
    pacer: Pacer,
    *,
    fold: Fold,
    road: str = Road.AUTO,
    on_progress: OnProgress | None = None,
    stop: threading.Event | None = None,
) -> RunReport:
    """Ask for everything that is not proved yet; the report says what came of it.

    `fold` folds all that is dirty; it is called from one thread only. `stop` ends the run after the pages in hand.
    Raises ProviderRefusedKey; a provider that does not answer is in the report.
    """
    now_ms = asking.clock.now_ms()
    run_id = asking.database.writer.write(
        lambda conn: sync_runs.begin_run(conn, asking.workspace_id, surface=road, now_ms=now_ms)
    )
    course = _Course(
        asking, pacer, fold, on_progress or (lambda _progress: None), Halt(stop or threading.Event()), run_id
    )
    try:
        course.go(road)
    finally:
        course.close()
    return course.report


@dataclass(slots=True)
class _Course:
    asking: Asking
    pacer: Pacer
    fold: Fold
    on_progress: OnProgress
    stop: Halt
    run_id: int
    report: RunReport = field(init=False)
    evidence: Evidence = field(init=False)
    began: float = field(init=False)
    before: dict[str, int] = field(init=False)
    too_many_before: int = field(init=False)
    first_asked_ms: int = 0

    def __post_init__(self) -> None:
        self.report = RunReport(self.run_id, "")
        self.evidence = Evidence(self.asking.database, self.asking.workspace_id)
        self.began = self.asking.clock.monotonic_seconds()
        self.before = self.asking.client.tally.by_operation
        self.too_many_before = self.asking.client.tally.too_many

    # --- the course -------------------------------------------------------------------------------------------------

    def go(self, road: str) -> None:
        opening = first_question(self.asking, self._lists, self.evidence, road, self.run_id, self.stop)
        self.report.surface, self.report.stopped = opening.surface, opening.stopped
        if opening.stopped is not None:
            return
        self.report.walks_finished += 1
        crew = Crew(self.asking, self.evidence, self.run_id, self.stop, self.pacer.hands_needed)
        crew.oldest_ms = max(BEGINNING_MS, min(opening.lines_began_ms, default=BEGINNING_MS))
        lists = self._lists()
        self.report.provider_ms = lists.provider_ms
        self.asking.write(
            lambda conn: sync_runs.note_provider_time(
                conn, self.asking.workspace_id, self.run_id, provider_ms=lists.provider_ms
            )
        )
        roads = Roads(self.asking, lists, self.evidence, crew, road, self.report.surface)
        roads.begin()
        crew.begin()
        try:
            self._until_all_is_asked(crew, roads)
        finally:
            crew.end()
            self._sum_up(crew, roads)
        if crew.broke is not None:
            raise crew.broke

    def _lists(self) -> Lists:
        with self.asking.database.reading() as conn:
            past = Past(walks.read_walks(conn, self.asking.workspace_id))
        client = self.asking.client
        return Lists(client, past, self.evidence, client.provider_now_ms())

    def _until_all_is_asked(self, crew: Crew, roads: Roads) -> None:
        looked = told = self.asking.clock.monotonic_seconds()
        idle: float | None = None
        with FoldRounds(self.fold, self.asking.clock) as rounds:
            while not self.stop.is_set():
                with crew.changed:
                    crew.changed.wait(WAIT_SECONDS)
                now = self.asking.clock.monotonic_seconds()
                if now - told >= TELL_EVERY_SECONDS:
                    told = now
                    self._tell(crew)
                self._look_at_the_first_phase(crew)
                idle = self._idle_since(crew, idle, now, rounds)
                folded = rounds.has_folded_since(now if idle is None else idle)
                if crew.questions_left() > FEW_QUESTIONS or (now - looked < LOOK_EVERY_SECONDS and not folded):
                    continue
                looked = now
                if crew.put(self._questions(roads)):
                    idle = None  # their answers have to be folded, however quickly they come
                elif folded and idle is not None:
                    self._look_at_the_first_phase(crew)
                    return

    def _idle_since(self, crew: Crew, idle: float | None, now: float, rounds: FoldRounds) -> float | None:
        """Since when there is nothing to ask that is known of; a fold may still find something."""
        if crew.walks_left() or crew.questions_left():
            return None
        if idle is None:
            self.report.asking_seconds = now - self.began
            rounds.want()
        return now if idle is None else idle

    def _look_at_the_first_phase(self, crew: Crew) -> None:
        """Note when what people wait for was in, and then when it was folded too, whatever else came since."""
        if self.report.first_seconds is not None or crew.walks_left(up_to=Phase.RECORD):
            return
        self.first_asked_ms = self.first_asked_ms or self.asking.clock.now_ms()
        with self.asking.database.reading() as conn:
            if asks.is_folded_up_to(conn, self.asking.workspace_id, self.first_asked_ms):
                self.report.first_seconds = self.asking.clock.monotonic_seconds() - self.began

    def _questions(self, roads: Roads) -> list[Question]:
        now_ms = self.asking.client.provider_now_ms()
        questions = roads.trials()
        with self.asking.database.reading() as conn:
            for part in roads.parts():
                open_ones = asks.questions(conn, self.asking.workspace_id, part.kind, part.operations)
                if part.splits:
                    open_ones += asks.merged(conn, self.asking.workspace_id, part.kind, part.operations[-1])
                questions.extend(
                    (part, found.activity_id)
                    for found in open_ones
                    if ask_part_again(found.last_asked_ms, found.happened_ms, now_ms)
                )
                questions.extend((part, id_) for id_ in self._refused(conn, part, now_ms))
        return questions

    def _refused(self, conn: Connection, part: Part, now_ms: int) -> list[str]:
        """What was withheld before and may be given now."""
        found = asks.refused(conn, self.asking.workspace_id, part.kind, part.operations)
        if not found:
            return []
        refused = [Refused(one.activity_id, one.line_id, one.last_asked_ms or 0) for one in found]
        turned_ms = asks.answered_after_refusal(conn, self.asking.workspace_id, part.operations)
        return ask_refused_again(refused, turned_ms, now_ms, TRY_AGAIN_MS)

    def _tell(self, crew: Crew) -> None:
        self.on_progress(progress_of(crew, self.report.surface, self.asking.client.tally, self.before, self.pacer))

    # --- the end ----------------------------------------------------------------------------------------------------

    def _sum_up(self, crew: Crew, roads: Roads) -> None:
        self._tell(crew)
        report = self.report
        report.walks_finished += len(crew.finished)
        report.unfinished = crew.unfinished
        report.stopped = crew.stopped
        report.interrupted = self.stop.is_set() and crew.stopped is None and crew.broke is None
        report.limited = dict(roads.threads.limited)
        if report.interrupted and crew.walks_left():
            report.unfinished.append(Unfinished("", "walks that were not begun", "stopped"))
        if roads.conversations is not None:
            roads.threads.note_limits(self.evidence, self.asking.client.provider_now_ms())
            if report.complete and roads.conversations.finished:
                self._mark(roads.conversations)

    def _mark(self, conversations: Chain) -> None:
        """Every thread of every conversation was read: now their list proves something."""
        row_id, stretch = conversations.row_id, conversations.stretch
        if row_id is None or stretch is None:
            return
        now_ms = self.asking.clock.now_ms()
        self.asking.write(
            lambda conn: walks.finish_walk(conn, self.asking.workspace_id, row_id, hi_ms=stretch.hi_ms, now_ms=now_ms)
        )

    def close(self) -> None:
        """Write down what was asked, however it ended."""
        tally, report = self.asking.client.tally, self.report
        report.asking_seconds = report.asking_seconds or self.asking.clock.monotonic_seconds() - self.began
        report.too_many = tally.too_many - self.too_many_before
        report.requests = {
            name: n - self.before.get(name, 0) for name, n in tally.by_operation.items() if n > self.before.get(name, 0)
        }
        now_ms = self.asking.clock.now_ms()
        self.asking.write(
            lambda conn: sync_runs.finish_run(
                conn,
                self.asking.workspace_id,
                self.run_id,
                surface=report.surface,
                now_ms=now_ms,
                by_operation=report.requests,
                too_many=report.too_many,
            )
        )
