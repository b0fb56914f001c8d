"""Writing activities: what is replaced keeps its place in the search index, and nobody else gets it."""

from dataclasses import replace as changed

from onrecord.domain.activity import ActivityRecord
from onrecord.storage import activities, search
from onrecord.storage.engine import Database

MOMENT_MS = 1_790_000_000_000


def test_two_activities_of_one_millisecond_are_found_when_one_is_replaced_beside_the_other(database: Database) -> None:
    first = ActivityRecord(
        "ACfirst", "message", line_id="PN1", conversation_key="PN1:+1", at_ms=MOMENT_MS, text="crack"
    )
    second = changed(first, id="ACsecond")
    _write(database, first)
    _write(database, changed(first, status="delivered"), second)
    with database.reading() as conn:
        found = search.find(conn, 1, "crack", limit=10)
    assert {activity_id for activity_id, _ in found} == {"ACfirst", "ACsecond"}


def _write(database: Database, *records: ActivityRecord) -> None:
    rows = [activities.activity_rows(1, record, record.text) for record in records]
    database.writer.write(
        lambda conn: activities.replace(conn, 1, rows, activities.stored(conn, 1, [record.id for record in records]))
    )
