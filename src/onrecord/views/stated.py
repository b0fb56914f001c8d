"""A record statement as it is read and printed: counts, what is missing by cause, what it rests on."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.domain.clock import parse_instant
from onrecord.views.missing_words import CauseWords, say_cause
from onrecord.views.times import Moments
from onrecord.views.words import KIND_NAMES

MOST_LISTED = 300


@dataclass(frozen=True, slots=True)
class Listed:
    """One missing piece: what, when, of which message or call."""

    kind: str
    when: str
    word: str
    subject: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """What somebody said need not be found."""

    what: Listed
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Stated:
    """`rows` are (kind, held, known); `causes` and `doubts` say many pieces of one cause in one line. `read` are (what
    the list holds, its name at Quo, how many entries were read, how far)."""

    rows: tuple[tuple[str, int, int], ...]
    causes: tuple[CauseWords, ...]
    doubts: tuple[CauseWords, ...]
    dismissed: tuple[Dismissed, ...]
    not_checked: tuple[tuple[str, str, str], ...]
    listed: tuple[Listed, ...]
    unlisted: int
    read: tuple[tuple[str, str, str, str], ...]
    never_known: tuple[str, ...]
    records: int
    files: int
    digest: str
    period: str
    made: str


def read_stated(document: Mapping[str, Any], times: Moments) -> Stated:
    """The page of a statement; the JSON has what is not shown here."""
    missing: Sequence[Mapping[str, Any]] = document["missing"]
    held = document["held"]
    return Stated(
        rows=tuple((KIND_NAMES[kind][1], held[kind], known) for kind, known in document["known"].items()),
        causes=_causes(missing, sure=True),
        doubts=_causes(document["possibly_missing"], sure=False),
        dismissed=tuple(_dismissed(gap, times) for gap in document["dismissed"]),
        not_checked=tuple(_hole(hole, times) for hole in document["not_checked"]),
        listed=tuple(_listed(gap, times) for gap in missing[:MOST_LISTED]),
        unlisted=max(0, len(missing) - MOST_LISTED),
        read=tuple(_read(one, times) for one in document["rests_on"]),
        never_known=tuple(one["why"] for one in document["never_known"]),
        records=len(document["manifest"]["records"]),
        files=len(document["manifest"]["files"]),
        digest=document["digest"],
        period=_period(document, times),
        made=f"{_dated(times.now_ms, times)}, {times.clock(times.now_ms)}",
    )


def _causes(found: Sequence[Mapping[str, Any]], *, sure: bool) -> tuple[CauseWords, ...]:
    counted = Counter((str(one["kind"]), str(one["reason"])) for one in found)
    return tuple(say_cause(kind, reason, count, sure=sure) for (kind, reason), count in counted.most_common())


def _listed(gap: Mapping[str, Any], times: Moments) -> Listed:
    kind = str(gap["kind"])
    name = KIND_NAMES[kind][0] if kind in KIND_NAMES else "Message or call"
    words = say_cause(kind, str(gap["reason"]), 1, sure=True)
    return Listed(name, _moment(gap["at"], times) or "time not known", words.word, str(gap["subject"]))


def _dismissed(gap: Mapping[str, Any], times: Moments) -> Dismissed:
    return Dismissed(
        _listed(gap, times), str(gap["dismissed_by"]), _moment(gap["dismissed_at"], times), str(gap["why"])
    )


def _hole(hole: Mapping[str, Any], times: Moments) -> tuple[str, str, str]:
    return KIND_NAMES[hole["kind"]][1], _moment(hole["from"], times), _moment(hole["to"], times)


LISTS = {
    "messages": "Messages",
    "calls": "Calls",
    "conversations": "Conversations",
    "contacts": "Contacts",
    "phone-numbers": "Phone numbers",
    "users": "Teammates",
    "organization": "The account",
    "events": "Webhook deliveries",
    "webhooks": "Webhooks",
}
"""What the lists of Quo's hold, by the last word of their address."""


def say_list(operation: str) -> str:
    """`Calls` of `GET /calls`; empty for a list that has no word yet."""
    return LISTS.get(operation.rpartition("/")[2], "")


def _read(one: Mapping[str, Any], times: Moments) -> tuple[str, str, str, str]:
    reached = _moment(one["to"], times)
    return (
        say_list(str(one["operation"])),
        str(one["operation"]),
        f"{one['items']:,}",
        f"read to its end, up to {reached}" if reached else "not read to its end yet",
    )


def _period(document: Mapping[str, Any], times: Moments) -> str:
    """The first and the last day: a paper that is read elsewhere and later names the year."""
    first, end = (parse_instant(document[name]) for name in ("from", "to"))
    if first is None or end is None:
        return ""
    return f"{_dated(first.ms, times)} to {_dated(end.ms - 1, times)}"


def _dated(at_ms: int, times: Moments) -> str:
    day = times.day(at_ms)
    return f"{day:%B} {day.day}, {day.year}"


def _moment(text: object, times: Moments) -> str:
    instant = parse_instant(text)
    return times.moment(instant.ms) if instant else ""
