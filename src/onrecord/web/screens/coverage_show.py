"""`GET /coverage`: a year of one kind, day by day; `GET /coverage/{day}`: what is behind a day."""

from datetime import date

from starlette.responses import Response

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.gap import Gap
from onrecord.ledger.calendar import last_ms, read_calendar
from onrecord.ledger.coverage import DayBounds, activity_kind
from onrecord.ledger.decisions import read as read_decisions
from onrecord.ledger.find import missing_of
from onrecord.ledger.gaps import unseen_gaps
from onrecord.views.calendar import Told, bounds_of, days_of_year, months, read_day
from onrecord.views.days import day_of
from onrecord.views.missing import read_pieces
from onrecord.views.people import read_people
from onrecord.views.words import KIND_NAMES
from onrecord.web.screens.missing_show import seen
from onrecord.web.visit import Visit, not_found

KINDS: tuple[str, ...] = (*ActivityKind, *ArtefactKind)
FIRST_YEAR = 2016


def show(visit: Visit) -> Response:
    """`?kind=`, `?line=`, `?year=`; the first kind, every line and this year where they are not said. It ends today, or
    on the last day that holds anything, where our clock is behind the provider's."""
    kind, line = _kind(visit), visit.listing.line
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        ends_ms = last_ms(conn, visit.scope.workspace_id, lines=seen(visit, line)) or 0
        until = times.day(max(times.now_ms, ends_ms))
        year = _year(visit, until)
        days = [DayBounds(*one) for one in days_of_year(year, times, until=until)]
        found = read_calendar(conn, visit.scope.workspace_id, kind, days, lines=seen(visit, line))
        people = read_people(conn, visit.scope, times.region, ())
    told = [
        Told(one.bounds.day, one.state, one.held, one.missing, one.possible, one.checked)
        for one in found.days
        if found.first_ms is not None and one.bounds.window.hi_ms > found.first_ms
    ]
    first_year = times.day(found.first_ms).year if found.first_ms is not None else year
    return visit.render(
        "coverage.html",
        kind=kind,
        kinds=[(one, KIND_NAMES[one][1]) for one in KINDS],
        year=year,
        earlier=year - 1 if year > first_year else None,
        later=year + 1 if year < until.year else None,
        months=months(told, kind, times),
        through=times.moment(found.through_ms) if found.through_ms else "",
        log=times.moment(found.log_ms) if found.log_ms else "",
        changes=times.moment(found.changes_ms) if found.changes_ms else "",
        lines=tuple(people.lines.values()),
    )


def show_day(visit: Visit) -> Response:
    """What happened on the day, and what is missing of it."""
    kind, line = _kind(visit), visit.listing.line
    day = day_of(visit.request.path_params["day"])
    if day is None:
        return not_found(visit)
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        window = bounds_of(day, times).window
        lines, workspace_id = seen(visit, line), visit.scope.workspace_id
        happened, ids = read_day(conn, visit.scope, activity_kind(kind), window, times, lines=lines)
        lacks: list[Gap] = [
            gap for some in missing_of(conn, workspace_id, times.now_ms, ids, lines=lines).values() for gap in some
        ]
        if kind in set(ActivityKind):
            unseen = unseen_gaps(conn, workspace_id, lines=lines)
            lacks = [*lacks, *(gap for gap in unseen if window.lo_ms <= gap.at_ms < window.hi_ms)]
        else:
            lacks = [gap for gap in lacks if gap.kind == kind]
        said = read_decisions(conn, workspace_id).said
        app_url, reply_to = visit.house.app_url, visit.user.email
        shown = read_pieces(conn, visit.scope, times, app_url, reply_to, lacks, said)
    return visit.render(
        "coverage_day.html",
        title=times.calendar(window.lo_ms, weekday=True),
        kind=kind,
        year=day.year,
        happened=happened,
        pieces=shown,
        here=f"{visit.request.url.path}?{visit.request.url.query}",
    )


def _kind(visit: Visit) -> str:
    asked = visit.request.query_params.get("kind", "")
    return asked if asked in KINDS else KINDS[0]


def _year(visit: Visit, until: date) -> int:
    asked, now = visit.request.query_params.get("year", ""), until.year
    return min(max(int(asked), FIRST_YEAR), now) if asked.isascii() and asked.isdigit() and len(asked) == 4 else now
