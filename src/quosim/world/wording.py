"""From a line of a story to the words somebody really typed."""

import re
from random import Random

from quosim.world.script import Script

_SENTENCE = re.compile(r"(^|[.?!]\s+)([a-z])")
_QUESTION = re.compile("(is|are|do|does|can|what|how|why|would|which|price) ", re.IGNORECASE)
_HASTY = (
    ("tomorrow", "tmrw"),
    ("because", "bc"),
    ("thank you", "thx"),
    ("thanks", "thx"),
    (" you ", " u "),
    ("are ", "r "),
)


class Wording:
    """Chooses among alternatives so that none comes back before the others have had their turn."""

    def __init__(self, script: Script, rng: Random) -> None:
        self._script, self._rng = script, rng
        self._bags: dict[tuple[str, ...], list[int]] = {}

    def pick(self, options: tuple[str, ...]) -> int:
        """The place of one of the options."""
        if len(options) == 1:
            return 0
        bag = self._bags.get(options)
        if not bag:
            bag = self._bags[options] = list(range(len(options)))
            self._rng.shuffle(bag)
        return bag.pop()

    def choose(self, options: tuple[str, ...]) -> str:
        """One of the options."""
        return options[self.pick(options)]

    def fill(self, text: str, slots: dict[str, str]) -> str:
        """The text with its phrases and slots filled in."""

        def one(found: re.Match[str]) -> str:
            name = found[1]
            if name in self._script.phrases:
                return self.fill(self.choose(self._script.phrases[name]), slots)
            return self._drawn(name) if name not in slots else slots[name]

        return re.sub(r"\{(\w+)\}", one, text)

    def _drawn(self, name: str) -> str:
        """Small things that are new at each mention."""
        if name == "digit":
            return str(self._rng.randrange(2, 9))
        raise KeyError(name)


def styled(text: str, style: str) -> str:
    """The same words as a person of that style types them."""
    if style in ("formal", "plain"):
        text = _SENTENCE.sub(lambda found: found[1] + found[2].upper(), text)
        return text + "." if style == "formal" and text[-1:].isalnum() and not _QUESTION.match(text) else text
    if style in ("lower", "hasty"):
        text = text.lower() if len(text) < 400 else text
        text = text.removesuffix(".")
    if style == "hasty":
        for word, short in _HASTY:
            text = text.replace(word, short)
    return text
