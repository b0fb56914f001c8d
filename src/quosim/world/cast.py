"""Who works at Maple Street, and the people who write to it."""

from dataclasses import dataclass
from random import Random

from quosim.world.chronicle import Chronicle
from quosim.world.model import Contact, ContactNumber, Line, Member, Note
from quosim.world.people import FIRST, LAST, TOWNS, address, typed_number


@dataclass(frozen=True, slots=True)
class Cast:
    """The lines and members by the names the stories use."""

    lines: dict[str, Line]
    members: dict[str, Member]

    def line_of(self, line_id: str) -> Line:
        return next(line for line in self.lines.values() if line.id == line_id)


@dataclass(frozen=True, slots=True)
class Person:
    first: str
    last: str
    number: str
    town: str
    house: str
    style: str  # as written | plain | lower | hasty | formal
    has_card: bool = True  # whether the office keeps a contact; without one the app shows the number

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


def somebody(number: str, rng: Random, *, has_card: bool = True) -> Person:
    """A person who answers at that number. The office knows some by their first name only."""
    style = rng.choices(("plain", "lower", "hasty", "formal"), (48, 26, 12, 14))[0]
    last = rng.choice(LAST) if rng.random() < 0.93 else ""
    return Person(rng.choice(FIRST), last, number, rng.choice(TOWNS), address(rng), style, has_card)


def hire(pen: Chronicle, numbers: dict[str, str]) -> Cast:
    """The five members and three lines."""
    ids, start = pen.ids, pen.world.start
    people = (
        ("dana", "Dana", "Whitcomb", "owner", "US"),
        ("luis", "Luis", "Ortega", "admin", "US"),
        ("priya", "Priya", "Raman", "member", "US"),
        ("tom", "Tom", "Kowalczyk", "member", "US"),
        ("agent", "Sona", None, "member", "SYU"),
    )
    members = {}
    for key, first, last, role, prefix in people:
        agent = prefix == "SYU"
        member_id = ids.agent() if agent else ids.member()
        email = f"{'sona' if agent else key}@maplestreet.example"
        members[key] = Member(member_id, email, first, last, role, start, agent)
    lines = {}
    told = (
        ("main", "Main office", "🏠", ("dana", "priya", "luis", "agent")),
        ("sales", "Estimates", "📐", ("luis", "priya", "dana")),
        ("crew", "Crew", "🚚", ("tom", "dana")),
    )
    for key, name, symbol, staff in told:
        ours = tuple(members[each].id for each in staff)
        forward = numbers["main"] if key == "sales" else None
        lines[key] = Line(ids.line(), numbers[key], name, symbol, ids.group(), start, ours, forward=forward)
    pen.world.members.extend(members.values())
    pen.world.lines.extend(lines.values())
    return Cast(lines, members)


CUSTOM_FIELDS = (
    ("address", "Job address", "address"),
    ("lead-source", "Lead source", "string"),
    ("warranty", "Warranty until", "date"),
)
SOURCES = ("Neighbor", "Truck", "Search", "Yard sign", "Realtor", "Repeat customer")


def write_card(pen: Chronicle, cast: Cast, person: Person, at: int, *, role: str | None = None) -> None:
    """Keep a contact for a person, as an office does: mostly right, sometimes half empty."""
    rng, ids = pen.rng, pen.ids
    numbers = [
        ContactNumber(
            ids.media()[:12], rng.choice(("mobile", "mobile", "home", "Phone Number")), typed_number(person.number, rng)
        )
    ]
    emails: tuple[ContactNumber, ...] = ()
    if rng.random() < 0.4:
        mail = f"{person.name}@mail.example".lower().replace(" ", ".")
        emails = (ContactNumber(ids.media()[:12], "email", mail),)
    fields: list[tuple[str, str, str, object]] = []
    if rng.random() < 0.5:
        fields.append((*CUSTOM_FIELDS[0], ", ".join(filter(None, (person.house, person.town, "OH")))))
        fields.append((*CUSTOM_FIELDS[1], rng.choice(SOURCES)))
    writer = rng.choice((cast.members["priya"], cast.members["dana"])).id
    notes: tuple[Note, ...] = ()
    if rng.random() < 0.12:
        words = rng.choice(
            (
                "Prefers texts.",
                "Gate code 4471. Friendly dog.",
                "Call after 4.",
                "Knows Dana from church.",
                "Asked for Tom.",
            )
        )
        notes = (Note(ids.media()[:24], words, writer, at + 3_600_000),)
    external = f"cust-{rng.randrange(1000, 9999)}-{person.number[-3:]}" if rng.random() < 0.2 else None
    pen.world.contacts.append(
        Contact(
            ids.contact(),
            person.first,
            person.last or None,
            f"{person.last or person.first} Properties LLC" if role == "Landlord" else None,
            role,
            tuple(numbers),
            emails,
            "import" if external else None,
            external,
            writer,
            at,
            at + (3_600_000 if notes else 0),
            tuple(fields),
            notes,
        )
    )
