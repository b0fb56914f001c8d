"""What cannot be had from the provider for now, so that a screen leaves it out or says why in one line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import CANNOT, best_of
from onrecord.storage.capabilities import read_capabilities
from onrecord.storage.counts import kinds_held
from onrecord.views.words import Said, say_not_offered

CAPABILITIES: Mapping[str, str] = {
    ArtefactKind.MEDIA: "media",
    ArtefactKind.VOICEMAIL: "voicemail",
    ArtefactKind.RECORDING: "recordings",
    ArtefactKind.TRANSCRIPT: "transcripts",
    ArtefactKind.SUMMARY: "summaries",
}
"""The entry of the catalogue that says whether a kind can be had."""


@dataclass(frozen=True, slots=True)
class Offers:
    """`verdicts`: the best that any surface gives, by kind; `held`: the kinds of which something is in hand."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()

    def why_not(self, kind: str) -> Said | None:
        """Why no surface gives this kind; None where one does, or where that is not known."""
        verdict = self.verdicts.get(kind)
        return say_not_offered(kind, verdict) if verdict in CANNOT else None

    def shows(self, kind: str) -> bool:
        """Whether there is a use for what a screen offers for this kind."""
        return kind in self.held or self.why_not(kind) is None


def read_offers(conn: Connection, workspace_id: int) -> Offers:
    known = read_capabilities(conn, workspace_id)
    verdicts = {
        kind: best_of((surface, one.verdict) for (told, surface), one in known.items() if told == name)
        for kind, name in CAPABILITIES.items()
    }
    return Offers(verdicts, kinds_held(conn, workspace_id))
