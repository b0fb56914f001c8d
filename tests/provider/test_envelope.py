"""Taking answers apart: items as received, what they mention, their links, the next cursor."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.provider.client import Answer
from onrecord.provider.envelope import Item, Page, lead, split

SIGNED = "https://share.quo.com/v1/resource/message-media/ab12.jpg?sig=abc"
PATH = "/v1/resource/message-media/ab12.jpg"


def page_of(operation: str, body: bytes | object, *, status: int = 200, **asked: object) -> Page:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    surface = "v1" if "/v1/" in operation else "dated"
    return split(Answer(surface, operation, asked, status, raw, 0))


def only(page: Page) -> Item:
    (item,) = page.items
    return item


def test_each_element_of_a_list_is_an_item_with_exactly_its_bytes() -> None:
    page = page_of(
        "GET /messages", b'{"data":[ {"id":"AC1",  "text":"caf\xc3\xa9"},{"id":"AC2"} ],"nextCursor":"next"}'
    )
    assert [item.body for item in page.items] == [b'{"id":"AC1",  "text":"caf\xc3\xa9"}', b'{"id":"AC2"}']
    assert [item.mentions for item in page.items] == [(("activity", "AC1"),), (("activity", "AC2"),)]
    assert page.next_cursor == "next"
    assert page.garbled is None


@pytest.mark.parametrize("last", [None, "", 7])
def test_what_is_no_text_is_no_cursor(last: object) -> None:
    assert page_of("GET /v1/messages", {"data": [], "totalItems": 3, "nextPageToken": last}).next_cursor is None


def test_a_conversation_speaks_of_its_last_activity_too() -> None:
    item = only(page_of("GET /conversations", {"data": [{"id": "CN1", "lastActivityId": "AC9"}]}))
    assert item.mentions == (("conversation", "CN1"), ("activity", "AC9"))


def test_a_v1_line_speaks_of_its_people() -> None:
    body = {"data": [{"id": "PNana", "users": [{"id": "USana"}, {"id": "USben"}, {"email": "x@example.com"}]}]}
    assert only(page_of("GET /v1/phone-numbers", body)).mentions == (
        ("line", "PNana"),
        ("member", "USana"),
        ("member", "USben"),
    )


@pytest.mark.parametrize("data", [[], [{"id": "CR1"}, {"id": "CR2"}]])
def test_the_recordings_of_a_call_are_one_item_about_the_call(data: list[object]) -> None:
    page = page_of("GET /calls/{callId}/recordings", {"data": data, "nextCursor": "more"}, callId="AC1")
    assert only(page).mentions == (("activity", "AC1"),)
    assert json.loads(only(page).body)["data"] == data
    assert page.next_cursor == "more"


@pytest.mark.parametrize("body", [b'{"message":"Call voicemail not found"}', b"<html>no</html>", b""])
def test_a_refusal_speaks_of_the_call_that_was_asked(body: bytes) -> None:
    page = page_of("GET /v1/call-voicemails/{callId}", body, status=404, callId="AC1")
    assert only(page).mentions == (("activity", "AC1"),)
    assert only(page).body == body


def test_links_are_found_wherever_they_are_and_lose_their_secret_in_the_path() -> None:
    item = only(page_of("GET /messages", {"data": [{"id": "AC1", "media": [{"url": SIGNED}, {"url": None}]}]}))
    assert item.links == ((PATH, SIGNED),)
    call = only(page_of("GET /calls", {"data": [{"id": "AC1", "voicemail": {"recordingUrl": SIGNED}}]}))
    assert call.links == ((PATH, SIGNED),)


def test_the_address_of_a_contact_elsewhere_is_no_link_to_a_file() -> None:
    body = {"data": [{"id": "6a145ff26212a192852c856e", "sourceUrl": "https://crm.example.com/contacts/1?x=1"}]}
    assert only(page_of("GET /v1/contacts", body)).links == ()


@pytest.mark.parametrize("url", ["ftp://example.com/a", "https://example.com", "https://[::1/a", "not a link"])
def test_what_is_no_link_to_a_file_is_left_alone(url: str) -> None:
    assert only(page_of("GET /messages", {"data": [{"id": "AC1", "url": url}]})).links == ()


def test_a_strange_element_is_kept_beside_good_ones() -> None:
    page = page_of("GET /messages", {"data": [3, None, {"no": "id"}, {"id": "AC1"}]})
    assert [item.mentions[0] for item in page.items] == [("other", "GET /messages")] * 3 + [("activity", "AC1")]


def test_an_unknown_operation_is_kept_whole() -> None:
    assert only(page_of("GET /agent-calls", {"data": [1]})).mentions == (("other", "GET /agent-calls"),)


def test_when_an_item_began_is_read_from_itself() -> None:
    item = only(page_of("GET /calls", {"data": [{"id": "AC1", "createdAt": "2026-01-01T00:00:00.250Z"}]}))
    assert item.at_ms == 1_767_225_600_250


def test_a_v1_conversation_tells_how_to_ask_further() -> None:
    told = {
        "id": "CN1",
        "phoneNumberId": "PNana",
        "participants": ["+15550100123"],
        "createdAt": "2026-01-01T00:00:00Z",
        "lastActivityAt": "2026-01-02T00:00:00Z",
        "updatedAt": None,
    }
    found = lead(only(page_of("GET /v1/conversations", {"data": [told]})))
    assert found == ("CN1", "PNana", ("+15550100123",), 1_767_312_000_000)


@pytest.mark.parametrize("told", [{}, {"id": "CN1"}, {"id": "CN1", "phoneNumberId": None, "participants": []}])
def test_a_conversation_that_says_too_little_leads_nowhere(told: object) -> None:
    assert lead(only(page_of("GET /v1/conversations", {"data": [told]}))) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(derandomize=True, max_examples=150)
@given(
    operation=st.sampled_from(["GET /calls", "GET /v1/phone-numbers", "GET /calls/{callId}", "GET /organization", "?"]),
    body=st.binary() | json_values.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 403, 404, 500]),
)
def test_nothing_that_is_told_makes_it_fail_or_gets_lost(operation: str, body: bytes, status: int) -> None:
    page = page_of(operation, body, status=status, callId="AC1")
    assert all(item.mentions for item in page.items)
    assert page.items or b'"data"' in body


@settings(derandomize=True, max_examples=150)
@given(data=json_values)
def test_whatever_the_members_are_an_envelope_is_taken_apart(data: object) -> None:
    for operation in ("GET /messages", "GET /phone-numbers/{phoneNumberId}"):
        page_of(operation, {"data": data, "nextCursor": data}, phoneNumberId="PNana")
