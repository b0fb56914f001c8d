"""The provider's documents change from day to day, and the verdicts follow them on the right day."""

from urllib.parse import urlsplit

from onrecord.domain.capability import EvidenceKind
from onrecord.domain.clock import DAY, ms_to_iso
from onrecord.limits.publication import Publications
from onrecord.media.address import AllowedPlaces
from onrecord.settings import Settings
from onrecord.storage import specifications
from onrecord.storage.engine import Database
from onrecord.storage.evidence import read_findings
from quosim.times import read_day
from simulator import serving
from tiny_world import tiny_house

DAYS = ("2025-07-30", "2025-11-06", "2026-06-18", "2026-08-20", "2026-08-21", "2026-09-29", "2026-09-30", "2026-11-20")


def test_what_is_published_turns_the_verdicts_on_its_day(sqlite_database: Database) -> None:
    house = tiny_house(rate=1)
    with serving(house) as sim:
        settings = Settings(quo_api_url=sim.url)
        places = AllowedPlaces(frozenset({urlsplit(sim.url).hostname or ""}), sim.url)
        publications = Publications(sqlite_database, 1, settings.specifications, places)
        for day in DAYS:
            house.clock.set_to(read_day(day))
            publications.renew(house.clock.now())
        assert sim.stats["requests"]["total"] == 0
    assert turns(sqlite_database, "media") == [
        ("v1", None, "no", None, "2025-07-30"),
        ("v1", "no", "yes", "provider", "2026-08-21"),
        ("dated", None, "no", None, "2026-06-18"),
        ("dated", "no", "yes", "provider", "2026-09-30"),
    ]
    assert turns(sqlite_database, "voicemail") == [
        ("v1", None, "no", None, "2025-07-30"),
        ("v1", "no", "yes", "provider", "2025-11-06"),
        ("dated", None, "no", None, "2026-06-18"),
        ("dated", "no", "yes", "provider", "2026-09-29"),
    ]
    with sqlite_database.reading() as conn:
        changes = specifications.read_changes(conn, 1, limit=500)
        found = {(one.name, one.surface): one for one in read_findings(conn, 1) if one.kind == EvidenceKind.SPEC}
    came = [(one.operation, one.place) for one in changes if one.at_ms // DAY == read_day("2026-08-21") // DAY]
    assert ("GET /v1/messages", "answer data[].media") in came
    assert ms_to_iso(found["media", "v1"].at_ms).startswith("2026-11-20"), "the evidence is of the day it was last seen"


def turns(database: Database, name: str) -> list[tuple[str, str | None, str, str | None, str]]:
    with database.reading() as conn:
        rows = conn.exec_driver_sql(
            "select surface, before, after, origin, at_ms from capability_change "
            "where name = ? and surface in ('v1', 'dated') order by surface desc, id",
            (name,),
        ).all()
    return [(row[0], row[1], row[2], row[3], ms_to_iso(row[4])[:10]) for row in rows]
