"""The demo's world as if its business had begun in September: all that is awkward in it, and a fifth of the rest.

For tests that take whole histories in, again and again. The cards and the people are all there.
"""

from dataclasses import replace
from functools import cache

from quosim.house import House, Options
from quosim.world.demo import make_demo
from quosim.world.model import World
from tiny_world import at

LAST_MONTHS, WHOLE = "last months", "demo"
SINCE = at("2026-09-01T00:00:00")
_whole = cache(make_demo)


def make_last_months(name: str, seed: int) -> World:
    """In lists of its own; all of the demo where that is asked for by its name."""
    return make_demo(seed) if name == WHOLE else _shortened(_whole(seed))


def _shortened(whole: World) -> World:
    messages = [each for each in whole.messages if each.at >= SINCE]
    calls = [each for each in whole.calls if each.at >= SINCE]
    spoken = {each.conversation_id for each in (*messages, *calls)}
    return replace(
        whole,
        name=LAST_MONTHS,
        start=SINCE,
        messages=messages,
        calls=calls,
        conversations=[each for each in whole.conversations if each.id in spoken],
        tasks=[each for each in whole.tasks if each.conversation_id in spoken],
        lines=list(whole.lines),
        members=list(whole.members),
        contacts=list(whole.contacts),
        custom_fields=list(whole.custom_fields),
    )


def last_months_house() -> House:
    """A house in that world, without a rate limit."""
    return House(Options(world=LAST_MONTHS, rate=0), make_last_months)
