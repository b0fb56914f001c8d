"""Several sources list the same artefacts, under other paths: which entry of one list is which of another (rule 7).

By the provider's id where there is one; else by a path that both know; else by position in lists of equal length.
The longest list gives the count: a shorter one cannot say which of them it knows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.projection.statement import Entry, Statement, canonical_bytes, surface_rank

MONO = "_mono.mp3"


class Listed(NamedTuple):
    """One entry and the statement that lists it."""

    statement: Statement
    entry: Entry


class Listing(NamedTuple):
    """One source's list of one kind of artefact."""

    statement: Statement
    entries: tuple[Entry, ...]


Group = list[Listed]


def aligned(listings: Sequence[Listing]) -> list[Group]:
    """What is known of each artefact: identified ones by their start and id, then the others by position."""
    if len(listings) == 1 and len(listings[0].entries) == 1:
        only = listings[0]
        return [[Listed(only.statement, only.entries[0])]]
    groups, nameless = _identified(listings)
    for listing in sorted(nameless, key=_longest_first):
        _align(groups, listing)
    return groups


def same_file(path: str) -> str:
    """`X_mono.mp3` is another rendering of `X.mp3`."""
    return path.removesuffix(MONO) + ".mp3" if path.endswith(MONO) else path


def ways_of(group: Group) -> tuple[str, ...]:
    """Every path to the same bytes, sorted, the plain rendering before the mono one."""
    paths = {listed.entry.path for listed in group if listed.entry.path is not None}
    return tuple(sorted(paths, key=lambda path: (path.endswith(MONO), path)))


def _identified(listings: Sequence[Listing]) -> tuple[list[Group], list[Listing]]:
    groups: dict[str, Group] = {}
    nameless: list[Listing] = []
    for statement, entries in listings:
        rest = []
        for entry in entries:
            if entry.provider_id is None:
                rest.append(entry)
            else:
                groups.setdefault(entry.provider_id, []).append(Listed(statement, entry))
        if rest:
            nameless.append(Listing(statement, tuple(rest)))
    return [groups[key] for key in sorted(groups, key=lambda key: (_start(groups[key]), key))], nameless


def _start(group: Group) -> float:
    return min((one.entry.start_ms for one in group if one.entry.start_ms is not None), default=float("inf"))


def _longest_first(listing: Listing) -> tuple[int, int, int, bytes, str]:
    statement = listing.statement
    rank = -surface_rank(statement.surface)
    return -len(listing.entries), statement.order_ms, rank, canonical_bytes(listing.entries), statement.slot


def _align(groups: list[Group], listing: Listing) -> None:
    """Add one list to the groups; lists come longest first."""
    unmatched = []
    taken: set[int] = set()
    for entry in listing.entries:
        index = _known_at(groups, entry)
        if index is None:
            unmatched.append(entry)
        else:
            taken.add(index)
            groups[index].append(Listed(listing.statement, entry))
    free = [index for index in range(len(groups)) if index not in taken]
    if not groups or len(unmatched) >= len(free):
        for index, entry in zip(free, unmatched, strict=False):
            groups[index].append(Listed(listing.statement, entry))
        for entry in unmatched[len(free) :]:
            _add(groups, listing.statement, entry)


def _add(groups: list[Group], statement: Statement, entry: Entry) -> None:
    index = _known_at(groups, entry)  # two renderings of one file within one list
    if index is None:
        groups.append([Listed(statement, entry)])
    else:
        groups[index].append(Listed(statement, entry))


def _known_at(groups: Sequence[Group], entry: Entry) -> int | None:
    if entry.path is None:
        return None
    path = same_file(entry.path)
    for index, group in enumerate(groups):
        if any(listed.entry.path is not None and same_file(listed.entry.path) == path for listed in group):
            return index
    return None
