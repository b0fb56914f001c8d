"""What one answer proves about what can be had. Pure: an answer or a refusal in, a capability out."""

from onrecord.domain.capability import Capability, EvidenceKind, Finding, Surface, Verdict
from onrecord.domain.errors import ProviderError, ProviderForbids, ProviderHasNot, ProviderRejects
from onrecord.limits.routes import ABILITY_OF, FIRST_OPERATION, SHOWS, Ability


def answered(surface: str, operation: str, at_ms: int, *, participants: int = 0, tested: str = "") -> list[Capability]:
    """A good answer: the operation is there, and so is its surface when this is its first question; of a v1 thread of
    several people it shows that texts of groups can be listed. `tested` is the line that was asked about.
    """
    names = _names(surface, operation, refused=False)
    if operation == "GET /v1/messages" and participants > 1:
        names.append(Ability.GROUP_MESSAGES)
    return [Capability(name, surface, Verdict.YES, f"{operation} answered.", at_ms, tested) for name in names]


def refused(surface: str, operation: str, error: ProviderError, at_ms: int, *, tested: str = "") -> list[Capability]:
    """A refusal of a whole list or route; empty where the refusal proves nothing, such as no answer at all.

    403 and 402 say that something is there which this key or plan may not have.
    """
    verdict = _verdict(error)
    if verdict is None:
        return []
    evidence = f"{operation} answered {error.status}."
    return [
        Capability(name, surface, verdict, evidence, at_ms, tested)
        for name in _names(surface, operation, refused=verdict == Verdict.NO)
    ]


def thread_limit(operation: str, participants: int, error: ProviderError) -> Ability | None:
    """The limit that a refused v1 thread shows: before June 2026 the texts of a group could not be listed."""
    if operation == "GET /v1/messages" and participants > 1 and isinstance(error, ProviderRejects):
        return Ability.GROUP_MESSAGES
    return None


def counted(ability: Ability, of: int, total: int, at_ms: int) -> Capability:
    """A limit of the v1 lists that was met in `of` of `total` conversations."""
    return Capability(ability, Surface.V1, Verdict.NO, f"{of} of {total} conversations.", at_ms)


def findings_of(seen: Capability) -> list[Finding]:
    """What a question of the sync showed: of the route itself, and of what can be had by it."""
    names = (seen.name, *SHOWS.get((seen.name, seen.surface), ()))
    version = "2026-03-30" if seen.surface == Surface.DATED else seen.surface
    return [
        Finding(
            name, seen.surface, EvidenceKind.PROBE, seen.verdict, seen.evidence, seen.checked_ms, version, seen.tested
        )
        for name in names
    ]


def _verdict(error: ProviderError) -> Verdict | None:
    if isinstance(error, ProviderForbids):
        return Verdict.NOT_IN_PLAN if error.status == 402 else Verdict.TURNED_OFF
    if isinstance(error, ProviderHasNot | ProviderRejects):
        return Verdict.NO
    return None


def _names(surface: str, operation: str, *, refused: bool) -> list[Ability]:
    """The abilities an answer speaks of; a surface is gone only when its first question is not understood."""
    names = [ABILITY_OF[operation]] if operation in ABILITY_OF else []
    if operation == FIRST_OPERATION.get(Surface(surface)):
        names.append(Ability.SURFACE)
    elif not refused and not names:
        return []
    return names
