"""Query parameters: declared once per route, read in each surface's manner.

v1 ignores what it does not know (seen live 2026-09-09, expensively: `phoneNumberId` on conversations). The dated
surface refuses it, operators included. Both decode a raw `+` as a space (seen live): a wrong number, not an error.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from quosim.dates import Day
from quosim.errors import Refused, dated_bad_request, v1_bad_request
from quosim.times import read_time

E164 = r"\+[1-9]\d{1,14}"
PARTY = rf"{E164}|[Aa]nonymous|[Bb]locked|[Rr]estricted|[0-9]{{3,8}}"

Pairs = list[tuple[str, str]]
Values = dict[str, Any]


class Kind(StrEnum):
    TEXT = "string"
    INTEGER = "integer"
    TIME = "date-time"
    FLAG = "boolean"
    REPEATED = "array"  # v1: the bare key, once per value
    COMMA = "comma list"  # dated: one value, separated by commas


@dataclass(frozen=True, slots=True)
class Parameter:
    """`name` as it is written, operator included (`createdAt[gte]`). `pattern` must match the whole of each value.

    `required` is True, False, or the name of a row of `dates` while which is in force it is required.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool | str = False
    low: int | None = None
    high: int | None = None
    default: object = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    most: int | None = None

    def needed(self, day: Day) -> bool:
        return day.has(self.required) if isinstance(self.required, str) else self.required


class Unfit(Exception):
    """A value that its parameter does not allow; the message is the provider's."""


def _integer(parameter: Parameter, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Unfit("Expected integer")
    number = int(text)
    if parameter.low is not None and number < parameter.low:
        raise Unfit(f"Expected integer to be greater or equal to {parameter.low}")
    if parameter.high is not None and number > parameter.high:
        raise Unfit(f"Expected integer to be less or equal to {parameter.high}")
    return number


def _text(parameter: Parameter, text: str) -> str:
    if parameter.choices and text not in parameter.choices:
        raise Unfit(f"Value must be one of: {', '.join(parameter.choices)}")
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise Unfit(f"Expected string to match '^({parameter.pattern})$'")
    return text


def _several(parameter: Parameter, texts: list[str]) -> tuple[str, ...]:
    if parameter.most is not None and len(texts) > parameter.most:
        raise Unfit(f"Expected array length to be less or equal to {parameter.most}")
    return tuple(_text(parameter, text) for text in texts)


def _value(parameter: Parameter, texts: list[str]) -> object:
    text = texts[0]
    match parameter.kind:
        case Kind.INTEGER:
            return _integer(parameter, text)
        case Kind.TIME:
            moment = read_time(text)
            if moment is None:
                raise Unfit("Expected string to match 'date-time' format")
            return moment
        case Kind.FLAG:
            if text not in ("true", "false"):
                raise Unfit("Expected boolean")
            return text == "true"
        case Kind.REPEATED:
            return _several(parameter, texts)
        case Kind.COMMA:
            return _several(parameter, text.split(","))
        case Kind.TEXT:
            return _text(parameter, text)


def _gathered(pairs: Pairs) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for name, value in pairs:
        told.setdefault(name, []).append(value)
    return told


def read_v1(declared: Iterable[Parameter], pairs: Pairs, day: Day, resource: str) -> Values:
    """Values by name, None where absent; `Refused` for what is missing or unfit. Unknown names are ignored."""
    told = _gathered(pairs)
    values: Values = {}
    for parameter in declared:
        texts = told.get(parameter.name)
        if texts is None:
            if parameter.needed(day):
                raise _missing_v1(parameter, told, resource)
            values[parameter.name] = parameter.default
            continue
        try:
            values[parameter.name] = _value(parameter, texts)
        except Unfit as unfit:
            shown: object = texts if parameter.kind is Kind.REPEATED else texts[0]
            raise v1_bad_request(resource, f"/{parameter.name}", str(unfit), parameter.kind, shown) from None
    return values


def _missing_v1(parameter: Parameter, told: dict[str, list[str]], resource: str) -> Refused:
    # Documented defaults do not help, and brackets are not understood (seen live 2026-09-11).
    bracketed = parameter.kind is Kind.REPEATED and f"{parameter.name}[]" in told
    message = "Expected array" if bracketed else "Expected required property"
    return v1_bad_request(resource, f"/{parameter.name}", message, parameter.kind)


def read_dated(declared: Iterable[Parameter], pairs: Pairs) -> Values:
    """Values by name, None where absent; `Refused` for what is unknown, said twice over or unfit."""
    told = _gathered(pairs)
    known = {parameter.name: parameter for parameter in declared}
    for name, texts in told.items():
        base, bracket, _ = name.partition("[")
        if name not in known:
            message = "Unexpected operator" if bracket and _speaks_of(base, known) else "Unexpected property"
            raise dated_bad_request(f"/query/{name}", message, texts[0], {"type": "undefined"})
        if bracket and base in told:
            raise dated_bad_request(f"/query/{base}", "Expected a value or operators, not both", texts[0], {})
        if len(texts) > 1:
            raise dated_bad_request(f"/query/{name}", "Expected one value", texts, {"type": known[name].kind})
    values: Values = {}
    for name, parameter in known.items():
        values[name] = _dated_value(parameter, told[name]) if name in told else parameter.default
    return values


def _speaks_of(base: str, known: dict[str, Parameter]) -> bool:
    return any(name.partition("[")[0] == base for name in known)


def _dated_value(parameter: Parameter, texts: list[str]) -> object:
    try:
        return _value(parameter, texts)
    except Unfit as unfit:
        # Both spellings of the path are in the documents: `/include`, `/query/limit`.
        path = f"/{parameter.name}" if parameter.kind is Kind.COMMA else f"/query/{parameter.name}"
        schema: dict[str, object] = {"type": "array" if parameter.kind is Kind.COMMA else str(parameter.kind)}
        raise dated_bad_request(path, str(unfit), texts[0], schema) from None
