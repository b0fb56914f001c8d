"""Texts that announce pictures: «here are the photos». A rule over words, so that it can say which words raised it.

1. A text is read clause by clause: what a sentence asks for does not colour the next one.
2. What only sounds like pictures («photo ID», «get the picture») is taken out of a clause.
3. A clause that asks, promises, thanks, denies or speaks of pictures elsewhere announces nothing.
4. What is left announces pictures where it fits one of the phrases of the language.

The words of each language are data (`announcement_words`); a language more is one more entry there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from onrecord.domain.announcement_words import LANGUAGES, Language

_CLAUSE = re.compile(r"[^,;.!?\n()]+[?]?")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'"})
LONGEST_TEXT = 2_000  # characters; what follows is not read


class Announcement(NamedTuple):
    """`words` raised it, as they were written. `more`: it announces more than what was sent before it."""

    words: str
    more: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    hints: tuple[str, ...]
    elsewhere: re.Pattern[str]
    vetoes: re.Pattern[str]
    more: re.Pattern[str]
    announces: re.Pattern[str]


def announcement(text: str) -> Announcement | None:
    """The pictures that a text announces, by the first clause that does; None where it announces none."""
    lowered = text[:LONGEST_TEXT].lower()
    languages = [rules for rules in _all_rules() if _hints(lowered, rules)]
    if not languages:
        return None
    plain = text[:LONGEST_TEXT].translate(_APOSTROPHES)
    found = (_read(clause, rules) for rules in languages for clause in _clauses(plain))
    return next((one for one in found if one is not None), None)


def _clauses(text: str) -> Iterator[str]:
    return (found.group().strip() for found in _CLAUSE.finditer(text))


def _hints(lowered: str, rules: _Rules) -> bool:
    return any(hint in lowered for hint in rules.hints)


def _read(clause: str, rules: _Rules) -> Announcement | None:
    if not _hints(clause.lower(), rules):
        return None
    cleared = rules.elsewhere.sub(" ", clause)
    for pattern, more in ((rules.more, True), (rules.announces, False)):
        if found := pattern.search(cleared):
            return None if rules.vetoes.search(cleared) else Announcement(" ".join(found.group().split()), more)
    return None


@lru_cache(maxsize=1)
def _all_rules() -> tuple[_Rules, ...]:
    return tuple(_rules_of(language) for language in LANGUAGES)


def _rules_of(language: Language) -> _Rules:
    return _Rules(language.hints, *(_any_of(some, language) for some in (
        language.elsewhere, language.vetoes, language.more, language.announces
    )))  # fmt: skip


def _any_of(patterns: Sequence[str], language: Language) -> re.Pattern[str]:
    """One pattern out of many; `{picture}` and the other names in braces stand for the language's own lists."""
    filled = (_filled(pattern, language) for pattern in patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in filled), re.IGNORECASE)


def _filled(pattern: str, language: Language) -> str:
    for name, words in language.words.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{words})")
    return pattern
