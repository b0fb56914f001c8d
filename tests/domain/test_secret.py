"""Of what is shown as it came, only the secret part of a link is missing."""

import pytest

from onrecord.domain.secret import CUT_OUT, without_link_secrets


@pytest.mark.parametrize(
    "link",
    [
        b'"https://share.example/a.mp3?sig=SECRET"',
        b'"https:\\/\\/share.example\\/a.mp3?sig=SECRET&exp=1"',
        b'"https://share.example/a.mp3\\u003fsig=SECRET"',
        b'"https://share.example/a.mp3?sig=\\u0053ECRET\\/SECRET"',
        b'{\\"url\\":\\"https://share.example/a.mp3?sig=SECRET\\"}',
        b'"https://share.example/a.mp3#SECRET"',
    ],
)
def test_what_follows_the_path_is_cut_out(link: bytes) -> None:
    shown = without_link_secrets(b'{"url":' + link + b',"type":"audio/mpeg"}')
    assert b"SECRET" not in shown
    assert b"a.mp3" in shown
    assert CUT_OUT in shown
    assert shown.endswith(b',"type":"audio/mpeg"}')


@pytest.mark.parametrize("body", [b'{"text":"is it 5? see https://a.example/"}', b"<html>?</html>", b"", b"\xff?\x00"])
def test_everything_else_is_as_it_came(body: bytes) -> None:
    assert without_link_secrets(body) == body
