"""What people said of gaps and doubts. Only added to: the newest word that is no note stands."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from onrecord.domain.gap import Decision
from onrecord.storage.schema import gap_decision


@dataclass(frozen=True, slots=True)
class Decided:
    """One thing that a person said of the gap `key`."""

    key: str
    decision: str
    why: str
    said_by: str
    at_ms: int


def decide(conn: Connection, workspace_id: int, said: Decided) -> None:
    """Keep what a person said."""
    conn.execute(
        insert(gap_decision).values(
            workspace_id=workspace_id,
            key=said.key,
            decision=said.decision,
            why=said.why.replace("\x00", "\ufffd"),
            said_by=said.said_by,
            at_ms=said.at_ms,
        )
    )


def read_decisions(
    conn: Connection, workspace_id: int, keys: Collection[str] | None = None
) -> dict[str, list[Decided]]:
    """Everything said, by key, oldest first; of all keys, or of some."""
    wanted = (
        select(
            gap_decision.c.key,
            gap_decision.c.decision,
            gap_decision.c.why,
            gap_decision.c.said_by,
            gap_decision.c.at_ms,
        )
        .where(gap_decision.c.workspace_id == workspace_id)
        .order_by(gap_decision.c.id)
    )
    if keys is not None:
        wanted = wanted.where(gap_decision.c.key.in_(keys))
    found: dict[str, list[Decided]] = {}
    for row in conn.execute(wanted):
        found.setdefault(row.key, []).append(Decided(*row))
    return found


def standing(said: list[Decided]) -> Decided | None:
    """The word that stands: the newest that is no note; None where it was taken back or nothing was decided."""
    last = next((one for one in reversed(said) if one.decision != Decision.NOTE), None)
    return None if last is None or last.decision == Decision.REOPENED else last
