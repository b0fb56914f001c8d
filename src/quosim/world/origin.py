"""A busy line over four years: large enough to measure with, plain enough to be ready in a second or two."""

from dataclasses import replace
from datetime import date, timedelta

from quosim.clips import Clip
from quosim.world import eastern
from quosim.world.chance import chance
from quosim.world.chronicle import Chronicle, clips_of
from quosim.world.eastern import MINUTE, SECOND
from quosim.world.identifiers import Identifiers
from quosim.world.model import (
    Call,
    Contact,
    ContactNumber,
    Conversation,
    File,
    Line,
    Member,
    Message,
    World,
)
from quosim.world.people import AREA_CODES, FIRST, LAST, NumberBook, typed_number
from quosim.world.small_talk import small_talk

FIRST_DAY, LAST_DAY = date(2023, 1, 3), date(2026, 11, 20)
GROUPS, SHORT_CODES, HIDDEN, ONE_TO_ONE = 160, 40, 200, 8_000
MESSAGES, CALLS, RECORDED, VOICEMAILS, MEDIA, CONTACTS = 28_000, 2_200, 1_480, 300, 800, 7_000

MEDIA_TYPES = (
    ("image/jpeg", 700),
    ("image/png", 40),
    ("image/gif", 8),
    ("image/webp", 8),
    ("image/heic", 4),
    ("application/pdf", 16),
    ("text/vcard", 12),
    ("audio/mpeg", 4),
    ("audio/wav", 2),
    ("audio/amr", 2),
    ("video/3gpp", 2),
    ("video/mp4", 2),
)


def make_origin(seed: int) -> World:
    """One line, 8,400 conversations, 28,000 messages, 2,200 calls."""
    rng = chance("origin", seed)
    ids = Identifiers(f"origin:{seed}")
    start, end = eastern.moment(FIRST_DAY, 8), eastern.moment(LAST_DAY, 17)
    world = World("origin", seed, start, end, ids.organization(), "Northcoast Home Services")
    return _Origin(Chronicle(world, rng, ids)).make()


class _Origin:
    def __init__(self, pen: Chronicle) -> None:
        self.pen, self.rng, self.world = pen, pen.rng, pen.world
        self.book = NumberBook(AREA_CODES, self.rng)
        self.days = [
            eastern.midnight(day)
            for offset in range((LAST_DAY - FIRST_DAY).days)
            if (day := FIRST_DAY + timedelta(days=offset)).weekday() < 5
        ]
        self.media = self._media()
        self.talks = [clip for clip in clips_of("call_") if clip.staff != "agent"]
        self.mails = [clip for clip in clips_of("vm_") if clip.who is None]

    def make(self) -> World:
        self._people()
        threads = self._threads()
        self._messages(threads)
        self._calls([thread for thread in threads if len(thread.participants) == 1])
        self._contacts()
        return self.pen.close()

    def _people(self) -> None:
        names = (("Morgan", "Hale", "owner"), ("Jules", "Ferro", "admin"), ("Casey", "Lund", "member"))
        for first, last, role in names:
            email = f"{first.lower()}@northcoast.example"
            self.world.members.append(Member(self.pen.ids.member(), email, first, last, role, self.world.start))
        members = tuple(member.id for member in self.world.members)
        number = self.book.take("+12165550100")
        line = Line(self.pen.ids.line(), number, "Northcoast", "🏠", self.pen.ids.group(), self.world.start, members)
        self.world.lines.append(line)
        self.line = line

    def _moment(self) -> int:
        return self.days[int(self.rng.random() * len(self.days))] + int(8e6 * 3.6 + self.rng.random() * 3.4e7)

    def _threads(self) -> list[Conversation]:
        parties = [(self.book.next(),) for _ in range(ONE_TO_ONE)]
        self.known = [party[0] for party in parties]
        groups = [tuple(self.rng.sample(self.known, self.rng.choice((2, 2, 3)))) for _ in range(GROUPS)]
        codes = [(str(code),) for code in self.rng.sample(range(22_000, 99_999), SHORT_CODES)]
        everybody = parties + groups + codes + [("Anonymous",)] * HIDDEN
        return [self.pen.conversation(self.line, party, self._moment()) for party in everybody]

    def _messages(self, threads: list[Conversation]) -> None:
        written = [thread for thread in threads if thread.participants != ("Anonymous",)]
        speaking = written + self.rng.choices(written[:ONE_TO_ONE], k=MESSAGES - len(written))
        carrying = set(self.rng.sample(range(MESSAGES), len(self.media)))
        for index, thread in enumerate(speaking):
            at = min(thread.at + int(self.rng.expovariate(1 / (9 * eastern.DAY))), self.world.end - MINUTE)
            self._message(thread, at, (self.media.pop(),) if index in carrying else ())

    def _message(self, thread: Conversation, at: int, media: tuple[File, ...]) -> Message:
        code = thread.participants[0].isdigit()
        if code or media or self.rng.random() < 0.52:
            sender = thread.participants[int(self.rng.random() * len(thread.participants))]
            text = small_talk("code" if code else "photo" if media else "incoming", self.rng)
            return self.pen.heard(
                self.line, thread, text, at, sender=sender, media=media, told_owner=self.rng.random() < 0.1
            )
        member = self.world.members[int(self.rng.random() * 3)].id
        failed = self.rng.random() < 0.01
        text = small_talk("outgoing", self.rng)
        if failed:
            return self.pen.said(self.line, thread, text, at, member, status="undelivered", error_code=30003)
        return self.pen.said(self.line, thread, text, at, member)

    def _media(self) -> list[File]:
        kinds = [kind for kind, count in MEDIA_TYPES for _ in range(count)]
        self.rng.shuffle(kinds)
        return [self._file(kind, index) for index, kind in enumerate(kinds)]

    def _file(self, kind: str, index: int) -> File:
        declared = None if self.rng.random() < 0.03 else "as it is"
        if kind in ("image/jpeg", "image/png"):
            return self.pen.media(kind, ("pool", index % 24), declared=declared)
        if kind.startswith("image/"):
            return self.pen.media(kind, ("wall", "crack", index, 480, 360), declared=declared)
        if kind == "application/pdf":
            return self.pen.media(kind, ("estimate", index, "Northcoast Home Services", f"Customer {index}", ""))
        if kind == "text/vcard":
            return self.pen.media(kind, ("card", f"Contact {index}", f"+1216555{100 + index % 100:04d}"))
        if kind.startswith("audio/"):
            return self.pen.media(kind, ("clip", "note_pump", (0,)), declared=declared, seconds=6)
        return self.pen.media(kind, ("film", index % 2, 2), declared=declared, seconds=2)

    def _calls(self, threads: list[Conversation]) -> None:
        calling = [thread for thread in threads if thread.participants[0].startswith("+")]
        hidden = [thread for thread in threads if thread.participants == ("Anonymous",)]
        chosen = hidden + self.rng.choices(calling, k=CALLS - len(hidden))
        for index, thread in enumerate(chosen):
            at = min(thread.at + int(self.rng.random() * 9 * eastern.DAY), self.world.end - 20 * MINUTE)
            if thread.participants == ("Anonymous",):
                at = thread.at
            if index < VOICEMAILS:
                self._missed(thread, at, self.mails[index % len(self.mails)])
            elif index < VOICEMAILS + RECORDED:
                self._recorded(thread, at, self.talks[index % len(self.talks)], index)
            else:
                self._lost(thread, at)

    def _missed(self, thread: Conversation, at: int, clip: Clip) -> None:
        ring = self.rng.randrange(14, 26)
        owner = self.world.members[0].id
        mail = self.pen.voicemail(clip, at + ring * SECOND + round(clip.seconds(clip.whole()) * 1000))
        completed = mail.ready_at - 2_000
        status = "completed" if self.rng.random() < 0.6 else "missed"
        self.pen.unanswered(
            self.line, thread, "incoming", at, owner, status, ring, voicemail=mail, completed_at=completed
        )

    def _recorded(self, thread: Conversation, at: int, clip: Clip, index: int) -> Call:
        member = self.world.members[index % 3]
        direction = "incoming" if self.rng.random() < 0.6 else "outgoing"
        cut = clip.cut(self.rng)
        seconds = round(clip.seconds(cut)) + self.rng.randrange(2, 9)
        call = self.pen.answered(self.line, thread, direction, at, seconds, member)
        assert call.answered_at is not None  # noqa: S101 - it was just answered
        ours, other = (self.line.number, member.id), thread.participants[0]
        recordings = [self.pen.recording(clip, cut, call.answered_at + 1_200, ours, other)]
        if index % 74 == 0:
            recordings.append(self.pen.recording(clip, cut[-2:], recordings[0].start + 70_000, ours, other))
        assert call.completed_at is not None  # noqa: S101 - an answered call has ended
        told = replace(call, recordings=tuple(recordings), summary=self.pen.summary(clip, call.completed_at))
        self.world.calls[-1] = told
        return told

    def _lost(self, thread: Conversation, at: int) -> None:
        incoming = self.rng.random() < 0.7
        status = self.rng.choice(
            ("completed", "missed", "no-answer") if incoming else ("no-answer", "busy", "completed")
        )
        owner = self.world.members[0].id
        direction = "incoming" if incoming else "outgoing"
        self.pen.unanswered(self.line, thread, direction, at, owner, status, self.rng.randrange(4, 30))

    def _contacts(self) -> None:
        rng, ids, creator = self.rng, self.pen.ids, self.world.members[0].id
        for number in self.known[:CONTACTS]:
            first, last = FIRST[int(rng.random() * len(FIRST))], LAST[int(rng.random() * len(LAST))]
            at = self._moment()
            mobile = ContactNumber(ids.media()[:8], "mobile", typed_number(number, rng))
            self.world.contacts.append(
                Contact(ids.contact(), first, last, None, None, (mobile,), (), None, None, creator, at, at)
            )
