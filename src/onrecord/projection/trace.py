"""How a record came to its values: the fold once more, this time keeping what every source said."""

from collections.abc import Iterable, Mapping, Sequence

from onrecord.domain.activity import ActivityKind, ActivityRecord, ClaimRecord
from onrecord.domain.claim import FieldTrace
from onrecord.domain.subject import SubjectKind
from onrecord.projection.activity import activity_of
from onrecord.projection.claims import NOTHING, ONLY_SOURCE, claims_on, spoken
from onrecord.projection.parsers import understand
from onrecord.projection.people import of_call
from onrecord.projection.precedence import Course, Verdict, by_newest, settle_activity
from onrecord.projection.reading import Directory, Held, Reading
from onrecord.projection.reduction import newest_per_slot
from onrecord.projection.statement import Absence, Statement

SHOWN_EXISTS = "shown_exists"
TOLD_ABSENCE = "told_absence"
AGREED = "agreed"
_NOT_FIELDS = frozenset({"asked_line", "asked_participants", "ended"})
_EDITED = Course(ended=False, answered=False)


def trace_activity(
    activity_id: str, readings: Sequence[Reading], directory: Directory, held: Held
) -> tuple[ActivityRecord | None, list[FieldTrace]]:
    """The record of a message or call, and how each of its fields came to its value."""
    statements = _statements(SubjectKind.ACTIVITY, activity_id, readings)
    record = activity_of(activity_id, statements, directory, held)
    values, verdicts, course = settle_activity(statements)
    if record is not None and record.kind == ActivityKind.CALL:
        own = directory.lines.get(record.line_id) if record.line_id is not None else None
        verdict = of_call(values, statements, own)[1]
        if verdict is not None:
            verdicts["participants"] = verdict
    fields = [_trace(name, statements, verdicts.get(name), course) for name in sorted(values) if _is_field(name)]
    return record, fields + _parts(statements)


def trace_card(kind: str, subject: str, readings: Sequence[Reading]) -> list[FieldTrace]:
    """The same for whatever people edit: of every field the newest word holds."""
    statements = _statements(kind, subject, readings)
    names = sorted({name for statement in statements for name in statement.values if _is_field(name)})
    return [_trace(name, statements, _newest(name, statements), _EDITED) for name in names]


def _statements(kind: str, subject: str, readings: Sequence[Reading]) -> list[Statement]:
    return newest_per_slot([understand(kind, subject, reading) for reading in readings])


def _is_field(name: str) -> bool:
    return name not in _NOT_FIELDS


def _newest(name: str, statements: Sequence[Statement]) -> Verdict | None:
    spoke = [statement for statement in statements if name in statement.values]
    return by_newest(name, spoke, _EDITED) if len(spoke) > 1 else None


def _trace(name: str, statements: Sequence[Statement], verdict: Verdict | None, course: Course) -> FieldTrace:
    if verdict is None:
        speaker = next(statement for statement in statements if name in statement.values)
        verdict = Verdict(speaker.values[name], ONLY_SOURCE, speaker)
    claims = claims_on(name, statements, verdict, course)
    return FieldTrace(name, spoken(verdict.value), _rule(verdict, claims), tuple(claims))


def _rule(verdict: Verdict, claims: Sequence[ClaimRecord]) -> str:
    """Where all say the same there was nothing to choose, but for how exactly they say it."""
    if len(claims) == 1 and verdict.chosen is not None:
        return ONLY_SOURCE
    alike = len({claim.value for claim in claims}) == 1 and all(claim.agrees for claim in claims)
    return AGREED if alike else verdict.rule


def _parts(statements: Sequence[Statement]) -> list[FieldTrace]:
    """What was said of photos, voicemails and the like: who listed how many, and who said that there are none."""
    kinds = sorted({kind for statement in statements for kind in statement.told})
    return [_part(kind, [one for one in statements if kind in one.told]) for kind in kinds]


def _part(kind: str, spoke: Iterable[Statement]) -> FieldTrace:
    counts: Mapping[Statement, int] = {one: _listed(one, kind) for one in spoke}
    most = max(counts.values())
    rule = SHOWN_EXISTS if most else TOLD_ABSENCE
    claims = [
        ClaimRecord(
            field=kind,
            slot=one.slot,
            value=_said_of(one, kind),
            at_ms=one.order_ms,
            rule=rule,
            chosen=bool(most) and count == most,
            agrees=count == most,
            explained=None if count == most else "seen_exists",
            observation_id=one.observation_id,
        )
        for one, count in sorted(counts.items(), key=lambda item: (item[0].slot, item[0].order_ms))
    ]
    return FieldTrace(kind, str(most) if most else claims[-1].value, rule, tuple(claims))


def _listed(statement: Statement, kind: str) -> int:
    told = statement.told[kind]
    return 0 if isinstance(told, Absence) else len(told)


def _said_of(statement: Statement, kind: str) -> str:
    told = statement.told[kind]
    if not isinstance(told, Absence):
        return str(len(told))
    return NOTHING if told.word == NOTHING else f"{told.word} {told.reason or ''}".strip()
