"""One request of somebody who is signed in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.domain.access import Scope
from onrecord.storage.inbox import InboxView
from onrecord.storage.users import User
from onrecord.storage.workspaces import read_workspace
from onrecord.views.times import Moments, moments
from onrecord.web.house import House
from onrecord.web.pages import render
from onrecord.web.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Listing:
    """What the list of conversations shows, as it stands in the address."""

    view: InboxView = InboxView.WAITING
    line: str | None = None
    query: str = ""

    def link(self, path: str, *, fragment: str = "", **changes: str | None) -> str:
        """An address that keeps the list as it is, but for the changes; None takes a part out."""
        parts: dict[str, str | None] = {"view": self.view.value, "line": self.line, "q": self.query or None}
        if self.view is InboxView.WAITING:
            parts["view"] = None
        told = {name: value for name, value in (parts | changes).items() if value}
        return path + (f"?{urlencode(told)}" if told else "") + (f"#{fragment}" if fragment else "")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, for what. Every view is given `scope`."""

    request: Request
    house: House
    user: User

    @property
    def scope(self) -> Scope:
        return self.user.scope

    @property
    def is_fragment(self) -> bool:
        """Asked for by a page that is open, to be put into it."""
        headers = self.request.headers
        return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"

    @property
    def target(self) -> str:
        return self.request.headers.get("HX-Target", "")

    @property
    def listing(self) -> Listing:
        asked = self.request.query_params
        view = next((view for view in InboxView if view.value == asked.get("view")), InboxView.WAITING)
        return Listing(view, asked.get("line") or None, asked.get("q", "").strip()[:200])

    def times(self, conn: Connection) -> Moments:
        workspace = read_workspace(conn, self.house.workspace_id)
        return moments(workspace.time_zone, workspace.region, self.house.clock.now_ms())

    def render(self, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
        nonce = self.request.state.nonce
        return render(name, status=status, nonce=nonce, user=self.user, listing=self.listing, **values)


Screen = Callable[[Visit], Response]
Form = Mapping[str, str]
Action = Callable[[Visit, Form], Response]

MOST_FIELDS = 32
FIELD_SIZE_BYTES = 16_384


def signed_in(show: Screen, house: House, sessions: Sessions) -> Callable[[Request], Response]:
    """A screen for those who are signed in; others are sent to do so and come back."""

    def answer(request: Request) -> Response:
        with house.database.reading() as conn:
            user = sessions.read(conn, request)
        if user is None:
            return _to_sign_in(request)
        return show(Visit(request, house, user))

    return answer


def acted_on(act: Action, house: House, sessions: Sessions) -> Callable[[Request], Awaitable[Response]]:
    """What a form of ours asks to be done, by somebody who is signed in. A form holds no files and few fields."""

    async def answer(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=FIELD_SIZE_BYTES) as sent:
            form = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await run_in_threadpool(signed_in(lambda visit: act(visit, form), house, sessions), request)

    return answer


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("HX-Request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method not in {"GET", "HEAD"}:
        return Response("Sign in first.\n", 401, media_type="text/plain")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/sign-in" if asked == "/" else f"/sign-in?{urlencode({'next': asked})}", 303)


def not_found(visit: Visit) -> Response:
    """For what is not there and for what may not be seen: the same words for both."""
    return visit.render("not_found.html", status=404)
