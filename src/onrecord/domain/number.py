"""The one rule for phone numbers: what kind an identifier is, its stored form, its spoken form."""

from enum import StrEnum
from functools import lru_cache

import phonenumbers

HIDDEN_CALLERS = frozenset({"anonymous", "blocked", "restricted"})


class NumberKind(StrEnum):
    """`person` can be written to and may have a card; the others are never merged with anybody."""

    PERSON = "person"
    SHORT_CODE = "short_code"
    HIDDEN = "hidden"
    OTHER = "other"


@lru_cache(maxsize=65_536)
def canonical_number(text: str, region: str = "US") -> str:
    """The stored form: E.164 where the text is a possible number, the hidden words in lower case, digits of a
    short code as they are, anything else stripped but otherwise untouched.
    """
    stripped = text.strip()
    if stripped.lower() in HIDDEN_CALLERS:
        return stripped.lower()
    if stripped.isdigit() and 3 <= len(stripped) <= 8:
        return stripped
    if stripped.startswith("+") and stripped[1:].isdigit():
        return stripped
    try:
        parsed = phonenumbers.parse(stripped, region)
    except phonenumbers.NumberParseException:
        return stripped
    if not phonenumbers.is_possible_number(parsed):
        return stripped
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def number_kind(canonical: str) -> NumberKind:
    """The kind of a number in its stored form."""
    if canonical.startswith("+") and canonical[1:].isdigit():
        return NumberKind.PERSON
    if canonical in HIDDEN_CALLERS:
        return NumberKind.HIDDEN
    if canonical.isdigit() and 3 <= len(canonical) <= 8:
        return NumberKind.SHORT_CODE
    return NumberKind.OTHER


@lru_cache(maxsize=65_536)
def spoken_number(canonical: str, region: str = "US") -> str:
    """How a person reads it: national inside the workspace's region, international outside."""
    kind = number_kind(canonical)
    if kind is NumberKind.HIDDEN:
        return {"anonymous": "Anonymous caller", "blocked": "Blocked caller"}.get(canonical, "Restricted caller")
    if kind is not NumberKind.PERSON:
        return canonical
    try:
        parsed = phonenumbers.parse(canonical, None)
    except phonenumbers.NumberParseException:
        return canonical
    at_home = phonenumbers.country_code_for_region(region) == parsed.country_code
    style = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def digits_of(text: str) -> str:
    """The digits of a search query in any notation; what `(555) 010-0123` and `555.010.0123` share."""
    return "".join(character for character in text if character.isdigit())


def masked_number(canonical: str) -> str:
    """For logs: the last two digits only."""
    return f"…{canonical[-2:]}" if number_kind(canonical) is NumberKind.PERSON else "…"
