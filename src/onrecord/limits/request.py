"""What one would send to the provider's support about one limitation: the evidence, without numbers, names or words
of anybody: `onrecord limits --request NAME`.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import EvidenceKind
from onrecord.limits.document import day
from onrecord.limits.overview import Limit, Overview
from onrecord.limits.standing import Standing
from onrecord.limits.words import KINDS, SURFACES, say_impact, say_verdict
from onrecord.storage.impacts import untold_activities
from onrecord.views.times import Moments

EXAMPLES = 3
PARTS = {
    "media": ArtefactKind.MEDIA,
    "old_media": ArtefactKind.MEDIA,
    "voicemail": ArtefactKind.VOICEMAIL,
    "recordings": ArtefactKind.RECORDING,
    "transcripts": ArtefactKind.TRANSCRIPT,
    "summaries": ArtefactKind.SUMMARY,
}


def read_examples(conn: Connection, workspace_id: int, name: str) -> list[str]:
    """Ids at the provider of a few things that the limitation touches."""
    part = PARTS.get(name)
    return untold_activities(conn, workspace_id, part, limit=EXAMPLES) if part else []


def as_request(overview: Overview, limit: Limit, examples: list[str], times: Moments) -> str:
    """A text to send. What a person noted stays here: it may name somebody."""
    entry = limit.entry
    account = f"workspace {overview.account.id}" if overview.account else "our workspace"
    told = [f"Subject: API: {entry.title}", "", "Hello,", ""]
    told += [f"we take in the history of {account} through your public API, and lack something:", ""]
    told += [f"What we would like to have: {entry.title}", f"What it costs us: {entry.loss}"]
    if limit.impact:
        told.append(f"How much it touches: {say_impact(limit.impact, times)}")
    told += [f"Operations: {', '.join(entry.reference) or 'none that we know of'}", "", "What we found (UTC):", ""]
    for surface, standing in limit.on.items():
        told += _found(surface, standing)
    if examples:
        told += ["", f"For example: {', '.join(examples)}"]
    told += ["", "Is this a matter of our plan or of a setting? If not, is it planned, and by when?", "", "Thank you."]
    return "\n".join(told) + "\n"


def _found(surface: str, standing: Standing) -> Iterator[str]:
    yield f"- {SURFACES[surface]}: {say_verdict(standing.verdict)}"
    for found in standing.heard:
        detail = "we looked ourselves." if found.kind == EvidenceKind.PERSON else found.detail
        yield f"  - {KINDS[found.kind]}, {day(found.at_ms)}: {detail}"
