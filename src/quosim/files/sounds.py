"""Voices: frames cut out of the rendered clips, and other formats made from them."""

import io
from functools import lru_cache

import av

from quosim.clips import SAMPLE_RATE, all_clips, clip_frames
from quosim.world.model import File


@lru_cache(maxsize=64)
def _cut(name: str, cut: tuple[int, ...]) -> bytes:
    """The MPEG frames of those utterances. Sound lags one frame behind its place, hence the shift."""
    clip, frames = all_clips()[name], clip_frames(name)
    spans = [clip.utterances[index] for index in cut]
    return b"".join(frame for said in spans for frame in frames[said.first_frame + 1 : said.end_frame + 1])


@lru_cache(maxsize=8)
def _encoded(body: bytes, container: str, codec: str, rate: int) -> bytes:
    """The same sound in another format; `rate` in hertz."""
    sink = io.BytesIO()
    with av.open(io.BytesIO(body), "r", format="mp3") as source, av.open(sink, "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)  # noqa: S101 - these codecs are audio codecs
        stream.layout = "mono"
        resampler = av.AudioResampler("s16", "mono", rate, frame_size=160 if codec == "libopencore_amrnb" else 1024)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                target.mux(stream.encode(part))
        for part in resampler.resample(None):
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return sink.getvalue()


def clip(file: File) -> bytes:
    """A cut of a clip in the format of the file."""
    _, name, cut = file.recipe
    assert isinstance(cut, tuple)  # noqa: S101 - recipes are our own
    body = _cut(str(name), cut)
    if file.true_type == "audio/wav":
        return _encoded(body, "wav", "pcm_s16le", SAMPLE_RATE)
    if file.true_type == "audio/amr":
        return _encoded(body, "amr", "libopencore_amrnb", 8_000)
    return body
