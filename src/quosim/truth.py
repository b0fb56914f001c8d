"""The truth for those who check: everything that has happened by now, and where it can be had.

`on` names the surfaces from which the thing itself can be read at this moment with what the surface lists: an id that
only another surface tells does not count. Not ready, not on this date, or only for someone who knows better: not on.

- A line is on a surface that lists numbers; a member where users are listed, or on v1 embedded in a number; the AI
  agent nowhere. A contact is not on v1 while that needs external ids.
- A message is on v1 when its conversation's participants are all E.164 (several only since 2026-06-18); a call when it
  has one counterpart, in E.164.
- A media file needs its message, the date (v1: 2026-08-21) and, for older messages, `--old-media yes`.
- Voicemails, recordings, transcripts and summaries need their call, their route, and to be ready. v1 merges the
  transcripts of a call into one, so only the first is on v1.

Ids: a media file is `<message>/media/<ordinal>`, a transcript `<recording>/transcript`, a summary `<call>/summary`.
"""

from collections.abc import Callable, Iterator

from quosim.dates import CONTACTS_NEED_EXTERNAL_IDS, GROUP_MESSAGES, MESSAGE_MEDIA, Day
from quosim.house import House
from quosim.index import is_e164, known_recordings
from quosim.surfaces.v1_items import media_told
from quosim.world.model import Call, Conversation, File, Message

Row = dict[str, object]
KINDS = (
    "line", "member", "contact", "conversation", "message", "call", "media", "voicemail", "recording", "transcript",
    "summary",
)  # fmt: skip


def v1_reads_messages(conversation: Conversation, day: Day) -> bool:
    """Whether `/v1/messages` can be asked for this conversation."""
    parties = conversation.participants
    alone = len(parties) == 1 or day.has(GROUP_MESSAGES)
    return 0 < len(parties) <= 10 and alone and all(is_e164(party) for party in parties)


def v1_reads_calls(others: tuple[str, ...]) -> bool:
    return len(others) == 1 and is_e164(others[0])


class Truth:
    """One look at a house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.index = house.index
        self.now = house.clock.now()
        self.day = house.day(self.now)

    def rows(self, kind: str) -> list[Row]:
        """In order of time. Rows of files carry their `File` under `file`, for whoever needs its digest."""
        return list(getattr(self, f"_{kind}")())

    def _routes(self, dated: str, v1: str) -> list[str]:
        return [
            name for name, route in (("dated", f"dated GET {dated}"), ("v1", f"v1 GET {v1}")) if self.day.has(route)
        ]

    def _row(self, ident: str, line: str | None, at: int, on: list[str], **more: object) -> Row:
        return {"id": ident, "line": line, "at": at, "on": on, **more}

    # The account

    def _line(self) -> Iterator[Row]:
        on = self._routes("/phone-numbers", "/v1/phone-numbers")
        for line in self.index.numbers.upto(self.now):
            yield self._row(line.id, line.id, line.at, on)

    def _member(self) -> Iterator[Row]:
        embedded = {ident for line in self.index.numbers.upto(self.now) for ident in line.member_ids}
        for member in sorted(self.house.world.members, key=lambda one: (one.at, one.id)):
            if member.at > self.now:
                continue
            on = self._routes("/users", "/v1/users")
            if member.id in embedded and "v1" not in on:
                on = [*on, "v1"]
            yield self._row(member.id, None, member.at, [] if member.is_agent else on)

    def _contact(self) -> Iterator[Row]:
        on = self._routes("/contacts", "/v1/contacts")
        if self.day.has(CONTACTS_NEED_EXTERNAL_IDS):
            on = [name for name in on if name != "v1"]
        for contact in self.index.contacts.upto(self.now):
            yield self._row(contact.id, None, contact.at, on)

    def _conversation(self) -> Iterator[Row]:
        on = self._routes("/conversations", "/v1/conversations")
        for sight in self.index.orders(self.now).created.things:
            yield self._row(sight.conversation.id, sight.conversation.line_id, sight.conversation.at, on)

    # Activities

    def message_on(self, message: Message) -> list[str]:
        on = self._routes("/messages", "/v1/messages")
        readable = v1_reads_messages(self.index.conversation[message.conversation_id], self.day)
        return on if readable else [name for name in on if name != "v1"]

    def call_on(self, call: Call) -> list[str]:
        on = self._routes("/calls", "/v1/calls")
        return on if v1_reads_calls(call.others) else [name for name in on if name != "v1"]

    def _message(self) -> Iterator[Row]:
        for one in self.index.messages.upto(self.now):
            yield self._row(one.id, one.line_id, one.at, self.message_on(one), conversation=one.conversation_id)

    def _call(self) -> Iterator[Row]:
        for one in self.index.calls.upto(self.now):
            yield self._row(one.id, one.line_id, one.at, self.call_on(one), conversation=one.conversation_id)

    # What belongs to them

    def _media(self) -> Iterator[Row]:
        for one in self.index.messages.upto(self.now):
            if not one.media:
                continue
            on = self.message_on(one) if media_told(self.house, one) else []
            if not self.day.has(MESSAGE_MEDIA):
                on = [name for name in on if name != "v1"]
            for ordinal, file in enumerate(one.media):
                ident = f"{one.id}/media/{ordinal}"
                yield self._row(ident, one.line_id, one.at, on, activity=one.id, ordinal=ordinal, file=file)

    def _of_call(self, call: Call, ready: int, dated: str, v1: str) -> list[str]:
        if ready > self.now:
            return []
        routes = self._routes(dated, v1)
        return [name for name in self.call_on(call) if name in routes]

    def _voicemail(self) -> Iterator[Row]:
        for call in self.index.calls.upto(self.now):
            told = call.voicemail
            if told is not None and (call.completed_at or call.at) <= self.now:
                on = self._of_call(call, told.ready_at, "/calls", "/v1/call-voicemails/{callId}")
                row = self._row(told.id, call.line_id, call.at, on, activity=call.id, ordinal=0, file=told.file)
                yield row

    def _recording(self) -> Iterator[Row]:
        for call in self.index.calls.upto(self.now):
            for ordinal, told in enumerate(known_recordings(call, self.now)):
                routes = ("/calls/{callId}/recordings", "/v1/call-recordings/{callId}")
                on = self._of_call(call, told.ready_at, *routes)
                more = {"activity": call.id, "ordinal": ordinal, "file": told.file}
                yield self._row(told.id, call.line_id, told.start, on, **more)

    def _transcript(self) -> Iterator[Row]:
        for call in self.index.calls.upto(self.now):
            spoken = [one for one in known_recordings(call, self.now) if one.segments]
            merged = max((one.transcript_ready_at for one in spoken), default=0)
            for ordinal, told in enumerate(spoken):
                routes = ("/calls/{callId}/transcripts", "/v1/call-transcripts/{id}")
                on = self._of_call(call, told.transcript_ready_at, *routes)
                if ordinal or merged > self.now:
                    on = [name for name in on if name != "v1"]
                ident = f"{told.id}/transcript"
                yield self._row(ident, call.line_id, told.start, on, activity=call.id, ordinal=ordinal)

    def _summary(self) -> Iterator[Row]:
        for call in self.index.calls.upto(self.now):
            if call.summary is not None and (call.completed_at or call.at) <= self.now:
                on = self._of_call(call, call.summary.ready_at, "/calls", "/v1/call-summaries/{callId}")
                yield self._row(f"{call.id}/summary", call.line_id, call.at, on, activity=call.id, ordinal=0)


def shown(row: Row, digest: Callable[[File], str]) -> Row:
    """The row as it is told: the file gives way to the SHA-256 of its bytes."""
    file = row.get("file")
    told = {name: value for name, value in row.items() if name != "file"}
    return {**told, "sha256": digest(file)} if isinstance(file, File) else told
