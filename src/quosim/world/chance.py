"""Where every choice comes from: named streams, so that the same name draws the same on every machine."""

import random


def chance(*name: object) -> random.Random:
    """The stream of that name."""
    return random.Random(":".join(str(part) for part in name))  # noqa: S311 - a simulator must be repeatable
