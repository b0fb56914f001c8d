"""`GET /missing`: what is missing and what may be, by cause; `GET /missing/{cause}`: the single pieces of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.ledger.causes import DOUBT, GAP, Cause, causes, read_cause
from onrecord.ledger.decisions import read as read_decisions
from onrecord.ledger.pieces import pieces
from onrecord.ledger.recovered import by_reason, recovered
from onrecord.storage.inbox import Lines, Place
from onrecord.views.came_back import WHY, read_came_back
from onrecord.views.missing import Piece, read_pieces
from onrecord.views.missing_words import CauseWords, say_cause
from onrecord.views.people import read_people
from onrecord.views.timeline import read_place
from onrecord.views.times import Moments
from onrecord.web.visit import Visit, not_found

PAGE = 30
SAMPLE = 20
LAST_BACK = 5
WAIT_FOR_NOTHING = frozenset({"not_fetched_yet", "provider_processing", "link_expired", "http_404", "asked_too_early"})
"""Causes of which what can be done is done by itself."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One cause. `can_check`: asking the provider again, about some or about all, may tell more."""

    cause: Cause
    count: int
    says: CauseWords
    can_check: bool


def show(visit: Visit) -> Response:
    """By cause, for the lines the user sees; `?line=` narrows it to one."""
    line = visit.listing.line
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        tally = causes(conn, visit.scope.workspace_id, times.now_ms, lines=seen(visit, line))
        people = read_people(conn, visit.scope, times.region, ())
        came_back = recovered(conn, visit.scope.workspace_id, lines=seen(visit, line))
        last_back = read_came_back(conn, visit.scope, times, came_back[:LAST_BACK])
    listed = [Listed(one, count, _say(one, count), _can_check(one)) for one, count in tally.items()]
    return visit.render(
        "missing.html",
        gaps=_of(listed, GAP),
        doubts=_of(listed, DOUBT),
        open=sum(one.count for one in listed if one.cause.sort == GAP),
        possible=sum(one.count for one in listed if one.cause.sort == DOUBT),
        lines=tuple(people.lines.values()),
        sample=SAMPLE,
        came_back=len(came_back),
        reasons_back=[(WHY[reason], count) for reason, count in by_reason(came_back)],
        last_back=last_back,
        asked=visit.request.query_params.get("asked", ""),
    )


def show_cause(visit: Visit) -> Response:
    """A page of it, newest first."""
    cause = read_cause(visit.request.path_params["cause"])
    if cause is None:
        return not_found(visit)
    before = read_place(visit.request.query_params.get("before"))
    line = visit.listing.line
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        lines = seen(visit, line)
        count = causes(conn, visit.scope.workspace_id, times.now_ms, lines=lines)[cause]
        shown, more = _pieces(visit, conn, times, cause, lines, before)
    return visit.render(
        "missing_cause.html",
        cause=cause,
        says=_say(cause, count),
        count=count,
        pieces=shown,
        more=f"{more.at_ms}.{more.id}" if more else None,
        can_check=_can_check(cause) and count,
        sample=SAMPLE,
        here=visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else ""),
    )


def _pieces(
    visit: Visit, conn: Connection, times: Moments, cause: Cause, lines: Lines, before: Place | None
) -> tuple[list[Piece], Place | None]:
    workspace_id = visit.scope.workspace_id
    found = pieces(conn, workspace_id, times.now_ms, cause, lines=lines, before=before, limit=PAGE)
    said = read_decisions(conn, workspace_id).said
    app_url, reply_to = visit.house.app_url, visit.user.email
    shown = read_pieces(conn, visit.scope, times, app_url, reply_to, found.gaps, said)
    return shown, found.more


def seen(visit: Visit, line: str | None) -> Lines:
    """The lines to account for: those in scope, or the one that is asked for, if it is among them."""
    if line is None:
        return visit.scope.lines
    return frozenset({line}) if visit.scope.allows_line(line) else frozenset()


def _say(cause: Cause, count: int) -> CauseWords:
    return say_cause(cause.kind, cause.reason, count, sure=cause.sort == GAP)


def _of(listed: Iterable[Listed], sort: str) -> list[Listed]:
    """What stands out first: what people's own words point to, then by number."""
    mine = [one for one in listed if one.cause.sort == sort]
    return sorted(mine, key=lambda one: (one.cause.reason not in {"announced", "empty", "confirmed"}, -one.count))


def _can_check(cause: Cause) -> bool:
    """Whether asking about each of them once more can tell anything that is not asked by itself."""
    if cause.reason in WAIT_FOR_NOTHING or cause.kind in {"activity", "call"} or cause.reason == "never_held":
        return False
    return cause.sort == DOUBT or cause.reason in {"gone", "voicemail_promised", "no_link_given", "no_content_given"}
