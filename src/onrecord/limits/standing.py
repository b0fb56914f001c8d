"""From evidence to verdicts, purely: the strongest evidence decides, unless a weaker one has turned since.

Strongest last: what the provider publishes, what a question showed, what came for this account, what a person saw.
A stronger word holds until a weaker one *turns* after it was last heard: a specification that says «now there is»
overtakes the question of last month that was answered «no such route».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.domain.capability import CANNOT, CapabilityChange, EvidenceKind, Finding, Origin, Verdict
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.routes import Ability

WEAKEST_FIRST = (EvidenceKind.SPEC, EvidenceKind.PROBE, EvidenceKind.PAYLOAD, EvidenceKind.PERSON)
BY_PLAN = frozenset({Verdict.NOT_IN_PLAN, Verdict.TURNED_OFF})
ROUTES = frozenset(map(str, Ability)) - set(ENTRIES)
"""What the sync asks by name and nobody misses as such."""

Place = tuple[str, str]
"""(name, surface)"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict on one capability on one surface: the finding that decides, and all that were heard, the weakest
    first.
    """

    decides: Finding
    heard: tuple[Finding, ...]

    @property
    def verdict(self) -> str:
        return self.decides.verdict

    @property
    def checked_ms(self) -> int:
        """When any of it was last looked at."""
        return max(found.at_ms for found in self.heard)


def standings(findings: Iterable[Finding]) -> dict[Place, Standing]:
    """Every verdict that follows from the evidence."""
    heard: dict[Place, list[Finding]] = {}
    for found in findings:
        heard.setdefault((found.name, found.surface), []).append(found)
    gone = _gone_surfaces(heard)
    return {place: _standing(place, found, gone) for place, found in heard.items()}


def where_closed(standing: Mapping[Place, Standing]) -> dict[str, Standing]:
    """{surface: what says that this account cannot ask there at all}; nothing more was looked at there."""
    return {
        surface: one for (name, surface), one in standing.items() if name == Ability.SURFACE and one.verdict in CANNOT
    }


def _gone_surfaces(heard: Mapping[Place, Sequence[Finding]]) -> dict[str, Finding]:
    decided = {surface: _deciding(found) for (name, surface), found in heard.items() if name == Ability.SURFACE}
    return {surface: found for surface, found in decided.items() if found.verdict in CANNOT}


def _standing(place: Place, found: Sequence[Finding], gone: Mapping[str, Finding]) -> Standing:
    """Where a surface cannot be asked, nothing can be had from it; that was asked like anything else."""
    name, surface = place
    closed = gone.get(surface)
    if closed is None or name in ROUTES:
        return _decided(found)
    rest = [one for one in found if one.kind != EvidenceKind.PROBE or one.noted > closed.noted]
    if all(one.kind != EvidenceKind.PROBE for one in rest):
        rest.append(closed)
    return _decided(rest)


def _decided(found: Sequence[Finding]) -> Standing:
    return Standing(_deciding(found), tuple(_weakest_first(found)))


def _weakest_first(found: Sequence[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: WEAKEST_FIRST.index(EvidenceKind(one.kind)))


def _deciding(found: Sequence[Finding]) -> Finding:
    """The strongest that has an opinion; a weaker one that turned after it was last heard overtakes it."""
    ranked = _weakest_first(found)
    told = [one for one in ranked if one.verdict != Verdict.UNKNOWN] or ranked
    *weaker, best = told
    since = [one for one in weaker if one.turned is not None and one.turned > best.noted]
    return max(since, key=lambda one: one.turned or 0, default=best)


def turns(before: Mapping[Place, Standing], after: Mapping[Place, Standing]) -> list[CapabilityChange]:
    """The verdicts that differ, each with whose change it was."""
    return [
        _change(place, before.get(place), now)
        for place, now in sorted(after.items())
        if place not in before or before[place].verdict != now.verdict
    ]


def _change(place: Place, before: Standing | None, now: Standing) -> CapabilityChange:
    return CapabilityChange(
        *place,
        before.verdict if before else None,
        now.verdict,
        now.decides.detail,
        now.decides.at_ms,
        whose_change(before, now) if before else None,
    )


def whose_change(before: Standing, now: Standing) -> Origin:
    """The plan's where one is spoken of; the provider's where the same evidence says something else than it did, or
    the whole surface came or went; ours where a stronger one contradicts what we had believed, or a person does.
    """
    if BY_PLAN & {before.verdict, now.verdict}:
        return Origin.PLAN
    if EvidenceKind.PERSON in {before.decides.kind, now.decides.kind}:
        return Origin.OURS
    if (before.decides.name == Ability.SURFACE) != (now.decides.name == Ability.SURFACE):
        return Origin.PROVIDER
    told_before = {found.kind: found for found in before.heard}.get(now.decides.kind)
    contradicts = told_before is not None and told_before.verdict not in {Verdict.UNKNOWN, now.verdict}
    return Origin.PROVIDER if contradicts else Origin.OURS
