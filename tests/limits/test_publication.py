"""What the provider publishes, fetched once a day: kept, compared, taken as evidence; and what goes wrong."""

from collections.abc import Iterator
from email.utils import formatdate

import pytest

from media.file_host import FileHost, answer, running_file_host
from onrecord.domain.capability import Finding
from onrecord.domain.clock import DAY, HOUR
from onrecord.limits.publication import Publications, Published, take
from onrecord.media.address import AllowedPlaces
from onrecord.storage import specifications
from onrecord.storage.engine import Database
from onrecord.storage.evidence import read_findings
from onrecord.storage.specifications import EditionChange
from provider_documents import Document, fields, listed, operation

PATH = "/public/v1.json"
MEDIA = {"type": "array", "items": fields(url="string")}
START = 1_784_000_000_000 - 1_784_000_000_000 % DAY


def messages(**kinds: object) -> bytes:
    return Document({"/v1/messages": {"get": operation(listed(fields(id="string", **kinds)))}}).text


@pytest.fixture(scope="module")
def running() -> Iterator[FileHost]:
    with running_file_host() as host:
        yield host


@pytest.fixture
def host(running: FileHost) -> FileHost:
    running.behaviours.clear()
    running.asked.clear()
    return running


def publish(host: FileHost, text: bytes, at_ms: int, path: str = PATH) -> None:
    def behave(request: object) -> None:
        request.date_time_string = lambda: formatdate(at_ms / 1000, usegmt=True)  # type: ignore[attr-defined]  # the handler's own header
        answer(request, 200, text, "application/json")  # type: ignore[arg-type]  # it is a handler

    host.behaviours[path] = behave


def published(database: Database, host: FileHost, *paths: str) -> Publications:
    addresses = {"v1": [host.url + path for path in (paths or (PATH,))]}
    return Publications(database, 1, addresses, AllowedPlaces(frozenset(), host.url))


def verdicts(database: Database) -> dict[str, tuple[str, int]]:
    with database.reading() as conn:
        return {found.name: (found.verdict, found.at_ms) for found in read_findings(conn, 1)}


def changes(database: Database) -> list[EditionChange]:
    with database.reading() as conn:
        return specifications.read_changes(conn, 1)


def test_what_is_published_becomes_evidence_with_its_date(database: Database, host: FileHost) -> None:
    publish(host, messages(), START + HOUR)
    published(database, host).renew(START)
    assert verdicts(database)["media"] == ("no", START + HOUR)
    with database.reading() as conn:
        (found,) = [one for one in read_findings(conn, 1) if one.name == "media"]
    assert found == Finding("media", "v1", "spec", "no", "GET /v1/messages has no media.", START + HOUR, "v1", "",
                            found.noted)  # fmt: skip
    assert changes(database) == []


def test_no_key_is_sent_where_specifications_are(sqlite_database: Database, host: FileHost) -> None:
    publish(host, messages(), START)
    published(sqlite_database, host).renew(START)
    ((target, headers),) = host.asked
    assert target == PATH
    assert "authorization" not in headers


def test_a_limit_that_falls_in_the_document_is_a_change_and_turns_the_verdict(
    database: Database, host: FileHost
) -> None:
    publications = published(database, host)
    publish(host, messages(), START)
    publications.renew(START)
    publish(host, messages(media=MEDIA), START + DAY)
    publications.renew(START + DAY)
    assert verdicts(database)["media"] == ("yes", START + DAY)
    assert changes(database) == [
        EditionChange("v1", "added", "GET /v1/messages", "answer data[].media", "", "array", START + DAY)
    ]
    with database.reading() as conn:
        rows = conn.exec_driver_sql(
            "select before, after, origin, at_ms from capability_change where name = 'media' order by id"
        ).all()
    assert [tuple(row) for row in rows] == [(None, "no", None, START), ("no", "yes", "provider", START + DAY)]


def test_it_is_fetched_once_a_day(sqlite_database: Database, host: FileHost) -> None:
    publish(host, messages(), START)
    publications = published(sqlite_database, host)
    for hour in range(24):
        publications.renew(START + hour * HOUR)
    assert len(host.asked) == 1
    publications.renew(START + DAY)
    assert len(host.asked) == 2


def test_the_same_text_is_kept_once_and_seen_again(sqlite_database: Database, host: FileHost) -> None:
    publications = published(sqlite_database, host)
    for day in range(3):
        publish(host, messages(), START + day * DAY)
        publications.renew(START + day * DAY)
    with sqlite_database.reading() as conn:
        (edition,) = specifications.newest_editions(conn, 1)
    assert (edition.first_seen_ms, edition.last_seen_ms) == (START, START + 2 * DAY)


def test_what_is_not_there_claims_nothing_and_is_asked_for_again_an_hour_later(
    sqlite_database: Database, host: FileHost
) -> None:
    publications = published(sqlite_database, host)
    publications.renew(START)
    publications.renew(START + HOUR // 2)
    assert len(host.asked) == 1
    assert verdicts(sqlite_database) == {}
    publish(host, messages(), START + HOUR)
    publications.renew(START + HOUR)
    assert verdicts(sqlite_database)["media"][0] == "no"


def test_the_next_address_is_asked_where_the_first_does_not_answer(sqlite_database: Database, host: FileHost) -> None:
    publish(host, messages(), START, path="/second.json")
    published(sqlite_database, host, "/first.json", "/second.json").renew(START)
    with sqlite_database.reading() as conn:
        (edition,) = specifications.newest_editions(conn, 1)
    assert edition.url == host.url + "/second.json"


@pytest.mark.parametrize(
    "text", [b"<html>Sign in to the network</html>", b"", b"{}", Document({"/messages": {"get": operation()}}).text]
)
def test_a_page_in_its_place_turns_no_verdict(sqlite_database: Database, host: FileHost, text: bytes) -> None:
    publish(host, messages(media=MEDIA), START)
    publications = published(sqlite_database, host)
    publications.renew(START)
    before = verdicts(sqlite_database)
    publish(host, text, START + DAY)
    publications.renew(START + DAY)
    assert verdicts(sqlite_database) == before
    assert changes(sqlite_database) == []


def test_a_document_that_breaks_off_takes_nothing_away(sqlite_database: Database) -> None:
    wordy = operation(listed(fields(media=MEDIA)), description="Many words. " * 300)
    whole = Document({"/v1/messages": {"get": wordy}, "/v1/calls": {"get": wordy}, "/v1/tasks": {"get": wordy}}).text
    take(sqlite_database, 1, "v1", Published("https://docs.test", whole, START), now_ms=START)
    half = whole[: whole.index(b'"/v1/tasks"')]
    take(sqlite_database, 1, "v1", Published("https://docs.test", half, START + DAY), now_ms=START)
    assert verdicts(sqlite_database)["media"] == ("yes", START + DAY), "what is in it counts"
    assert verdicts(sqlite_database)["tasks"] == ("yes", START)
    assert changes(sqlite_database) == []
    later = START + 2 * DAY
    take(sqlite_database, 1, "v1", Published("https://docs.test", whole, later), now_ms=START)
    assert verdicts(sqlite_database)["tasks"] == ("yes", later)
    assert changes(sqlite_database) == []


def test_an_address_in_a_private_network_is_not_asked(sqlite_database: Database, host: FileHost) -> None:
    addresses = {"v1": [f"http://localhost:{host.url.rpartition(':')[2]}{PATH}"]}
    Publications(sqlite_database, 1, addresses, AllowedPlaces(frozenset({"localhost"}), host.url)).renew(START)
    assert host.asked == []
    assert verdicts(sqlite_database) == {}
