"""Asking for what may still come of single calls, at growing ages, without a whole run for it.

A run asks for everything; between two runs only the ladder is climbed: a recording that is processing, a voicemail
that nobody has told of yet, a transcript, a summary. What a webhook brings in the meantime is no question any more.
"""

from collections.abc import Iterator

from onrecord.domain.capability import Surface, Verdict
from onrecord.domain.errors import ProviderHasNot
from onrecord.limits import verdicts
from onrecord.limits.evidence import Evidence
from onrecord.limits.routes import Ability
from onrecord.storage import asks
from onrecord.sync.asking import Asking, Stop
from onrecord.sync.parts import PARTS, Part
from onrecord.sync.plan import REREAD_MS, ask_part_again


def climb(asking: Asking, stop: Stop) -> int:
    """Ask every question that is due about a call of late; how many. Raises a ProviderError when asking fails."""
    evidence = Evidence(asking.database, asking.workspace_id)
    asked: set[tuple[str, str]] = set()
    for part, call_id in _due(asking, evidence):
        key = (call_id, part.operations[-1])
        if stop.is_set():
            break
        if key not in asked and not evidence.lacks(part.ability, part.surface):
            asked.add(key)
            _ask(asking, evidence, part, call_id)
    return len(asked)


def _due(asking: Asking, evidence: Evidence) -> Iterator[tuple[Part, str]]:
    """Older calls are left to the runs, which ask in many threads."""
    dated = evidence.verdict(Ability.SURFACE, Surface.DATED) == Verdict.YES
    now_ms = asking.client.provider_now_ms()
    for part in PARTS[Surface.DATED if dated else Surface.V1]:
        with asking.database.reading() as conn:
            found = asks.questions(conn, asking.workspace_id, part.kind, part.operations)
        for one in found:
            of_late = now_ms - one.happened_ms < REREAD_MS
            if of_late and ask_part_again(one.last_asked_ms, one.happened_ms, now_ms):
                yield part, one.activity_id


def _ask(asking: Asking, evidence: Evidence, part: Part, call_id: str) -> None:
    try:
        for answer in part.tell(asking.client, call_id):
            asking.keep(answer)
    except ProviderHasNot as error:
        evidence.note(verdicts.refused(part.surface, part.operations[-1], error, asking.client.provider_now_ms()))
