"""`GET /`: the list of conversations, and older rows of it."""

from sqlalchemy import Connection
from starlette.responses import Response

from onrecord.storage.inbox import Place
from onrecord.views.inbox import Inbox, read_inbox, read_place
from onrecord.views.search import Results, search
from onrecord.views.times import Moments
from onrecord.web.visit import Visit


def show(visit: Visit) -> Response:
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        inbox = inbox_of(visit, conn, times, read_place(visit.request.query_params.get("before")))
        if "before" in visit.request.query_params:
            return visit.render("parts/rows.html", inbox=inbox, current="")
        results = results_of(visit, conn, times)
    name = "parts/list_body.html" if visit.is_fragment and visit.target == "list" else "inbox.html"
    return visit.render(name, inbox=inbox, results=results, current="")


def show_newest(visit: Visit) -> Response:
    """`GET /inbox/newest`: the first rows again, for a list that is open."""
    with visit.house.database.reading() as conn:
        inbox = inbox_of(visit, conn, visit.times(conn))
    response = visit.render("parts/rows.html", inbox=inbox, current="")
    response.headers["Onrecord-Waiting"] = str(inbox.waiting)
    return response


def inbox_of(visit: Visit, conn: Connection, times: Moments, before: Place | None = None) -> Inbox:
    listing = visit.listing
    return read_inbox(conn, visit.scope, times, view=listing.view, line_id=listing.line, before=before)


def results_of(visit: Visit, conn: Connection, times: Moments) -> Results | None:
    """What the search box asks for; None where it is empty."""
    query = visit.listing.query
    return search(conn, visit.scope, times, query) if query else None
