"""What is still to be asked about single calls and messages, read from the records.

Nothing here is a list of things to do that could get lost: an answer is an observation, it changes the record, and
the question is no longer here.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, exists, func, or_, select

from onrecord.domain.activity import ActivityKind, Direction, Word
from onrecord.domain.artefact import UNSETTLED, ArtefactKind, ArtefactState
from onrecord.storage.schema import activity, artefact, dirty, mention, observation

OK = 200
REFUSALS = (402, 403)


class Question(NamedTuple):
    """A call of which one part is not known or not ready. Times in the provider's time."""

    activity_id: str
    happened_ms: int
    last_asked_ms: int | None
    line_id: str | None = None


def questions(conn: Connection, workspace_id: int, part: str, operations: tuple[str, ...]) -> list[Question]:
    """The calls whose `part` is unknown or pending, newest first; `operations` are those that would tell."""
    is_open = or_(and_(_word(part) == Word.UNKNOWN, _may_have(part)), _has(part, ArtefactState.PENDING))
    return _open(conn, workspace_id, is_open, operations)


def merged(conn: Connection, workspace_id: int, part: str, operation: str) -> list[Question]:
    """The calls with several recordings of which `part` was told for all of them in one, and never by `operation`."""
    recordings = (
        select(func.count())
        .where(
            artefact.c.workspace_id == activity.c.workspace_id,
            artefact.c.activity_id == activity.c.id,
            artefact.c.kind == ArtefactKind.RECORDING,
        )
        .scalar_subquery()
    )
    found = _open(conn, workspace_id, and_(_has(part), recordings > 1), (operation,))
    return [question for question in found if question.last_asked_ms is None]


def refused(conn: Connection, workspace_id: int, part: str, operations: tuple[str, ...]) -> list[Question]:
    """The calls whose `part` is withheld, or of which a fresh link was asked for in vain; newest first."""
    in_vain = and_(
        _has(part, ArtefactState.EXPIRED),
        _last_asked(operations, REFUSALS) > func.coalesce(_last_asked(operations, (OK,)), 0),
    )
    return _open(conn, workspace_id, or_(and_(_word(part) == Word.WITHHELD, _may_have(part)), in_vain), operations)


def answered_after_refusal(conn: Connection, workspace_id: int, operations: tuple[str, ...]) -> dict[str | None, int]:
    """By line, when a question about one of its calls that had been refused was last answered after all."""
    earlier, before = mention.alias(), observation.alias()
    was_refused = exists(
        select(before.c.id)
        .select_from(earlier.join(before, before.c.id == earlier.c.observation_id))
        .where(
            earlier.c.workspace_id == mention.c.workspace_id,
            earlier.c.kind == mention.c.kind,
            earlier.c.subject == mention.c.subject,
            before.c.operation.in_(operations),
            before.c.http_status.in_(REFUSALS),
            before.c.asked_ms < observation.c.asked_ms,
        )
    )
    rows = conn.execute(
        select(activity.c.line_id, func.max(observation.c.asked_ms))
        .select_from(
            activity.join(
                mention,
                and_(
                    mention.c.workspace_id == activity.c.workspace_id,
                    mention.c.kind == "activity",
                    mention.c.subject == activity.c.id,
                ),
            ).join(observation, observation.c.id == mention.c.observation_id)
        )
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == ActivityKind.CALL,
            observation.c.operation.in_(operations),
            observation.c.http_status == OK,
            was_refused,
        )
        .group_by(activity.c.line_id)
    )
    return {row[0]: row[1] for row in rows}


def _open(
    conn: Connection, workspace_id: int, is_open: ColumnElement[bool], operations: tuple[str, ...]
) -> list[Question]:
    asked = _last_asked(operations)
    rows = conn.execute(
        select(activity.c.id, func.coalesce(activity.c.completed_ms, activity.c.at_ms), asked, activity.c.line_id)
        .where(
            activity.c.workspace_id == workspace_id,
            activity.c.kind == ActivityKind.CALL,
            activity.c.gone_ms.is_(None),
            is_open,
        )
        .order_by(activity.c.at_ms.desc(), activity.c.id)
    )
    return [Question(*row) for row in rows]


def _last_asked(operations: tuple[str, ...], statuses: tuple[int, ...] = ()) -> ScalarSelect[int | None]:
    """When the activity of the row was last asked about; with `statuses`: and so answered."""
    asked = (
        select(func.max(observation.c.asked_ms))
        .select_from(mention.join(observation, observation.c.id == mention.c.observation_id))
        .where(
            mention.c.workspace_id == activity.c.workspace_id,
            mention.c.kind == "activity",
            mention.c.subject == activity.c.id,
            observation.c.operation.in_(operations),
        )
    )
    return (asked.where(observation.c.http_status.in_(statuses)) if statuses else asked).scalar_subquery()


def _word(part: str) -> ColumnElement[str]:
    columns: dict[str, ColumnElement[str]] = {
        ArtefactKind.RECORDING: activity.c.recording_word,
        ArtefactKind.TRANSCRIPT: activity.c.transcript_word,
        ArtefactKind.SUMMARY: activity.c.summary_word,
        ArtefactKind.VOICEMAIL: activity.c.voicemail_word,
    }
    return columns[part]


def _may_have(part: str) -> ColumnElement[bool]:
    """Which calls can have the part at all: a voicemail is left where nobody answered, the rest needs talk."""
    answered = or_(activity.c.answered_ms.is_not(None), activity.c.ai_handled.is_(True))
    if part == ArtefactKind.VOICEMAIL:
        return and_(activity.c.direction == Direction.INCOMING, activity.c.answered_ms.is_(None))
    if part == ArtefactKind.TRANSCRIPT:
        return _has(ArtefactKind.RECORDING)
    return answered


def _has(kind: str, state: str | None = None) -> ColumnElement[bool]:
    wanted = [
        artefact.c.workspace_id == activity.c.workspace_id,
        artefact.c.activity_id == activity.c.id,
        artefact.c.kind == kind,
    ]
    if state is not None:
        wanted.append(artefact.c.state == state)
    return exists(select(artefact.c.ordinal).where(*wanted))


class Lapsed(NamedTuple):
    """An activity whose files cannot be had by the links at hand. `kinds` are those of its artefacts with bytes."""

    kind: str
    kinds: frozenset[str]


def lapsed(conn: Connection, workspace_id: int, activity_id: str) -> Lapsed | None:
    """What to ask again about an activity: its kinds that may still come, else all it has; None where it is unknown."""
    kind = conn.execute(
        select(activity.c.kind).where(activity.c.workspace_id == workspace_id, activity.c.id == activity_id)
    ).scalar_one_or_none()
    if kind is None:
        return None
    rows = conn.execute(
        select(artefact.c.kind, artefact.c.state).where(
            artefact.c.workspace_id == workspace_id, artefact.c.activity_id == activity_id
        )
    ).all()
    open_kinds = frozenset(row.kind for row in rows if row.state in UNSETTLED)
    return Lapsed(kind, open_kinds or frozenset(row.kind for row in rows))


def is_folded_up_to(conn: Connection, workspace_id: int, at_ms: int) -> bool:
    """Whether nothing that was told until `at_ms` (our time) still waits to be folded."""
    waiting = select(dirty.c.at_ms).where(dirty.c.workspace_id == workspace_id, dirty.c.at_ms <= at_ms)
    return not conn.execute(select(exists(waiting))).scalar_one()
