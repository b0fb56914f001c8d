"""What can be measured of a file on arrival: its true type, how long it plays, how large it looks."""

from dataclasses import dataclass
from pathlib import Path

from onrecord.media.picture import Unreadable, picture_size
from onrecord.media.sniff import HEAD_BYTES, sniff
from onrecord.media.sound import has_moving_picture, play_seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """`duration_seconds` of sound and video, `width` and `height` of pictures; None where there is no such thing
    or the file is broken. A broken file is kept all the same."""

    media_type: str
    duration_seconds: float | None = None
    width: int | None = None
    height: int | None = None


def measure(file: Path, path: str = "") -> Measured:
    """Look at a file in the vault. `path` is where it came from; see `sniff`."""
    with file.open("rb") as opened:
        media_type = sniff(opened.read(HEAD_BYTES), path)
    try:
        if media_type.startswith("image/"):
            width, height = picture_size(file)
            return Measured(media_type, None, width, height)
        if media_type.startswith(("audio/", "video/")):
            return _measure_playing(file, media_type)
    except Unreadable:
        return Measured(media_type)  # what cannot be measured is not known; the bytes are as they came
    return Measured(media_type)


def _measure_playing(file: Path, media_type: str) -> Measured:
    seconds = play_seconds(file)
    seconds = None if seconds is None else round(seconds, 3)
    family, _, name = media_type.partition("/")
    if family == "video" and not has_moving_picture(file):
        return Measured(f"audio/{name}", seconds)
    return Measured(media_type, seconds)
