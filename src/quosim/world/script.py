"""Reads the story files: phrases, chapters and stories, as steps."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

_STEP = re.compile(
    r"^(?:\?(?P<chance>\d+) )?(?:!(?P<error>\d+) )?(?P<tie>[=+]?)(?P<verb>[<>@]|\.\.|[a-z]+[<>]?)(?P<rest>.*)$"
)
_TEXT = re.compile(r"^(?P<side>[<>])(?P<media>[a-z0-9][a-z0-9_, ]*)? ?:?(?P<words>.*)$")
_TURN = re.compile(r"(?:^|(?<=\s))(?=[<>][a-z]*(?: :)? )")


@dataclass(frozen=True, slots=True)
class Step:
    """`verb` is `<` or `>` (a text, with `media` of those kinds), `do`, `..`, `@`, `on`, `call<`, `miss<`, ….

    `options` are the alternatives; `chance` in percent; `error` the code with which an outgoing text fails.
    `tie`: `+` only if the step before was taken, `=` also with the alternative of the same place.
    """

    verb: str
    options: tuple[str, ...]
    media: tuple[str, ...] = ()
    chance: int = 100
    error: int | None = None
    tie: str = ""


@dataclass(slots=True)
class Script:
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chapters: dict[str, list[Step]] = field(default_factory=dict)
    exchanges: dict[str, list[list[Step]]] = field(default_factory=dict)
    stories: dict[str, list[Step]] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)


def _options(text: str) -> tuple[str, ...]:
    return tuple(option.strip() for option in text.split("|"))


def read_step(line: str) -> Step:
    """One line of a story. ValueError where it is none."""
    found = _STEP.match(line)
    if found is None:
        raise ValueError(f"not a step: {line}")
    chance = int(found["chance"] or 100)
    error = int(found["error"]) if found["error"] else None
    if found["verb"] not in "<>":
        return Step(found["verb"], _options(found["rest"]), chance=chance, tie=found["tie"])
    text = _TEXT.match(found["verb"] + found["rest"])
    if text is None:
        raise ValueError(f"not a text: {line}")
    media, words = text["media"] or "", text["words"]
    if media and not found["rest"].removeprefix(media).lstrip().startswith(":"):
        media, words = "", found["rest"]  # plain words, no list of pictures before a colon
    kinds = tuple(kind.strip() for kind in media.split(",") if kind.strip())
    return Step(text["side"], _options(words), kinds, chance, error, found["tie"])


def _read_line(script: Script, line: str, steps: list[Step], chapter: str) -> None:
    if line.startswith("@") and " = " in line:
        name, _, told = line[1:].partition(" = ")
        script.phrases[name.strip()] = _options(told)
    elif chapter in script.exchanges:
        script.exchanges[chapter].append([read_step(turn.strip()) for turn in _TURN.split(line) if turn.strip()])
    elif line == "one":
        script.exchanges[chapter] = []
    else:
        steps.append(read_step(line))


@lru_cache(maxsize=4)
def read_script(name: str) -> Script:
    """The story file of that name."""
    script, steps, chapter = Script(), list[Step](), ""
    for line in files(__package__).joinpath(name).read_text().splitlines():
        if line.startswith("== "):
            title, _, weight = line[3:].rpartition(" ")
            known = weight.isdigit()
            chapter = title if known else line[3:]
            steps = script.stories[chapter] = []
            script.weights[chapter] = int(weight) if known else 1
        elif line.startswith("-- "):
            chapter = line[3:]
            steps = script.chapters[chapter] = []
        elif line.strip() and not line.startswith("#"):
            _read_line(script, line.rstrip(), steps, chapter)
    return script
