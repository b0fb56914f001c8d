"""The site map."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from onrecord.web.assets import FOLDER, Assets
from onrecord.web.house import House
from onrecord.web.live import Live
from onrecord.web.screens import (
    conversation_show,
    coverage_show,
    discrepancies_show,
    file_save,
    file_show,
    hooks_show,
    inbox_show,
    limit_say,
    limits_show,
    missing_decide,
    missing_show,
    report_show,
    search_show,
    statement_show,
    status_show,
    why_show,
)
from onrecord.web.screens.health_show import health_of, metrics_of
from onrecord.web.screens.sign_in import SignIn
from onrecord.web.sessions import Sessions
from onrecord.web.visit import Action, FileAction, Screen, acted_on, files_taken, signed_in

SCREENS: tuple[tuple[str, Screen], ...] = (
    ("/", inbox_show.show),
    ("/inbox/newest", inbox_show.show_newest),
    ("/search", search_show.show),
    ("/c/{address}", conversation_show.show),
    ("/c/{address}/stretch", conversation_show.show_stretch),
    ("/c/{address}/details", conversation_show.show_details),
    ("/files/{sha256}", file_show.show),
    ("/files/{sha256}/thumbnail", file_show.show_thumbnail),
    ("/files/{sha256}/view", file_show.show_view),
    ("/files/{sha256}/sound", file_show.show_sound),
    ("/files/{sha256}/peaks", file_show.show_peaks),
    ("/status", status_show.show),
    ("/discrepancies", discrepancies_show.show),
    ("/report", report_show.show),
    ("/report.csv", report_show.save),
    ("/missing", missing_show.show),
    ("/missing/{cause}", missing_show.show_cause),
    ("/coverage", coverage_show.show),
    ("/coverage/{day}", coverage_show.show_day),
    ("/statement", statement_show.show),
    ("/statement.json", statement_show.save),
    ("/a/{id}/why", why_show.show),
    ("/why/{id}", why_show.show),
    ("/why/{id}/sent/{observation}", why_show.show_sent),
    ("/why/{id}/sent/{observation}/bytes", why_show.save_sent),
    ("/setup", hooks_show.show),
    ("/limits", limits_show.show),
    ("/limits.md", limits_show.show_document),
    ("/limits/{name}", limits_show.show_one),
)
ACTIONS: tuple[tuple[str, Action], ...] = (
    ("/setup", hooks_show.act),
    ("/limits/{name}", limit_say.say),
    ("/missing/decide", missing_decide.say),
    ("/missing/check", missing_decide.check),
)
FILE_ACTIONS: tuple[tuple[str, FileAction], ...] = (("/a/{activity_id}/files", file_save.save),)


def routes(house: House, sessions: Sessions, live: Live) -> list[BaseRoute]:
    door = SignIn(house, sessions)

    async def sign_in(request: Request) -> Response:
        return await run_in_threadpool(door.submit, request, *await door.receive(request))

    return [
        *(Route(path, signed_in(screen, house, sessions)) for path, screen in SCREENS),
        *(Route(path, acted_on(action, house, sessions), methods=["POST"]) for path, action in ACTIONS),
        *(Route(path, files_taken(action, house, sessions), methods=["POST"]) for path, action in FILE_ACTIONS),
        Route("/sign-in", door.show),
        Route("/sign-in", sign_in, methods=["POST"]),
        Route("/sign-in/with", door.with_link),
        Route("/sign-out", signed_in(door.sign_out, house, sessions), methods=["POST"]),
        Route("/live", live.stream),
        Route("/healthz", health_of(house)),
        Route("/metrics", metrics_of(house)),
        Mount("/static", Assets(directory=FOLDER)),
    ]
