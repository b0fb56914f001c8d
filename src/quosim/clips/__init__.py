"""What people say: small spoken clips with the words and their times, cut at utterances.

A *cut* of a clip is the tuple of its utterances' indices that are used, in order; leaving an optional exchange out
gives a call that nobody else had.
"""

import json
import random
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

SAMPLE_RATE = 11_025
FRAME_SAMPLES = 576
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Utterance:
    """`speaker` is `s` for our side or `c` for the customer; `exchange` groups what can be left out together."""

    speaker: str
    exchange: str | None
    words: str
    first_frame: int
    end_frame: int


@dataclass(frozen=True, slots=True)
class Clip:
    """One script: who speaks it, what it says, and what a summary of it says (calls only)."""

    name: str
    who: str | None
    staff: str | None
    title: str | None
    summary: tuple[str, ...]
    next_steps: tuple[str, ...]
    utterances: tuple[Utterance, ...]

    def whole(self) -> tuple[int, ...]:
        """The cut with everything in it."""
        return tuple(range(len(self.utterances)))

    def cut(self, rng: random.Random) -> tuple[int, ...]:
        """A cut that leaves out some of the optional exchanges."""
        exchanges = sorted({each.exchange for each in self.utterances if each.exchange})
        dropped = {each for each in exchanges if rng.random() < 0.4}
        return tuple(index for index, each in enumerate(self.utterances) if each.exchange not in dropped)

    def seconds(self, cut: tuple[int, ...]) -> float:
        """How long the cut sounds."""
        frames = sum(self.utterances[index].end_frame - self.utterances[index].first_frame for index in cut)
        return frames * FRAME_SECONDS

    def words(self, cut: tuple[int, ...]) -> str:
        """The cut as running text."""
        return " ".join(self.utterances[index].words for index in cut)


def _clip(entry: dict[str, object]) -> Clip:
    told = entry["utterances"]
    assert isinstance(told, list)  # noqa: S101 - our own file, written by the tool beside it
    utterances = tuple(
        Utterance(each["speaker"][0], each["speaker"][1:] or None, each["words"], *each["frames"]) for each in told
    )
    text = {key: value for key in ("who", "staff", "title") if isinstance(value := entry.get(key), str)}
    lists = {key: tuple(value) for key in ("summary", "next_steps") if isinstance(value := entry.get(key), list)}
    return Clip(
        str(entry["name"]),
        text.get("who"),
        text.get("staff"),
        text.get("title"),
        lists.get("summary", ()),
        lists.get("next_steps", ()),
        utterances,
    )


@lru_cache(maxsize=1)
def all_clips() -> dict[str, Clip]:
    """Every clip by name, in the order of the script."""
    index = json.loads(files(__package__).joinpath("clips.json").read_text())
    return {entry["name"]: _clip(entry) for entry in [*index["voicemails"], *index["calls"]]}


@lru_cache(maxsize=128)
def clip_frames(name: str) -> tuple[bytes, ...]:
    """The MPEG frames of a clip's file, one by one."""
    body = files(__package__).joinpath(f"{name}.mp3").read_bytes()
    frames, offset = [], 0
    while offset < len(body):
        padding = body[offset + 2] >> 1 & 1
        size = 72 * 16_000 // SAMPLE_RATE + padding
        frames.append(body[offset : offset + size])
        offset += size
    return tuple(frames)
