"""What is measured of a file on arrival."""

from pathlib import Path

import pytest

from media import samples
from onrecord.media.probe import measure


def measured(tmp_path: Path, content: bytes):  # type: ignore[no-untyped-def]
    file = tmp_path / "file"
    file.write_bytes(content)
    return measure(file)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF"])
def test_a_picture_has_its_size(tmp_path: Path, kind: str) -> None:
    found = measured(tmp_path, samples.image_file(kind))
    assert (found.width, found.height, found.duration_seconds) == (64, 48, None)


def test_a_picture_is_as_large_as_it_is_shown(tmp_path: Path) -> None:
    found = measured(tmp_path, samples.image_file("JPEG", turned=True))
    assert (found.width, found.height) == (48, 64)


SOUNDS = {
    "mp3": ("audio/mpeg", lambda: samples.sound_file("mp3", "libmp3lame", 2.0)),
    "wav": ("audio/wav", lambda: samples.wav_file(2.0)),
    "amr": ("audio/amr", lambda: samples.sound_file("amr", "libopencore_amrnb", 2.0, rate=8000)),
    "ogg": ("audio/ogg", lambda: samples.sound_file("ogg", "libopus", 2.0, rate=48000)),
    "adts": ("audio/aac", lambda: samples.sound_file("adts", "aac", 2.0)),
    "3gp with sound alone": ("audio/3gpp", lambda: samples.sound_file("3gp", "aac", 2.0)),
    "mp4 with sound alone": ("audio/mp4", lambda: samples.sound_file("mp4", "aac", 2.0)),
    "mp4": ("video/mp4", lambda: samples.video_file(seconds=2.0)),
    "3gp": ("video/3gpp", lambda: samples.video_file("3gp", "h263", 2.0)),
}


@pytest.mark.parametrize("kind", SOUNDS)
def test_sound_and_video_have_their_length(tmp_path: Path, kind: str) -> None:
    media_type, make = SOUNDS[kind]
    found = measured(tmp_path, make())
    assert found.media_type == media_type
    assert found.duration_seconds == pytest.approx(2.0, abs=0.15)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow says so of the broken one, and is right
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "TIFF"])
def test_a_broken_picture_is_kept_without_a_size(tmp_path: Path, kind: str) -> None:
    found = measured(tmp_path, samples.image_file(kind)[:20])
    assert (found.width, found.height) == (None, None)


def test_broken_sound_is_kept_without_a_length(tmp_path: Path) -> None:
    assert measured(tmp_path, b"ID3" + bytes(100)).duration_seconds is None
    assert measured(tmp_path, b"#!AMR\n").duration_seconds is None


def test_cards_and_documents_have_neither(tmp_path: Path) -> None:
    for content in (samples.VCARD, samples.PDF):
        found = measured(tmp_path, content)
        assert (found.duration_seconds, found.width, found.height) == (None, None, None)
