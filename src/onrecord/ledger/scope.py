"""Which records a statement speaks of: a stretch of time, of every line or of one. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.clock import ms_to_iso

Line = Mapping[str, Any]

IN_TIME = frozenset({*ActivityKind, *ArtefactKind})
ALWAYS = frozenset({"organization", "member"})


@dataclass(frozen=True, slots=True)
class Span:
    """[from_ms, to_ms) of every line, or of `line` alone: what is of no line that is known is the owner's, who sees
    every line, and in a statement of all of them only."""

    from_ms: int
    to_ms: int
    line: str | None = None

    def covers(self, at_ms: int | None, line: str | None) -> bool:
        """A thing of which nobody knows when it was is in every span: better listed too often than not at all."""
        if self.line is not None and line != self.line:
            return False
        return at_ms is None or self.from_ms <= at_ms < self.to_ms


def lines_within(lines: Iterable[Line], span: Span) -> Iterator[Line]:
    """Of an export: what happened in the span, the conversations and contacts it happened with, and who is who.

    Export lines come sorted by kind, so what waits for the messages is given last.
    """
    low, high = ms_to_iso(span.from_ms), ms_to_iso(span.to_ms)
    waiting: list[Line] = []
    met: set[str] = set()
    for line in lines:
        kind = line["kind"]
        if kind in IN_TIME:
            if _is_of(line, span) and low <= str(line.get("at", low)) < high:
                met.add(str(line.get("conversation")))
                yield line
        elif kind == "line":
            if _is_of(line, span):
                yield line
        elif kind in ALWAYS:
            yield line
        else:
            waiting.append(line)
    yield from _met(waiting, met)


def _is_of(line: Line, span: Span) -> bool:
    return span.line is None or line.get("line") == span.line


def _met(waiting: Iterable[Line], met: set[str]) -> Iterator[Line]:
    conversations = [one for one in waiting if one["kind"] == "conversation" and one["conversation"] in met]
    numbers = {number for one in conversations for number in one.get("participants", ())}
    yield from conversations
    for one in waiting:
        if one["kind"] == "contact" and any(number in numbers for number, _ in one.get("numbers", ())):
            yield one
