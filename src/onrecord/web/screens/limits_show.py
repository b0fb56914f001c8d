"""`GET /limits` and `GET /limits/{name}`: what the provider lets us get, how we know, and what it costs here."""

from starlette.responses import PlainTextResponse, Response

from onrecord.domain.capability import Verdict
from onrecord.limits.document import as_markdown
from onrecord.limits.overview import read_overview
from onrecord.limits.page import page_of, page_of_one
from onrecord.limits.request import as_request, read_examples
from onrecord.limits.words import SURFACES, VERDICTS
from onrecord.web.visit import Visit, not_found

SHOWN_DAYS = 5
CHOICES = tuple((verdict.value, VERDICTS[verdict]) for verdict in Verdict if verdict is not Verdict.UNKNOWN)


def show(visit: Visit) -> Response:
    """For those who see every line: the figures are of all of them together."""
    if visit.scope.lines is not None:
        return not_found(visit)
    with visit.house.database.reading() as conn:
        overview, times = read_overview(conn, visit.house.workspace_id), visit.times(conn)
    return visit.render("limits.html", page=page_of(overview, times), shown_days=SHOWN_DAYS)


def show_one(visit: Visit) -> Response:
    """One of them, with all the evidence, and what to send to the provider's support."""
    name = visit.request.path_params["name"]
    with visit.house.database.reading() as conn:
        overview, times = read_overview(conn, visit.house.workspace_id), visit.times(conn)
        limit = overview.limit(name)
        if visit.scope.lines is not None or limit is None:
            return not_found(visit)
        examples = read_examples(conn, visit.house.workspace_id, name)
    return visit.render(
        "limit.html",
        one=page_of_one(overview, limit, times),
        request=as_request(overview, limit, examples, times),
        choices=CHOICES,
        surfaces=[(surface, SURFACES[surface]) for surface in limit.entry.surfaces],
    )


def show_document(visit: Visit) -> Response:
    """`GET /limits.md`: one document for a wiki."""
    if visit.scope.lines is not None:
        return not_found(visit)
    with visit.house.database.reading() as conn:
        document = as_markdown(read_overview(conn, visit.house.workspace_id), visit.times(conn))
    return PlainTextResponse(document, media_type="text/markdown; charset=utf-8")
