"""`GET /a/{id}/why`, `GET /why/{id}`: why a record says what it says; and what Quo sent, as it came."""

import msgspec
from starlette.responses import Response

from onrecord.ledger.why import Sent, Why, sent, why
from onrecord.views.why import outcome_row, people_of, rows_of, sending_of, sendings_of, subject_of
from onrecord.web.visit import Visit, not_found


def show(visit: Visit) -> Response:
    """Every field of a message, call, conversation, card or phone number, with what each source says of it."""
    with visit.house.database.reading() as conn:
        found = why(conn, visit.scope, visit.request.path_params["id"])
        if found is None:
            return not_found(visit)
        times = visit.times(conn)
        people = people_of(conn, visit.scope, found.fields, times)
        subject = subject_of(conn, visit.scope, found.record, found.id, found.kind, times)
    return visit.render(
        "why.html",
        found=found,
        subject=subject,
        rows=rows_of(found.fields, people, times),
        outcome=outcome_row(found.record),
        sendings=sendings_of(found.told, times),
    )


def show_sent(visit: Visit) -> Response:
    """`GET /why/{id}/sent/{observation}`: one thing that Quo sent."""
    asked, one = _sent(visit)
    if asked is None or one is None:
        return not_found(visit)
    with visit.house.database.reading() as conn:
        sending = sending_of(one.row, visit.times(conn))
    return visit.render("sent.html", asked=asked, sending=sending, one=one, text=_readable(one.body))


def save_sent(visit: Visit) -> Response:
    """`GET /why/{id}/sent/{observation}/bytes`: the same to save, byte for byte but for the secrets of links."""
    asked, one = _sent(visit)
    if asked is None or one is None or visit.scope.lines is not None:
        return not_found(visit)
    headers = {"Content-Disposition": f'attachment; filename="quo-sent-{one.row.id}.txt"', "Cache-Control": "no-store"}
    return Response(one.body, media_type="application/octet-stream", headers=headers)


def _sent(visit: Visit) -> tuple[Why | None, Sent | None]:
    told = visit.request.path_params["observation"]
    with visit.house.database.reading() as conn:
        asked = why(conn, visit.scope, visit.request.path_params["id"])
        if asked is None or not (told.isascii() and told.isdigit() and len(told) < 19):
            return None, None
        return asked, sent(conn, visit.scope, asked, int(told))


def _readable(body: bytes) -> str:
    """JSON with a member a line; anything else as it is."""
    try:
        return msgspec.json.format(body, indent=2).decode(errors="replace")
    except msgspec.DecodeError:
        return body.decode(errors="replace")
