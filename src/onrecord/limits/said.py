"""What a person saw and wrote down, as evidence: the strongest, until the provider is seen to change."""

from onrecord.domain.capability import EvidenceKind, Finding, Verdict
from onrecord.domain.errors import SettingsError
from onrecord.limits.catalogue import ENTRIES

NOTE_LENGTH = 500


def said_by_a_person(name: str, verdict: str, note: str, surface: str, at_ms: int) -> list[Finding]:
    """One finding for each surface it is said of (empty: all that the entry has). `unknown` takes a word back.

    Raises SettingsError for a name, a verdict or a surface that does not exist.
    """
    entry = ENTRIES.get(name)
    if entry is None:
        raise SettingsError(f"There is no limitation called {name!r}.", advice=f"One of: {', '.join(sorted(ENTRIES))}.")
    if verdict not in set(Verdict):
        raise SettingsError(f"{verdict!r} is no verdict.", advice=f"One of: {', '.join(Verdict)}.")
    if surface and surface not in entry.surfaces:
        raise SettingsError(f"{name} has no surface {surface!r}.", advice=f"One of: {', '.join(entry.surfaces)}.")
    detail = " ".join(note.split())[:NOTE_LENGTH] or "No note was given."
    surfaces = (surface,) if surface else entry.surfaces
    return [Finding(name, one, EvidenceKind.PERSON, verdict, detail, at_ms) for one in surfaces]
