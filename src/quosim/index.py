"""The world, indexed once for being asked; and what it looks like at one moment."""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TypeVar

from quosim.cursors import Key
from quosim.parameters import E164
from quosim.timelines import Timeline
from quosim.world.model import (
    Call,
    Contact,
    Conversation,
    File,
    Line,
    Member,
    Message,
    Recording,
    Task,
    World,
)

Stamped = TypeVar("Stamped", Call, Contact, Conversation, Line, Member, Message, Task)
Kept = TypeVar("Kept", Call, Message)
Thread = tuple[str, frozenset[str]]  # a line and the numbers on the other side


def by_time(thing: Stamped) -> Key:
    return (thing.at, thing.id)


def is_e164(number: str) -> bool:
    return re.fullmatch(E164, number) is not None


@dataclass(frozen=True, slots=True)
class Sight:
    """A conversation as it stands at one moment. Its last activity may be a text or a call, and both move
    `updated_at`: nobody has measured whether calls do on the real thing, but call-only conversations are listed
    with a last activity, so they do here."""

    conversation: Conversation
    last_at: int | None
    last_id: str | None
    updated_at: int
    deleted_at: int | None

    @property
    def recency(self) -> int:
        return self.conversation.at if self.last_at is None else self.last_at


@dataclass(slots=True)
class Orders:
    """The conversations of one moment, in the three orders in which they are listed."""

    created: Timeline[Sight]
    updated: Timeline[Sight]
    recent: Timeline[Sight]


class Index:
    def __init__(self, world: World) -> None:
        self.world = world
        self.lines = {line.id: line for line in world.lines}
        self.line_of_number = {line.number: line for line in world.lines}
        self.members = {member.id: member for member in world.members}
        self.people = Timeline((member for member in world.members if not member.is_agent), by_time)
        self.numbers = Timeline(world.lines, by_time)
        self.contacts = Timeline(world.contacts, by_time)
        self.contact = {contact.id: contact for contact in world.contacts}
        self.conversation = _begun(world)
        self.messages = Timeline(world.messages, by_time)
        self.message = {message.id: message for message in world.messages}
        self.calls = Timeline(world.calls, by_time)
        self.call = {call.id: call for call in world.calls}
        self.tasks = Timeline(world.tasks, by_time)
        self.task = {task.id: task for task in world.tasks}
        self._thread()
        self.files = {(file.resource, file.name): file for file in _files(world)}
        self._orders: tuple[int, Orders] | None = None
        self._contacts_of: dict[str, list[Contact]] | None = None

    def _thread(self) -> None:
        messages: dict[Thread, list[Message]] = defaultdict(list)
        calls: dict[Thread, list[Call]] = defaultdict(list)
        activity: dict[str, list[Key]] = defaultdict(list)
        for message in self.world.messages:
            conversation = self.conversation[message.conversation_id]
            messages[message.line_id, frozenset(conversation.participants)].append(message)
            activity[message.conversation_id].append(by_time(message))
        for call in self.world.calls:
            calls[call.line_id, frozenset(call.others)].append(call)
            activity[call.conversation_id].append(by_time(call))
        self.messages_of = {thread: Timeline(several, by_time) for thread, several in messages.items()}
        self.calls_of = {thread: Timeline(several, by_time) for thread, several in calls.items()}
        self.activity_of: dict[str, Timeline[Key]] = {
            ident: Timeline(keys, _itself) for ident, keys in activity.items()
        }
        moments = [key[0] for keys in activity.values() for key in keys]
        moments += [one.at for one in self.conversation.values()]
        moments += [one.deleted_at for one in self.conversation.values() if one.deleted_at is not None]
        self._moments: Timeline[Key] = Timeline(((moment, "") for moment in moments), _itself)

    def add(self, thing: Conversation | Message | Call | Contact) -> None:
        """Something that has come into the world since: its conversation first, then what was said in it."""
        match thing:
            case Conversation():
                self.conversation[thing.id] = thing
            case Contact():
                self.contacts.add(thing)
                self.contact[thing.id] = thing
                self._contacts_of = None
            case Message():
                self._keep(thing, self.messages, self.messages_of, frozenset(self._parties(thing)))
                self.message[thing.id] = thing
                self.files |= {(file.resource, file.name): file for file in thing.media}
            case Call():
                self._keep(thing, self.calls, self.calls_of, frozenset(thing.others))
                self.call[thing.id] = thing
                self.files |= {(file.resource, file.name): file for file in _files_of_call(thing)}

    def _parties(self, message: Message) -> tuple[str, ...]:
        return self.conversation[message.conversation_id].participants

    def _keep(
        self, one: Kept, every: Timeline[Kept], threads: dict[Thread, Timeline[Kept]], parties: frozenset[str]
    ) -> None:
        every.add(one)
        threads.setdefault((one.line_id, parties), Timeline((), by_time)).add(one)
        self.activity_of.setdefault(one.conversation_id, Timeline((), _itself)).add(by_time(one))
        self._moments.add((one.at, ""))

    def contacts_of(self, number: str, now: int) -> list[str]:
        """The ids of the contacts that carry that number, however it was typed."""
        if self._contacts_of is None:
            self._contacts_of = defaultdict(list)
            for contact in self.contacts.things:
                for told in contact.numbers:
                    self._contacts_of[_digits(told.value)].append(contact)
        return [contact.id for contact in self._contacts_of.get(_digits(number), ()) if contact.at <= now]

    def owner_of(self, line_id: str) -> str:
        """The US id that answers for a line where no person does."""
        people = [ident for ident in self.lines[line_id].member_ids if not self.members[ident].is_agent]
        return people[0] if people else self.people.things[0].id

    def sight(self, conversation: Conversation, now: int) -> Sight:
        line = self.activity_of.get(conversation.id)
        count = line.count(now) if line else 0
        last = line.keys[count - 1] if line and count else None
        deleted = conversation.deleted_at if conversation.deleted_at and conversation.deleted_at <= now else None
        updated = max(conversation.at, last[0] if last else 0, deleted or 0)
        return Sight(conversation, last[0] if last else None, last[1] if last else None, updated, deleted)

    def orders(self, now: int) -> Orders:
        """Kept until the next thing happens in the world: a page must not sort thousands of conversations."""
        happened = self._moments.count(now)
        if self._orders is None or self._orders[0] != happened:
            sights = [self.sight(one, now) for one in self.conversation.values() if one.at <= now]
            self._orders = (
                happened,
                Orders(
                    Timeline(sights, lambda one: (one.conversation.at, one.conversation.id)),
                    Timeline(sights, lambda one: (one.updated_at, one.conversation.id)),
                    Timeline(sights, lambda one: (one.recency, one.conversation.id)),
                ),
            )
        return self._orders[1]


def _begun(world: World) -> dict[str, Conversation]:
    """Conversations by id, each beginning no later than the first thing that happened in it."""
    first: dict[str, int] = {}
    activities: list[Message | Call] = [*world.messages, *world.calls]
    for activity in activities:
        first[activity.conversation_id] = min(activity.at, first.get(activity.conversation_id, activity.at))
    return {one.id: replace(one, at=min(one.at, first.get(one.id, one.at))) for one in world.conversations}


def _files(world: World) -> list[File]:
    files = [file for message in world.messages for file in message.media]
    for call in world.calls:
        files += _files_of_call(call)
    return files


def _files_of_call(call: Call) -> list[File]:
    files = [recording.file for recording in call.recordings]
    return [*files, call.voicemail.file] if call.voicemail else files


def _itself(key: Key) -> Key:
    return key


def _digits(number: str) -> str:
    """What two spellings of a North American number have in common; anything that is no number stays as it is."""
    digits = "".join(filter(str.isdigit, number))
    return digits[-10:] if len(digits) >= 10 else number


def known_recordings(call: Call, now: int) -> list[Recording]:
    """Those that have begun, oldest first."""
    return sorted((one for one in call.recordings if one.start <= now), key=lambda one: one.start)


def ended(call: Call, now: int) -> bool:
    return call.completed_at is None or call.completed_at <= now


def status_at(call: Call, now: int) -> str:
    if ended(call, now):
        return call.status
    return "in-progress" if call.answered_at is not None and call.answered_at <= now else "ringing"


def steps(call: Call) -> list[int]:
    """Every moment at which what is told of the call changes."""
    moments = [call.at, call.answered_at, call.completed_at]
    moments += [one.ready_at for one in call.recordings] + [one.transcript_ready_at for one in call.recordings]
    moments += [call.voicemail.ready_at if call.voicemail else None, call.summary.ready_at if call.summary else None]
    return sorted(moment for moment in moments if moment is not None)


def updated_at(call: Call, now: int) -> int:
    return max(moment for moment in steps(call) if moment <= now)


def message_status(message: Message, now: int) -> str:
    """Outgoing ones are queued for a second, then sent, until they settle; incoming ones are received at once."""
    if message.direction == "incoming" or message.settled_at <= now:
        return message.status
    return "queued" if now < message.at + 1000 else "sent"
