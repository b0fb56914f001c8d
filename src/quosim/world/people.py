"""Invented people with numbers from the range that is reserved for fiction (NPA 555 0100-0199)."""

import random
import tomllib
from importlib.resources import files

_NAMES = {
    key: text.split() for key, text in tomllib.loads(files(__package__).joinpath("names.toml").read_text()).items()
}
FIRST, LAST, STREETS = _NAMES["first"], _NAMES["last"], _NAMES["streets"]
STREET_KINDS = ("St", "Ave", "Rd", "Dr", "Ct", "Ln")

TOWNS = """Parma|Lakewood|Euclid|Strongsville|Medina|Akron|Cuyahoga Falls|Rocky River|Shaker Heights|Berea|Brunswick|
Wadsworth|Solon|Hudson|Stow|Mentor|Westlake|North Royalton|Garfield Heights|Elyria""".replace("\n", "").split("|")

HOME_CODES = (216, 440, 330, 234, 614, 419, 513, 740, 937)

AREA_CODES = (
    *HOME_CODES,
    *(201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 217, 218, 219, 224, 225, 228, 229, 231, 239),
    *(240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308, 309),
    *(310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 325, 331, 334, 336, 337, 339, 347, 351, 352, 360),
    *(361, 385, 386, 401, 402, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 417, 423, 424, 425, 430, 432),
    *(434, 435, 443, 469, 478, 479, 480, 484, 501, 502, 503, 504, 505, 507, 508, 509, 510, 512),
)


class NumberBook:
    """Hands out each number of the reserved range once."""

    def __init__(self, area_codes: tuple[int, ...], rng: random.Random) -> None:
        self._free = [f"+1{code}5550{suffix}" for code in area_codes for suffix in range(100, 200)]
        rng.shuffle(self._free)

    def next(self) -> str:
        return self._free.pop()

    def take(self, number: str) -> str:
        """This very number, which nobody else gets then."""
        self._free.remove(number)
        return number


def typed_number(number: str, rng: random.Random) -> str:
    """A number the way somebody typed it into a contact."""
    code, prefix, rest = number[2:5], number[5:8], number[8:]
    return rng.choice(
        (
            number,
            number,
            f"({code}) {prefix}-{rest}",
            f"{code}-{prefix}-{rest}",
            f"{code}.{prefix}.{rest}",
            f"1 {code} {prefix} {rest}",
        )
    )


def spoken_number(number: str) -> str:
    """A number the way a person writes it in a text."""
    return f"{number[2:5]}-{number[5:8]}-{number[8:]}"


def address(rng: random.Random) -> str:
    """House number and street."""
    return f"{rng.randrange(100, 9900)} {rng.choice(STREETS)} {rng.choice(STREET_KINDS)}"
