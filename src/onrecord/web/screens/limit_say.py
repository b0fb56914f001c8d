"""`POST /limits/{name}`: somebody looked, and writes down what they saw; or takes it back."""

from starlette.responses import RedirectResponse, Response

from onrecord.domain.errors import SettingsError
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.noting import note
from onrecord.limits.said import said_by_a_person
from onrecord.web.visit import Form, Visit, not_found


def say(visit: Visit, form: Form) -> Response:
    """The word of one who sees every line; what makes no sense is refused as it would be at the terminal."""
    name = visit.request.path_params["name"]
    if visit.scope.lines is not None or name not in ENTRIES:
        return not_found(visit)
    try:
        findings = said_by_a_person(
            name,
            form.get("verdict", ""),
            form.get("note", ""),
            form.get("surface", ""),
            visit.house.clock.now_ms(),
        )
    except SettingsError as error:
        return Response(f"{error} {error.advice}\n", 400, media_type="text/plain")
    visit.house.database.writer.write(lambda conn: note(conn, visit.house.workspace_id, findings))
    return RedirectResponse(f"/limits/{name}", 303)
