"""What is being done about artefacts that are not held: read from the errands, which are the only list of work."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from onrecord.storage.rows import chunks
from onrecord.storage.schema import errand


@dataclass(frozen=True, slots=True)
class Attempts:
    """When each path is fetched and each activity asked about next, and whether that was given up."""

    fetches: dict[str, tuple[int, bool]]
    asks: dict[str, tuple[int, bool]]

    def of(self, activity_id: str, ways: str) -> tuple[int | None, bool]:
        """When one artefact is tried next (None: not by itself), and whether that is because it was given up."""
        found = [self.fetches[way] for way in _ways(ways) if way in self.fetches]
        if activity_id in self.asks:
            found.append(self.asks[activity_id])
        due = [run_at_ms for run_at_ms, failed in found if not failed]
        return min(due, default=None), bool(found) and not due


def attempts_on(conn: Connection, workspace_id: int, artefacts: Iterable[tuple[str, str]]) -> Attempts:
    """What is being done about artefacts, given as (activity id, ways as JSON)."""
    known = list(artefacts)
    paths = {way for _, ways in known for way in _ways(ways)}
    fetches = _errands(conn, workspace_id, "fetch", paths)
    return Attempts(fetches, _errands(conn, workspace_id, "reask", {activity_id for activity_id, _ in known}))


def _errands(conn: Connection, workspace_id: int, kind: str, keys: Collection[str]) -> dict[str, tuple[int, bool]]:
    found: dict[str, tuple[int, bool]] = {}
    for some in chunks(sorted(keys)):
        rows = conn.execute(
            select(errand.c.key, errand.c.run_at_ms, errand.c.failed_ms).where(
                errand.c.workspace_id == workspace_id, errand.c.kind == kind, errand.c.key.in_(some)
            )
        )
        found.update({row.key: (row.run_at_ms, row.failed_ms is not None) for row in rows})
    return found


def _ways(text_: str) -> list[str]:
    return msgspec.json.decode(text_, type=list[str])
