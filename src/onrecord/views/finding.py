"""The words of a search inside a text: where they are, and what stands around them."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+")
_BEFORE = 48
_LENGTH = 150


class Piece(NamedTuple):
    """A part of a text; `found` where it is one of the words looked for."""

    text: str
    found: bool


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query as they are compared: small letters without accents."""
    return tuple(dict.fromkeys(_WORD.findall(plain(query))))


def pieces(text: str, words: tuple[str, ...]) -> list[Piece]:
    """The whole text, cut where a word begins with one of those looked for."""
    if not words:
        return [Piece(text, False)]
    cut: list[Piece] = []
    end = 0
    for match in _pattern(words).finditer(plain(text)):
        if match.start() > end:
            cut.append(Piece(text[end : match.start()], False))
        cut.append(Piece(text[match.start() : match.end()], True))
        end = match.end()
    if end < len(text) or not cut:
        cut.append(Piece(text[end:], False))
    return cut


def holds_all(text: str, words: tuple[str, ...]) -> bool:
    """Each word, anywhere: what a name is asked for."""
    plainly = plain(text)
    return bool(words) and all(word in plainly for word in words)


def holds_any(text: str, words: tuple[str, ...]) -> bool:
    return bool(words) and _pattern(words).search(plain(text)) is not None


def snippet(text: str, words: tuple[str, ...]) -> list[Piece]:
    """What stands around the first word that is found; the beginning where none is."""
    flat = " ".join(text.split())
    match = _pattern(words).search(plain(flat)) if words else None
    start = max(0, match.start() - _BEFORE) if match else 0
    if start:
        start = flat.find(" ", start) + 1 or start
    end = start + _LENGTH
    shown = flat[start:end]
    return pieces(("…" if start else "") + shown + ("…" if end < len(flat) else ""), words)


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + r")")


def plain(text: str) -> str:
    """Small letters without accents, one for one, so that places in it are places in the text."""
    return text.lower() if text.isascii() else "".join(_plain_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].lower()
    return base if len(base) == 1 else letter
