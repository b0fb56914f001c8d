"""Who is who: numbers, teammates and lines under the names that people know them by."""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.contact import display_name
from onrecord.domain.line import LineRecord, MemberRecord
from onrecord.domain.number import NumberKind, number_kind, spoken_number
from onrecord.storage.names import Card, cards_of_numbers, list_lines, list_members

HUES = 8
AI_NAME = "Quo's AI agent"


@dataclass(frozen=True, slots=True)
class Face:
    """The small round sign of somebody. `hue` is one of HUES colours, the same for the same name for ever."""

    initials: str
    hue: int
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class LineName:
    """One of our phone numbers; `symbol` is the emoji it has at the provider, or empty."""

    id: str
    name: str
    number: str
    symbol: str
    hue: int


class People:
    """The names needed for one screen, read at once."""

    def __init__(
        self, region: str, cards: dict[str, list[Card]], members: list[MemberRecord], lines: list[LineRecord]
    ) -> None:
        self.region = region
        self.cards = cards
        self._members = {member.id: member for member in members}
        self.lines = {line.id: line_name(line, region, position) for position, line in enumerate(lines)}
        self._own_numbers = {line.number: self.lines[line.id] for line in lines if line.number}

    def name(self, number: str) -> str:
        """The contact's name, our line's, or the number as it is spoken."""
        if card := self.card(number):
            return card.name
        own = self._own_numbers.get(number)
        return own.name if own else spoken_number(number, self.region)

    def card(self, number: str) -> Card | None:
        """The card that names this number; cards without a name name nobody."""
        return next((card for card in self.cards.get(number, ()) if card.name), None)

    def number(self, number: str) -> str:
        return spoken_number(number, self.region)

    def face(self, number: str) -> Face:
        card = self.card(number)
        if card is not None:
            return Face(initials(card.name), hue(card.name))
        icon = {NumberKind.HIDDEN: "eye-off", NumberKind.SHORT_CODE: "hash"}.get(number_kind(number), "user")
        return Face("", hue(number), icon)

    def is_own(self, number: str) -> bool:
        return number in self._own_numbers

    def member(self, member_id: str | None) -> str | None:
        """A teammate's name; None where we know no such teammate."""
        member = self._members.get(member_id or "")
        if member is None:
            return AI_NAME if member_id and member_id.startswith("SY") else None
        name = display_name(member.first_name, member.last_name, None) or member.email
        return name or (AI_NAME if member.kind == "agent" else None)

    def is_agent(self, member_id: str | None) -> bool:
        member = self._members.get(member_id or "")
        return member.kind == "agent" if member else bool(member_id and member_id.startswith("SY"))

    def line(self, line_id: str | None) -> LineName | None:
        return self.lines.get(line_id or "")

    def together(self, numbers: Collection[str]) -> str:
        """All of a conversation, as its title."""
        names = [self.name(number) for number in numbers]
        if not names:
            return "Unknown caller"
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " & " + names[-1]


def read_people(conn: Connection, scope: Scope, region: str, numbers: Iterable[str]) -> People:
    workspace_id = scope.workspace_id
    return People(
        region,
        cards_of_numbers(conn, workspace_id, set(numbers)),
        list_members(conn, workspace_id),
        list_lines(conn, workspace_id, lines=scope.lines),
    )


def line_name(line: LineRecord, region: str, position: int) -> LineName:
    """Lines get the colours in turn, so that the first eight differ."""
    number = spoken_number(line.number, region) if line.number else ""
    return LineName(line.id, line.name or number or "Unnamed number", number, line.symbol or "", position % HUES)


def initials(name: str) -> str:
    """Up to two letters; digits and signs make no initials."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    if not words:
        return ""
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def hue(name: str) -> int:
    return zlib.crc32(name.encode()) % HUES
