"""Maple Street Foundation Repair: the world that people look at."""

from dataclasses import replace

from quosim.world.model import World
from quosim.world.origin import make_origin


def make_demo(seed: int) -> World:
    """Two years of three lines."""
    return replace(make_origin(seed), name="demo")
