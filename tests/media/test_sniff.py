"""What a file is, whatever it is called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media import samples
from onrecord.domain.errors import FileRefused
from onrecord.media.sniff import UNKNOWN, refuse_dangerous, sniff


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", "a")
    return made.getvalue()


KNOWN = {
    "jpeg": ("image/jpeg", lambda: samples.image_file("JPEG")),
    "png": ("image/png", lambda: samples.image_file("PNG")),
    "gif": ("image/gif", lambda: samples.image_file("GIF")),
    "webp": ("image/webp", lambda: samples.image_file("WEBP")),
    "tiff": ("image/tiff", lambda: samples.image_file("TIFF")),
    "bmp": ("image/bmp", lambda: samples.image_file("BMP")),
    "heic": ("image/heic", lambda: samples.image_file("HEIF")),
    "mp3": ("audio/mpeg", lambda: samples.sound_file("mp3", "libmp3lame")),
    "wav": ("audio/wav", samples.wav_file),
    "amr": ("audio/amr", lambda: samples.sound_file("amr", "libopencore_amrnb", rate=8000)),
    "ogg": ("audio/ogg", lambda: samples.sound_file("ogg", "libopus", rate=48000)),
    "flac": ("audio/flac", lambda: samples.sound_file("flac", "flac")),
    "adts": ("audio/aac", lambda: samples.sound_file("adts", "aac")),
    "m4a": ("audio/mp4", lambda: samples.sound_file("ipod", "aac")),
    "mp4": ("video/mp4", samples.video_file),
    "3gp": ("video/3gpp", lambda: samples.video_file("3gp", "h263")),
    "mov": ("video/quicktime", lambda: samples.video_file("mov")),
    "webm": ("video/webm", lambda: samples.sound_file("webm", "libopus", rate=48000)),
    "pdf": ("application/pdf", lambda: samples.PDF),
    "vcard": ("text/vcard", lambda: samples.VCARD),
    "vcard with a mark": ("text/vcard", lambda: b"\xef\xbb\xbf" + samples.VCARD),
    "calendar": ("text/calendar", lambda: b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
    "text": ("text/plain", lambda: "Grüße von der Baustelle.\n".encode()),
    "zip": ("application/zip", zipped),
    "xml": ("application/xml", lambda: b"<?xml version='1.0'?><note/>"),
    "bytes": (UNKNOWN, lambda: bytes(range(256))),
}


@pytest.mark.parametrize("kind", KNOWN)
def test_a_file_is_known_by_its_first_bytes(kind: str) -> None:
    media_type, make = KNOWN[kind]
    assert sniff(make(), "/v1/resource/message-media/lies.jpg") == media_type
    refuse_dangerous(media_type)


DANGEROUS = {
    "html": b"<!DOCTYPE html><title>x</title>",
    "html later": b"  \n<p>hello<script>alert(1)</script>",
    "html with a comment first": b"<!-- hello --><p>",
    "html in capitals": b"<HTML>",
    "html in utf-16": "<html>".encode("utf-16"),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "svg in xml": b"<?xml version='1.0'?>\n<!DOCTYPE svg><svg/>",
    "windows program": b"MZ\x90\x00\x03",
    "linux program": b"\x7fELF\x02\x01\x01",
    "mac program": b"\xcf\xfa\xed\xfe\x07",
    "java class": b"\xca\xfe\xba\xbe\x00\x00",
    "installer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "shell script": b"#!/bin/sh\nrm -rf /\n",
    "flash": b"CWS\x0a",
}


@pytest.mark.parametrize("kind", DANGEROUS)
def test_what_could_run_is_refused_whatever_it_is_called(kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        refuse_dangerous(sniff(DANGEROUS[kind], "/v1/resource/message-media/photo.jpg"))
    assert refused.value.reason == "type"


def test_a_text_that_calls_itself_a_script_is_believed() -> None:
    assert sniff(b"alert(1)", "/x/y.js") == "text/x-script"
    assert sniff(b"alert(1)", "/x/y.txt") == "text/plain"


def test_a_photo_that_calls_itself_a_script_is_a_photo() -> None:
    assert sniff(samples.image_file("JPEG"), "/x/y.js") == "image/jpeg"


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type(head: bytes) -> None:
    assert "/" in sniff(head)


@given(st.text(min_size=1, max_size=40), st.integers(min_value=0, max_value=3))
def test_a_head_that_cuts_a_letter_is_still_text(text: str, cut: int) -> None:
    whole = ("a" * 40 + "".join(letter for letter in text if letter.isprintable()) + "€").encode()
    assert sniff(whole[: len(whole) - cut]) == "text/plain"
