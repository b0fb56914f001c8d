"""`onrecord report`: counts and lengths as each source says and as we hold them."""

import sys
from datetime import date, datetime
from typing import Annotated

import typer

from onrecord.cli.terminal import data, print_json, print_table
from onrecord.domain.access import Scope
from onrecord.ledger.report import Asked, By, Report
from onrecord.ledger.report import report as make_report
from onrecord.ledger.report_told import COLUMNS, as_csv, as_json, days, group_name, rests_on, rows_of, total_of
from onrecord.settings import read_settings
from onrecord.storage.workspaces import read_workspace
from onrecord.views.days import FIRST_YEAR, LAST_YEAR
from onrecord.views.people import People, read_people
from onrecord.views.times import Moments, moments
from onrecord.wiring import open_house

DAY = ["%Y-%m-%d"]


def report(
    first: Annotated[
        datetime, typer.Option("--from", formats=DAY, help="The first day, in the workspace's time zone.")
    ],
    last: Annotated[datetime, typer.Option("--to", formats=DAY, help="The last day; it is included.")],
    line: Annotated[str | None, typer.Option("--line", help="Only of this phone number (its PN id).")] = None,
    by: Annotated[By, typer.Option("--by", help="What to have a row for.")] = By.DAY,
    csv: Annotated[bool, typer.Option("--csv", help="Print as CSV, for a spreadsheet.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Add up messages, calls and their lengths: as each of Quo's sources says, beside what is held."""
    if last < first:
        raise typer.BadParameter("the last day is before the first", param_hint="--to")
    for day, option in ((first, "--from"), (last, "--to")):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise typer.BadParameter(f"days are from {FIRST_YEAR} to {LAST_YEAR}", param_hint=option)
    asked = Asked(_day(first), _day(last), by, line)
    with open_house(read_settings()) as house, house.database.reading() as conn:
        scope = Scope(house.workspace_id)
        workspace = read_workspace(conn, house.workspace_id)
        times = moments(workspace.time_zone, workspace.region, house.clock.now_ms())
        found = make_report(conn, scope, asked, times.zone)
        people = read_people(conn, scope, workspace.region, ())
    if json:
        print_json(as_json(found))
    elif csv:
        sys.stdout.buffer.write(as_csv(found, people, times).encode())
    else:
        _print(found, people, times)


def _day(given: datetime) -> date:
    return given.date()


def _print(found: Report, people: People, times: Moments) -> None:
    rows = [
        (group.title, row.source, *(getattr(row.tally, name) for name in COLUMNS))
        for group in (*rows_of(found, people, times), total_of(found))
        for row in group.rows
    ]
    print_table("As each source says", (group_name(found.asked.by), "source", *COLUMNS.values()), rows)
    for sentence in (days(found), *rests_on(found, times)):
        data.print(sentence, markup=False)
