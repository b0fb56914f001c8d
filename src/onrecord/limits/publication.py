"""What the provider publishes about its surfaces: fetched daily, kept, compared, and taken as evidence.

Fetching is no question to the API: no key is sent, and it takes nothing from the rate. Whatever goes wrong is said in
the log and claims nothing.
"""

from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.capability import EvidenceKind, Finding, Surface, Verdict
from onrecord.domain.clock import DAY, HOUR, datetime_to_ms
from onrecord.domain.errors import FileError
from onrecord.limits.noting import note
from onrecord.limits.specified import specified, specified_of_webhooks
from onrecord.logs import log
from onrecord.media.address import AllowedPlaces
from onrecord.media.download import Downloads
from onrecord.provider.question import API_VERSION
from onrecord.provider.specification import Specification, compare, read_specification
from onrecord.storage import specifications
from onrecord.storage.engine import Database
from onrecord.storage.specifications import Edition, EditionChange

LARGEST_BYTES = 16_000_000
LONGEST_SECONDS = 60.0
VERSIONS = {Surface.V1: "v1", Surface.DATED: API_VERSION}

_log = log("limits")


class Published(NamedTuple):
    """What came from `url`. `at_ms` is the time of the host that it came from, None where it did not say."""

    url: str
    text: bytes
    at_ms: int | None


class Publications:
    """The specifications of the surfaces, each with the addresses at which it may be had, the preferred one first."""

    def __init__(
        self, database: Database, workspace_id: int, addresses: Mapping[str, Sequence[str]], places: AllowedPlaces
    ) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._addresses = addresses
        self._places = places
        self._tried: dict[str, int] = {}

    def renew(self, now_ms: int) -> None:
        """Fetch what is due, and take it in: each day of the provider's time, and each hour while nothing comes."""
        for surface, urls in self._addresses.items():
            hour = now_ms // HOUR
            if self._tried.get(surface) != hour and self._is_due(surface, now_ms):
                self._tried[surface] = hour
                published = self._fetch(surface, urls)
                if published is not None:
                    take(self._database, self._workspace_id, surface, published, now_ms=now_ms)

    def _is_due(self, surface: str, now_ms: int) -> bool:
        with self._database.reading() as conn:
            last_ms = specifications.last_seen_ms(conn, self._workspace_id, surface)
        return last_ms is None or last_ms // DAY != now_ms // DAY

    def _fetch(self, surface: str, urls: Sequence[str]) -> Published | None:
        """The first that answers; None, and a line in the log, where none does."""
        with Downloads(self._places, LARGEST_BYTES, LONGEST_SECONDS) as downloads:
            for url in urls:
                try:
                    text, date = downloads.read(url)
                    return Published(url, text, _moment(date))
                except FileError as error:
                    _log.info("specification_not_there", surface=surface, said=str(error))
        return None


def _moment(date: str) -> int | None:
    try:
        return datetime_to_ms(parsedate_to_datetime(date))
    except ValueError:
        return None


def take(database: Database, workspace_id: int, surface: str, published: Published, *, now_ms: int) -> None:
    """Keep what was published; what is new in it is compared with the edition before, and taken as evidence."""
    at_ms = published.at_ms or now_ms
    document = read_specification(published.text)
    if not _speaks_of(surface, document):
        _log.warning("not_a_specification", surface=surface, bytes=len(published.text))
        return
    if document.not_understood:
        _log.info("specification_not_understood", surface=surface, places=len(document.not_understood))
    with database.reading() as conn:
        before = specifications.newest_edition(conn, workspace_id, surface)
        changes = _changes(conn, workspace_id, surface, before, document, at_ms)
    said = findings(document, surface, at_ms)  # not in the transaction: deliveries wait for its end

    def write(conn: Connection) -> None:
        edition_id = _keep(conn, workspace_id, surface, published, whole=document.whole, at_ms=at_ms)
        if before is not None and before.id != edition_id:
            specifications.add_changes(conn, workspace_id, changes, before_id=before.id, after_id=edition_id)
        note(conn, workspace_id, said)

    database.writer.write(write)
    if changes:
        _log.info("specification_changed", surface=surface, changes=len(changes))


def _speaks_of(surface: str, document: Specification) -> bool:
    """Whether it has questions, and those of this surface: a page in its place must not turn every verdict."""
    of_v1 = {name.partition(" ")[2].startswith("/v1/") for name in document.operations}
    return of_v1 == {surface == Surface.V1}


def findings(document: Specification, surface: str, at_ms: int) -> list[Finding]:
    """What the document says, as evidence of the day; a document that breaks off only says what is in it."""
    told = specified(document, surface)
    if surface == Surface.DATED:
        told += specified_of_webhooks(document)
    version = VERSIONS[Surface(surface)]
    return [
        Finding(one.name, one.surface, EvidenceKind.SPEC, one.verdict, one.detail, at_ms, version)
        for one in told
        if document.whole or one.verdict != Verdict.UNKNOWN
    ]


def _changes(
    conn: Connection, workspace_id: int, surface: str, before: Edition | None, now: Specification, at_ms: int
) -> list[EditionChange]:
    if before is None:
        return []
    earlier = read_specification(specifications.text_of(conn, workspace_id, before.id))
    return [
        EditionChange(surface, change.kind, change.operation, change.place, change.before, change.after, at_ms)
        for change in compare(earlier, now)
    ]


def _keep(conn: Connection, workspace_id: int, surface: str, published: Published, *, whole: bool, at_ms: int) -> int:
    known = specifications.find_edition(conn, workspace_id, surface, published.text)
    if known is not None:
        specifications.see_again(conn, workspace_id, known.id, url=published.url, at_ms=at_ms)
        return known.id
    return specifications.add_edition(
        conn, workspace_id, surface=surface, url=published.url, text=published.text, whole=whole, at_ms=at_ms
    )
