"""What people said of gaps, as it stands: the only part of the account that is written down."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from onrecord.domain.gap import Decision, Gap, GapState
from onrecord.storage.gap_decisions import Decided, read_decisions, standing


@dataclass(frozen=True, slots=True)
class Decisions:
    """`said`: everything that was said of each key, oldest first."""

    said: Mapping[str, list[Decided]]

    def standing(self, key: str) -> Decided | None:
        return standing(self.said.get(key, []))

    def decision(self, key: str) -> str | None:
        """`dismissed` or `confirmed`, while that stands."""
        last = self.standing(key)
        return last.decision if last else None

    def keys_decided(self, decision: str) -> set[str]:
        return {key for key in self.said if self.decision(key) == decision}

    def open(self, found: Iterable[Gap]) -> Iterator[Gap]:
        """Those that nobody dismissed."""
        return (gap for gap in found if self.decision(gap.key) != Decision.DISMISSED)

    def judged(self, gap: Gap) -> Gap:
        """The gap with the state that follows from what was said of it."""
        return replace(gap, state=GapState.DISMISSED) if self.decision(gap.key) == Decision.DISMISSED else gap

    def confirmed(self, doubt: Gap) -> Gap:
        """A doubt that became a gap because somebody knows."""
        return replace(doubt, reason="confirmed", state=GapState.CANNOT, sure=True)


def read(conn: Connection, workspace_id: int) -> Decisions:
    """All decisions: people make few."""
    return Decisions(read_decisions(conn, workspace_id))
