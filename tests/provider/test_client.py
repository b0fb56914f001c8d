"""What goes over the wire, and what becomes of what comes back."""

from collections.abc import Iterator
from urllib.parse import parse_qs

import httpx2
import pytest
import stamina

from onrecord.domain.clock import parse_instant
from onrecord.domain.errors import (
    ProviderBusy,
    ProviderForbids,
    ProviderGarbled,
    ProviderHasNot,
    ProviderRefusedKey,
    ProviderRejects,
    ProviderUnreachable,
)
from provider.answering import EMPTY, Heard, client_of, told

HTML = b"<!DOCTYPE html><html><body><pre>Cannot GET /calls</pre></body></html>"


@pytest.fixture(autouse=True)
def instant_retries() -> Iterator[None]:
    with stamina.set_testing(True, attempts=4):
        yield


def ms(text: str) -> int:
    instant = parse_instant(text)
    assert instant is not None
    return instant.ms


LO, HI = ms("2026-03-01T00:00:00Z"), ms("2026-04-01T00:00:00Z")


def test_the_key_goes_raw_and_only_the_dated_surface_gets_a_version() -> None:
    heard = Heard()
    with client_of(heard) as client:
        client.users()
        client.v1_phone_numbers()
    dated, v1 = heard.requests
    assert dated.headers["authorization"] == v1.headers["authorization"] == "key-of-ana"
    assert dated.headers["quo-api-version"] == "2026-03-30"
    assert "quo-api-version" not in v1.headers


def test_a_half_open_window_becomes_inclusive_bounds_for_calls_and_exclusive_ones_for_messages() -> None:
    heard = Heard()
    with client_of(heard) as client:
        client.calls(LO, HI)
        calls = parse_qs(heard.query)
        client.messages(LO, HI)
        messages = parse_qs(heard.query)
        client.conversations(LO, HI)
        conversations = parse_qs(heard.query)
    assert calls["createdAt[gte]"] == conversations["createdAt[gte]"] == ["2026-03-01T00:00:00.000Z"]
    assert calls["createdAt[lte]"] == conversations["createdAt[lte]"] == ["2026-03-31T23:59:59.999Z"]
    assert messages["createdAt[gt]"] == ["2026-02-28T23:59:59.999Z"]
    assert messages["createdAt[lt]"] == ["2026-04-01T00:00:00.000Z"]


def test_an_open_window_asks_for_no_bounds() -> None:
    heard = Heard()
    with client_of(heard) as client:
        client.messages(0, None)
    assert parse_qs(heard.query) == {"limit": ["50"]}


def test_a_plus_is_encoded_and_arrays_repeat_the_bare_key() -> None:
    heard = Heard({"data": [], "nextPageToken": None})
    with client_of(heard) as client:
        answer = client.v1_messages("PNana", ["+15550100123", "+15550100124"], 0, None)
    assert "participants=%2B15550100123&participants=%2B15550100124" in heard.query
    assert "[" not in heard.query
    assert answer.asked == {"line": "PNana", "participants": ["+15550100123", "+15550100124"]}


def test_what_was_asked_holds_ids_and_includes_but_no_window_and_no_cursor() -> None:
    with client_of(Heard()) as client:
        assert client.calls(LO, HI, after="abc").asked == {"include": "summary,voicemail"}
        assert client.recordings("AC1", after="abc", page=2).asked == {"callId": "AC1", "page": 2}
        assert client.recordings("AC1").asked == {"callId": "AC1"}


@pytest.mark.parametrize("status", [400, 402, 403, 404])
def test_a_refusal_about_one_object_is_an_answer(status: int) -> None:
    with client_of(Heard({"message": "Call not found"}, status)) as client:
        assert client.recordings("AC1").status == status


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderRejects),
        (401, ProviderRefusedKey),
        (402, ProviderForbids),
        (403, ProviderForbids),
        (404, ProviderHasNot),
    ],
)
def test_a_refusal_of_a_list_is_an_error_that_is_not_tried_again(status: int, error: type[Exception]) -> None:
    heard = Heard({"message": "no", "title": "No"}, status)
    with client_of(heard) as client, pytest.raises(error):
        client.users()
    assert len(heard.requests) == 1


def test_an_unknown_route_is_no_answer_about_a_call() -> None:
    with client_of(Heard(HTML, 404)) as client, pytest.raises(ProviderHasNot):
        client.v1_voicemail("AC1")


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Missing authorization header", "code": "0100401"},
        {"error": {"message": "Missing authorization header", "key": "Unauthorized", "trace": "1"}},
    ],
)
def test_the_providers_own_sentence_is_found_in_flat_and_wrapped_errors(body: object) -> None:
    with client_of(Heard(body, 401)) as client, pytest.raises(ProviderRefusedKey, match="Missing authorization header"):
        client.users()


@pytest.mark.parametrize("body", [b"", b'{"data": [{"id": "AC1"', b"<html>"])
def test_a_truncated_answer_is_asked_again_and_then_is_garbled(body: bytes) -> None:
    heard = Heard(body)
    with client_of(heard) as client, pytest.raises(ProviderGarbled):
        client.users()
    assert len(heard.requests) == 4


def test_busy_answers_are_asked_again_until_one_is_good() -> None:
    answers = iter([told(429, {"message": "Too Many Requests"}), told(500, {"title": "Unknown"}), told(200, EMPTY)])
    with client_of(lambda _request: next(answers)) as client:
        assert client.users().status == 200
        assert client.tally.too_many == 1
        assert client.tally.by_operation == {"dated GET /users": 3}


def test_a_provider_that_stays_busy_is_said_to_be_busy() -> None:
    with client_of(Heard({"message": "no"}, 500)) as client, pytest.raises(ProviderBusy):
        client.users()


def test_no_answer_is_unreachable() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    with client_of(refuse) as client, pytest.raises(ProviderUnreachable):
        client.users()


def test_an_answer_that_breaks_off_is_asked_again() -> None:
    asked = 0

    def cut_once(request: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise httpx2.RemoteProtocolError("peer closed connection", request=request)
        return told(200, EMPTY)

    with client_of(cut_once) as client:
        assert client.users().status == 200


def test_the_providers_time_is_measured_from_its_dates() -> None:
    with client_of(Heard(date="Fri, 20 Nov 2026 12:00:00 GMT")) as client:
        answer = client.users()
        assert abs(answer.asked_ms - ms("2026-11-20T12:00:00.500Z")) < 5_000
        assert abs(client.provider_now_ms() - ms("2026-11-20T12:00:00.500Z")) < 5_000


def test_errors_hold_no_key_and_no_query() -> None:
    with client_of(Heard({"message": "bad"}, 400)) as client, pytest.raises(ProviderRejects) as caught:
        client.v1_messages("PNana", ["+15550100123"], 0, None)
    assert "key-of-ana" not in str(caught.value)
    assert "0100123" not in str(caught.value)
