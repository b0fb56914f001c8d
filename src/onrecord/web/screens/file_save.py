"""`POST /a/{activity id}/files`: files that somebody saved from the provider's own app, put in by hand."""

from collections.abc import Iterator, Sequence

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.artefact import WITH_BYTES, ArtefactKind
from onrecord.domain.errors import FileRefused
from onrecord.intake.uploaded import Upload
from onrecord.media.upload import Uploads
from onrecord.views.activity import find_activity, place_of
from onrecord.web.visit import Form, Visit, not_found

PIECE_BYTES = 1 << 20
LONGEST_NOTE = 2_000
WHY_NOT = {
    "size": "That file is larger than what is kept here.",
    "type": "That kind of file is not kept, because it could do harm.",
    "empty": "That file is empty.",
}


def save(visit: Visit, form: Form, files: Sequence[UploadFile]) -> Response:
    """Keep them for the activity, then show it. `kind` and `fills` say what they stand for (see `intake.uploaded`)."""
    with visit.house.database.reading() as conn:
        record = find_activity(conn, visit.scope, visit.request.path_params["activity_id"])
        onward = place_of(conn, visit.scope, record) if record is not None else None
    if record is None or onward is None:
        return not_found(visit)
    named = [file for file in files if file.filename]
    kind = form.get("kind", ArtefactKind.MEDIA)
    if not named or kind not in WITH_BYTES:
        return _refuse(visit, "Choose a file first.", onward)
    try:
        for file in named:
            _keep(visit, record, kind, form, file)
    except FileRefused as error:
        return _refuse(visit, WHY_NOT.get(error.reason, "That file cannot be kept."), onward)
    return RedirectResponse(onward, 303)


def _keep(visit: Visit, record: ActivityRecord, kind: str, form: Form, file: UploadFile) -> None:
    house = visit.house
    uploads = Uploads(house.database, house.workspace_id, house.vault, house.clock, house.file_size_limit_bytes)
    upload = Upload(
        activity_id=record.id,
        kind=kind,
        name=(file.filename or "")[:200],
        saved_by=visit.user.name or visit.user.email,
        fills=form.get("fills") or None,
        note=form.get("note", "").strip()[:LONGEST_NOTE],
    )
    uploads.keep(upload, _pieces(file))


def _pieces(file: UploadFile) -> Iterator[bytes]:
    while piece := file.file.read(PIECE_BYTES):
        yield piece


def _refuse(visit: Visit, why: str, onward: str) -> Response:
    return visit.render("file_refused.html", status=422, why=why, onward=onward)
