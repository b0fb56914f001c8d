"""Still pictures: how large they are, and smaller ones of them that every browser can show.

A few bytes may claim to be a picture of a billion points, so the size is read from the header and judged before
anything is decoded.
"""

import io
from pathlib import Path

import av
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_POINTS = 120_000_000
"""Larger pictures are kept and offered for download, but not decoded here (about half a gigabyte of memory)."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "HEIF", "AVIF", "TIFF", "BMP")

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # Pillow's own guard only warns up to twice its limit; `_open` refuses instead


class Unreadable(Exception):
    """The file cannot be decoded, or must not be. The message says why, in words for the record."""


def picture_size(file: Path) -> tuple[int, int]:
    """(width, height) as shown, that is after the turn which the camera noted. Unreadable where it is no picture."""
    try:
        with Image.open(file, formats=_FORMATS) as image:
            width, height = image.size
            turned = image.getexif().get(0x0112) in {5, 6, 7, 8}
    except _BROKEN as error:
        raise Unreadable(_why(error)) from error
    return (height, width) if turned else (width, height)


def shrink(file: Path, side: int) -> bytes:
    """The picture (of an animation the first frame) as WebP, upright, no side longer than `side`."""
    try:
        with Image.open(file, formats=_FORMATS) as image:
            _refuse_bomb(image.size)
            image.draft("RGB", (side * 2, side * 2))
            return _as_webp(ImageOps.exif_transpose(image), side)
    except _BROKEN as error:
        raise Unreadable(_why(error)) from error


def shrink_first_frame(file: Path, side: int) -> bytes:
    """The first frame of a video in the same way."""
    try:
        with av.open(str(file)) as container:
            if not container.streams.video:
                raise Unreadable("there is no picture in it")
            stream = container.streams.video[0]
            _refuse_bomb((stream.width, stream.height))
            frame = next(container.decode(stream), None)
            if frame is None:
                raise Unreadable("there is no frame in it")
            image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
            return _as_webp(image.rotate(frame.rotation, expand=True), side)
    except (av.error.FFmpegError, *_BROKEN) as error:
        raise Unreadable(_why(error)) from error


def _as_webp(image: Image.Image, side: int) -> bytes:
    picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    picture.thumbnail((side, side))
    made = io.BytesIO()
    picture.save(made, "WEBP", quality=80, method=4)
    return made.getvalue()


def _refuse_bomb(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MOST_POINTS:
        raise Unreadable(f"{size[0]} x {size[1]} points are too many to decode")


# Pillow's decoders raise all of these on broken files.
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, MemoryError)


def _why(error: Exception) -> str:
    return f"cannot be decoded ({type(error).__name__})"
