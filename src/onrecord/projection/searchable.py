"""What of an activity can be searched for: its text, and what was said in it."""

from collections.abc import Iterator

import msgspec

from onrecord.domain.activity import ActivityRecord
from onrecord.domain.artefact import ArtefactKind

_NOT_SAID = frozenset({"recording_id", "member_id", "speaker", "type", "icon"})


def words_of(record: ActivityRecord) -> str:
    """Everything that was written or said, one piece a line; empty where there is nothing."""
    pieces = [record.text] if record.text else []
    for artefact in record.artefacts:
        if artefact.content and artefact.kind != ArtefactKind.MEDIA:
            pieces.extend(_said(msgspec.json.decode(artefact.content)))
    return "\n".join(pieces)


def _said(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for element in value:
            yield from _said(element)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name not in _NOT_SAID:
                yield from _said(member)
