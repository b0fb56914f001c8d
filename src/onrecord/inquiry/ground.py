"""What the answers so far give to ask further with: examples of lines, calls, messages and people. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from onrecord.domain.clock import parse_instant
from onrecord.media.download import Peeked
from onrecord.provider.question import Looked

MEDIA_RETURNED_FROM_MS = 1_787_270_400_000
"""2026-08-21T00:00Z: the day from which messages were told with their media."""

Thing = Mapping[str, object]


def body_of(looked: Looked | None) -> Mapping[str, object]:
    """The JSON object of an answer; empty where it is none."""
    if looked is None:
        return {}
    try:
        told = msgspec.json.decode(looked.answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return told if isinstance(told, dict) else {}


def things_of(looked: Looked | None) -> list[Thing]:
    """The elements of a good answer that is a list."""
    if looked is None or looked.answer.status != 200:
        return []
    data = body_of(looked).get("data")
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def thing_of(looked: Looked | None) -> Thing:
    """The one thing of a good answer."""
    if looked is None or looked.answer.status != 200:
        return {}
    data = body_of(looked).get("data")
    return data if isinstance(data, dict) else {}


def at_ms(thing: Thing) -> int | None:
    """When it was made."""
    instant = parse_instant(thing.get("createdAt"))
    return instant.ms if instant else None


@dataclass(slots=True)
class Ground:
    """Every answer so far, and what links were answered with, by the name of the inquiry that asked."""

    answers: dict[str, Sequence[Looked]] = field(default_factory=dict)
    followed: dict[str, Sequence[Peeked]] = field(default_factory=dict)

    def first(self, name: str) -> Looked | None:
        answers = self.answers.get(name, ())
        return answers[0] if answers else None

    def every(self) -> Iterator[Looked]:
        for answers in self.answers.values():
            yield from answers

    def status(self, name: str) -> int:
        looked = self.first(name)
        return looked.answer.status if looked else 0

    # --- examples ---------------------------------------------------------------------------------------------------

    def lines(self) -> list[Thing]:
        return things_of(self.first("dated_numbers")) or things_of(self.first("v1_numbers"))

    def conversations(self) -> list[Thing]:
        return things_of(self.first("v1_conversations")) + things_of(self.first("dated_conversations"))

    def messages(self) -> list[Thing]:
        return things_of(self.first("dated_messages")) + things_of(self.first("v1_messages"))

    def calls(self) -> list[Thing]:
        v1 = [one for looked in self.answers.get("v1_calls", ()) for one in things_of(looked)]
        return things_of(self.first("dated_calls")) + v1

    def threads(self, *, groups: bool = False) -> list[Thing]:
        """Conversations that v1 can be asked for: every party an E.164 number."""
        return [one for one in self.conversations() if _is_thread(one, groups=groups)]

    def answered_call(self) -> str | None:
        return _id(one for one in self.calls() if one.get("answeredAt"))

    def unanswered_call(self) -> str | None:
        return _id(one for one in self.calls() if one.get("direction") == "incoming" and not one.get("answeredAt"))

    def group_call(self) -> str | None:
        """A call with more than two numbers, ours among them."""
        return _id(one for one in things_of(self.first("dated_calls")) if len(_numbers(one)) > 2)

    def simple_call(self) -> Thing | None:
        """An answered call of two parties, as the dated surface tells it."""
        for one in things_of(self.first("dated_calls")):
            if one.get("answeredAt") and len(_numbers(one)) == 2:
                return one
        return None

    def message(self) -> Thing | None:
        return next(iter(self.messages()), None)

    def with_media(self) -> Thing | None:
        return next((one for one in self.messages() if one.get("media")), None)


def _is_thread(conversation: Thing, *, groups: bool) -> bool:
    people = conversation.get("participants")
    if not isinstance(people, list) or not people or not all(map(_is_e164, people)):
        return False
    return (len(people) > 1) == groups


def _is_e164(value: object) -> bool:
    return isinstance(value, str) and value.startswith("+") and value[1:].isdigit()


def _id(things: Iterator[Thing]) -> str | None:
    return next((ident for one in things if isinstance(ident := one.get("id"), str)), None)


def _numbers(call: Thing) -> set[object]:
    people = call.get("participants")
    return {one.get("phoneNumber") for one in people if isinstance(one, dict)} if isinstance(people, list) else set()
