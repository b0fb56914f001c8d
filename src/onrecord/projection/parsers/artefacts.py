"""The parts of an activity as both surfaces list them: photos, recordings, voicemails, transcripts, summaries."""

from collections.abc import Callable
from typing import cast

import msgspec

from onrecord.domain.activity import Word
from onrecord.domain.clock import Instant
from onrecord.projection.parsers.checked import fraction, identifier, instant, optional, path_of, text
from onrecord.projection.statement import Absence, Entry, Telling

NONE_HERE = Absence(Word.NONE)
ABSENT = "absent"
Body = dict[str, object]
Wrong = list[str]


def media(value: object, wrong: Wrong) -> Telling | None:
    """`[{url, type}]`. An entry whose link is not understood still counts: there is a file."""
    return _listed(value, "media", _medium, wrong)


def recordings(value: object, wrong: Wrong) -> Telling | None:
    """`[{id, status, startTime, duration, url, type}]`."""
    return _listed(value, "recordings", _recording, wrong)


def transcripts(value: object, wrong: Wrong) -> Telling | None:
    """`[{recordingId, status, startTime, dialogue}]`: one for each recording, offsets from its start."""
    return _listed(value, "transcripts", _transcript, wrong)


def voicemail(value: object, wrong: Wrong) -> Telling | None:
    """`{id, status, duration, recordingUrl, transcript}`."""
    if not isinstance(value, dict):
        wrong.append("voicemail")
        return None
    spoken = _text(value, "transcript", wrong, "voicemail")
    return (
        Entry(
            provider_id=_identifier(value, "id", wrong, "voicemail"),
            provider_status=_identifier(value, "status", wrong, "voicemail"),
            declared_type=_identifier(value, "type", wrong, "voicemail"),
            duration_seconds=_fraction(value, "duration", wrong, "voicemail"),
            path=_path(value, "recordingUrl", wrong, "voicemail"),
            content=_json({"transcript": spoken}) if spoken else None,
        ),
    )


def whole_transcript(value: object, wrong: Wrong) -> Telling | None:
    """One transcript for the whole call, offsets from the start of the call."""
    if not isinstance(value, dict):
        wrong.append("transcript")
        return None
    entry = _transcript(value, wrong, "transcript")
    return NONE_HERE if entry is None else (entry,)


def summary(value: object, wrong: Wrong) -> Telling | None:
    """`{status, type, title, summary, nextSteps, jobs}`; a completed one may be empty (seen live, 2026)."""
    if not isinstance(value, dict):
        wrong.append("summary")
        return None
    status = _identifier(value, "status", wrong, "summary")
    if status == ABSENT:
        return NONE_HERE
    content: Body = {
        "type": _identifier(value, "type", wrong, "summary"),
        "title": _text(value, "title", wrong, "summary"),
        "summary": _lines(value, "summary", wrong),
        "next_steps": _lines(value, "nextSteps", wrong),
        "jobs": _jobs(value, wrong),
    }
    says_something = any(content[part] for part in ("title", "summary", "next_steps", "jobs"))
    return (Entry(provider_status=status, content=_json(content) if says_something else None),)


def _listed(
    value: object, where: str, read: Callable[[Body, Wrong, str], Entry | None], wrong: Wrong
) -> Telling | None:
    if not isinstance(value, list):
        wrong.append(where)
        return None
    if not value:
        return NONE_HERE
    entries = []
    for element in value:
        if not isinstance(element, dict):
            wrong.append(where)
            continue
        entry = read(element, wrong, where)
        if entry is not None:
            entries.append(entry)
    if entries:
        return tuple(entries)
    return None if where in wrong else NONE_HERE


def _medium(value: Body, wrong: Wrong, where: str) -> Entry:
    return Entry(path=_path(value, "url", wrong, where), declared_type=_identifier(value, "type", wrong, where))


def _recording(value: Body, wrong: Wrong, where: str) -> Entry | None:
    status = _identifier(value, "status", wrong, where)
    if status == ABSENT:
        return None
    return Entry(
        provider_id=_identifier(value, "id", wrong, where),
        provider_status=status,
        declared_type=_identifier(value, "type", wrong, where),
        duration_seconds=_fraction(value, "duration", wrong, where),
        start_ms=_moment(value, "startTime", wrong, where),
        path=_path(value, "url", wrong, where),
    )


def _transcript(value: Body, wrong: Wrong, where: str) -> Entry | None:
    status = _identifier(value, "status", wrong, where)
    if status == ABSENT:
        return None
    recording_id = _identifier(value, "recordingId", wrong, where)
    segments = _segments(value, wrong, where)
    return Entry(
        provider_id=recording_id,
        provider_status=status,
        duration_seconds=_fraction(value, "duration", wrong, where),
        start_ms=_moment(value, "startTime", wrong, where),
        content=_json({"recording_id": recording_id, "segments": segments}) if segments else None,
    )


def _segments(value: Body, wrong: Wrong, where: str) -> list[Body]:
    dialogue = value.get("dialogue")
    if dialogue is None:
        return []
    if not isinstance(dialogue, list) or not all(isinstance(line, dict) for line in dialogue):
        wrong.append(f"{where}.dialogue")
        return []
    inside = f"{where}.dialogue"
    return [
        {
            "speaker": _identifier(line, "identifier", wrong, inside),
            "member_id": _identifier(line, "actorId", wrong, inside) or _identifier(line, "userId", wrong, inside),
            "start": _fraction(line, "start", wrong, inside),
            "end": _fraction(line, "end", wrong, inside),
            "text": _text(line, "content", wrong, inside) or "",
        }
        for line in dialogue
    ]


def _lines(value: Body, key: str, wrong: Wrong) -> list[str]:
    raw = value.get(key)
    if raw is None:
        return []
    if isinstance(raw, str):
        return [raw] if raw.strip() else []
    if not isinstance(raw, list):
        wrong.append(f"summary.{key}")
        return []
    return [line for line in raw if isinstance(line, str) and line.strip()]


def _jobs(value: Body, wrong: Wrong) -> list[Body]:
    raw = value.get("jobs")
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(job, dict) for job in raw):
        wrong.append("summary.jobs")
        return []
    return [
        {
            "icon": _text(job, "icon", wrong, "summary.jobs"),
            "name": _text(job, "name", wrong, "summary.jobs"),
            "data": _answers(job, wrong),
        }
        for job in raw
    ]


def _answers(job: Body, wrong: Wrong) -> list[Body]:
    result = job.get("result")
    data = result.get("data") if isinstance(result, dict) else None
    if not isinstance(data, list):
        if result is not None:
            wrong.append("summary.jobs.result")
        return []
    return [{"name": pair.get("name"), "value": pair.get("value")} for pair in data if isinstance(pair, dict)]


def _json(content: Body) -> str:
    return msgspec.json.encode(content).decode()


def _text(value: Body, key: str, wrong: Wrong, where: str) -> str | None:
    return cast("str | None", optional(value, key, text, wrong, where))


def _identifier(value: Body, key: str, wrong: Wrong, where: str) -> str | None:
    return cast("str | None", optional(value, key, identifier, wrong, where))


def _fraction(value: Body, key: str, wrong: Wrong, where: str) -> float | None:
    return cast("float | None", optional(value, key, fraction, wrong, where))


def _path(value: Body, key: str, wrong: Wrong, where: str) -> str | None:
    return cast("str | None", optional(value, key, path_of, wrong, where))


def _moment(value: Body, key: str, wrong: Wrong, where: str) -> int | None:
    moment = cast("Instant | None", optional(value, key, instant, wrong, where))
    return moment.ms if moment else None
