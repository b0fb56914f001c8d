"""Which of the members that nobody knows are written down: all that look like what we wait for, else one example."""

from collections.abc import Collection, Iterable

from onrecord.domain.awaited import looks_awaited
from onrecord.projection.reading import NewField


def worth_keeping(found: Iterable[NewField], known: Collection[tuple[str, str, str]]) -> list[NewField]:
    """A member that comes with every message and means nothing to us is not written down a thousand times.

    `known` are those of which an example is kept: (surface, operation, member).
    """
    kept: list[NewField] = []
    examples = set(known)
    for one in sorted(found, key=lambda new: new.observation_id):
        place = (one.surface, one.operation, one.field)
        if looks_awaited(one.field) or place not in examples:
            kept.append(one)
            examples.add(place)
    return kept
