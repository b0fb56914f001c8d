"""A business that has just signed up: one line, one person, nothing said."""

import random
from datetime import date

from quosim.world import eastern
from quosim.world.identifiers import Identifiers
from quosim.world.model import Line, Member, World
from quosim.world.people import HOME_CODES, NumberBook


def make_empty(seed: int) -> World:
    """A workspace without a conversation."""
    ids = Identifiers(f"empty:{seed}")
    book = NumberBook(HOME_CODES, random.Random(f"empty:{seed}:numbers"))  # noqa: S311 - must be repeatable
    start = eastern.moment(date(2026, 11, 16), 9)
    world = World(
        "empty", seed, start, eastern.moment(date(2026, 11, 20), 16, 30), ids.organization(), "Fresh Start LLC"
    )
    owner = Member(ids.member(), "owner@freshstart.example", "Robin", "Vale", "owner", start)
    world.members.append(owner)
    world.lines.append(
        Line(ids.line(), book.next(), "Main", "📞", ids.group(), start, (owner.id,), business_hours=False)
    )
    return world
