"""Short films: a phone held at a wall."""

import io
from functools import lru_cache

import av

from quosim.files.photos import drawn
from quosim.world.model import File

RATE = 10


@lru_cache(maxsize=8)
def _encoded(seed: int, seconds: int, container: str, codec: str, width: int, height: int) -> bytes:
    """A slow pan along a drawn wall."""
    wall = drawn("crack", seed, width * 3 // 2, height * 5 // 4)
    sink, frames = io.BytesIO(), seconds * RATE
    with av.open(sink, "w", format=container) as target:
        stream = target.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.VideoStream)  # noqa: S101 - these codecs are video codecs
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", 300_000
        for index in range(frames):
            left = (wall.width - width) * index // frames
            top = (wall.height - height) * index // frames
            picture = wall.crop((left, top, left + width, top + height))
            target.mux(stream.encode(av.VideoFrame.from_image(picture)))  # type: ignore[no-untyped-call]  # PyAV's gap
        target.mux(stream.encode(None))
    return sink.getvalue()


def film(file: File) -> bytes:
    """An MP4 or 3GP of some seconds."""
    _, seed, seconds = file.recipe
    assert isinstance(seed, int)  # noqa: S101 - recipes are our own
    assert isinstance(seconds, int)  # noqa: S101 - recipes are our own
    if file.true_type == "video/3gpp":
        return _encoded(seed, seconds, "3gp", "h263", 352, 288)
    return _encoded(seed, seconds, "mp4", "mpeg4", 640, 480)
