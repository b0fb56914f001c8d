"""`GET /report`: counts and lengths as each source says and as we hold them; `GET /report.csv` the same to save."""

from datetime import date

from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.ledger.report import Asked, By, Report, report
from onrecord.ledger.report_told import COLUMNS, as_csv, group_name, rests_on, rows_of, total_of
from onrecord.views.days import day_of
from onrecord.views.people import People, read_people
from onrecord.views.times import Moments
from onrecord.web.visit import Visit

CHOICES = ((By.DAY, "day"), (By.LINE, "phone number"), (By.MEMBER, "teammate"))
LONGEST_DAYS = 800


def show(visit: Visit) -> Response:
    """Of this month so far where no days are given."""
    with visit.house.database.reading() as conn:
        found, people, times = _made(conn, visit)
    query = visit.request.url.query
    return visit.render(
        "report.html",
        found=found,
        groups=rows_of(found, people, times),
        total=total_of(found),
        columns=COLUMNS,
        group_name=group_name(found.asked.by),
        rests_on=rests_on(found, times),
        lines=list(people.lines.values()),
        choices=CHOICES,
        save_as="/report.csv" + (f"?{query}" if query else ""),
    )


def save(visit: Visit) -> Response:
    with visit.house.database.reading() as conn:
        found, people, times = _made(conn, visit)
    name = f"onrecord-{found.asked.first.isoformat()}-{found.asked.last.isoformat()}-by-{found.asked.by.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(as_csv(found, people, times), media_type="text/csv", headers=headers)


def _made(conn: Connection, visit: Visit) -> tuple[Report, People, Moments]:
    times = visit.times(conn)
    people = read_people(conn, visit.scope, times.region, ())
    return report(conn, visit.scope, _asked(visit, times), times.zone), people, times


def _asked(visit: Visit, times: Moments) -> Asked:
    """Days that make no sense are those of this month; too many are cut off at the beginning."""
    told = visit.request.query_params
    today = times.day(times.now_ms)
    last = day_of(told.get("to", "")) or today
    first = day_of(told.get("from", "")) or last.replace(day=1)
    first = min(first, last)
    if (last - first).days > LONGEST_DAYS:
        first = date.fromordinal(last.toordinal() - LONGEST_DAYS)
    by = next((choice for choice, _ in CHOICES if choice.value == told.get("by")), By.DAY)
    return Asked(first, last, by, told.get("line") or None)
