"""What a limit had cost, and how much of it came back when the limit fell."""

from dataclasses import dataclass

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import CapabilityChange, Origin, Verdict

CONTACT = "contact"

KIND_OF: dict[str, str] = {
    "media": ArtefactKind.MEDIA,
    "old_media": ArtefactKind.MEDIA,
    "voicemail": ArtefactKind.VOICEMAIL,
    "recordings": ArtefactKind.RECORDING,
    "transcripts": ArtefactKind.TRANSCRIPT,
    "summaries": ArtefactKind.SUMMARY,
    "group_messages": ActivityKind.MESSAGE,
    "hidden_callers": ActivityKind.MESSAGE,
    "group_calls": ActivityKind.CALL,
    "list_without_counterpart": ActivityKind.CALL,
    "contact_listing": CONTACT,
    "app_contacts": CONTACT,
}
"""What comes back when the capability of that name can be had (again)."""

_CANNOT = frozenset({Verdict.NO, Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF})


@dataclass(frozen=True, slots=True)
class Recovery:
    """`began_ms` and `finished_ms` are in the provider's time. Counted is what happened while the record was whole but
    for the limit: `asked` are the records of which nobody could tell whether they have one (None: nobody can know how
    many there are), and `recovered` is what is held now and was not then.
    """

    id: int
    name: str
    surface: str
    kind: str
    began_ms: int
    asked: int | None
    recovered: int
    finished_ms: int | None


def recovers(change: CapabilityChange) -> str | None:
    """The kind that comes back by a turn; None where it is no fall of a limit, or nothing comes back by it."""
    return KIND_OF.get(change.name) if _fell(change) else None


def _fell(change: CapabilityChange) -> bool:
    """Where only we had been wrong about «partly», nothing can be had that could not before."""
    if change.origin == Origin.OURS:
        return change.before in _CANNOT and change.after == Verdict.YES
    better = change.before in _CANNOT and change.after in {Verdict.YES, Verdict.PARTLY}
    return better or (change.before == Verdict.PARTLY and change.after == Verdict.YES)
