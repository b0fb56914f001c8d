"""One missing piece by its key, and everything missing of some activities."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from onrecord.domain.gap import Decision, Gap
from onrecord.ledger.causes import DOUBT, GAP
from onrecord.ledger.decisions import Decisions, read
from onrecord.ledger.doubts import doubts_about, found_doubts
from onrecord.ledger.gaps import found_gaps
from onrecord.storage.gap_decisions import Decided
from onrecord.storage.inbox import Lines


def find_gap(
    conn: Connection, workspace_id: int, now_ms: int, key: str, *, lines: Lines = None
) -> tuple[str, Gap, list[Decided]] | None:
    """(GAP or DOUBT, the piece as it stands, what was said of it); None where nothing of that key is missing."""
    said = read(conn, workspace_id)
    for sort, gap in _candidates(conn, workspace_id, now_ms, key, said, lines):
        if gap.key == key and (sort == GAP or said.decision(key) != Decision.CONFIRMED):
            return sort, said.judged(gap), said.said.get(key, [])
    return None


def _candidates(
    conn: Connection, workspace_id: int, now_ms: int, key: str, said: Decisions, lines: Lines
) -> Iterator[tuple[str, Gap]]:
    subject = {key.split(":")[1]} if ":" in key else set()
    for gap in found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=subject):
        yield GAP, gap
    for doubt in doubts_about(conn, workspace_id, subject, lines=lines):
        yield DOUBT, doubt


def missing_of(
    conn: Connection, workspace_id: int, now_ms: int, activity_ids: Collection[str], *, lines: Lines = None
) -> dict[str, list[Gap]]:
    """By activity, what is missing of it or may be, but for what a person dismissed."""
    said = read(conn, workspace_id)
    found: dict[str, list[Gap]] = {}
    for gap in found_gaps(conn, workspace_id, now_ms, said, lines=lines, ids=activity_ids):
        found.setdefault(gap.subject, []).append(gap)
    for doubt in found_doubts(conn, workspace_id, lines=lines, ids=activity_ids):
        if said.decision(doubt.key) != Decision.CONFIRMED:
            found.setdefault(doubt.subject, []).append(doubt)
    return {id_: open_ones for id_, some in found.items() if (open_ones := list(said.open(some)))}
