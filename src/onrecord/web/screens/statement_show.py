"""`GET /statement`: what is on record of some days, to read and print; `/statement.json`: the same whole, to check."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.domain.errors import SettingsError
from onrecord.ledger.asked import span_asked
from onrecord.ledger.statement import statement
from onrecord.storage.workspaces import read_workspace
from onrecord.views.people import read_people
from onrecord.views.stated import read_stated
from onrecord.views.times import Moments
from onrecord.web.visit import Visit, not_found


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: two days, and a line or all of them."""

    since: str
    until: str
    line: str


def show(visit: Visit) -> Response:
    """The last whole month, unless other days are asked for."""
    with visit.house.database.reading() as conn:
        asked = _asked(visit, conn)
        if asked is None:
            return not_found(visit)
        people = read_people(conn, visit.scope, read_workspace(conn, visit.house.workspace_id).region, ())
        values: dict[str, Any] = {"asked": asked, "lines": list(people.lines.values()), "wrong": "", "told": None}
        try:
            document = _stated(visit, conn, asked)
        except SettingsError as error:
            return visit.render("statement.html", status=422, **(values | {"wrong": str(error)}))
        told = read_stated(document, visit.times(conn))
        return visit.render("statement.html", **(values | {"told": told, "workspace": document["workspace"]}))


def save(visit: Visit) -> Response:
    """The JSON that `onrecord verify` checks."""
    with visit.house.database.reading() as conn:
        asked = _asked(visit, conn)
        if asked is None:
            return not_found(visit)
        try:
            document = _stated(visit, conn, asked)
        except SettingsError as error:
            return Response(f"{error} {error.advice}\n", 422, media_type="text/plain")
    name = f"statement-{asked.since[:10]}-{asked.until[:10]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(msgspec.json.encode(document), media_type="application/json", headers=headers)


def _stated(visit: Visit, conn: Connection, asked: Asked) -> dict[str, Any]:
    """Raises SettingsError where no statement can be made of what is asked."""
    workspace_id = visit.house.workspace_id
    span = span_asked(conn, workspace_id, asked.since, asked.until, asked.line or None)
    return statement(conn, workspace_id, span, now_ms=visit.house.clock.now_ms()).document


def _asked(visit: Visit, conn: Connection) -> Asked | None:
    """None where the line may not be seen. Who sees some lines only gets a statement of one of them."""
    query, lines = visit.request.query_params, visit.scope.lines
    line = query.get("line", "") or (min(lines) if lines else "")
    if not visit.scope.allows_line(line):
        return None
    first, last = _last_month(visit.times(conn))
    return Asked(
        since=query.get("from", "")[:40] or first.isoformat(),
        until=query.get("to", "")[:40] or last.isoformat(),
        line=line,
    )


def _last_month(times: Moments) -> tuple[date, date]:
    last = times.day(times.now_ms).replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
