"""What a browser is told about strangers' files."""

import pytest

from onrecord.media.serve_type import file_ending, serve_type


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/webp", "audio/mpeg", "video/mp4", "application/pdf"])
def test_what_browsers_know_and_cannot_run_is_shown(media_type: str) -> None:
    headers = serve_type(media_type).headers("photo.jpg")
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("media_type", ["image/heic", "audio/amr", "text/vcard", "text/plain"])
def test_what_browsers_do_not_show_is_saved_under_its_type(media_type: str) -> None:
    served = serve_type(media_type)
    assert (served.content_type, served.inline) == (media_type, False)


@pytest.mark.parametrize(
    "media_type", ["text/html", "image/svg+xml", "application/xml", "text/x-script", "image/jpeg\r\nX: y", "", "?"]
)
def test_everything_else_is_mere_bytes(media_type: str) -> None:
    served = serve_type(media_type)
    assert (served.content_type, served.inline) == ("application/octet-stream", False)
    assert file_ending(media_type) == "bin"


def test_a_file_name_cannot_speak_in_headers() -> None:
    said = serve_type("image/png").headers('a"; filename="b.html\r\nX: ö.png')["Content-Disposition"]
    assert said == 'inline; filename="afilenameb.htmlX.png"'
