"""The document for a wiki: one section for each limitation, all of the same form, then what follows from them."""

import re

import pytest

from onrecord.domain.capability import Finding
from onrecord.limits.document import as_markdown
from onrecord.limits.noting import note
from onrecord.limits.overview import Overview, read_overview
from onrecord.limits.publication import Published, take
from onrecord.storage.engine import Database
from onrecord.views.times import moments
from provider_documents import Document, fields, listed, operation

AT = 1_795_000_000_000
DAY = 86_400_000
TIMES = moments("UTC", "US", AT)


@pytest.fixture
def overview(sqlite_database: Database) -> Overview:
    findings = [
        Finding("media", "v1", "spec", "no", "GET /v1/messages has no media.", AT),
        Finding("voicemail", "v1", "probe", "not_in_plan", "It answered 402.", AT),
        Finding("voicemail", "v1", "probe", "no", "It answered 404.", AT + 1),
        Finding("comments", "dated", "person", "no", "Asked | them,\n# twice", AT),
        Finding("sending", "dated", "spec", "yes", "There is POST /messages.", AT),
    ]
    for finding in findings:
        sqlite_database.writer.write(lambda conn, finding=finding: note(conn, 1, [finding]))
    with sqlite_database.reading() as conn:
        return read_overview(conn, 1)


def test_every_limitation_has_a_section_and_every_section_the_same_parts(overview: Overview) -> None:
    document = as_markdown(overview, TIMES)
    sections = re.split(r"^### ", document.split("## Recommendations")[0], flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0].split(". ", 1)[1] for section in sections] == [
        one.entry.title for one in overview.lacking
    ]
    for section in sections:
        assert re.findall(r"^- \*\*([A-Za-z ]+):\*\*", section, flags=re.MULTILINE) == [
            "Status", "Issue", "Details", "Impact", "Workaround", "API reference",
        ]  # fmt: skip


def test_it_ends_with_recommendations_tracking_changes_and_references(overview: Overview) -> None:
    document = as_markdown(overview, TIMES)
    assert re.findall(r"^## (.+)$", document, flags=re.MULTILINE) == [
        "Limitations", "Recommendations", "Tracking", "What changed", "References",
    ]  # fmt: skip


def test_the_tracking_table_has_a_row_for_everything_and_no_row_breaks_it(overview: Overview) -> None:
    document = as_markdown(overview, TIMES)
    table = document.split("## Tracking")[1].split("##")[0].strip().splitlines()
    assert len(table) == 2 + len(overview.limits)
    assert {row.replace("\\|", "").count("|") for row in table} == {8}


def test_a_note_cannot_break_the_document(overview: Overview) -> None:
    assert "\n# twice" not in as_markdown(overview, TIMES)


def test_what_nobody_has_looked_at_is_not_called_a_limitation(sqlite_database: Database) -> None:
    with sqlite_database.reading() as conn:
        empty = read_overview(conn, 1)
    assert not empty.lacking
    assert len(empty.unsure) == len(empty.limits)
    assert "None is known." in as_markdown(empty, TIMES)


def publish(database: Database, at_ms: int, **more: object) -> None:
    published = Document({"/v1/messages": {"get": operation(listed(fields(id="string", **more)))}}).text
    take(database, 1, "v1", Published("https://docs.example/v1.json", published, at_ms), now_ms=at_ms)


def document_of(database: Database) -> str:
    with database.reading() as conn:
        return as_markdown(read_overview(conn, 1), TIMES)


def test_it_tells_day_by_day_what_changed_in_what_quo_publishes(sqlite_database: Database) -> None:
    assert "What Quo publishes" not in document_of(sqlite_database), "nothing was read so far"
    publish(sqlite_database, AT)
    assert "Nothing has changed in it since it was first read." in document_of(sqlite_database)
    publish(sqlite_database, AT + DAY, text="string")
    publish(sqlite_database, AT + 2 * DAY, text="string", media="string?")
    assert document_of(sqlite_database).split("## What Quo publishes\n")[1].split("## References")[0].strip() == (
        "### API v1\n"
        "\n"
        "Read on 2026-11-20 at <https://docs.example/v1.json>.\n"
        "\n"
        "- 2026-11-20\n"
        "  - GET /v1/messages answers with media\n"
        "- 2026-11-19\n"
        "  - GET /v1/messages answers with text"
    )
