"""`GET /discrepancies`: «Quo's numbers don't match»: how many, of which kind, between whom, and each one's why."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.domain.activity import ActivityRecord
from onrecord.ledger.discrepancies import Count, Discrepancy, counted, discrepancies, total
from onrecord.storage.discrepancies import Said, said_of
from onrecord.storage.timeline import activities_by_id
from onrecord.views.claimed import say_explanation, say_kind, say_pair, say_surface, say_value
from onrecord.views.people import LineName, People, read_people
from onrecord.views.times import Moments, span
from onrecord.views.words import say_call
from onrecord.web.visit import Visit

SHOWN = 100
STATES = (("open", "Open"), ("explained", "Explained"), ("all", "All"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to, as it stands in the address."""

    state: str
    kind: str
    line: str

    def link(self, **changes: str) -> str:
        told = {"state": self.state, "kind": self.kind, "line": self.line} | changes
        return "/discrepancies?" + urlencode({name: value for name, value in told.items() if value})

    def shows(self, one: Discrepancy) -> bool:
        right_state = self.state == "all" or one.open == (self.state == "open")
        return right_state and self.kind in {"", one.kind}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of disagreement between two sources, and how often."""

    name: str
    between: str
    count: Count
    href: str


@dataclass(frozen=True, slots=True)
class Month:
    title: str
    between: str
    count: Count


@dataclass(frozen=True, slots=True)
class Row:
    """One disagreement; `said` is what each source says, the one that is shown first."""

    href: str
    what: str
    title: str
    when: str
    line: LineName | None
    said: tuple[str, ...]
    reason: str


def show(visit: Visit) -> Response:
    """For everybody, of the lines that they may see."""
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        asked = _asked(visit)
        found = discrepancies(conn, visit.scope, line=asked.line or None)
        shown = [one for one in found if asked.shows(one)]
        people, records = _records(conn, visit, shown[:SHOWN], times)
        said = said_of(conn, visit.house.workspace_id, [one.activity_id for one in shown[:SHOWN]])
    rows = [_row(one, records.get(one.activity_id), said, people, times) for one in shown[:SHOWN]]
    return visit.render(
        "discrepancies.html",
        asked=asked,
        states=STATES,
        every=total(found),
        kinds=_kinds(found, asked),
        months=_months(found, times),
        rows=rows,
        more=len(shown) - len(rows),
        lines=list(people.lines.values()),
    )


def _asked(visit: Visit) -> Asked:
    told = visit.request.query_params
    state = told.get("state", "open")
    return Asked(
        state if state in {name for name, _ in STATES} else "open", told.get("kind", "")[:40], told.get("line", "")[:80]
    )


def _records(
    conn: Connection, visit: Visit, found: Sequence[Discrepancy], times: Moments
) -> tuple[People, dict[str, ActivityRecord]]:
    ids = [one.activity_id for one in found]
    records = activities_by_id(conn, visit.house.workspace_id, ids, lines=visit.scope.lines)
    numbers = {number for record in records.values() for number in record.participants}
    return read_people(conn, visit.scope, times.region, numbers), records


def _kinds(found: Sequence[Discrepancy], asked: Asked) -> list[Kind]:
    counts = counted(found, lambda one: (one.kind, *one.pair))
    kinds = [
        Kind(say_kind(kind).capitalize(), say_pair(*pair), count, asked.link(kind=kind, state="all"))
        for (kind, *pair), count in counts.items()
    ]
    return sorted(kinds, key=lambda one: (-one.count.open, -one.count.explained, one.name))


def _months(found: Sequence[Discrepancy], times: Moments) -> list[Month]:
    counts = counted(found, lambda one: (times.month(one.at_ms), *one.pair))
    return [
        Month(times.month_title(month), say_pair(*pair), count)
        for (month, *pair), count in sorted(counts.items(), reverse=True)
    ]


def _row(
    one: Discrepancy,
    record: ActivityRecord | None,
    said: dict[tuple[str, str], list[Said]],
    people: People,
    times: Moments,
) -> Row:
    return Row(
        href=f"/a/{one.activity_id}/why",
        what=say_kind(one.kind).capitalize(),
        title=_title(record, people),
        when=times.full(one.at_ms),
        line=people.line(one.line_id),
        said=_said(one, said.get((one.activity_id, one.kind), []), people, times),
        reason=say_explanation(one.explained) if one.explained else "",
    )


def _title(record: ActivityRecord | None, people: People) -> str:
    if record is None:
        return ""
    what = say_call(record.direction, record.outcome).title if record.kind == "call" else "Message"
    return f"{what}, {people.together(record.participants)}"


def _said(one: Discrepancy, said: Sequence[Said], people: People, times: Moments) -> tuple[str, ...]:
    if one.held is not None and one.other is not None:
        return _within(one.kind, one.held, one.other)
    words = sorted(said, key=lambda each: not each.chosen)
    return tuple(
        f"{say_surface(each.slot.partition(' ')[0])}: {say_value(one.kind, each.value, times, people)}"
        for each in words
    )


def _within(kind: str, held: float, other: float) -> tuple[str, ...]:
    if kind == "ringing":
        return (f"Length: {span(held)}", "Nobody answered")
    name = "Recorded" if kind == "recording_length" else "From answer to end"
    return (f"Length: {span(held)}", f"{name}: {span(other)}")
