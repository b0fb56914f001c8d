"""Photos, files, voicemails, recordings, transcripts and summaries as the screen shows them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.domain.activity import ActivityRecord, ArtefactRecord
from onrecord.domain.artefact import BY_HAND, ArtefactKind, ArtefactState
from onrecord.storage.holdings import KeptFile
from onrecord.views.people import People
from onrecord.views.times import playhead
from onrecord.views.words import KIND_NAMES, Said, say_state

SHOWN_AS_PHOTO = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif"}
)
_TYPE_NAMES = {
    "application/pdf": "PDF",
    "text/vcard": "Contact card",
    "text/x-vcard": "Contact card",
    "text/plain": "Text",
    "text/calendar": "Calendar entry",
}
VIEW_SIDE = 1600
"""The longest side of a photo in the gallery, in pixels (recipe `view-1600`)."""


@dataclass(frozen=True, slots=True)
class File:
    """One photo or file in hand, or what is known instead. `width` and `height` are those of the gallery's picture.

    `fills` names it where it is missing, for whoever has it. `by_hand`: a person put it in.
    """

    shape: str  # photo | video | audio | file | missing
    title: str
    sha256: str = ""
    width: int = 0
    height: int = 0
    detail: str = ""
    said: Said | None = None
    fills: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """One passage of a transcript. `start` and `end` are seconds of its recording, None where not given."""

    speaker: str
    ours: bool
    text: str
    start: float | None = None
    end: float | None = None

    @property
    def at(self) -> str:
        return playhead(self.start)


@dataclass(slots=True)
class Player:
    """A voicemail or recording. `note` says what there is to say of its transcript where there is none."""

    kind: str
    title: str
    sha256: str = ""
    seconds: float | None = None
    said: Said | None = None
    fills: str = ""
    by_hand: bool = False
    passages: list[Spoken] = field(default_factory=list)
    note: Said | None = None

    @property
    def length(self) -> str:
        return playhead(self.seconds) if self.seconds else ""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing the provider's AI did in a call."""

    name: str
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    title: str
    points: tuple[str, ...]
    next_steps: tuple[str, ...]
    jobs: tuple[Job, ...]
    by_agent: bool
    said: Said | None = None


def files_of(record: ActivityRecord, kept: Mapping[str, KeptFile]) -> list[File]:
    return [_file(artefact, kept) for artefact in record.artefacts if artefact.kind == ArtefactKind.MEDIA]


def _file(artefact: ArtefactRecord, kept: Mapping[str, KeptFile]) -> File:
    held = kept.get(artefact.sha256 or "")
    if artefact.state != ArtefactState.KEPT or held is None:
        name = "Photo" if (artefact.declared_type or "").startswith("image/") else "Photo or file"
        return File("missing", name, said=say_state(artefact.state, artefact.reason), fills=_name_of(artefact))
    width, height = _gallery_size(held.width, held.height)
    return File(
        _shape(held.sniffed_type),
        _type_name(held.sniffed_type),
        held.sha256,
        width,
        height,
        _size(held.size_bytes),
        by_hand=artefact.reason == BY_HAND,
    )


def _name_of(artefact: ArtefactRecord) -> str:
    """What tells it from the others of its activity: the way to it, or the provider's id."""
    return artefact.ways[0] if artefact.ways else artefact.provider_id or ""


def _shape(media_type: str) -> str:
    if media_type in SHOWN_AS_PHOTO:
        return "photo"
    return {"video": "video", "audio": "audio"}.get(media_type.split("/")[0], "file")


def _gallery_size(width: int | None, height: int | None) -> tuple[int, int]:
    """A photo is laid out before it is loaded, so that nothing moves; 4:3 where nobody measured it."""
    if not width or not height:
        return 1200, 900
    scale = min(1.0, VIEW_SIDE / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _type_name(media_type: str) -> str:
    if media_type in _TYPE_NAMES:
        return _TYPE_NAMES[media_type]
    family, _, name = media_type.partition("/")
    if family in {"image", "video", "audio"}:
        return f"{name.removeprefix('x-').upper()} {'photo' if family == 'image' else family}"
    return "File"


def _size(size_bytes: int) -> str:
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{max(1, round(size_bytes / 1_000))} KB"


def players_of(record: ActivityRecord, kept: Mapping[str, KeptFile], people: People) -> list[Player]:
    """Voicemail and recordings, each with its transcript; a transcript without a recording stands alone."""
    sounding = [a for a in record.artefacts if a.kind in {ArtefactKind.VOICEMAIL, ArtefactKind.RECORDING}]
    players = {
        artefact.provider_id or f"{artefact.kind}{artefact.ordinal}": _player(artefact, kept) for artefact in sounding
    }
    for artefact in record.artefacts:
        if artefact.kind == ArtefactKind.TRANSCRIPT:
            _attach_transcript(artefact, players, people)
    made = list(players.values())
    _tell_apart(made)
    return made


def _player(artefact: ArtefactRecord, kept: Mapping[str, KeptFile]) -> Player:
    player = Player(artefact.kind, KIND_NAMES[artefact.kind][0], seconds=artefact.duration_seconds)
    held = kept.get(artefact.sha256 or "")
    if artefact.state == ArtefactState.KEPT and held is not None:
        player.sha256 = held.sha256
        player.seconds = held.duration_seconds or artefact.duration_seconds
        player.by_hand = artefact.reason == BY_HAND
    else:
        player.said, player.fills = say_state(artefact.state, artefact.reason), _name_of(artefact)
    text = _content(artefact).get("transcript")
    if artefact.kind == ArtefactKind.VOICEMAIL and isinstance(text, str) and text.strip():
        player.passages = [Spoken("", False, text.strip())]
    return player


def _attach_transcript(artefact: ArtefactRecord, players: dict[str, Player], people: People) -> None:
    content = _content(artefact)
    recordings = [player for player in players.values() if player.kind == ArtefactKind.RECORDING]
    player = players.get(str(content.get("recording_id") or artefact.provider_id)) or next(iter(recordings), None)
    if player is None:
        player = players.setdefault(f"transcript{artefact.ordinal}", Player(ArtefactKind.TRANSCRIPT, "Transcript"))
    if artefact.state != ArtefactState.KEPT:
        player.note = say_state(artefact.state, artefact.reason)
        return
    player.passages = [_spoken(segment, people) for segment in _dicts(content.get("segments"))]


def _spoken(segment: Mapping[str, Any], people: People) -> Spoken:
    member = people.member(segment.get("member_id"))
    speaker = str(segment.get("speaker") or "")
    ours = bool(segment.get("member_id")) or people.is_own(speaker)
    name = member or (people.name(speaker) if speaker else "Unknown speaker")
    return Spoken(name, ours, str(segment.get("text") or ""), segment.get("start"), segment.get("end"))


def _tell_apart(players: Sequence[Player]) -> None:
    recordings = [player for player in players if player.kind == ArtefactKind.RECORDING]
    if len(recordings) > 1:
        for position, player in enumerate(recordings, start=1):
            player.title = f"Recording {position} of {len(recordings)}"


def summary_of(record: ActivityRecord) -> Summary | None:
    artefact = next((a for a in record.artefacts if a.kind == ArtefactKind.SUMMARY), None)
    if artefact is None:
        return None
    content = _content(artefact)
    said = None if artefact.state == ArtefactState.KEPT else say_state(artefact.state, artefact.reason)
    return Summary(
        title=str(content.get("title") or ""),
        points=_texts(content.get("summary")),
        next_steps=_texts(content.get("next_steps")),
        jobs=tuple(_job(job) for job in _dicts(content.get("jobs"))),
        by_agent=content.get("type") == "agent",
        said=said,
    )


def _job(job: Mapping[str, Any]) -> Job:
    result = job.get("result")
    rows = _dicts(result.get("data")) if isinstance(result, dict) else []
    return Job(
        str(job.get("name") or "Task"), tuple((str(row.get("name", "")), _value(row.get("value"))) for row in rows)
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return "" if value is None else str(value)


def _content(artefact: ArtefactRecord) -> dict[str, Any]:
    read = json.loads(artefact.content) if artefact.content else {}
    return read if isinstance(read, dict) else {}


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value if item) if isinstance(value, list) else ()
