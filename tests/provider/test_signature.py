"""Whether a delivery is the provider's own. The vectors are the published ones and one over a body with odd bytes."""

import base64

import pytest

from onrecord.provider.signature import Genuine, Refused, Scheme, Secret, Why, read_secret, verify
from pushing import LEGACY_SECRET, NEW_SECRET, OTHER_SECRET, legacy_headers, standard_headers

NOW = 1_790_000_000_000
WINDOW = 300_000
BODY = b'{"type":"message.received","text":"na\xc3\xafve  \\u00e9"}'


def judge(headers: dict[str, str], *secrets: str, body: bytes = BODY, now_ms: int = NOW) -> Genuine | Refused:
    return verify(headers, body, [read_secret(secret) for secret in secrets], now_ms=now_ms, window_ms=WINDOW)


def test_the_published_vector_of_standard_webhooks_is_good() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    judged = judge(headers, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", body=b'{"test": 2432232314}')
    assert isinstance(judged, Genuine)
    assert (judged.scheme, judged.delivery_id, judged.sent_ms, judged.stale) == (
        Scheme.STANDARD,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330_000,
        True,
    )


@pytest.mark.parametrize("carrier", ["webhook", "svix"])
def test_either_carrier_of_the_new_scheme_is_good(carrier: str) -> None:
    judged = judge(standard_headers(BODY, at_ms=NOW, carrier=carrier), NEW_SECRET)
    assert isinstance(judged, Genuine)
    assert (judged.delivery_id, judged.stale) == ("msg_one", False)


def test_a_legacy_signature_with_a_key_of_high_bytes_is_good() -> None:
    judged = judge(legacy_headers(BODY, at_ms=NOW), LEGACY_SECRET)
    assert isinstance(judged, Genuine)
    assert (judged.scheme, judged.delivery_id, judged.sent_ms) == (Scheme.LEGACY, None, NOW)


def test_the_key_is_bytes_and_not_a_text_that_is_encoded_again() -> None:
    """As the provider's old sample had it: every key with a byte above 127 failed."""
    wrong = base64.b64encode(base64.b64decode(LEGACY_SECRET).decode("latin-1").encode()).decode()
    assert judge(legacy_headers(BODY, at_ms=NOW, secret=wrong), LEGACY_SECRET) == Refused(
        Why.WRONG, "openphone-signature"
    )


def test_one_changed_byte_makes_it_wrong() -> None:
    for headers, name in (
        (standard_headers(BODY, at_ms=NOW), "webhook-signature"),
        (legacy_headers(BODY, at_ms=NOW), "openphone-signature"),
    ):
        assert judge(headers, NEW_SECRET, LEGACY_SECRET, body=BODY + b" ") == Refused(Why.WRONG, name)
        assert isinstance(judge(headers, NEW_SECRET, LEGACY_SECRET), Genuine)


def test_another_delivery_id_or_time_makes_it_wrong() -> None:
    headers = standard_headers(BODY, at_ms=NOW)
    assert judge(headers | {"webhook-id": "msg_two"}, NEW_SECRET) == Refused(Why.WRONG, "webhook-signature")
    later = {"webhook-timestamp": str(NOW // 1000 + 1)}
    assert judge(headers | later, NEW_SECRET) == Refused(Why.WRONG, "webhook-signature")


def test_several_secrets_may_be_good_at_once_and_each_names_its_hook() -> None:
    secrets = [read_secret(OTHER_SECRET, "17"), read_secret(NEW_SECRET, "16"), read_secret(LEGACY_SECRET)]
    for headers, hook in (
        (standard_headers(BODY, at_ms=NOW), "16"),
        (standard_headers(BODY, at_ms=NOW, secret=OTHER_SECRET), "17"),
        (legacy_headers(BODY, at_ms=NOW), secrets[2].hook),
    ):
        judged = verify(headers, BODY, secrets, now_ms=NOW, window_ms=WINDOW)
        assert isinstance(judged, Genuine)
        assert judged.hook == hook
    assert LEGACY_SECRET not in secrets[2].hook


def test_several_signatures_may_come_at_once() -> None:
    new, old = standard_headers(BODY, at_ms=NOW), standard_headers(BODY, at_ms=NOW, secret=OTHER_SECRET)
    both = new | {"webhook-signature": f"v2,x {old['webhook-signature']} {new['webhook-signature']}"}
    assert isinstance(judge(both, NEW_SECRET), Genuine)
    legacy, other = legacy_headers(BODY, at_ms=NOW), legacy_headers(BODY, at_ms=NOW, secret=OTHER_SECRET[6:])
    name = "openphone-signature"
    assert isinstance(judge({name: f"{other[name]}, {legacy[name]}"}, LEGACY_SECRET), Genuine)


@pytest.mark.parametrize("late_ms", [-300_000, -1, 0, 300_000])
def test_within_the_window_it_is_not_stale(late_ms: int) -> None:
    judged = judge(legacy_headers(BODY, at_ms=NOW - late_ms), LEGACY_SECRET)
    assert isinstance(judged, Genuine)
    assert not judged.stale


@pytest.mark.parametrize("late_ms", [-300_001, 300_001, 10**10])
def test_beyond_the_window_it_is_stale_and_good_all_the_same(late_ms: int) -> None:
    judged = judge(legacy_headers(BODY, at_ms=NOW - late_ms), LEGACY_SECRET)
    assert isinstance(judged, Genuine)
    assert judged.stale


def test_seconds_and_milliseconds_are_told_apart() -> None:
    headers = legacy_headers(BODY, at_ms=NOW // 1000)
    judged = judge(headers, LEGACY_SECRET)
    assert isinstance(judged, Genuine)
    assert judged.sent_ms == NOW


@pytest.mark.parametrize(
    ("headers", "header"),
    [
        ({"webhook-signature": "v1,abc"}, "webhook-signature"),
        ({"webhook-signature": "v1,abc", "webhook-id": "m", "webhook-timestamp": "soon"}, "webhook-signature"),
        ({"webhook-signature": "abc", "webhook-id": "m", "webhook-timestamp": "1"}, "webhook-signature"),
        ({"svix-signature": "", "svix-id": "m", "svix-timestamp": "1"}, "svix-signature"),
        ({"openphone-signature": ""}, "openphone-signature"),
        ({"openphone-signature": "hmac;2;1639710054089;abc"}, "openphone-signature"),
        ({"openphone-signature": "hmac;1;²;abc"}, "openphone-signature"),
        ({"openphone-signature": "hmac;1;-5;abc"}, "openphone-signature"),
    ],
)
def test_what_is_no_signature_is_malformed(headers: dict[str, str], header: str) -> None:
    assert judge(headers, NEW_SECRET, LEGACY_SECRET) == Refused(Why.MALFORMED, header)


def test_no_signature_and_no_secret_have_words_of_their_own() -> None:
    assert judge({"content-type": "application/json"}, NEW_SECRET) == Refused(Why.NO_SIGNATURE)
    assert judge(standard_headers(BODY, at_ms=NOW)) == Refused(Why.NO_SECRET, "webhook-signature")


@pytest.mark.parametrize("text", ["", "whsec_", "not base64!", "whsec_ü"])
def test_what_is_no_secret_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(ValueError, match="signing secret"):
        read_secret(text)


def test_a_secret_may_lack_its_padding() -> None:
    assert read_secret(LEGACY_SECRET.rstrip("=")).key == bytes(range(128, 160))
    assert read_secret(" whsec_AAEC ", "9") == Secret("9", b"\x00\x01\x02")
