"""`GET /files/{sha256}`: bytes from the vault, for those who may see the conversation they belong to."""

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, RedirectResponse, Response

from onrecord.media.serve_type import PLAYED_BY_BROWSERS, SHOWN_BY_BROWSERS, file_ending, serve_type
from onrecord.storage.holdings import KeptFile
from onrecord.views.files import file_for
from onrecord.web.assets import asset
from onrecord.web.visit import Visit

THUMBNAIL = "thumbnail-480"
VIEW = "view-1600"
PEAKS = "peaks-400"
AUDIO = "audio-web"


def show(visit: Visit) -> Response:
    """The file as it came. `?save=1` makes the browser keep it."""
    held = _allowed(visit)
    save = visit.request.query_params.get("save") == "1"
    return _bytes(visit, held.sha256, held.sniffed_type, save=save)


def show_thumbnail(visit: Visit) -> Response:
    return _picture(visit, THUMBNAIL)


def show_view(visit: Visit) -> Response:
    """Large enough for a screen."""
    return _picture(visit, VIEW)


def show_sound(visit: Visit) -> Response:
    """What a browser can play: the file itself where it is of such a kind, else a copy that is."""
    held = _allowed(visit)
    if held.sniffed_type in PLAYED_BY_BROWSERS:
        return _bytes(visit, held.sha256, held.sniffed_type)
    return _derived(visit, held, AUDIO)


def show_peaks(visit: Visit) -> Response:
    """The outline of a sound, as JSON."""
    held = _allowed(visit)
    made = visit.house.derive(held.sha256, PEAKS)
    if made is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(visit.house.vault.path(made.sha256).read_bytes(), media_type="application/json", headers=headers)


def _picture(visit: Visit, recipe: str) -> Response:
    """A smaller copy; where none can be made the picture itself, if browsers know its kind, else a sign for one."""
    held = _allowed(visit)
    made = visit.house.derive(held.sha256, recipe)
    if made is not None:
        return _bytes(visit, made.sha256, made.media_type)
    if held.sniffed_type in SHOWN_BY_BROWSERS:
        return _bytes(visit, held.sha256, held.sniffed_type)
    return RedirectResponse(asset("no-picture.svg"), 302)


def _derived(visit: Visit, held: KeptFile, recipe: str) -> Response:
    made = visit.house.derive(held.sha256, recipe)
    if made is None:
        raise HTTPException(404)
    return _bytes(visit, made.sha256, made.media_type)


def _allowed(visit: Visit) -> KeptFile:
    with visit.house.database.reading() as conn:
        held = file_for(conn, visit.scope, visit.request.path_params["sha256"])
    if held is None or not visit.house.vault.has(held.sha256):
        raise HTTPException(404)
    return held


def _bytes(visit: Visit, sha256: str, media_type: str, *, save: bool = False) -> Response:
    """Range is the response's own business. The name of the content is its tag; it never changes."""
    served = serve_type(media_type)
    headers = served.headers(f"onrecord-{sha256[:12]}.{file_ending(media_type)}")
    if save:
        headers["Content-Disposition"] = headers["Content-Disposition"].replace("inline", "attachment", 1)
    headers |= {"Cache-Control": "private, max-age=31536000, immutable", "ETag": f'"{sha256}"'}
    content_type = headers.pop("Content-Type")
    return FileResponse(visit.house.vault.path(sha256), headers=headers, media_type=content_type)
