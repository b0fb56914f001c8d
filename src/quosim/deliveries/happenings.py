"""What happens to the things of the world that a webhook speaks of, and when, by the names of the newest generation."""

from collections.abc import Iterator
from dataclasses import dataclass

from quosim.world.model import Call, Contact, Message, Task, World

MINUTE = 60_000
DAY = 1_440 * MINUTE
Subject = Message | Call | Contact | Task


@dataclass(frozen=True, slots=True)
class Happening:
    """`at` is in UTC ms of the world; `type` as in `message.received`."""

    at: int
    type: str
    subject: Subject

    @property
    def id(self) -> str:
        """Of the thing that it happened to: what the delivery log calls the resource."""
        return self.subject.id

    @property
    def line_id(self) -> str | None:
        """The number by which a hook may filter; contacts and tasks belong to the whole workspace."""
        return self.subject.line_id if isinstance(self.subject, Message | Call) else None


def by_moment(one: Happening) -> tuple[int, str]:
    return one.at, f"{one.id} {one.type}"


def of_subject(subject: Subject) -> list[Happening]:
    """Everything that happens to it in its life, in no particular order."""
    match subject:
        case Message():
            return [_of_message(subject)]
        case Call():
            return list(_of_call(subject))
        case Contact():
            return list(_of_contact(subject))
        case Task():
            return list(_of_task(subject))


def happenings(world: World) -> Iterator[Happening]:
    for subjects in (world.messages, world.calls, world.contacts, world.tasks):
        for subject in subjects:
            yield from of_subject(subject)


def _of_message(one: Message) -> Happening:
    """Outgoing texts are announced when it is known what became of them, and not before."""
    if one.direction == "incoming":
        return Happening(one.at, "message.received", one)
    return Happening(one.settled_at, f"message.{one.status}", one)


def _of_call(one: Call) -> Iterator[Happening]:
    yield Happening(one.at, "call.ringing", one)
    if one.call_route == "phone-menu":
        yield Happening(min(one.at + 1_500, one.completed_at or one.at), "call.menu.selected", one)
    if one.answered_at is not None:
        yield Happening(one.answered_at, "call.answered", one)
    completed = one.completed_at or one.at
    if one.forwarded_to is not None:
        yield Happening(completed, "call.forwarded", one)
    elif one.answered_at is None and one.direction == "incoming":
        yield Happening(completed, "call.missed", one)
    yield Happening(completed, "call.completed", one)
    yield from _later(one)


def _later(one: Call) -> Iterator[Happening]:
    """What becomes ready some time after the call, each kind once: when the last of its parts is ready."""
    if one.recordings:
        yield Happening(max(each.ready_at for each in one.recordings), "call.recording.completed", one)
    spoken = [each.transcript_ready_at for each in one.recordings if each.segments]
    if spoken:
        yield Happening(max(spoken), "call.transcript.completed", one)
    if one.summary is not None:
        yield Happening(one.summary.ready_at, "call.summary.completed", one)
    if one.voicemail is not None:
        yield Happening(one.voicemail.ready_at, "call.voicemail.completed", one)


def _of_contact(one: Contact) -> Iterator[Happening]:
    """`contact.updated` is also what a new contact is announced by."""
    yield Happening(one.at, "contact.updated", one)
    if one.updated_at > one.at:
        yield Happening(one.updated_at, "contact.updated", one)


def _of_task(one: Task) -> Iterator[Happening]:
    yield Happening(one.at, "task.created", one)
    if one.due is not None and one.status == "open":
        yield Happening(one.due, "task.overdue", one)
    if one.status == "completed":
        yield Happening(one.at + DAY, "task.completed", one)
