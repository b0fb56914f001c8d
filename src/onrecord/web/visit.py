"""One request of somebody who is signed in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.domain.access import Scope
from onrecord.domain.clock import DAY
from onrecord.storage.inbox import InboxView
from onrecord.storage.sync_runs import provider_ahead_ms
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
        day = self._provider_day()
        return render(
            name, status=status, nonce=nonce, user=self.user, listing=self.listing, provider_day=day, **values
        )

    def _provider_day(self) -> str:
        """What day it is at the provider, where that is not today: in a demo that plays the past."""
        with self.house.database.reading() as conn:
            ahead_ms = provider_ahead_ms(conn, self.house.workspace_id)
            if abs(ahead_ms) < ANOTHER_DAY_MS:
                return ""
            day = self.times(conn).local(self.house.clock.now_ms() + ahead_ms)
        return f"{day:%B} {day.day}, {day.year}"


Screen = Callable[[Visit], Response]
Form = Mapping[str, str]
Action = Callable[[Visit, Form], Response]
FileAction = Callable[[Visit, Form, Sequence[UploadFile]], Response]

ANOTHER_DAY_MS = 2 * DAY
MOST_FIELDS = 32
MOST_FILES = 20
FIELD_SIZE_BYTES = 16_384


def signed_in(show: Screen, house: House, sessions: Sessions) -> Callable[[Request], Response]:
    """A screen for those who are signed in; others are sent to do so and come back."""

    def answer(request: Request) -> Response:
        visit = _admit(request, house, sessions)
        return show(visit) if isinstance(visit, Visit) else visit

    return answer


def acted_on(act: Action, house: House, sessions: Sessions) -> Callable[[Request], Awaitable[Response]]:
    """What a form of ours asks to be done. It holds no files and few fields."""
    return _received(lambda visit, form, _files: act(visit, form), house, sessions, most_files=0)


def files_taken(act: FileAction, house: House, sessions: Sessions) -> Callable[[Request], Awaitable[Response]]:
    """The same with files."""
    return _received(act, house, sessions, most_files=MOST_FILES)


def _received(
    act: FileAction, house: House, sessions: Sessions, *, most_files: int
) -> Callable[[Request], Awaitable[Response]]:
    """Nothing of a body is read before it is known who sends it, and that it is not too large."""

    async def answer(request: Request) -> Response:
        visit = await run_in_threadpool(_admit, request, house, sessions)
        if not isinstance(visit, Visit):
            return visit
        if _announced_bytes(request) > _most_bytes(house, most_files):
            return Response("That is larger than what is taken here.\n", 413, media_type="text/plain")
        async with request.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=FIELD_SIZE_BYTES) as sent:
            form = {name: value.replace("\x00", "") for name, value in sent.items() if isinstance(value, str)}
            files = [value for _, value in sent.multi_items() if isinstance(value, UploadFile)]
            return await run_in_threadpool(act, visit, form, files)

    return answer


def _admit(request: Request, house: House, sessions: Sessions) -> Visit | Response:
    with house.database.reading() as conn:
        user = sessions.read(conn, request)
    return _to_sign_in(request) if user is None else Visit(request, house, user)


def _announced_bytes(request: Request) -> float:
    """A body without a length could be of any size."""
    announced = request.headers.get("content-length", "")
    return int(announced) if announced.isdecimal() else float("inf")


def _most_bytes(house: House, most_files: int) -> int:
    return MOST_FIELDS * FIELD_SIZE_BYTES + (house.file_size_limit_bytes if most_files else 0)


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
