"""Everything that there is to say of what the provider lets us get, read at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.capability import CapabilityChange, Verdict, best_of
from onrecord.domain.clock import DAY
from onrecord.domain.line import OrganizationRecord
from onrecord.domain.recovery import Recovery
from onrecord.limits.catalogue import CATALOGUE, ENTRIES, Bears, Entry
from onrecord.limits.impact import Impact, impact_of
from onrecord.limits.published import Published, read_published
from onrecord.limits.standing import Place, Standing, standings, where_closed
from onrecord.storage.capabilities import read_changes
from onrecord.storage.evidence import read_findings
from onrecord.storage.names import read_organization
from onrecord.storage.recoveries import read_recoveries


@dataclass(frozen=True, slots=True)
class Limit:
    """One entry with its verdict on each surface, and what it costs here. `checked_ms`: the newest look at it."""

    entry: Entry
    verdict: str
    on: Mapping[str, Standing]
    impact: Impact | None
    checked_ms: int | None
    review_ms: int | None

    @property
    def is_lacking(self) -> bool:
        """Whether people have to do without some of it."""
        return self.verdict not in {Verdict.YES, Verdict.UNKNOWN}

    @property
    def is_costly(self) -> bool:
        touches = self.impact.count if self.impact else 0
        return self.is_lacking and touches > 0 and self.entry.bears == Bears.RECORD


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything in the order in which people miss it. What cannot be had is `costly` where this record is known to
    lack something by it; the rest is left to `people`, or made up for by `onrecord`, or has cost nothing so far.
    """

    account: OrganizationRecord | None
    limits: Sequence[Limit]
    changes: Sequence[CapabilityChange]
    published: Published
    recoveries: Sequence[Recovery] = ()

    @property
    def turned(self) -> list[CapabilityChange]:
        """The changes that were one, the last first: a first look, and what was corrected on its day, are none."""
        turned = [change for change in self.changes if change.origin is not None]
        return sorted(turned, key=lambda change: -change.at_ms)

    @property
    def lacking(self) -> list[Limit]:
        """The costly ones first."""
        return sorted((one for one in self.limits if one.is_lacking), key=lambda one: not one.is_costly)

    @property
    def costly(self) -> list[Limit]:
        return [one for one in self.limits if one.is_costly]

    def borne_by(self, bears: Bears) -> list[Limit]:
        """What cannot be had and is not costly, by who bears it."""
        return [one for one in self.lacking if not one.is_costly and one.entry.bears == bears]

    @property
    def unsure(self) -> list[Limit]:
        return [one for one in self.limits if one.verdict == Verdict.UNKNOWN]

    @property
    def working(self) -> list[Limit]:
        return [one for one in self.limits if one.verdict == Verdict.YES]

    def limit(self, name: str) -> Limit | None:
        return next((one for one in self.limits if one.entry.name == name), None)


def read_overview(conn: Connection, workspace_id: int) -> Overview:
    """All entries of the catalogue as they stand."""
    standing = standings(read_findings(conn, workspace_id))
    return Overview(
        account=read_organization(conn, workspace_id),
        limits=[read_limit(conn, workspace_id, entry, standing) for entry in CATALOGUE],
        changes=[change for change in read_changes(conn, workspace_id) if change.name in ENTRIES],
        recoveries=read_recoveries(conn, workspace_id),
        published=read_published(conn, workspace_id),
    )


def read_limit(conn: Connection, workspace_id: int, entry: Entry, standing: Mapping[Place, Standing]) -> Limit:
    """One entry; what it costs is counted now."""
    on = {surface: one for surface in entry.surfaces if (one := _standing_on(entry.name, surface, standing))}
    checked_ms = max((one.checked_ms for one in on.values()), default=None)
    return Limit(
        entry,
        best_of((surface, one.verdict) for surface, one in on.items()),
        on,
        impact_of(conn, workspace_id, entry.name),
        checked_ms,
        None if checked_ms is None else checked_ms + entry.review_days * DAY,
    )


def _standing_on(name: str, surface: str, standing: Mapping[Place, Standing]) -> Standing | None:
    return standing.get((name, surface)) or where_closed(standing).get(surface)
