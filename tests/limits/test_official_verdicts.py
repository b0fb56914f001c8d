"""The verdicts that the provider's own documents give, on their days."""

import pytest

from official_specifications import DATED, JULY_2026, JUNE_2025, OCTOBER_2026, official, skip_where_absent
from onrecord.limits.catalogue import ENTRIES
from onrecord.limits.specified import EVENTS, RULES, specified, specified_of_webhooks

skip_where_absent()

# v1 in June 2025, July 2026, October 2026; the dated surface.
VERDICTS = {
    "media": ("no", "no", "yes", "yes"),
    "old_media": ("no", "no", "unknown", "unknown"),
    "voicemail": ("no", "yes", "yes", "yes"),
    "recordings": ("yes", "yes", "yes", "yes"),
    "transcripts": ("partly", "partly", "partly", "yes"),
    "summaries": ("partly", "partly", "partly", "yes"),
    "group_calls": ("no", "no", "no", "yes"),
    "group_messages": ("unknown", "yes", "yes", "yes"),
    "list_without_counterpart": ("no", "no", "no", "yes"),
    "late_changes": ("partly", "partly", "partly", "partly"),
    "contact_numbers": ("partly", "yes", "yes", "partly"),
    "app_contacts": ("no", "unknown", "unknown", "unknown"),
    "tasks": ("no", "yes", "yes", "yes"),
    "comments": ("no", "no", "no", "no"),
    "sending": ("yes", "yes", "yes", "yes"),
    "sending_pictures": ("no", "no", "no", "no"),
    "placing_calls": ("no", "no", "no", "no"),
    "scheduled_sending": ("no", "no", "no", "no"),
    "edits_and_deletions": ("no", "no", "no", "no"),
    "conversation_state": ("no", "partly", "partly", "partly"),
    "totals": ("no", "no", "no", "no"),
    "durations": ("yes", "yes", "yes", "yes"),
    "delivery_log": ("no", "no", "no", "yes"),
    "webhooks": ("yes", "yes", "yes", "yes"),
    "rate": ("unknown", "unknown", "unknown", "unknown"),
    "hidden_callers": ("no", "no", "no", "yes"),
    "single_call": ("no", "partly", "partly", "yes"),
    "caller_names": ("no", "no", "no", "no"),
    "ai_calls": ("no", "yes", "yes", "yes"),
    "contact_listing": ("no", "yes", "yes", "yes"),
    "contact_search": ("no", "no", "no", "no"),
    "conversation_ids": ("no", "yes", "yes", "yes"),
    "call_parties": ("no", "no", "no", "no"),
    "owner_view": ("partly", "partly", "partly", "yes"),
    "file_links": ("unknown", "unknown", "unknown", "unknown"),
}


def test_the_table_has_every_rule() -> None:
    assert list(VERDICTS) == list(RULES)


def test_every_rule_is_of_the_catalogue_and_every_entry_of_an_api_has_one() -> None:
    of_an_api = {name for name, entry in ENTRIES.items() if {"dated", "v1"} & {*map(str, entry.surfaces)}}
    assert set(RULES) >= of_an_api
    assert set(RULES) | set(EVENTS) <= set(ENTRIES)


def test_the_events_of_webhooks_say_what_cannot_come_that_way() -> None:
    found = {one.name: (str(one.verdict), one.detail) for one in specified_of_webhooks(official(DATED))}
    assert found["voicemail"] == ("unknown", "There is an event call.voicemail.completed.")
    assert {name for name, (verdict, _) in found.items() if verdict == "no"} == {
        "comments", "conversation_state", "edits_and_deletions",
    }  # fmt: skip
    assert specified_of_webhooks(official(JULY_2026)) == []


@pytest.mark.parametrize(
    ("document", "surface", "column"),
    [(JUNE_2025, "v1", 0), (JULY_2026, "v1", 1), (OCTOBER_2026, "v1", 2), (DATED, "dated", 3)],
)
def test_the_document_gives_the_right_verdicts(document: str, surface: str, column: int) -> None:
    found = {one.name: str(one.verdict) for one in specified(official(document), surface)}
    assert found == {name: told[column] for name, told in VERDICTS.items()}
