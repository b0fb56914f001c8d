"""`GET /status`: what is held, known and missing, and what goes on behind the screen."""

from datetime import datetime

from starlette.responses import Response

from onrecord.domain.clock import datetime_to_ms
from onrecord.storage.alarms import open_alarms
from onrecord.storage.alarms import past_alarms as list_past
from onrecord.storage.refusals import newest
from onrecord.views.alarms import show_alarms, show_open_alarms
from onrecord.views.refused import refused_rows
from onrecord.views.times import Moments
from onrecord.views.words import KIND_NAMES, say_state
from onrecord.web.visit import Visit, not_found

PAST_ALARMS = 10
REFUSALS = 20


def show(visit: Visit) -> Response:
    """For those who see every line: the figures are of all of them together."""
    if visit.scope.lines is not None:
        return not_found(visit)
    told = visit.house.status()
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        alarms = show_open_alarms(open_alarms(conn, visit.scope.workspace_id), times)
        refused = refused_rows(newest(conn, visit.scope.workspace_id, REFUSALS), times)
        past_alarms = show_alarms(list_past(conn, visit.scope.workspace_id, limit=PAST_ALARMS), times)
    held, known = told["held"], told["known"]
    rows = [(_name(kind), held.get(kind, 0), known[kind]) for kind in known]
    states = [
        (_name(kind), say_state(state), count)
        for kind, counts in told["artefacts"].items()
        for state, count in counts.items()
        if count and state not in {"kept", "none"}
    ]
    return visit.render(
        "status.html",
        told=told,
        alarms=alarms,
        past_alarms=past_alarms,
        refused=refused,
        rows=rows,
        states=states,
        synced=_when(times, (told["last_sync"] or {}).get("finished_at")),
        delivered=_when(times, told["last_delivery_at"]),
        errands=told["backlog"]["errands"],
    )


def _name(kind: str) -> str:
    return KIND_NAMES[kind][1] if kind in KIND_NAMES else kind.capitalize()


def _when(times: Moments, told: str | None) -> str:
    return times.moment(datetime_to_ms(datetime.fromisoformat(told))) if told else ""
