"""What a person puts in: through the same door as everything else, and marked as what it is."""

import msgspec
from sqlalchemy import Connection

from onrecord.domain.artefact import Holding, HoldingOutcome, saved_path
from onrecord.domain.capability import Surface
from onrecord.domain.subject import SubjectKind
from onrecord.intake.digest import RULE, canonical_asked, digest
from onrecord.storage import dirty, observations
from onrecord.storage.holdings import KeptFile, add_holding
from onrecord.storage.observations import Told

OPERATION = "save"


class Upload(msgspec.Struct, frozen=True):
    """A file that is in the vault already. `fills` names what it stands for: a path or a provider's id; None where
    nothing of the kind is known. `saved_by` is the user who put it in, `note` what they wrote of it."""

    activity_id: str
    kind: str
    name: str
    saved_by: str
    fills: str | None = None
    note: str = ""


class _Said(msgspec.Struct, frozen=True):
    activity_id: str
    kind: str
    saved_as: str
    sha256: str
    size_bytes: int
    media_type: str
    name: str
    fills: str | None
    saved_by: str
    note: str


def take_upload(conn: Connection, workspace_id: int, upload: Upload, kept: KeptFile, *, now_ms: int) -> None:
    """Append the observation, hold the file, and mark the activity. The same file for the same thing again changes
    nothing."""
    path = saved_path(kept.sha256)
    said = _Said(
        upload.activity_id,
        upload.kind,
        path,
        kept.sha256,
        kept.size_bytes,
        kept.sniffed_type,
        upload.name,
        upload.fills,
        upload.saved_by,
        upload.note,
    )
    body = msgspec.json.encode(said)
    asked = canonical_asked({})
    key = digest(Surface.HAND, OPERATION, asked, 200, body)
    told = Told(Surface.HAND, OPERATION, asked, 200, None, now_ms, key, RULE, body, None)
    new, _ = observations.append(conn, workspace_id, [told], now_ms=now_ms)
    subject = (SubjectKind.ACTIVITY.value, upload.activity_id)
    observations.add_mentions(conn, workspace_id, [(*subject, id_) for id_ in new.values()])
    add_holding(conn, workspace_id, Holding(path, HoldingOutcome.KEPT, now_ms, kept.sha256), kept)
    dirty.mark(conn, workspace_id, [subject], token=dirty.new_token(), now_ms=now_ms)
