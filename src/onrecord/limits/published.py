"""What the provider publishes and sends that is new: its documents, what changed in them, and members nobody knows."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.limits.noticed import awaited
from onrecord.provider.specification import ChangeKind
from onrecord.provider.specification.outline import Part
from onrecord.storage.new_fields import Noticed
from onrecord.storage.specifications import Edition, EditionChange, newest_editions, read_changes

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Published:
    """The newest document of each surface, what changed from one to the next (the last first), and new members of
    answers that look like something we wait for.
    """

    editions: Sequence[Edition] = ()
    changes: Sequence[EditionChange] = ()
    news: Sequence[Noticed] = ()


def read_published(conn: Connection, workspace_id: int) -> Published:
    return Published(newest_editions(conn, workspace_id), read_changes(conn, workspace_id), awaited(conn, workspace_id))


def say_changes(published: Published, surface: str, day: Callable[[int], str]) -> dict[str, list[str]]:
    """A sentence for each difference between the documents of one surface, by the day as `day` writes it; the last day
    first."""
    said: dict[str, list[str]] = {}
    for change in published.changes:
        if change.surface == surface:
            said.setdefault(day(change.at_ms), []).append(say_edition_change(change))
    return said


def say_edition_change(change: EditionChange) -> str:
    """One difference between two documents, for people: `GET /v1/messages answers with media`."""
    part, _, name = change.place.partition(" ")
    if not part:
        return f"{change.operation} {'is new' if change.kind == ChangeKind.ADDED else 'is gone'}"
    if part == Part.ERROR:
        return f"{change.operation} {'may answer' if change.kind == ChangeKind.ADDED else 'no longer answers'} {name}"
    said = f"{change.operation} {_VERBS[part == Part.ANSWER][ChangeKind(change.kind)]} {_plain(name)}"
    return said + _difference(change.before, change.after) if change.kind == ChangeKind.CHANGED else said


_VERBS = {
    True: {
        ChangeKind.ADDED: "answers with",
        ChangeKind.REMOVED: "no longer answers with",
        ChangeKind.CHANGED: "answers differently with",
        ChangeKind.REQUIRED: "always answers with",
        ChangeKind.OPTIONAL: "may leave out",
    },
    False: {
        ChangeKind.ADDED: "takes",
        ChangeKind.REMOVED: "no longer takes",
        ChangeKind.CHANGED: "takes something else as",
        ChangeKind.REQUIRED: "now needs",
        ChangeKind.OPTIONAL: "no longer needs",
    },
}
"""By whether it is about the answer or about what is sent."""


def _difference(before: str, after: str) -> str:
    """In brackets; of a choice of words only those that came or went, and nothing where it would be a page of text."""
    was, now = _choices(before), _choices(after)
    if was and now and was != now:
        told = [
            f"{word}: {', '.join(sorted(words))}" for word, words in (("new", now - was), ("gone", was - now)) if words
        ]
        return f" ({'; '.join(told)})"
    return f" ({before} → {after})" if len(before) + len(after) <= LONGEST else ""


def _choices(kinds: str) -> set[str]:
    return {word for listed in re.findall(r"enum=(\S+)", kinds) for word in listed.split("|")}


def _plain(name: str) -> str:
    """`media` of `data[].media`; `externalIds` of `query externalIds`."""
    bare = name.partition(" ")[2] or name
    return bare.removeprefix("data[].").removeprefix("data.")
