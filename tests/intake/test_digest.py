from hypothesis import given
from hypothesis import strategies as st

from onrecord.intake.digest import canonical_asked, digest


def said(body: bytes, *, status: int = 200, asked: str = "{}", operation: str = "GET /calls") -> bytes:
    return digest("dated", operation, asked, status, body)


def test_another_signature_of_the_same_file_says_nothing_new() -> None:
    one = b'{"url":"https://share.quo.com/v1/a.mp3?sig=1&e=2"}'
    assert said(one) == said(one.replace(b"sig=1&e=2", b"sig=9"))
    assert said(one) == said(one.replace(b"?sig=1&e=2", b""))
    escaped = b'{"url":"https:\\/\\/share.quo.com\\/v1\\/a.mp3?sig=1"}'
    assert said(escaped) == said(escaped.replace(b"sig=1", b"sig=2"))


def test_another_file_or_anything_else_is_new() -> None:
    one = b'{"url":"https://share.quo.com/v1/a.mp3?sig=1","n":1}'
    others = [one.replace(b"a.mp3", b"b.mp3"), one.replace(b'"n":1', b'"n":2'), one + b" "]
    assert len({said(body) for body in (one, *others)}) == 4


def test_a_question_in_a_text_is_no_signature() -> None:
    assert said(b'{"text":"see https://x.example/ ok? yes"}') != said(b'{"text":"see https://x.example/ ok? no"}')


def test_the_trace_of_an_error_varies_without_meaning() -> None:
    assert said(b'{"message":"no","trace":"123"}', status=404) == said(b'{"message":"no","trace":"9"}', status=404)
    assert said(b'{"message":"no","trace":"123"}') != said(b'{"message":"no","trace":"9"}')


def test_how_it_was_asked_makes_a_difference() -> None:
    body = b"{}"
    keys = {
        said(body),
        said(body, status=404),
        said(body, operation="GET /messages"),
        said(body, asked='{"include":"voicemail"}'),
        digest("v1", "GET /calls", "{}", 200, body),
    }
    assert len(keys) == 5


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5))
def test_what_was_asked_is_the_same_text_in_any_order(asked: dict[str, object]) -> None:
    assert canonical_asked(asked) == canonical_asked(dict(reversed(asked.items())))


@given(st.binary(max_size=200))
def test_any_bytes_have_a_digest(body: bytes) -> None:
    assert len(said(body)) == 16
