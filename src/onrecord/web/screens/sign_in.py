"""Signing in and out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.domain.clock import SECOND
from onrecord.storage.users import User, canonical_email, count_users, end_sessions, keep_rehash, user_by_email
from onrecord.web.house import House
from onrecord.web.pages import render
from onrecord.web.passwords import verify_password
from onrecord.web.sessions import Sessions
from onrecord.web.throttle import Throttle
from onrecord.web.visit import Visit

WRONG = "That e-mail and password do not belong together."


class SignIn:
    """The door. Where nobody can sign in yet, it says how to make somebody; it never stands open."""

    def __init__(self, house: House, sessions: Sessions) -> None:
        self._house = house
        self._sessions = sessions

    def show(self, request: Request) -> Response:
        with self._house.database.reading() as conn:
            user = self._sessions.read(conn, request)
            nobody = count_users(conn, self._house.workspace_id) == 0
        if user is not None:
            return RedirectResponse(_safe_next(request.query_params.get("next")), 303)
        if nobody:
            return self._page(request, "first_run.html")
        return self._page(request, "sign_in.html", email="", next=request.query_params.get("next", ""), error="")

    async def receive(self, request: Request) -> tuple[str, str, str]:
        """(e-mail, password, where to go on) of the form."""
        async with request.form(max_files=0, max_fields=8, max_part_size=8192) as form:
            email, password, onward = (str(form.get(name) or "") for name in ("email", "password", "next"))
        return email[:320], password, onward

    def submit(self, request: Request, email: str, password: str, onward: str) -> Response:
        """Wait, check, note, answer: the same steps for an e-mail that we know and for one that we do not."""
        now_ms = self._house.clock.now_ms()
        address = request.client.host if request.client else ""
        throttle = Throttle(self._house.workspace_id, canonical_email(email), address)
        with self._house.database.reading() as conn:
            wait_ms = throttle.wait_ms(conn, now_ms)
            user = user_by_email(conn, self._house.workspace_id, email)
        if wait_ms > 0:
            return self._too_often(request, email, onward, wait_ms)
        allowed = user is not None and user.disabled_ms is None
        right, renewed = verify_password(password, user.password_hash if user is not None and allowed else None)
        if user is None or not right:
            self._house.database.writer.write(lambda conn: throttle.failed(conn, now_ms))
            return self._page(request, "sign_in.html", status=401, email=email, next=onward, error=WRONG)
        self._settle(user, throttle, renewed)
        response = RedirectResponse(_safe_next(onward), 303)
        self._sessions.begin(response, user)
        return response

    def with_link(self, request: Request) -> Response:
        """A sign-in link that the command line gave out."""
        with self._house.database.reading() as conn:
            user = self._sessions.take_link(conn, request.query_params.get("token", ""))
        response = RedirectResponse("/" if user else "/sign-in", 303)
        if user is not None:
            self._sessions.begin(response, user)
        return response

    def sign_out(self, visit: Visit) -> Response:
        """Here; with `?everywhere=1` on every device."""
        if visit.request.query_params.get("everywhere") == "1":
            self._house.database.writer.write(lambda conn: end_sessions(conn, visit.user.workspace_id, visit.user.id))
        response = RedirectResponse("/sign-in", 303)
        self._sessions.end(response)
        return response

    def _settle(self, user: User, throttle: Throttle, renewed: str | None) -> None:
        with self._house.database.reading() as conn:
            clean = throttle.is_clean(conn, self._house.clock.now_ms())
        if not clean:
            self._house.database.writer.write(throttle.succeeded)
        if renewed is not None:
            self._house.database.writer.write(lambda conn: keep_rehash(conn, user.workspace_id, user.id, renewed))

    def _too_often(self, request: Request, email: str, onward: str, wait_ms: int) -> Response:
        seconds = -(-wait_ms // SECOND)
        error = f"Too many tries. Wait {seconds} second{'s' if seconds != 1 else ''}, then try again."
        response = self._page(request, "sign_in.html", status=429, email=email, next=onward, error=error)
        response.headers["Retry-After"] = str(seconds)
        return response

    def _page(self, request: Request, name: str, *, status: int = 200, **values: object) -> Response:
        return render(name, status=status, nonce=request.state.nonce, **values)


def _safe_next(onward: str | None) -> str:
    """Only a path of ours: `//elsewhere` and backslashes are other people's addresses to a browser."""
    if not onward or not onward.startswith("/") or onward.startswith("//") or "\\" in onward:
        return "/"
    return onward if onward.isprintable() else "/"
