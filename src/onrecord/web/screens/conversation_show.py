"""`GET /c/{address}`: one conversation, whole or a stretch of it."""

from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.domain.activity import ActivityKind
from onrecord.ledger.decisions import read as read_decisions
from onrecord.ledger.find import missing_of
from onrecord.storage.inbox import ConversationRow
from onrecord.views.address import find_conversation
from onrecord.views.conversation import read_details, read_head
from onrecord.views.finding import words_of
from onrecord.views.missing import Piece, read_pieces
from onrecord.views.timeline import Stretch, around, following, newest, read_place
from onrecord.views.times import Moments
from onrecord.web.screens.inbox_show import inbox_of, results_of
from onrecord.web.visit import Visit, not_found

SUSPECT = frozenset({"announced", "empty", "confirmed"})


def show(visit: Visit) -> Response:
    """The newest activities, or those around `?at=AC…`."""
    with visit.house.database.reading() as conn:
        row = find_conversation(conn, visit.scope, visit.request.path_params["address"])
        if row is None:
            return not_found(visit)
        times = visit.times(conn)
        at = visit.request.query_params.get("at", "")
        found = around(conn, visit.scope, row, times, at) if at else None
        stretch = found or newest(conn, visit.scope, row, times)
        values: dict[str, Any] = {
            "head": read_head(conn, visit.scope, row, times, visit.house.app_url),
            "details": read_details(conn, visit.scope, row, times),
            "stretch": stretch,
            "suspects": _suspects(visit, conn, times, stretch),
            "found": at if found else "",
            "words": words_of(visit.listing.query),
        }
        if visit.is_fragment:
            return visit.render("parts/conversation.html", **values)
        inbox, results = inbox_of(visit, conn, times), results_of(visit, conn, times)
    return visit.render("inbox.html", inbox=inbox, results=results, current=values["head"].address, **values)


def show_details(visit: Visit) -> Response:
    """`GET /c/{address}/details`: the panel beside a conversation, for a page that is open."""
    with visit.house.database.reading() as conn:
        row = find_conversation(conn, visit.scope, visit.request.path_params["address"])
        if row is None:
            return not_found(visit)
        times = visit.times(conn)
        head = read_head(conn, visit.scope, row, times, visit.house.app_url)
        details = read_details(conn, visit.scope, row, times)
    return visit.render("parts/details.html", head=head, details=details)


def show_stretch(visit: Visit) -> Response:
    """`GET /c/{address}/stretch`: what comes before or after a place, or the newest, for a page that is open."""
    with visit.house.database.reading() as conn:
        row = find_conversation(conn, visit.scope, visit.request.path_params["address"])
        if row is None:
            return not_found(visit)
        times = visit.times(conn)
        stretch = _stretch(visit, conn, row, times)
        suspects = _suspects(visit, conn, times, stretch)
    address = visit.request.path_params["address"]
    return visit.render("parts/stretch.html", stretch=stretch, suspects=suspects, address=address)


def _suspects(visit: Visit, conn: Connection, times: Moments, stretch: Stretch) -> dict[str, list[Piece]]:
    """By message, the pictures that its words or its emptiness point to and that are not there."""
    ids = [item.id for item in stretch.items if item.kind == ActivityKind.MESSAGE]
    missing = missing_of(conn, visit.scope.workspace_id, times.now_ms, ids, lines=visit.scope.lines)
    gaps = [gap for some in missing.values() for gap in some if gap.reason in SUSPECT]
    said = read_decisions(conn, visit.scope.workspace_id).said
    shown = read_pieces(conn, visit.scope, times, visit.house.app_url, visit.user.email, gaps, said)
    found: dict[str, list[Piece]] = {}
    for gap, piece in zip(gaps, shown, strict=True):
        found.setdefault(gap.subject, []).append(piece)
    return found


def _stretch(visit: Visit, conn: Connection, row: ConversationRow, times: Moments) -> Stretch:
    after = read_place(visit.request.query_params.get("after"))
    if after is not None:
        return following(conn, visit.scope, row, times, after)
    before = read_place(visit.request.query_params.get("before"))
    return newest(conn, visit.scope, row, times, before=before)
