"""Sound: how long it is, the outline of a player, and a form that every browser can play."""

import io
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import msgspec
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from onrecord.media.picture import Unreadable

PEAKS = 400
LONGEST_SECONDS = 6 * 3600
"""Longer sound is kept and offered for download, but not decoded here."""

_PEAK_RATE = 8_000
_BLOCK = 80  # samples: ten milliseconds; keeps hours of sound in little memory
_WEB_RATE = 24_000
_WEB_BITS_PER_SECOND = 64_000

# Formats without a table of contents: their length is estimated from the first bit rate unless it is counted.
_COUNTED = frozenset({"mp3", "aac", "amr", "amrnb", "amrwb"})


def play_seconds(file: Path) -> float | None:
    """How long sound or video plays; None where it does not say. Unreadable where it is neither."""
    try:
        with av.open(str(file)) as container:
            if _COUNTED.intersection(container.format.name.split(",")):
                return _counted_seconds(container)
            return None if container.duration is None else container.duration / av.time_base
    except av.error.FFmpegError as error:
        raise Unreadable(_why(error)) from error


def has_moving_picture(file: Path) -> bool:
    """Is there video in it? A 3gp or mp4 may carry sound alone. Cover pictures do not count."""
    try:
        with av.open(str(file)) as container:
            return any(
                not stream.disposition & av.stream.Disposition.attached_pic for stream in container.streams.video
            )
    except av.error.FFmpegError as error:
        raise Unreadable(_why(error)) from error


def outline(file: Path) -> bytes:
    """JSON `{"duration_seconds", "peaks": [400 numbers from 0 to 1, the loudest is 1]}`."""
    samples = 0
    blocks: list[int] = []
    rest = array("h")
    for frame in _frames(file, AudioResampler(format="s16", layout="mono", rate=_PEAK_RATE)):
        rest.frombytes(bytes(frame.planes[0])[: frame.samples * 2])
        samples += frame.samples
        whole = len(rest) // _BLOCK * _BLOCK
        blocks += (_loudest(rest[at : at + _BLOCK]) for at in range(0, whole, _BLOCK))
        rest = rest[whole:]
    if rest:
        blocks.append(_loudest(rest))
    if not blocks:
        raise Unreadable("there is no sound in it")
    return msgspec.json.encode({"duration_seconds": round(samples / _PEAK_RATE, 3), "peaks": _peaks(blocks)})


def as_mp3(file: Path) -> bytes:
    """The sound as mono mp3, which every browser plays."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp3") as target:
        stream = target.add_stream("libmp3lame", rate=_WEB_RATE, layout="mono")
        stream.bit_rate = _WEB_BITS_PER_SECOND
        for frame in _frames(file, AudioResampler(format="s16p", layout="mono", rate=_WEB_RATE)):
            frame.pts = None
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()


def _frames(file: Path, resampler: AudioResampler) -> Iterator[AudioFrame]:
    """Every frame of the first sound track, in the resampler's form."""
    try:
        with av.open(str(file)) as container:
            if not container.streams.audio:
                raise Unreadable("there is no sound in it")
            samples = 0
            for decoded in container.decode(container.streams.audio[0]):
                samples += decoded.samples
                if samples > LONGEST_SECONDS * decoded.sample_rate:
                    raise Unreadable("it is too long to decode")
                yield from resampler.resample(decoded)
            yield from resampler.resample(None)
    except (av.error.FFmpegError, ValueError) as error:
        raise Unreadable(_why(error)) from error


def _counted_seconds(container: InputContainer) -> float | None:
    stream = container.streams.audio[0] if container.streams.audio else None
    if stream is None or stream.time_base is None:
        return None
    ticks = sum(packet.duration or 0 for packet in container.demux(stream))
    return float(ticks * stream.time_base) if ticks else None


def _loudest(samples: "array[int]") -> int:
    return max(max(samples), -min(samples))


def _peaks(blocks: list[int]) -> list[float]:
    top = max(blocks) or 1
    edges = [n * len(blocks) // PEAKS for n in range(PEAKS + 1)]
    # Shorter sound than 400 blocks repeats a block, so that the outline always has the same number of points.
    return [round(max(blocks[low : max(high, low + 1)]) / top, 3) for low, high in pairwise(edges)]


def _why(error: Exception) -> str:
    return f"cannot be decoded ({type(error).__name__})"
