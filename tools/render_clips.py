"""Render what is spoken in `src/quosim/clips/script.toml` into small .mp3 files and clips.json.

Needs espeak-ng and sox on the path. Each utterance is spoken alone, limited to the band of a telephone line, and
laid end to end; the bit reservoir is off, so that frames can be cut out at any utterance when a file is made.
"""

import io
import json
import subprocess
import sys
import tempfile
import tomllib
import wave
from fractions import Fraction
from pathlib import Path

import av

CLIPS = Path(__file__).resolve().parent.parent / "src" / "quosim" / "clips"
RATE = 11_025
BIT_RATE = 16_000
KEPT = ("who", "voice", "staff", "customer", "title", "summary", "next_steps")
FRAME = 576  # samples in one MPEG-2.5 layer III frame
PHONE_LINE = ("highpass", "280", "lowpass", "3600", "compand", "0.02,0.15", "6:-60,-40,-15", "-12", "-90", "0.1")


def speak(voice: dict, words: str, folder: Path) -> bytes:
    """16-bit mono samples of one utterance, padded to whole frames with a short pause behind it."""
    raw, telephone = folder / "raw.wav", folder / "phone.wav"
    spoken = ["espeak-ng", "-v", voice["voice"], "-s", str(voice["speed"]), "-p", str(voice["pitch"]), "-w", str(raw)]
    subprocess.run([*spoken, words], check=True)
    trim = ("silence", "1", "0.01", "0.2%", "reverse") * 2
    shape = ("-r", str(RATE), "-c", "1", "-b", "16")
    pause = ("norm", "-3", "pad", "0.06", "0.22")
    subprocess.run(["sox", "-R", "-V1", str(raw), *shape, str(telephone), *trim, *PHONE_LINE, *pause], check=True)
    with wave.open(str(telephone)) as file:
        samples = file.readframes(file.getnframes())
    return samples + b"\0" * (-len(samples) % (FRAME * 2))


def encode(samples: bytes) -> bytes:
    """A constant-rate MP3 without tags."""
    sink = io.BytesIO()
    container = av.open(sink, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"})
    stream = container.add_stream("libmp3lame", rate=RATE, options={"reservoir": "0"})
    stream.layout, stream.format, stream.bit_rate = "mono", "s16p", BIT_RATE
    for index in range(0, len(samples) // 2, FRAME):
        frame = av.AudioFrame(format="s16p", layout="mono", samples=FRAME)
        frame.planes[0].update(samples[index * 2 : (index + FRAME) * 2])
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), index
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
    container.close()
    return sink.getvalue()


def render(entry: dict, voices: dict, lines: list[tuple[str, str]], speakers: dict[str, str]) -> dict:
    """Write one clip; its entry for clips.json: utterances with their span in frames."""
    samples, spans = b"", []
    with tempfile.TemporaryDirectory() as folder:
        for speaker, words in lines:
            first = len(samples) // 2 // FRAME
            samples += speak(voices[speakers[speaker[0]]], words, Path(folder))
            spans.append({"speaker": speaker, "words": words, "frames": [first, len(samples) // 2 // FRAME]})
    (CLIPS / f"{entry['name']}.mp3").write_bytes(encode(samples))
    kept = {
        key: entry[key]
        for key in ("who", "voice", "staff", "customer", "title", "summary", "next_steps")
        if key in entry
    }
    return {"name": entry["name"], **kept, "utterances": spans}


def main() -> int:
    script = tomllib.loads((CLIPS / "script.toml").read_text())
    voices = script["voices"]
    for stale in CLIPS.glob("*.mp3"):
        stale.unlink()
    voicemails = [
        render(entry, voices, [("c", words) for words in entry["words"]], {"c": entry["voice"]})
        for entry in script["voicemail"]
    ]
    calls = [
        render(entry, voices, [tuple(line) for line in entry["lines"]], {"s": entry["staff"], "c": entry["customer"]})
        for entry in script["call"]
    ]
    index = {"frame_seconds": FRAME / RATE, "voicemails": voicemails, "calls": calls}
    (CLIPS / "clips.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")
    for clip in [*voicemails, *calls]:
        seconds = clip["utterances"][-1]["frames"][1] * index["frame_seconds"]
        print(f"{clip['name']:28} {seconds:6.1f} s {(CLIPS / (clip['name'] + '.mp3')).stat().st_size:8,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
