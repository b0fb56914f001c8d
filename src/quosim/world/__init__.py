"""The truth: what happened in the simulated business, whatever an API of the day shows of it."""

from collections.abc import Callable

from quosim.world.demo import make_demo
from quosim.world.empty import make_empty
from quosim.world.model import World
from quosim.world.origin import make_origin

MAKERS: dict[str, Callable[[int], World]] = {"demo": make_demo, "origin": make_origin, "empty": make_empty}


def make_world(name: str, seed: int) -> World:
    """The world of that name; the same for the same seed, on every machine. KeyError where no such world is."""
    return MAKERS[name](seed)
