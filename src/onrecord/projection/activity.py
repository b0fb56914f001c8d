"""The record of one message or call out of its statements."""

from collections.abc import Sequence
from typing import cast

from onrecord.domain.activity import ActivityKind, ActivityRecord, Direction, UnseenActivityRecord
from onrecord.domain.announcement import announcement
from onrecord.domain.artefact import LAST_LOOK_MS
from onrecord.domain.clock import Instant
from onrecord.projection.absence import CALL_PARTS, call_word, media_word, shows_old_media
from onrecord.projection.attachments import (
    RECORDING,
    SUMMARY,
    TRANSCRIPT,
    VOICEMAIL,
    artefacts_of,
    give_up_waiting,
    listings_of,
)
from onrecord.projection.claims import claims_of
from onrecord.projection.outcome import Facts, ends_said, outcome_of
from onrecord.projection.people import filed_under, line_of, of_call, of_message
from onrecord.projection.precedence import Course, gone_ms, newest, settle_activity
from onrecord.projection.reading import Directory, Held
from onrecord.projection.reduction import newest_per_slot
from onrecord.projection.statement import TERMINAL_RANK, Statement, is_agent, status_rank

MESSAGE = ActivityKind.MESSAGE.value
CALL = ActivityKind.CALL.value


def activity_of(
    activity_id: str, all_statements: Sequence[Statement], directory: Directory, held: Held
) -> ActivityRecord | None:
    """None while nothing has shown the activity itself: references and parts prove it, but say neither when nor who."""
    statements = newest_per_slot(all_statements)
    shown = [statement for statement in statements if statement.kind is not None]
    if not shown:
        return None
    values, verdicts, course = settle_activity(statements)
    kind = shown[0].kind if len(shown) == 1 else newest(shown).kind
    record = ActivityRecord(id=activity_id, kind=str(kind))
    _fill(record, values, min(statement.order_ms for statement in shown))
    record.line_id = line_of(values, directory)
    record.conversation_id = _conversation_id(activity_id, values, statements, directory)
    own = directory.lines.get(record.line_id) if record.line_id is not None else None
    if kind == MESSAGE:
        record.participants = of_message(values, own)
    else:
        record.participants, verdict = of_call(values, statements, own)
        if verdict is not None and "participants" in verdicts:
            verdicts["participants"] = verdict
    record.conversation_key = filed_under(
        record.line_id,
        record.participants,
        conversation_id=record.conversation_id,
        activity_id=activity_id,
        directory=directory,
    )
    listings = listings_of(statements)
    if listings:
        record.artefacts = artefacts_of(activity_id, listings, held)
    if kind == MESSAGE:
        _say_of_message(record, statements, listed="media" in listings, directory=directory)
    else:
        _say_of_call(record, values, statements, frozenset(listings), course)
        ended_ms = record.completed_ms if record.completed_ms is not None else record.at_ms
        give_up_waiting(record.artefacts, listings, ended_ms + LAST_LOOK_MS)
    record.gone_ms = gone_ms(statements)
    record.surfaces = surfaces_of(shown)
    if verdicts:
        record.claims, record.discrepancies = claims_of(statements, verdicts, course, record.surfaces)
    return record


def surfaces_of(shown: Sequence[Statement]) -> tuple[str, ...]:
    """The surfaces that showed the activity itself, sorted."""
    if len(shown) == 1:
        return (shown[0].surface,)
    return tuple(sorted({statement.surface for statement in shown}))


def unseen_of(activity_id: str, statements: Sequence[Statement]) -> UnseenActivityRecord:
    """What is known of an activity that has no record: who refers to it."""
    references = [statement for statement in statements if statement.reference is not None]
    lines = [statement for statement in statements if isinstance(statement.values.get("line_id"), str)]
    return UnseenActivityRecord(
        id=activity_id,
        line_id=cast("str", newest(lines).values["line_id"]) if lines else None,
        conversation_id=newest(references).reference if references else None,
    )


def _fill(record: ActivityRecord, values: dict[str, object], told_ms: int) -> None:
    get = values.get
    record.direction = cast("str | None", get("direction"))
    record.status = cast("str | None", get("status"))
    record.text = cast("str", get("text") or "")
    record.from_number = cast("str | None", get("from_number"))
    record.to_numbers = cast("tuple[str, ...]", get("to_numbers") or ())
    record.updated_ms = _ms(get("updated_ms"))
    record.answered_ms = _ms(get("answered_ms"))
    record.completed_ms = _ms(get("completed_ms"))
    record.at_ms = _at(record, _ms(get("at_ms")), told_ms)
    record.member_id = cast("str | None", get("member_id"))
    if record.kind == MESSAGE and record.direction == Direction.INCOMING:
        record.member_id = None  # some surfaces name the line's owner there; nobody of ours wrote it
    record.answered_by = cast("str | None", get("answered_by"))
    record.initiated_by = cast("str | None", get("initiated_by"))
    record.duration_seconds = cast("int | None", get("duration_seconds"))
    record.forwarded_from = cast("str | None", get("forwarded_from"))
    record.forwarded_to = cast("str | None", get("forwarded_to"))
    record.call_route = cast("str | None", get("call_route"))
    record.ai_handled = bool(get("ai_handled")) or is_agent(record.answered_by)


def _ms(value: object) -> int | None:
    return value.ms if isinstance(value, Instant) else None


def _at(record: ActivityRecord, at_ms: int | None, told_ms: int) -> int:
    """When it began; where that was not understood, the earliest time it gives, else when it was told."""
    if at_ms is not None:
        return at_ms
    given = (record.answered_ms, record.completed_ms, record.updated_ms)
    return min((ms for ms in given if ms is not None), default=told_ms)


def _conversation_id(
    activity_id: str, values: dict[str, object], statements: Sequence[Statement], directory: Directory
) -> str | None:
    own = values.get("conversation_id")
    if isinstance(own, str):
        return own
    references = [statement for statement in statements if statement.reference is not None]
    if references:
        return newest(references).reference
    return directory.conversation_of.get(activity_id)


def _say_of_message(
    record: ActivityRecord, statements: Sequence[Statement], *, listed: bool, directory: Directory
) -> None:
    record.shows_old_media = listed and shows_old_media(statements, record.at_ms)
    said = media_word(statements, listed, record.at_ms, directory.old_media)
    record.media_word = said.word
    if said.reason is not None:
        record.word_reasons = (("media", said.reason),)
    if not listed:
        record.announced = announcement(record.text)


def _say_of_call(
    record: ActivityRecord,
    values: dict[str, object],
    statements: Sequence[Statement],
    listed: frozenset[str],
    course: Course,
) -> None:
    over = course.ended or status_rank(record.status) >= TERMINAL_RANK
    answered = record.answered_ms is not None
    over_ms = (record.completed_ms or record.at_ms) if over else None
    reasons = []
    words: dict[str, str | None] = {}
    for kind in CALL_PARTS:
        said = call_word(
            kind,
            statements,
            listed=kind in listed,
            direction=record.direction,
            answered=answered,
            ai_handled=record.ai_handled,
            over_ms=over_ms,
        )
        words[kind] = said.word
        if said.reason is not None:
            reasons.append((kind, said.reason))
    record.voicemail_word = words[VOICEMAIL]
    record.recording_word = words[RECORDING]
    record.transcript_word = words[TRANSCRIPT]
    record.summary_word = words[SUMMARY]
    record.word_reasons = tuple(reasons)
    record.outcome = outcome_of(
        Facts(
            direction=record.direction,
            status=record.status,
            said=ends_said(statements),
            answered=answered,
            ended=course.ended,
            ai_handled=record.ai_handled,
            forwarded=record.forwarded_to is not None,
            left_voicemail=VOICEMAIL in listed or bool(values.get("has_voicemail")),
        )
    ).value
