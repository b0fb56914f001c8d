"""Real files of every kind that phones send, made on the spot."""

import io
import math
import struct
from array import array
from fractions import Fraction

import av
import pillow_heif
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from PIL import Image

RATE = 16_000


def picture(width: int = 64, height: int = 48, colour: str = "orange") -> Image.Image:
    """Left half coloured, right half blue, so that a turn can be seen."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste(Image.new("RGB", (width // 2, height), colour), (0, 0))
    return image


def image_file(kind: str, image: Image.Image | None = None, *, turned: bool = False) -> bytes:
    """`kind` is a name of Pillow's; `turned` notes a quarter turn, as phones held upright do."""
    image = image or picture()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    made = io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(made)
    elif turned:
        image.save(made, kind, exif=exif)
    else:
        image.save(made, kind)
    return made.getvalue()


def animation() -> bytes:
    made = io.BytesIO()
    picture().save(made, "GIF", save_all=True, append_images=[picture(colour="red")], duration=200)
    return made.getvalue()


def tone(seconds: float, rate: int = RATE) -> array:  # type: ignore[type-arg]  # subscripted only from 3.12 on
    """Silent at first, loud from the middle on."""
    total = int(seconds * rate)
    return array(
        "h", (int((20_000 if n > total // 2 else 0) * math.sin(n * 440 * math.tau / rate)) for n in range(total))
    )


def wav_file(seconds: float = 1.0, rate: int = RATE) -> bytes:
    sound = tone(seconds, rate).tobytes()
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(sound)) + b"WAVE" + form + b"data" + struct.pack("<I", len(sound)) + sound
    )


def sound_file(container: str, codec: str, seconds: float = 1.0, rate: int = RATE) -> bytes:
    """As `("mp3", "libmp3lame")`, `("amr", "amr_nb", rate=8000)`, `("3gp", "aac")`."""
    made = io.BytesIO()
    with av.open(made, "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate, layout="mono")
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate)
        samples = tone(seconds, rate)
        frame = AudioFrame(format="s16", layout="mono", samples=len(samples))
        frame.planes[0].update(samples.tobytes())
        frame.sample_rate = rate
        fifo = av.AudioFifo()
        for resampled in resampler.resample(frame):
            fifo.write(resampled)
        size = stream.codec_context.frame_size or 1024
        while part := fifo.read(size, partial=True):
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return made.getvalue()


def video_file(container: str = "mp4", codec: str = "mpeg4", seconds: float = 1.0) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format=container) as target:
        stream = target.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 176, 144, "yuv420p"
        for n in range(int(seconds * 10)):
            frame = VideoFrame.from_image(picture(176, 144))
            frame.pts, frame.time_base = n, Fraction(1, 10)
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return made.getvalue()


VCARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dana Whitfield\r\nTEL:+15550100123\r\nEND:VCARD\r\n"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
