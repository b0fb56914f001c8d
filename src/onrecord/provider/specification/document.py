"""From the bytes of a document to plain values: JSON, or YAML, as far as the text goes.

YAML is read without anchors, aliases and tags: a specification has no use for them, and a few of them are enough to
make a small file grow beyond any memory.
"""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

DEEPEST = 100
_LITERALS: dict[str, object] = {"null": None, "~": None, "": None, "true": True, "false": False}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")  # as in JSON: a code `0101400` is none


def read_document(text: bytes) -> tuple[object, str | None]:
    """(what the text says, why it could not be read to its end or None). Never raises."""
    try:
        return msgspec.json.decode(text), None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _as_far_as_it_goes(text)


def _as_far_as_it_goes(text: bytes) -> tuple[object, str | None]:
    """JSON is YAML too, so one reader serves for YAML and for JSON that breaks off."""
    import yaml  # late: the provider publishes JSON, and this is for the day when that is broken

    building = _Building()
    try:
        building.take(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return building.root, f"the text breaks off or is not what it should be ({type(error).__name__})"
    return building.root, building.complaint


class _Building:
    """Makes values from the events of a YAML reader; whatever came before an error stands."""

    def __init__(self) -> None:
        self.root: object = None
        self.complaint: str | None = None
        self._open: list[dict[object, object] | list[object]] = []
        self._names: list[object] = []

    def take(self, events: Iterable[Any]) -> None:
        """Raises ValueError for what is nested too deep."""
        for event in events:
            match type(event).__name__:
                case "MappingStartEvent":
                    self._begin({})
                case "SequenceStartEvent":
                    self._begin([])
                case "MappingEndEvent" | "SequenceEndEvent":
                    self._open.pop()
                    self._names.pop()
                case "ScalarEvent":
                    self._add(_scalar(event))
                case "AliasEvent":
                    self.complaint = "a part of the text refers to another one by an alias, which is not followed"
                    self._add(None)

    def _begin(self, fresh: dict[object, object] | list[object]) -> None:
        if len(self._open) >= DEEPEST:
            raise ValueError("nested too deep")
        self._add(fresh)
        self._open.append(fresh)
        self._names.append(_NO_NAME)

    def _add(self, value: object) -> None:
        if not self._open:
            self.root = value if self.root is None else self.root  # only the first document of a file
            return
        holder = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif self._names[-1] is _NO_NAME:
            self._names[-1] = value if isinstance(value, str | int | float) else str(value)
        else:
            holder[str(self._names[-1])] = value
            self._names[-1] = _NO_NAME


_NO_NAME = object()


def _scalar(event: Any) -> object:
    """A quoted text stays one; a bare word may be a number, a truth value or null."""
    if not event.implicit[0]:
        return event.value
    if event.value in _LITERALS:
        return _LITERALS[event.value]
    number = _NUMBER.fullmatch(event.value)
    if number is None:
        return event.value
    return float(event.value) if number[1] or "e" in event.value.lower() else int(event.value)
