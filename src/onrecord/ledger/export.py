"""The record as lines of JSON that can be compared with another home's."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from onrecord.storage.exports import export_rows


def export_lines(conn: Connection, workspace_id: int) -> Iterator[bytes]:
    """One line per record and artefact, sorted; neither links nor anything of ours is in them."""
    encode = msgspec.json.Encoder().encode
    return (encode(row) for row in export_rows(conn, workspace_id))
