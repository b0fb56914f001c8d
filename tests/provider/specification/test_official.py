"""The provider's own documents, and what changed between them."""

import re

import pytest

from official_specifications import ALL, DATED, FOLDER, JULY_2026, JUNE_2025, OCTOBER_2026, official, skip_where_absent
from onrecord.provider.specification import Change, ChangeKind, compare

skip_where_absent()

NUMBER_OF_OPERATIONS = {JUNE_2025: 22, JULY_2026: 43, OCTOBER_2026: 43, DATED: 61}
DIFFS = FOLDER.parent / "v1-spec-diffs.md"


def between(before: str, after: str) -> tuple[Change, ...]:
    return compare(official(before), official(after))


@pytest.mark.parametrize("name", ALL)
def test_every_operation_is_read(name: str) -> None:
    found = official(name)
    assert len(found.operations) == NUMBER_OF_OPERATIONS[name]
    assert found.whole


def test_from_june_2025_to_july_2026_operations_were_added_and_none_removed() -> None:
    """The listing has a step in between, in November 2025; the two together are this one."""
    steps = DIFFS.read_text().split("\n# ")
    added = {line for step in steps[2:4] for line in _section(step, "added operations")}
    found = between(JUNE_2025, JULY_2026)
    assert {one.operation for one in found if one.kind is ChangeKind.ADDED and not one.place} == added
    assert not [one for one in found if one.kind is ChangeKind.REMOVED and not one.place]


def test_what_was_added_within_operations_is_in_the_listing() -> None:
    """The listing names every field of what came, in alternatives too; here the outermost is named."""
    text = DIFFS.read_text()
    for before, after in ((JUNE_2025, JULY_2026), (JULY_2026, OCTOBER_2026)):
        for one in between(before, after):
            if one.kind is ChangeKind.ADDED and one.place.startswith("answer "):
                path = re.escape(one.place.removeprefix("answer "))
                line = rf"^- {re.escape(one.operation)} 20\d\.{path}\??(\[\])?[ |]"
                assert re.search(line, text, re.MULTILINE), one


def test_contacts_could_be_listed_without_external_ids() -> None:
    found = [one for one in between(JUNE_2025, JULY_2026) if one.operation == "GET /v1/contacts"]
    assert (ChangeKind.OPTIONAL, "parameter query externalIds") in [(one.kind, one.place) for one in found]


def test_a_message_could_be_sent_to_a_group() -> None:
    found = [one for one in between(JUNE_2025, JULY_2026) if one.place == "body to"]
    assert found == [
        Change(ChangeKind.CHANGED, "POST /v1/messages", "body to", "array maxItems=1 minItems=1",
               "array maxItems=10 minItems=1"),
    ]  # fmt: skip


def test_media_came_to_messages_in_october_2026() -> None:
    found = [one for one in between(JULY_2026, OCTOBER_2026) if one.place.endswith("media")]
    assert {(one.kind, one.operation, one.place) for one in found} == {
        (ChangeKind.ADDED, "GET /v1/messages", "answer data[].media"),
        (ChangeKind.ADDED, "GET /v1/messages/{id}", "answer data.media"),
        (ChangeKind.ADDED, "POST /v1/messages", "answer data.media"),
    }
    assert not official(OCTOBER_2026).operations["GET /v1/messages"].answer["data[].media"].required


def test_people_could_be_listed_without_a_page_size() -> None:
    assert (ChangeKind.OPTIONAL, "GET /v1/users", "parameter query maxResults") in [
        one[:3] for one in between(JULY_2026, OCTOBER_2026)
    ]


@pytest.mark.parametrize("name", ALL)
def test_a_document_does_not_differ_from_itself(name: str) -> None:
    assert compare(official(name), official(name)) == ()


def _section(step: str, title: str) -> list[str]:
    found = re.search(rf"^## {title}\n((?:- .*\n)*)", step, re.MULTILINE)
    assert found, title
    return [line.removeprefix("- ") for line in found[1].splitlines()]
