"""Webhooks at the provider: what is asked, what may be asked twice, and how answers are read."""

import json
from collections.abc import Iterator

import httpx2
import pytest
import stamina

from onrecord.domain.errors import ProviderBusy, ProviderHasNot
from onrecord.provider.webhooks import (
    EVENTS,
    Webhook,
    complete_webhook,
    create_webhook,
    delete_webhook,
    entry_of,
    leads_to,
    list_v1_webhooks,
    list_webhooks,
    log_page,
    logged_body,
    retry_delivery,
    rotate_webhook,
    send_test,
)
from provider.answering import EMPTY, Heard, client_of, told

URL = "https://phone.maplestreet.example/hooks/quo"
HOOK = {
    "id": "71",
    "orgId": "ORmaple",
    "label": "Onrecord",
    "status": "enabled",
    "url": URL,
    "events": ["message.received"],
    "resourceIds": ["*"],
    "createdAt": "2026-11-01T10:00:00.000Z",
    "updatedAt": "2026-11-01T10:00:00.000Z",
}


@pytest.fixture(autouse=True)
def instant_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


def test_a_new_webhook_tells_every_event_of_every_line_and_shows_its_key_once() -> None:
    heard = Heard({"data": HOOK | {"key": "whsec_abc"}}, status=201)
    with client_of(heard) as client:
        made = create_webhook(client, URL, label="Onrecord")
    sent = json.loads(heard.requests[0].content)
    assert heard.requests[0].method == "POST"
    assert heard.requests[0].headers["quo-api-version"] == "2026-03-30"
    assert heard.requests[0].headers["content-type"] == "application/json"
    assert set(sent["events"]) == set(EVENTS)
    assert len(EVENTS) == 31
    assert (sent["resourceIds"], sent["status"], sent["url"]) == (["*"], "enabled", URL)
    assert (made.id, made.key) == ("71", "whsec_abc")


@pytest.mark.parametrize(("status", "asked"), [(500, 1), (429, 3)])
def test_making_one_is_tried_again_only_where_nothing_was_done_for_certain(status: int, asked: int) -> None:
    heard = Heard({"message": "no"}, status=status)
    with client_of(heard) as client, pytest.raises(ProviderBusy):
        create_webhook(client, URL, label="Onrecord")
    assert len(heard.requests) == asked


def test_what_may_be_done_twice_is_tried_again_after_a_failure() -> None:
    heard = Heard({"message": "no"}, status=500)
    with client_of(heard) as client, pytest.raises(ProviderBusy):
        complete_webhook(client, "71")
    assert len(heard.requests) == 3
    assert {request.method for request in heard.requests} == {"PATCH"}


def test_both_systems_are_listed_each_in_its_own_way() -> None:
    heard = Heard({"data": [HOOK, HOOK | {"id": "WHold", "key": "c2VjcmV0", "resourceIds": ["PNmain"]}]})
    with client_of(heard) as client:
        dated, legacy = list_webhooks(client), list_v1_webhooks(client)
    assert [request.url.path for request in heard.requests] == ["/webhooks", "/v1/webhooks"]
    assert "quo-api-version" not in heard.requests[1].headers
    assert dated[0].enabled
    assert dated[0].tells("message.received")
    assert not dated[0].tells("call.completed")
    assert legacy[1].tells_of("PNmain")
    assert not legacy[1].tells_of("PNcrew")


def test_where_the_surface_has_no_webhooks_yet_listing_says_so() -> None:
    with client_of(lambda _: told(404, b"<html>Cannot GET /webhooks</html>")) as client, pytest.raises(ProviderHasNot):
        list_webhooks(client)


def test_removing_one_that_is_gone_already_is_done() -> None:
    for answer in (httpx2.Response(204), told(404, {"message": "not found"})):
        heard: list[str] = []

        def say(request: httpx2.Request, answer: httpx2.Response = answer, heard: list[str] = heard) -> httpx2.Response:
            heard.append(f"{request.method} {request.url.path}")
            return answer

        with client_of(say) as client:
            delete_webhook(client, "71")
        assert heard == ["DELETE /webhooks/71"]


def test_a_key_is_rotated_a_test_is_sent_and_a_delivery_retried() -> None:
    with client_of(Heard({"data": {"key": "whsec_new"}})) as client:
        assert rotate_webhook(client, "71") == "whsec_new"
    heard = Heard({"id": "EVsample", "type": "message.received"})
    with client_of(heard) as client:
        assert send_test(client, "71", "message.received") == "EVsample"
    assert json.loads(heard.requests[0].content) == {"eventType": "message.received"}
    with client_of(Heard({}, status=202)) as client:
        assert retry_delivery(client, "71", "msg_1")
    with client_of(Heard({"message": "not found"}, status=404)) as client:
        assert not retry_delivery(client, "71", "msg_1")


def test_the_log_is_asked_between_exclusive_bounds_fifty_at_a_time() -> None:
    heard = Heard(EMPTY)
    with client_of(heard) as client:
        log_page(client, "71", 1_790_000_000_000, None, after="next")
    assert heard.requests[0].url.path == "/webhooks/71/events"
    assert dict(heard.requests[0].url.params) == {
        "createdAt[gt]": "2026-09-21T14:13:19.999Z",
        "limit": "50",
        "after": "next",
    }


def test_a_body_out_of_the_log_is_the_bytes_as_they_stand_there() -> None:
    raw = b'{"data": {"id": "msg_1", "requestBody": {"id":"EV1",  "data": {}}, "attempts": []}}'
    with client_of(lambda _: told(200, raw)) as client:
        assert logged_body(client, "71", "msg_1") == b'{"id":"EV1",  "data": {}}'


@pytest.mark.parametrize("answer", [(404, {"message": "no"}), (200, {"data": {"requestBody": None}})])
def test_a_body_that_the_log_no_longer_has_is_none(answer: tuple[int, object]) -> None:
    with client_of(lambda _: told(*answer)) as client:
        assert logged_body(client, "71", "msg_1") is None


def test_an_entry_of_the_log_from_before_it_named_its_event_is_read_all_the_same() -> None:
    entry = entry_of(
        b'{"id":"msg_1","eventType":"call.completed","status":"failed","createdAt":"2026-08-01T10:00:00Z"}'
    )
    assert entry is not None
    assert (entry.event_id, entry.resource_id, entry.next_attempt_ms) == (None, None, None)
    assert entry.created_ms == 1_785_578_400_000
    assert entry_of(b"7") is None


@pytest.mark.parametrize(
    ("url", "same"),
    [
        (URL, True),
        (URL + "/", True),
        ("https://Phone.MapleStreet.example/hooks/quo", True),
        ("http://phone.maplestreet.example/hooks/quo", False),
        ("https://other.example/hooks/quo", False),
        ("https://[broken", False),
    ],
)
def test_two_addresses_are_the_same_but_for_a_slash_and_the_letters_of_the_host(url: str, same: bool) -> None:
    assert leads_to(Webhook("71", url), URL) is same
