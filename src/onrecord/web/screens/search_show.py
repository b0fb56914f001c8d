"""`GET /search`: people, texts and transcripts with the words, as a list that opens at the place found."""

from starlette.responses import RedirectResponse, Response

from onrecord.views.search import search
from onrecord.web.screens.inbox_show import inbox_of, results_of
from onrecord.web.visit import Visit


def show(visit: Visit) -> Response:
    """An empty query is the list again."""
    listing = visit.listing
    before = visit.request.query_params.get("before", "")
    if not listing.query and not visit.is_fragment:
        return RedirectResponse(listing.link("/"), 303)
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        if listing.query and before.isascii() and before.isdigit() and len(before) < 16:
            older = search(conn, visit.scope, times, listing.query, before=int(before))
            return visit.render("parts/hits.html", results=older)
        inbox = inbox_of(visit, conn, times)
        results = results_of(visit, conn, times)
    name = "parts/list_body.html" if visit.is_fragment else "inbox.html"
    return visit.render(name, inbox=inbox, results=results, current="")
