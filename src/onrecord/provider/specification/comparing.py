"""What changed between two specifications, by meaning: order, words and examples do not count.

Of a member that came or went with everything in it only the outermost is named. Of a part that one of the two
documents leaves unclear nothing is claimed, and of a document that breaks off only what is in it.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from onrecord.provider.specification.outline import Member, Members, Operation, Part, Specification


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # it is another kind of value
    REQUIRED = "required"  # must now be sent, or is now always there
    OPTIONAL = "optional"  # may now be left out


class Change(NamedTuple):
    """`place` is empty for a whole operation, else a part and a name in it: `answer data[].media`.

    `before` and `after` say what kind of value it was and is; empty where it was or is not there.
    """

    kind: ChangeKind
    operation: str
    place: str = ""
    before: str = ""
    after: str = ""


def compare(before: Specification, after: Specification) -> tuple[Change, ...]:
    """Sorted by operation and place."""
    found = [*_came_and_went(before, after)]
    for name in before.operations.keys() & after.operations.keys():
        found += _operation(name, before.operations[name], after.operations[name])
    certain = (change for change in found if _is_certain(change, before, after))
    return tuple(sorted(certain, key=lambda change: (change.operation, change.place, change.kind)))


def _is_certain(change: Change, before: Specification, after: Specification) -> bool:
    """In a document that breaks off, only what is there is known."""
    if not before.whole:
        return after.whole and change.kind is ChangeKind.REMOVED
    return after.whole or change.kind is ChangeKind.ADDED


def _came_and_went(before: Specification, after: Specification) -> Iterator[Change]:
    for name in after.operations.keys() - before.operations.keys():
        yield Change(ChangeKind.ADDED, name)
    for name in before.operations.keys() - after.operations.keys():
        yield Change(ChangeKind.REMOVED, name)


def _operation(name: str, before: Operation, after: Operation) -> Iterator[Change]:
    unclear = before.unclear | after.unclear
    if Part.PARAMETER not in unclear:
        yield from _members(name, Part.PARAMETER, before.parameters, after.parameters)
    if Part.BODY not in unclear:
        yield from _members(name, Part.BODY, before.body, after.body)
    if Part.ANSWER not in unclear:
        yield from _members(name, Part.ANSWER, before.answer, after.answer)
    yield from _errors(name, before.errors, after.errors)


def _members(operation: str, part: Part, before: Members, after: Members) -> Iterator[Change]:
    for path in _outermost(after, before):
        yield Change(ChangeKind.ADDED, operation, f"{part} {path}", "", str(after[path]))
    for path in _outermost(before, after):
        yield Change(ChangeKind.REMOVED, operation, f"{part} {path}", str(before[path]), "")
    for path in before.keys() & after.keys():
        yield from _member(operation, f"{part} {path}", before[path], after[path])


def _outermost(here: Members, there: Members) -> Iterator[str]:
    """What is only here, but not what is inside of something that is only here."""
    for path in here:
        if path not in there and not any(outer in here and outer not in there for outer in _outer(path)):
            yield path


def _outer(path: str) -> Iterator[str]:
    """Whatever holds it: `data[].media[]`, `data[].media`, … of `data[].media[].url`."""
    for place in range(len(path) - 1, 0, -1):
        if path[place] in ".[":
            yield path[:place]


def _member(operation: str, place: str, before: Member, after: Member) -> Iterator[Change]:
    if before.required != after.required:
        kind = ChangeKind.REQUIRED if after.required else ChangeKind.OPTIONAL
        yield Change(kind, operation, place, str(before), str(after))
    if (before.kinds, before.nullable) != (after.kinds, after.nullable):
        yield Change(ChangeKind.CHANGED, operation, place, str(before), str(after))


def _errors(operation: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for code in after.keys() - before.keys():
        yield Change(ChangeKind.ADDED, operation, f"{Part.ERROR} {code}", "", after[code])
    for code in before.keys() - after.keys():
        yield Change(ChangeKind.REMOVED, operation, f"{Part.ERROR} {code}", before[code], "")
