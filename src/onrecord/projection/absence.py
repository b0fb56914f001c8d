"""What is known of a kind of artefact of which an activity has none: none, unknown, withheld, or not applicable."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from onrecord.domain.activity import Direction, Word
from onrecord.domain.capability import Surface
from onrecord.domain.clock import DAY
from onrecord.projection.attachments import MEDIA, RECORDING, SUMMARY, TRANSCRIPT, VOICEMAIL
from onrecord.projection.precedence import TIE_MS
from onrecord.projection.statement import Absence, Statement, surface_rank

MEDIA_RETURNED_FROM_MS = 1_787_270_400_000
"""2026-08-21T00:00Z: the day the provider began to return the media of messages at all."""

SETTLED_AFTER_MS = DAY
"""«None» counts when it was said this long after the end of the call: parts of a call come minutes later."""

SOME, NONE, UNKNOWN, WITHHELD = Word.SOME.value, Word.NONE.value, Word.UNKNOWN.value, Word.WITHHELD.value
CALL_PARTS = (VOICEMAIL, RECORDING, TRANSCRIPT, SUMMARY)


_NOTHING = Absence(UNKNOWN)


class Said(NamedTuple):
    """A word and why; `word` None where the kind does not apply."""

    word: str | None
    reason: str | None = None


NOT_APPLICABLE = Said(None)


def media_word(statements: Iterable[Statement], listed: bool, at_ms: int, old_media: bool | None) -> Said:
    """Of a message. An empty list of REST's tells nothing of a message from before it returned media, until old media
    are known to come; what was pushed then came with its media.
    """
    if listed:
        return Said(SOME)
    absences = _absences(statements, MEDIA)
    can_tell = at_ms >= MEDIA_RETURNED_FROM_MS or old_media is True or any(one.push for one, _ in absences)
    return _heaviest(absences, 0 if can_tell else None, "old_media")


def shows_old_media(statements: Iterable[Statement], at_ms: int) -> bool:
    """Whether the dated surface gave media of a message that is older than its giving any. Only an answer proves what
    can be asked for: a webhook of that time carried its media anyway.
    """
    return at_ms < MEDIA_RETURNED_FROM_MS and any(
        statement.surface == Surface.DATED and not isinstance(statement.told.get(MEDIA, _NOTHING), Absence)
        for statement in statements
    )


def call_word(
    kind: str,
    statements: Sequence[Statement],
    *,
    listed: bool,
    direction: str | None,
    answered: bool,
    ai_handled: bool,
    over_ms: int | None,
) -> Said:
    """Of a call. `over_ms`: when it ended (or began, where no end is known), None while it goes on."""
    if listed:
        return Said(SOME)
    if not _applies(kind, direction, answered, ai_handled, over_ms):
        return NOT_APPLICABLE
    none_from_ms = None if over_ms is None else over_ms + SETTLED_AFTER_MS
    return _heaviest(_absences(statements, kind), none_from_ms, "asked_too_early")


def _applies(kind: str, direction: str | None, answered: bool, ai_handled: bool, over_ms: int | None) -> bool:
    """A voicemail is left where no person of ours answers; nobody records a call that nobody answered."""
    if kind == VOICEMAIL:
        return direction != Direction.OUTGOING and (not answered or ai_handled)
    return answered or over_ms is None


def _absences(statements: Iterable[Statement], kind: str) -> list[tuple[Statement, Absence]]:
    found = []
    for statement in statements:
        told = statement.told.get(kind)
        if isinstance(told, Absence):
            found.append((statement, told))
    return found


def _heaviest(absences: Sequence[tuple[Statement, Absence]], none_from_ms: int | None, why_not: str) -> Said:
    """The newest of those that count; `none_from_ms` is from when on «none» does, None: it does not (`why_not`)."""
    if not absences:
        return Said(UNKNOWN)
    counting = [one for one in absences if _counts(one, none_from_ms)]
    if not counting:
        return Said(UNKNOWN, why_not)
    latest = max(statement.order_ms for statement, _ in counting)
    close = [one for one in counting if one[0].order_ms > latest - TIE_MS]
    _, absence = max(close, key=_strength)
    return Said(str(absence.word), absence.reason)


def _counts(one: tuple[Statement, Absence], none_from_ms: int | None) -> bool:
    statement, absence = one
    if absence.word != NONE:
        return True
    return none_from_ms is not None and statement.order_ms >= none_from_ms


_WEIGHTS = {NONE: 2, WITHHELD: 1, UNKNOWN: 0}


def _strength(one: tuple[Statement, Absence]) -> tuple[int, int, str, str]:
    statement, absence = one
    return _WEIGHTS[str(absence.word)], surface_rank(statement.surface), absence.reason or "", statement.slot
