"""`POST /missing/decide`: what somebody says of one missing piece; `POST /missing/check`: ask about some, or all."""

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from onrecord.domain.gap import Decision, why_of
from onrecord.ledger.causes import Cause, causes, read_cause
from onrecord.ledger.find import find_gap
from onrecord.ledger.pieces import pieces
from onrecord.storage.errands import enqueue_many
from onrecord.storage.gap_decisions import Decided, decide
from onrecord.storage.inbox import Place
from onrecord.sync.reask import wanted_again
from onrecord.web.screens.missing_show import SAMPLE, seen
from onrecord.web.visit import Form, Visit, not_found

AT_ONCE = 500
MOST_CHECKED = 50_000
BEHIND_EVERYTHING_ELSE = 800
"""The priority of what a person asked to be looked at in bulk: behind what came by itself, before idle work."""


def say(visit: Visit, form: Form) -> Response:
    """Dismiss, confirm, reopen or note; only of what is missing and may be seen."""
    key, decision = form.get("key", ""), form.get("decision", "")
    why = why_of(decision, form.get("why", ""))
    if decision not in set(Decision) or why is None:
        return Response("Say why, in a word or two.\n", 422, media_type="text/plain")
    house = visit.house
    now_ms = house.clock.now_ms()
    with house.database.reading() as conn:
        found = find_gap(conn, house.workspace_id, now_ms, key, lines=visit.scope.lines)
    if found is None:
        return not_found(visit)
    said = Decided(key, decision, why, visit.user.email, now_ms)
    house.database.writer.write(lambda conn: decide(conn, house.workspace_id, said))
    return RedirectResponse(_back(form), 303)


def check(visit: Visit, form: Form) -> Response:
    """Ask the provider again about the newest few of one cause, or about all of it, when nothing else is to do."""
    cause = read_cause(form.get("cause", ""))
    if cause is None:
        return not_found(visit)
    most = SAMPLE if form.get("much") == "sample" else MOST_CHECKED
    ids = _subjects(visit, cause, form.get("line") or None, most)
    now_ms = visit.house.clock.now_ms()
    house = visit.house
    with house.database.reading() as conn:
        wanted = wanted_again(conn, house.workspace_id, cause.kind, ids, now_ms=now_ms, priority=BEHIND_EVERYTHING_ELSE)
    house.database.writer.write(lambda conn: enqueue_many(conn, house.workspace_id, wanted))
    told = {"asked": str(len(ids))} | ({"line": form["line"]} if form.get("line") else {})
    return RedirectResponse(f"/missing?{urlencode(told)}", 303)


def _subjects(visit: Visit, cause: Cause, line: str | None, wanted: int) -> list[str]:
    """The activities of a cause, newest first."""
    house, lines = visit.house, seen(visit, line)
    now_ms = house.clock.now_ms()
    found: dict[str, None] = {}
    with house.database.reading() as conn:
        if not causes(conn, house.workspace_id, now_ms, lines=lines)[cause]:
            return []
        before: Place | None = None
        while len(found) < wanted:
            limit = min(AT_ONCE, wanted)
            some, before = pieces(conn, house.workspace_id, now_ms, cause, lines=lines, before=before, limit=limit)
            found.update(dict.fromkeys(gap.subject for gap in some))
            if before is None:
                break
    return list(found)[:wanted]


def _back(form: Form) -> str:
    """Where the form was; only ever a path of ours."""
    back = form.get("back", "")
    return (
        back
        if back.startswith(("/missing", "/c/", "/coverage")) and "//" not in back and "\\" not in back
        else "/missing"
    )
