"""Writes a world down: what was said and who called, with ids, files and the times at which things settle."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

from quosim.clips import Clip, all_clips
from quosim.world.eastern import MINUTE, SECOND
from quosim.world.identifiers import Identifiers
from quosim.world.model import (
    Call,
    Conversation,
    File,
    Line,
    Member,
    Message,
    Recording,
    Segment,
    Summary,
    Voicemail,
    World,
)

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "text/vcard": "vcf",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/amr": "amr",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
}


class Chronicle:
    """The pen of one world. Every choice comes from `rng`, every id from a stream of its own."""

    def __init__(self, world: World, rng: random.Random, ids: Identifiers) -> None:
        self.world, self.rng, self.ids = world, rng, ids
        self._seconds: set[tuple[str, int]] = set()

    def conversation(
        self, line: Line, others: Iterable[str], at: int, name: str | None = None, assigned_to: str | None = None
    ) -> Conversation:
        """A new conversation; `at` is when its first activity was."""
        conversation = Conversation(self.ids.conversation(), line.id, tuple(others), name, at, assigned_to)
        self.world.conversations.append(conversation)
        return conversation

    def media(
        self,
        true_type: str,
        recipe: tuple[object, ...],
        *,
        declared: str | None = "as it is",
        extension: bool = True,
        seconds: int | None = None,
    ) -> File:
        """A file that travels with a message."""
        file_id = self.ids.media()
        name = f"{file_id}.{EXTENSIONS[true_type]}" if extension else file_id
        told = true_type if declared == "as it is" else declared
        return File(file_id, "message-media", name, true_type, told, recipe, seconds)

    def heard(
        self,
        line: Line,
        conversation: Conversation,
        text: str,
        at: int,
        *,
        sender: str | None = None,
        media: Sequence[File] = (),
        told_owner: bool = False,
    ) -> Message:
        """An incoming text. `told_owner`: the provider names the line's owner on it, which it should not."""
        author = sender or conversation.participants[0]
        rest = tuple(number for number in conversation.participants if number != author)
        member = line.member_ids[0] if told_owner else None
        to = (line.number, *rest)
        message = Message(
            self.ids.activity(), conversation.id, line.id, "incoming", author, to, text, at, "received", at, member,
            tuple(media),
        )  # fmt: skip
        self.world.messages.append(message)
        return message

    def said(
        self,
        line: Line,
        conversation: Conversation,
        text: str,
        at: int,
        member_id: str,
        *,
        media: Sequence[File] = (),
        status: str = "delivered",
        error_code: int | None = None,
    ) -> Message:
        """An outgoing text and what became of it."""
        settled = min(at + self.rng.randrange(900, 6_000), max(at, self.world.end))
        message = Message(
            self.ids.activity(), conversation.id, line.id, "outgoing", line.number, conversation.participants, text, at,
            status, settled, member_id, tuple(media), error_code,
        )  # fmt: skip
        self.world.messages.append(message)
        return message

    def answered(
        self,
        line: Line,
        conversation: Conversation,
        direction: str,
        at: int,
        seconds: int,
        member: Member,
        **more: object,
    ) -> Call:
        """A call that somebody took. `more` are fields of Call that differ from the usual."""
        answered_at = at + self.rng.randrange(3, 19) * SECOND + self.rng.randrange(1000)
        completed = answered_at + seconds * SECOND + self.rng.randrange(1000)
        incoming = direction == "incoming"
        call = Call(
            self.ids.activity(), conversation.id, line.id, direction, "completed", conversation.participants, at,
            answered_at, member.id if incoming else None, None if incoming else member.id, completed, seconds, seconds,
            member.id, "phone-number" if incoming else None,
        )  # fmt: skip
        return self._keep(call, more)

    def unanswered(
        self,
        line: Line,
        conversation: Conversation,
        direction: str,
        at: int,
        member_id: str,
        status: str,
        ring: int,
        **more: object,
    ) -> Call:
        """A call that nobody took; `ring` in seconds. Sometimes v1 takes the ringing for the duration."""
        call = Call(
            self.ids.activity(), conversation.id, line.id, direction, status, conversation.participants, at, None, None,
            member_id if direction == "outgoing" else None, at + ring * SECOND + self.rng.randrange(1000), 0,
            ring if self.rng.random() < 0.15 else 0, member_id, "phone-number" if direction == "incoming" else None,
        )  # fmt: skip
        return self._keep(call, more)

    def _keep(self, call: Call, more: dict[str, object]) -> Call:
        kept = replace(call, **more) if more else call  # type: ignore[arg-type]  # names and types are Call's own
        self.world.calls.append(kept)
        return kept

    def voicemail(self, clip: Clip, at: int, *, ready_after: int | None = None, transcribed: bool = True) -> Voicemail:
        """A voicemail whose recording ended at `at`; ready some seconds later unless told otherwise."""
        mail_id = self.ids.voicemail()
        cut = clip.whole()
        seconds = max(1, round(clip.seconds(cut)))
        file = File(
            mail_id, "voicemail", f"{mail_id}.mp3", "audio/mpeg", "audio/mpeg", ("clip", clip.name, cut), seconds
        )
        ready = at + (self.rng.randrange(3_000, 11_000) if ready_after is None else ready_after)
        words = clip.words(cut) if transcribed else None
        return Voicemail(mail_id, self.ids.activity(), file, seconds, words, ready)

    def recording(
        self,
        clip: Clip,
        cut: tuple[int, ...],
        start: int,
        ours: tuple[str, str],
        theirs: str,
        *,
        ready_after: int | None = None,
        transcribed: bool = True,
    ) -> Recording:
        """The recording of a dialogue that began at `start`. `ours` is (line's number, member)."""
        recording_id = self.ids.recording()
        seconds = max(1, round(clip.seconds(cut)))
        file = File(
            recording_id, "call-recording", f"{recording_id}.mp3", "audio/mpeg", "audio/mpeg", ("clip", clip.name, cut),
            seconds,
        )  # fmt: skip
        ended = start + round(clip.seconds(cut) * SECOND)
        ready = ended + (self.rng.randrange(1_500, 90_000) if ready_after is None else ready_after)
        segments = spoken_segments(clip, cut, ours, theirs) if transcribed else ()
        later = self.rng.randrange(2 * SECOND, 4 * MINUTE)
        return Recording(recording_id, file, start, seconds, ready, segments, ready + later)

    def summary(self, clip: Clip, ended: int) -> Summary | None:
        """What the provider's summary of that dialogue says; None where the dialogue carries none."""
        if not clip.summary:
            return None
        ready = ended + self.rng.randrange(2 * SECOND, 3 * MINUTE)
        if clip.staff != "agent":
            return Summary("human", None, clip.summary, clip.next_steps, (), ready)
        jobs = (("✍️", "Message taking", (("Reason for the call", clip.summary[0]), ("Call back", bool(clip.title)))),)
        return Summary("agent", clip.title, clip.summary, (), jobs, ready)

    def _begin_conversations(self) -> None:
        """A conversation begins with its first activity; one in which nothing happened never was."""
        first: dict[str, int] = {}
        begun = [(each.conversation_id, each.at) for each in self.world.messages]
        begun += [(each.conversation_id, each.at) for each in self.world.calls]
        for conversation_id, at in begun:
            first[conversation_id] = min(at, first.get(conversation_id, at))
        self.world.conversations[:] = [
            replace(each, at=first[each.id]) for each in self.world.conversations if each.id in first
        ]

    def close(self) -> World:
        """Put everything in order, oldest first."""
        self._begin_conversations()
        for kind in (
            self.world.conversations,
            self.world.messages,
            self.world.calls,
            self.world.tasks,
            self.world.contacts,
        ):
            kind.sort(key=lambda each: (each.at, each.id))
        return self.world


def spoken_segments(clip: Clip, cut: tuple[int, ...], ours: tuple[str, str], theirs: str) -> tuple[Segment, ...]:
    """The transcript of a cut, its times in seconds from the start of the audio."""
    segments, clock = [], 0.0
    for index in cut:
        said = clip.utterances[index]
        length = clip.seconds((index,))
        speaker, member = (ours[0], ours[1]) if said.speaker == "s" else (theirs, None)
        segments.append(Segment(speaker, member, round(clock, 2), round(clock + length - 0.2, 2), said.words))
        clock += length
    return tuple(segments)


def clips_of(kind: str) -> list[Clip]:
    """The clips whose names begin so: `vm_`, `call_`, `note_`."""
    return [clip for name, clip in all_clips().items() if name.startswith(kind)]
