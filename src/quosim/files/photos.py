"""Photos as a phone would have taken them, in whatever format the file is."""

import io
from functools import lru_cache
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener

from quosim.files.scenes import draw
from quosim.world.model import File

register_heif_opener()

FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "image/jpeg": ("JPEG", {"quality": 80}),
    "image/png": ("PNG", {"compress_level": 3}),
    "image/gif": ("GIF", {}),
    "image/webp": ("WEBP", {"quality": 78, "method": 2}),
    "image/heic": ("HEIF", {"quality": 45, "enc_params": {"preset": "ultrafast"}}),  # ten times the default speed
}
DESCRIPTION = 0x010E


def drawn(scene: str, seed: int, width: int, height: int) -> Image.Image:
    """The picture itself."""
    return draw(scene, seed, width, height)


def _saved(image: Image.Image, true_type: str, mark: str) -> bytes:
    """The picture as a file. WebP and HEIC carry the mark as a description: it cannot be put in afterwards."""
    style, options = FORMATS[true_type]
    exif = Image.Exif()
    exif[DESCRIPTION] = mark
    marked = {"exif": exif} if true_type in ("image/webp", "image/heic") else {}
    sink = io.BytesIO()
    image.save(sink, style, **options, **marked)
    return sink.getvalue()


def wall(file: File) -> bytes:
    """A photo drawn for this file alone."""
    _, scene, seed, width, height = file.recipe
    assert isinstance(seed, int)  # noqa: S101 - recipes are our own
    assert isinstance(width, int)  # noqa: S101 - recipes are our own
    assert isinstance(height, int)  # noqa: S101 - recipes are our own
    return _saved(drawn(str(scene), seed, width, height), file.true_type, file.id)


@lru_cache(maxsize=64)
def _base(index: int, true_type: str) -> bytes:
    return _saved(drawn("crack", index, 320, 240), true_type, "")


def pooled(file: File) -> bytes:
    """One of a few small photos, for worlds with many files."""
    _, index = file.recipe
    assert isinstance(index, int)  # noqa: S101 - recipes are our own
    return _base(index, file.true_type)
