"""Tells a story: walks its steps with a clock and writes down what people said and when."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from quosim.clips import Clip, all_clips
from quosim.world import eastern
from quosim.world.attachments import Attachments
from quosim.world.cast import Cast, Person
from quosim.world.chronicle import Chronicle
from quosim.world.eastern import DAY, HOUR, MINUTE, SECOND
from quosim.world.model import Conversation, Line, Member, Recording
from quosim.world.people import FIRST, STREETS
from quosim.world.script import Script, Step
from quosim.world.wording import Wording, styled

UNITS = {"h": HOUR, "d": DAY, "m": MINUTE}
TIMES = ("8:30", "9", "9:30", "10", "10:30", "11", "1", "1:30", "2", "2:30", "3", "4")
INCHES = ("half an inch", "3/4 of an inch", "an inch and a quarter", "1 1/8 inches", "7/8 of an inch")
SPEAKER_OF = {"visit": "luis", "estimate": "luis", "job": "tom", "complaint": "dana", "photosofcrack": "priya"}


class Over(Exception):
    """The clock has passed the end of the world: the story goes on unseen."""


@dataclass(slots=True)
class Scene:
    """Where a story stands: who, on which line, when, and what its slots say."""

    people: tuple[Person, ...]
    home: str
    line_key: str
    clock: int
    staff: str
    slots: dict[str, str] = field(default_factory=dict)
    visit_at: int = 0
    last: str = ""
    picked: int | None = None  # which alternative the step before took
    exact: bool = False


class Teller:
    def __init__(self, pen: Chronicle, cast: Cast, script: Script) -> None:
        self.pen, self.cast, self.script, self.rng = pen, cast, script, pen.rng
        self.wording = Wording(script, pen.rng)
        self.attachments = Attachments(pen)
        self.open: dict[tuple[str, tuple[str, ...]], Conversation] = {}

    def tell(self, steps: list[Step], people: tuple[Person, ...], line: str, at: int) -> None:
        """Tell a story from its beginning; it stops where the world ends."""
        staff = self.rng.choice(("priya", "priya", "priya", "dana")) if line != "crew" else "tom"
        scene = Scene(people, line, line, at, staff)
        self._set_slots(scene)
        try:
            self._walk(steps, scene, "")
        except Over:
            return

    def tell_told(self, steps: list[Step], people: tuple[Person, ...], line: str) -> None:
        """Tell a story whose moments are written in it."""
        staff = {"main": "priya", "sales": "luis", "crew": "tom"}[line]
        scene = Scene(people, "told", line, self.pen.world.end, staff)
        self._set_slots(scene)
        self._walk(steps, scene, "")

    def _walk(self, steps: list[Step], scene: Scene, chapter: str) -> None:
        for step in steps:
            if (step.tie and scene.picked is None) or self.rng.randrange(100) >= step.chance:
                scene.picked = None
                continue
            if step.verb in "<>":
                scene.picked = scene.picked if step.tie == "=" else self.wording.pick(step.options)
            self._take(step, scene, chapter)

    def _take(self, step: Step, scene: Scene, chapter: str) -> None:
        deed = {
            "<": self._hear, ">": self._say, "do": self._chapter, "..": self._wait, "@": self._at, "on": self._switch,
            "call<": self._call, "call>": self._call, "ai<": self._call, "miss<": self._miss, "miss>": self._no_answer,
            "talk<": self._talk, "talk>": self._talk,
        }[step.verb]  # fmt: skip
        deed(step, scene, chapter)

    # time

    def _set_slots(self, scene: Scene) -> None:
        rng, person = self.rng, scene.people[0]
        days = _next_workdays(eastern.day_of(scene.clock) + timedelta(days=rng.randrange(2, 5)))
        time, time2 = rng.sample(TIMES, 2)
        hour, _, minute = time.partition(":")
        scene.visit_at = eastern.moment(days[0], int(hour) + (12 if int(hour) < 7 else 0), int(minute or 0))
        year = eastern.day_of(scene.clock).year
        scene.slots = {
            "first": person.first, "last": person.last, "town": person.town, "house": person.house,
            "day": days[0].strftime("%A"), "day2": days[1].strftime("%A"), "time": time, "time2": time2,
            "street": rng.choice(STREETS), "other": rng.choice(FIRST), "price": f"${rng.randrange(9, 140) * 50:,}",
            "code": f"{rng.randrange(1000, 9999)}",
            "year": str(rng.randrange(1924, 1988)), "lastyear": str(year - 1), "staff": self._first_name(scene.staff),
            "est": "Luis", "lead": "Tom", "corner": rng.choice(("northeast", "back left", "garage", "southwest")),
            "inch": rng.choice(INCHES),
        }  # fmt: skip

    def _first_name(self, key: str) -> str:
        return self.cast.members[key].first_name or ""

    def _wait(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        what = step.options[0]
        if what == "visit":
            scene.clock = max(scene.clock, scene.visit_at - self.rng.randrange(12, 55) * MINUTE)
            self._set_slots(scene)
        else:
            length = int(what[:-1]) * UNITS[what[-1]]
            scene.clock += int(length * self.rng.uniform(0.8, 1.25))
            if length >= DAY:
                self._set_slots(scene)

    def _at(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        days, clock = step.options[0].split()
        hour, minute = clock.split(":")
        day = eastern.day_of(self.pen.world.end) - timedelta(days=int(days))
        scene.clock = eastern.moment(day, int(hour), int(minute), self.rng.randrange(60)) + self.rng.randrange(1000)
        scene.exact = True

    def _pass(self, scene: Scene, side: str, *, staffed: bool) -> int:
        """Let the time go by until the next deed of that side; the moment of it."""
        if scene.exact:
            scene.exact = False
        else:
            told = scene.home == "told"
            if scene.last == side:
                gap = self.rng.uniform(9, 55) * SECOND
            else:
                mean = 2 if told else 11 if side == "<" else 8
                gap = (0.6 + min(self.rng.expovariate(1 / mean), 90)) * MINUTE
                if not told and self.rng.random() < 0.1:
                    gap += self.rng.uniform(1, 6) * HOUR
            scene.clock += int(gap)
            if not told:
                scene.clock = (eastern.within_hours if staffed else eastern.awake)(scene.clock, self.rng)
        if scene.clock > self.pen.world.end:
            raise Over
        scene.last = side
        return scene.clock

    # people and places

    def _switch(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        scene.line_key = scene.home if step.options[0] == "main" else step.options[0]

    def _chapter(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        self._walk(self.script.chapters[step.options[0]], scene, step.options[0])
        scene.picked = 0

    def _line(self, scene: Scene) -> Line:
        return self.cast.lines[scene.line_key]

    def _conversation(self, scene: Scene, at: int) -> Conversation:
        numbers = tuple(person.number for person in scene.people)
        key = (scene.line_key, numbers)
        if key not in self.open:
            line, person = self._line(scene), scene.people[0]
            name = person.name if len(numbers) == 1 and person.has_card else None
            assigned = line.member_ids[0] if self.rng.random() < 0.2 else None
            self.open[key] = self.pen.conversation(line, numbers, at, name, assigned)
        return self.open[key]

    def _speaker(self, scene: Scene, chapter: str) -> Member:
        key = SPEAKER_OF.get(chapter, scene.staff)
        member = self.cast.members[key]
        return member if member.id in self._line(scene).member_ids else self.cast.members["tom"]

    # texts

    def _hear(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        words = self.wording.fill(step.options[scene.picked or 0], scene.slots)
        who, words = _author(words, len(scene.people))
        at = self._pass(scene, "<", staffed=False)
        conversation = self._conversation(scene, at)
        person = scene.people[who]
        media = self.attachments.of(step.media, person.name, person.number)
        line, text = self._line(scene), styled(words, person.style)
        told = self.rng.random() < 0.12
        self.pen.heard(line, conversation, text, at, sender=person.number, media=media, told_owner=told)

    def _say(self, step: Step, scene: Scene, chapter: str) -> None:
        words = self.wording.fill(step.options[scene.picked or 0], scene.slots)
        at = self._pass(scene, ">", staffed=True)
        conversation, member = self._conversation(scene, at), self._speaker(scene, chapter)
        media = self.attachments.of(step.media, scene.people[0].name, scene.people[0].number)
        status = "undelivered" if step.error else "delivered"
        self.pen.said(
            self._line(scene), conversation, words, at, member.id, media=media, status=status, error_code=step.error
        )

    # calls

    def _call(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        told, ready = _ready(self.wording.choose(step.options))
        clips = [all_clips()[name] for name in told.split("+")]
        side = "<" if step.verb.endswith("<") else ">"
        if step.verb == "ai<" and not scene.exact:
            evening = eastern.midnight(eastern.day_of(scene.clock)) + self.rng.randrange(18 * 60 + 5, 21 * 60) * MINUTE
            scene.clock = max(scene.clock, evening)
        at = self._pass(scene, side, staffed=step.verb != "ai<")
        self._answered(scene, clips, "incoming" if side == "<" else "outgoing", at, ready)

    def _answered(self, scene: Scene, clips: list[Clip], direction: str, at: int, ready: int | None) -> None:
        line, conversation = self._line(scene), self._conversation(scene, at)
        agent = clips[0].staff == "agent"
        member = self.cast.members[clips[0].staff or "priya"]
        cuts = [clip.whole() if scene.home == "told" else clip.cut(self.rng) for clip in clips]
        pause = self.rng.randrange(35, 110) if len(clips) > 1 else 0
        seconds = sum(clip.seconds(cut) for clip, cut in zip(clips, cuts, strict=True))
        talk = round(seconds) + pause + self.rng.randrange(2, 7)
        call = self.pen.answered(line, conversation, direction, at, talk, member, ai_handled=agent)
        assert call.answered_at is not None  # noqa: S101 - it was just answered
        assert call.completed_at is not None  # noqa: S101 - and has ended
        start, recordings = call.answered_at + 1_100, list[Recording]()
        theirs = conversation.participants[0]
        for clip, cut in zip(clips, cuts, strict=True):
            made = self.pen.recording(clip, cut, start, (line.number, member.id), theirs, ready_after=_ms(ready))
            recordings.append(made)
            start += round(clip.seconds(cut) * SECOND) + pause * SECOND
        summary = self.pen.summary(clips[0], call.completed_at)
        if ready is not None and summary is not None:
            summary = replace(summary, ready_at=call.completed_at + ready * SECOND)
        more: dict[str, object] = {}
        if agent and self.rng.random() < 0.4:
            more["member_id"] = line.member_ids[0]
        if self.rng.random() < 0.12:
            more["v1_duration_seconds"] = 0
        if self.rng.random() < 0.1:
            more["participants_bug"] = self.rng.choice(("empty", "reordered", "duplicated"))
        if more.get("participants_bug") == "duplicated" and "v1_duration_seconds" not in more:
            more["v1_duration_seconds"] = max(1, talk - 13)  # and now and then a length that nothing explains
        kept = replace(call, recordings=tuple(recordings), summary=summary, **more)  # type: ignore[arg-type]  # Call's own
        self.pen.world.calls[-1] = kept
        scene.clock = max(scene.clock, call.completed_at)

    def _talk(self, step: Step, scene: Scene, chapter: str) -> None:
        side = step.verb[-1]
        at = self._pass(scene, side, staffed=True)
        seconds = int(step.options[0]) + self.rng.randrange(40)
        member = self._speaker(scene, chapter)
        direction = "incoming" if side == "<" else "outgoing"
        self.pen.answered(self._line(scene), self._conversation(scene, at), direction, at, seconds, member)
        scene.clock += seconds * SECOND

    def _miss(self, step: Step, scene: Scene, chapter: str) -> None:
        del chapter
        at = self._pass(scene, "<", staffed=False)
        line, conversation, ring = self._line(scene), self._conversation(scene, at), self.rng.randrange(16, 29)
        status = self.rng.choices(("completed", "missed", "no-answer"), (60, 25, 15))[0]
        name, ready = _ready(self.wording.choose(step.options))
        more: dict[str, object] = {}
        if name:
            clip = all_clips()[name]
            spoken = at + ring * SECOND + round((clip.seconds(clip.whole()) + 4) * SECOND)
            more = {"voicemail": self.pen.voicemail(clip, spoken, ready_after=_ms(ready)), "completed_at": spoken + 700}
            scene.clock = spoken
        self.pen.unanswered(line, conversation, "incoming", at, line.member_ids[0], status, ring, **more)

    def _no_answer(self, step: Step, scene: Scene, chapter: str) -> None:
        del step
        at = self._pass(scene, ">", staffed=True)
        member = self._speaker(scene, chapter)
        status = self.rng.choice(("no-answer", "completed", "busy", "canceled"))
        line, conversation = self._line(scene), self._conversation(scene, at)
        self.pen.unanswered(line, conversation, "outgoing", at, member.id, status, self.rng.randrange(12, 34))


def _next_workdays(day: date) -> list[date]:
    """That day or the next one on which we work, and the one after it."""
    days = [each for offset in range(6) if (each := day + timedelta(days=offset)).weekday() < 5]
    return days[:2]


def _author(words: str, people: int) -> tuple[int, str]:
    """Who of a group wrote it: `2: ` begins a text of the second person."""
    if people > 1 and words[:1].isdigit() and words[1:3] == ": ":
        return int(words[0]) - 1, words[3:]
    return 0, words


def _ready(told: str) -> tuple[str, int | None]:
    """A clip's name and, where the story says so, the seconds until its file is ready."""
    name, _, ready = told.partition(" ready=")
    return name, int(ready) if ready else None


def _ms(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * SECOND
