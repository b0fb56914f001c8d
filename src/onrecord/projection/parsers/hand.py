"""What a person put in: a file saved from the provider's own app, for one message or call.

    {"activity_id", "kind", "saved_as", "sha256", "size_bytes", "media_type", "name", "fills", "saved_by", "note"}

It is written by `intake.uploaded`; `fills` is the path or provider's id of what it stands for, where that is known.
"""

from collections.abc import Mapping

from onrecord.domain.artefact import WITH_BYTES
from onrecord.domain.subject import SubjectKind
from onrecord.projection.parsers.operation import Body, Operation
from onrecord.projection.reading import Reading
from onrecord.projection.statement import Entry, Statement

SAVE = "save"


def _tell_saved(statement: Statement, body: Body, _reading: Reading) -> None:
    kind, path = body.get("kind"), body.get("saved_as")
    if kind not in WITH_BYTES or not isinstance(path, str):
        statement.not_understood.append("kind")
        return
    media_type, fills = body.get("media_type"), body.get("fills")
    entry = Entry(
        path=path,
        declared_type=media_type if isinstance(media_type, str) else None,
        fills=fills if isinstance(fills, str) else None,
    )
    statement.told[str(kind)] = (entry,)


OPERATIONS: Mapping[str, Operation] = {SAVE: Operation(SubjectKind.ACTIVITY, _tell_saved)}
