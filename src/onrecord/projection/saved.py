"""Where a file that a person saved belongs: in the place of a known artefact, or beside what the provider lists.

It never stands in the way of the provider's lists: those are aligned first, among themselves (fold rule 14).
"""

from collections.abc import Iterable, Sequence

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import Surface
from onrecord.projection.alignment import Group, Listed, Listing

ONE_OF_A_KIND = frozenset({ArtefactKind.VOICEMAIL.value})


def saved_apart(listings: Sequence[Listing]) -> tuple[list[Listing], list[Listing]]:
    """(what the provider lists, what people saved)."""
    told = [one for one in listings if one.statement.surface != Surface.HAND]
    return told, [one for one in listings if one.statement.surface == Surface.HAND]


def add_saved(kind: str, groups: list[Group], saved: Iterable[Listing]) -> None:
    """Put each saved file where it belongs, in an order that does not depend on how they were read."""
    files = [Listed(statement, entry) for statement, entries in saved for entry in entries]
    for file in sorted(files, key=lambda one: (one.statement.order_ms, one.entry.path or "", one.entry.fills or "")):
        place = _place_of(kind, groups, file)
        if place is None:
            groups.append([file])
        else:
            place.append(file)


def _place_of(kind: str, groups: Sequence[Group], file: Listed) -> Group | None:
    """The artefact it was saved for, or the one that already has this very file; None: one of its own."""
    if kind in ONE_OF_A_KIND and groups:
        return groups[0]
    for group in groups:
        for _, entry in group:
            if entry.path == file.entry.path or file.entry.fills in _names(entry.path, entry.provider_id):
                return group
    return None


def _names(*known: str | None) -> set[str | None]:
    return {name for name in known if name is not None}
