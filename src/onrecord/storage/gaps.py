"""Reading what is missing: things known to exist that are not held, and things nobody could tell us of."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, literal, or_, select, union_all
from sqlalchemy.sql.selectable import Select

from onrecord.domain.activity import Word
from onrecord.domain.artefact import ArtefactState
from onrecord.domain.subject import SubjectKind
from onrecord.storage.schema import activity, artefact, conversation, conversation_alias, errand, mention

NOT_HELD = (
    ArtefactState.WANTED,
    ArtefactState.PENDING,
    ArtefactState.EXPIRED,
    ArtefactState.REFUSED,
    ArtefactState.WITHHELD,
    ArtefactState.UNKNOWN,
)

WORD_COLUMNS = {
    "media": activity.c.media_word,
    "voicemail": activity.c.voicemail_word,
    "recording": activity.c.recording_word,
    "transcript": activity.c.transcript_word,
    "summary": activity.c.summary_word,
}


class MissingArtefact(NamedTuple):
    activity_id: str
    kind: str
    ordinal: int
    line_id: str | None
    state: str
    reason: str | None
    next_ms: int | None


class MissingActivity(NamedTuple):
    """An activity that something refers to and that no answer has shown us."""

    activity_id: str
    line_id: str | None
    participants: str | None


class UnheardArtefact(NamedTuple):
    """A kind of artefact of which no source that can tell has spoken."""

    activity_id: str
    kind: str
    line_id: str | None
    word: str


def missing_artefacts(conn: Connection, workspace_id: int) -> Iterator[MissingArtefact]:
    """Artefacts known to exist whose bytes or text are not held, with the next attempt where one is due."""
    next_ms = (
        select(func.min(errand.c.run_at_ms))
        .where(
            errand.c.workspace_id == workspace_id,
            errand.c.failed_ms.is_(None),
            or_(
                and_(errand.c.kind == "reask", errand.c.key == artefact.c.activity_id),
                and_(errand.c.kind == "fetch", artefact.c.ways.like("%" + errand.c.key + "%")),
            ),
        )
        .scalar_subquery()
    )
    rows = conn.execute(
        select(
            artefact.c.activity_id,
            artefact.c.kind,
            artefact.c.ordinal,
            activity.c.line_id,
            artefact.c.state,
            artefact.c.reason,
            next_ms,
        )
        .join(
            activity,
            and_(activity.c.workspace_id == artefact.c.workspace_id, activity.c.id == artefact.c.activity_id),
        )
        .where(artefact.c.workspace_id == workspace_id, artefact.c.state.in_(NOT_HELD))
        .order_by(artefact.c.activity_id, artefact.c.kind, artefact.c.ordinal)
    )
    for row in rows:
        yield MissingArtefact(*row)


def missing_activities(conn: Connection, workspace_id: int) -> Iterator[MissingActivity]:
    """Activities known only by reference (a conversation's `lastActivityId`)."""
    referred = _referred_and_not_held(conn, workspace_id)
    if not referred:
        return
    told_by = _conversations_by_observation(conn, workspace_id)
    about = _conversations_by_id(conn, workspace_id)
    for activity_id, observations in sorted(referred.items()):
        found = [about[told_by[one]] for one in observations if told_by.get(one) in about]
        yield MissingActivity(activity_id, *(min(found) if found else (None, None)))


def _referred_and_not_held(conn: Connection, workspace_id: int) -> dict[str, list[int]]:
    """{activity id: observations that mention it} where no record was made of any of them."""
    rows = conn.execute(
        select(mention.c.subject, mention.c.observation_id)
        .outerjoin(
            activity, and_(activity.c.workspace_id == mention.c.workspace_id, activity.c.id == mention.c.subject)
        )
        .where(
            mention.c.workspace_id == workspace_id,
            mention.c.kind == SubjectKind.ACTIVITY,
            activity.c.id.is_(None),
        )
    )
    referred: dict[str, list[int]] = {}
    for subject, observation_id in rows:
        referred.setdefault(subject, []).append(observation_id)
    return referred


def _conversations_by_observation(conn: Connection, workspace_id: int) -> dict[int, str]:
    rows = conn.execute(
        select(mention.c.observation_id, mention.c.subject).where(
            mention.c.workspace_id == workspace_id, mention.c.kind == SubjectKind.CONVERSATION
        )
    )
    return dict(iter(rows))


def _conversations_by_id(conn: Connection, workspace_id: int) -> dict[str, tuple[str, str]]:
    """{CN: (line id, participants as JSON)}."""
    rows = conn.execute(
        select(conversation_alias.c.id, conversation.c.line_id, conversation.c.participants)
        .join(
            conversation,
            and_(
                conversation.c.workspace_id == conversation_alias.c.workspace_id,
                conversation.c.key == conversation_alias.c.key,
            ),
        )
        .where(conversation_alias.c.workspace_id == workspace_id)
    )
    return {id_: (line_id or "", participants) for id_, line_id, participants in rows}


def unheard_artefacts(conn: Connection, workspace_id: int) -> Iterator[UnheardArtefact]:
    """Every (activity, kind) of which it is not known whether there is anything."""
    rows = conn.execute(union_all(*(_unheard(kind, workspace_id) for kind in WORD_COLUMNS)).order_by("kind", "id"))
    for row in rows:
        yield UnheardArtefact._make(row)


def count_unheard(conn: Connection, workspace_id: int) -> dict[str, dict[str, int]]:
    """{kind: {word: count}} for the words that are not settled by an artefact row."""
    result: dict[str, dict[str, int]] = {}
    for kind, column in WORD_COLUMNS.items():
        rows = conn.execute(
            select(column, func.count())
            .where(activity.c.workspace_id == workspace_id, column.is_not(None), column != Word.SOME)
            .group_by(column)
        )
        result[kind] = {str(word): count for word, count in rows}
    return result


def _unheard(kind: str, workspace_id: int) -> Select[tuple[str, str, str, str]]:
    column = WORD_COLUMNS[kind]
    return select(
        activity.c.id.label("id"), literal(kind).label("kind"), activity.c.line_id, column.label("word")
    ).where(activity.c.workspace_id == workspace_id, column.in_((Word.UNKNOWN, Word.WITHHELD)))
