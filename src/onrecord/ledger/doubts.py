"""What may be missing: nobody knows whether it exists, but something points to it.

A text that announces pictures of which there are none around; a message that came with neither text nor picture; a
kind of artefact of which no source that can tell has spoken; conversations that the surface at hand cannot read; a
kind of which nothing was ever held. Counted apart from gaps, and closed by the same means: when what they name arrives,
or a source that can tell has spoken, or a person decides.
"""

import json
from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from onrecord.domain.activity import Word
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.gap import Gap, GapState
from onrecord.ledger import unread
from onrecord.ledger.decisions import read
from onrecord.ledger.remembered import remembered
from onrecord.storage.doubts import (
    Counted,
    Kept,
    Suspect,
    announced_and_absent,
    count_unheard_by_reason,
    empty_messages,
    kinds_ever_kept,
    unheard_artefacts,
)
from onrecord.storage.gaps import UnheardArtefact
from onrecord.storage.inbox import Lines
from onrecord.storage.names import list_lines

ENOUGH_MESSAGES = 100
ENOUGH_CALLS = 10
"""From how many on it is strange that a line never had a picture, or a recording."""


def doubts(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> Iterator[Gap]:
    """Everything that may be missing, in a stable order, but for what a person decided. `ids`: of these activities."""
    said = read(conn, workspace_id)
    return (doubt for doubt in found_doubts(conn, workspace_id, lines=lines, ids=ids) if not said.decision(doubt.key))


def found_doubts(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> Iterator[Gap]:
    """The same whatever was decided."""
    suspects = suspicious(conn, workspace_id, lines=lines, ids=ids)
    for activity_id in sorted(suspects):
        yield doubt_of_suspect(suspects[activity_id])
    for one in unheard_artefacts(conn, workspace_id, lines=lines, activity_ids=ids):
        if not one.is_promised and not (one.kind == ArtefactKind.MEDIA and one.activity_id in suspects):
            yield doubt_of_unheard(one)
    if ids is None:
        yield from unread.conversations(conn, workspace_id, lines=lines)
        yield from never_held(conn, workspace_id, lines=lines)


def doubts_about(
    conn: Connection, workspace_id: int, subjects: Collection[str], *, lines: Lines = None
) -> Iterator[Gap]:
    """Those about some activities, conversations and lines, whatever was decided."""
    yield from found_doubts(conn, workspace_id, lines=lines, ids=subjects)
    yield from unread.conversations(conn, workspace_id, lines=lines, ids=subjects)
    yield from (doubt for doubt in never_held(conn, workspace_id, lines=lines) if doubt.subject in subjects)


def suspicious(
    conn: Connection, workspace_id: int, *, lines: Lines = None, ids: Collection[str] | None = None
) -> dict[str, Suspect]:
    """By activity, the messages whose own words, or whose emptiness, point to missing pictures."""
    announced = announced_and_absent(conn, workspace_id, lines=lines, activity_ids=ids)
    empty = empty_messages(conn, workspace_id, lines=lines, activity_ids=ids)
    return {one.activity_id: one for one in (*announced, *empty)}


def doubt_of_suspect(one: Suspect) -> Gap:
    """The doubt about one message."""
    return Gap(
        key=f"media:{one.activity_id}",
        kind="media",
        subject=one.activity_id,
        line=one.line_id,
        reason="announced" if one.words is not None else "empty",
        state=GapState.CANNOT,
        at_ms=one.at_ms,
        conversation_key=one.conversation_key,
        words=one.words or "",
        sure=False,
    )


def doubt_of_unheard(one: UnheardArtefact) -> Gap:
    """The doubt about one kind on one activity."""
    reason = reason_of_word(one.kind, one.word, one.word_reasons)
    return Gap(
        key=f"{one.kind}:{one.activity_id}",
        kind=one.kind,
        subject=one.activity_id,
        line=one.line_id,
        reason=reason,
        state=state_of_word(one.kind, reason),
        at_ms=one.at_ms,
        conversation_key=one.conversation_key,
        sure=False,
    )


def reason_of_word(kind: str, word: str, word_reasons: str) -> str:
    """Why nobody can say: the record's own reason where it has one."""
    reasons = dict(json.loads(word_reasons))
    return str(reasons.get(kind) or ("not_told" if word == Word.UNKNOWN else "withheld"))


def state_of_word(kind: str, reason: str) -> str:
    """Parts of calls are asked for again by themselves until a source that can tell has spoken."""
    if kind != ArtefactKind.MEDIA and reason in {"asked_too_early", "not_told"}:
        return GapState.LOOKING
    return GapState.CANNOT


def unheard_counts(conn: Connection, workspace_id: int, kind: str, lines: Lines) -> list[Counted]:
    """How many activities of each line nobody could say anything of, by word and reason."""
    counted = remembered(
        conn, workspace_id, ("unheard", kind), lambda: count_unheard_by_reason(conn, workspace_id, kind)
    )
    return counted if lines is None else [one for one in counted if one.line_id in lines]


def never_held(conn: Connection, workspace_id: int, *, lines: Lines = None) -> Iterator[Gap]:
    """Kinds of which a line that is in use has never had one."""
    for line in list_lines(conn, workspace_id, lines=lines):
        seen = _ever_kept(conn, workspace_id, line.id)
        expected = ([ArtefactKind.MEDIA] if seen.wrote else []) + (
            [ArtefactKind.RECORDING, ArtefactKind.TRANSCRIPT, ArtefactKind.SUMMARY] if seen.talked else []
        )
        for kind in expected:
            if kind not in seen.kinds:
                yield Gap(f"kind:{line.id}:{kind}", kind, line.id, line.id, "never_held", GapState.CANNOT, sure=False)


def _ever_kept(conn: Connection, workspace_id: int, line_id: str) -> Kept:
    return remembered(
        conn,
        workspace_id,
        ("ever kept", line_id),
        lambda: kinds_ever_kept(conn, workspace_id, line_id, messages=ENOUGH_MESSAGES, answered_calls=ENOUGH_CALLS),
    )
