"""`GET /setup`: whether Quo tells us by itself, and what to do so that it does; `POST /setup` does it."""

from starlette.responses import RedirectResponse, Response

from onrecord.storage import deliveries, errands, refusals
from onrecord.storage.hook_wishes import Wish, WishKind, last_test_ms, standing, wish
from onrecord.storage.listed_hooks import listed_hooks
from onrecord.sync.log_walk import BODY
from onrecord.sync.registration import remarks_on, same_address
from onrecord.views.reached import what_keeps_it_out
from onrecord.views.refused import refused_rows
from onrecord.web.visit import Form, Visit, not_found

SHOWN_REFUSALS = 8


def show(visit: Visit) -> Response:
    """For those who see every line. What the provider listed last is shown; it is not asked for the page."""
    if visit.scope.lines is not None:
        return not_found(visit)
    workspace_id, url = visit.house.workspace_id, visit.house.hook_url
    with visit.house.database.reading() as conn:
        times = visit.times(conn)
        listed = listed_hooks(conn, workspace_id)
        came = deliveries.tally(conn, workspace_id)
        tested_ms = last_test_ms(conn, workspace_id)
        counted = refusals.counts(conn, workspace_id)
        refused = refusals.newest(conn, workspace_id, SHOWN_REFUSALS)
        bodies = errands.count_errands(conn, workspace_id, now_ms=times.now_ms, kinds=(BODY,))
        doing = standing(conn, workspace_id)
        kept_out = what_keeps_it_out(conn, workspace_id, times.now_ms)
    return visit.render(
        "setup.html",
        url=url,
        ours=next((one for one in listed if same_address(one.url, url) and one.generation == "N"), None),
        listed=[(one, same_address(one.url, url)) for one in listed],
        has_older=any(one.generation != "N" for one in listed),
        remarks=remarks_on(listed, url),
        came=came,
        last=times.moment(came.last_ms) if came.last_ms is not None else "",
        tested=times.moment(tested_ms) if tested_ms is not None else "",
        to_fetch=bodies.ready + bodies.waiting + bodies.leased,
        refused=refused_rows(refused, times),
        told={"deliveries": {"refused": sum(counted.values())}},
        doing=doing,
        kept_out=kept_out,
    )


def _leads_here(visit: Visit, webhook_id: str) -> bool:
    """Other programs' webhooks have no buttons here, whatever a request may name."""
    with visit.house.database.reading() as conn:
        listed = listed_hooks(conn, visit.house.workspace_id)
    return any(one.webhook_id == webhook_id and same_address(one.url, visit.house.hook_url) for one in listed)


def act(visit: Visit, form: Form) -> Response:
    """What a button asks for, done by the background work within seconds."""
    kind = form.get("do", "")
    if visit.scope.lines is not None or kind not in set(WishKind):
        return not_found(visit)
    wanted = Wish(kind, "" if kind == WishKind.REGISTER else form.get("webhook", ""))
    if kind != WishKind.REGISTER and not _leads_here(visit, wanted.webhook_id):
        return not_found(visit)
    now_ms = visit.house.clock.now_ms()
    visit.house.database.writer.write(lambda conn: wish(conn, visit.house.workspace_id, wanted, now_ms=now_ms))
    return RedirectResponse("/setup", 303)
