"""Maple Street Foundation Repair: the world that people look at."""

from datetime import date, timedelta
from random import Random

from quosim.world import eastern, strangers
from quosim.world.cast import CUSTOM_FIELDS, Cast, Person, hire, somebody, write_card
from quosim.world.chance import chance
from quosim.world.chronicle import Chronicle
from quosim.world.eastern import DAY, HOUR
from quosim.world.identifiers import Identifiers
from quosim.world.model import Task, World
from quosim.world.people import HOME_CODES, NumberBook
from quosim.world.script import Step, read_script
from quosim.world.teller import Teller

FIRST_DAY, LAST_DAY = date(2024, 12, 1), date(2026, 11, 20)
AGENT_SINCE = date(2026, 2, 9)
STORIES, WITHOUT_CARD = 110, 0.1
OWN = {"main": "+12165550110", "sales": "+14405550112", "crew": "+12165550114"}


def make_demo(seed: int) -> World:
    """Two years of three lines; its last hours are lively."""
    rng = chance("demo", seed)
    ids = Identifiers(f"demo:{seed}")
    start, end = eastern.moment(FIRST_DAY, 9), eastern.moment(LAST_DAY, 16, 30)
    world = World("demo", seed, start, end, ids.organization(), "Maple Street Foundation Repair")
    world.custom_fields.extend(CUSTOM_FIELDS)
    pen = Chronicle(world, rng, ids)
    return _Demo(pen, hire(pen, OWN)).make()


class _Demo:
    def __init__(self, pen: Chronicle, cast: Cast) -> None:
        self.pen, self.cast, self.rng, self.world = pen, cast, pen.rng, pen.world
        self.book = NumberBook(HOME_CODES, self.rng)
        for number in (*OWN.values(), *_told_numbers()):
            self.book.take(number)
        self.script = read_script("stories.txt")
        self.teller = Teller(pen, cast, self.script)
        self.days = [
            day
            for offset in range((LAST_DAY - FIRST_DAY).days)
            if _lively(day := FIRST_DAY + timedelta(days=offset), self.rng)
        ]

    def make(self) -> World:
        people = self._tell_stories()
        self._tell_told("last_days.txt")
        self._tell_told("groups.txt")
        self._chat("banter", "crew", 7)
        self._chat("vendor", "main", 6)
        strangers.visit(self.pen, self.cast, self.book, people)
        self._old_customers()
        self._write_tasks()
        return self.pen.close()

    def _tell_stories(self) -> list[Person]:
        """The customers of two years."""
        names, weights = tuple(self.script.stories), tuple(self.script.weights.values())
        deck = self.rng.choices(names, weights, k=STORIES - len(names)) + list(names)
        self.rng.shuffle(deck)
        return [self._tell(name) for name in deck]

    def _tell(self, name: str) -> Person:
        person = somebody(self.book.next(), self.rng, has_card=self.rng.random() > WITHOUT_CARD)
        days = self.days
        if any(step.verb == "ai<" for step in self.script.stories[name]):
            days = [day for day in self.days if day >= AGENT_SINCE]
        at = eastern.moment(
            self.rng.choice(days), self.rng.randrange(8, 19), self.rng.randrange(60), self.rng.randrange(60)
        )
        line = self.rng.choices(("main", "sales"), (64, 36))[0]
        self.teller.tell(self.script.stories[name], (person,), line, at + self.rng.randrange(1000))
        if person.has_card:
            write_card(self.pen, self.cast, person, at + HOUR, role="Landlord" if name == "landlord" else None)
        return person

    def _tell_told(self, script: str) -> None:
        """Stories that are told to the minute."""
        for title, steps in read_script(script).stories.items():
            names, _, line = title.partition(", ")
            people = tuple(self._told_person(name) for name in names.split(" + "))
            self._tell_to_the_minute(steps, people, line)

    def _tell_to_the_minute(self, steps: list[Step], people: tuple[Person, ...], line: str) -> None:
        self.teller.tell_told(steps, people, line)
        begun = max(int(step.options[0].split()[0]) for step in steps if step.verb == "@")
        first = eastern.midnight(LAST_DAY) - max(60, begun) * DAY
        for person in people:
            if person.has_card:
                write_card(self.pen, self.cast, person, first + self.rng.randrange(30 * DAY))

    def _told_person(self, name: str) -> Person:
        if name.startswith("+"):
            return Person("", "", name, "Parma", "", "as written", has_card=False)
        first, _, last = name.partition(" ")
        return Person(first, last, self.book.next(), "Lakewood", "", "as written")

    def _chat(self, chapter: str, line: str, people: int) -> None:
        """Long threads with the people one works with: the same few, week after week."""
        for _ in range(people):
            person = somebody(self.book.next(), self.rng)
            write_card(self.pen, self.cast, person, self.world.start, role="Crew" if line == "crew" else "Supplier")
            exchanges = self.script.exchanges[chapter]
            told = self.rng.sample(exchanges, min(len(exchanges), self.rng.randrange(18, 42)))
            days = sorted(self.rng.sample(self.days, len(told)))
            for day, steps in zip(days, told, strict=True):
                at = eastern.moment(day, self.rng.randrange(7, 15), self.rng.randrange(60), self.rng.randrange(60))
                self.teller.tell(steps, (person,), line, at)

    def _old_customers(self) -> None:
        """Cards that were imported when the office moved its phones: nobody has written since."""
        for _ in range(44):
            write_card(
                self.pen, self.cast, somebody(self.book.next(), self.rng), self.world.start + self.rng.randrange(HOUR)
            )

    def _write_tasks(self) -> None:
        """What somebody wrote down to do."""
        titles = (
            "Call back about the estimate", "Order wall anchors", "Pull the permit", "Send warranty papers",
            "Schedule the engineer", "Replace check valve under warranty", "Mail invoice", "Ask for a review",
            "Check the drain after the next rain", "Update estimate with one more pier",
        )  # fmt: skip
        threads = [each for each in self.world.conversations if each.participants[0].startswith("+") and each.name]
        threads.sort(key=lambda each: (each.at, each.id))
        for index, thread in enumerate(threads[-2 * len(titles) :]):
            at = min(thread.at + 2 * DAY, self.world.end - HOUR)
            due = at + self.rng.randrange(1, 9) * DAY if self.rng.random() < 0.7 else None
            status = "completed" if index < len(titles) else "open"
            who = self.cast.members["priya"].id
            title = titles[index % len(titles)]
            self.world.tasks.append(Task(self.pen.ids.task(), title, "", thread.id, who, at, due, status))


def _told_numbers() -> list[str]:
    stories = read_script("last_days.txt").stories
    return [title.partition(", ")[0] for title in stories if title.startswith("+")]


def _lively(day: date, rng: Random) -> bool:
    """Whether anything begins on that day: weekdays mostly, and more in the wet months and lately."""
    if day.weekday() >= 5 and rng.random() < 0.75:
        return False
    wet = day.month in (3, 4, 5, 6, 10, 11)
    return rng.random() < (0.9 if wet else 0.55) * (1.0 if day.year == 2026 else 0.7)
