"""The world goes on: what happens after its story was written down, drawn from the seed one thing after the other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from quosim.clips import Clip
from quosim.world.attachments import Attachments
from quosim.world.chance import chance
from quosim.world.chronicle import Chronicle, clips_of
from quosim.world.eastern import SECOND
from quosim.world.identifiers import Identifiers
from quosim.world.living_words import AFTER_SEVERAL, ANSWERED, ASKED, SHOWN
from quosim.world.model import Call, Contact, ContactNumber, Conversation, Line, Member, Message, World
from quosim.world.people import AREA_CODES, FIRST, LAST, NumberBook

KINDS = ("text", "photo", "four_photos", "reply", "failed", "call", "missed", "voicemail", "contact")
# How often each scene is played, and the chance in percent that the number is a new one.
SCENES = {
    "text": (34, 10),
    "photo": (22, 10),
    "four_photos": (10, 100),
    "call": (18, 0),
    "voicemail": (10, 40),
    "missed": (6, 40),
}
DRAWN = 500_000  # where the numbers of these drawings begin
LATELY = 40  # the conversations from which those are taken who write again
Subject = Conversation | Message | Call | Contact


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to happen. `line` is an id or a number of ours, `number` one of theirs; None is for the seed to choose,
    except that several photos at once come from a number that was never heard of."""

    kind: str
    line: str | None = None
    number: str | None = None
    count: int | None = None
    text: str | None = None
    new: bool | None = None


class Living:
    """`recent` are the conversations, latest first; `keep` takes each new thing in, wherever things are looked up."""

    def __init__(
        self, world: World, recent: Callable[[int], list[Conversation]], keep: Callable[[Subject], None]
    ) -> None:
        self._world, self._recent, self._keep = world, recent, keep
        self._rng: Random = chance("living", world.name, world.seed)
        self._pen = Chronicle(world, self._rng, Identifiers(f"living:{world.name}:{world.seed}"))
        self._attachments = Attachments(self._pen, first=DRAWN)
        self._book: NumberBook | None = None
        self._open: dict[tuple[str, str], Conversation] = {}

    def scene(self, now: int) -> list[Subject]:
        """One of the scenes, with what follows from it in the seconds after."""
        kind = self._rng.choices(tuple(SCENES), [weight for weight, _ in SCENES.values()])[0]
        return self.happen(Wish(kind, new=self._rng.randrange(100) < SCENES[kind][1]), now, follow=True)

    def happen(self, wish: Wish, now: int, *, follow: bool = False) -> list[Subject]:
        """Make it happen from now on: what lies in the next seconds shows when they have passed. KeyError for a kind or
        a line that there is none of."""
        line = self._line(wish.line)
        if wish.kind == "contact":
            made: list[Subject] = [self._contact(line, wish.number or self._fresh(), now)]
        else:
            made = self._said(line, wish, now, follow=follow)
        for subject in made:
            self._keep(subject)
        return made

    def _said(self, line: Line, wish: Wish, now: int, *, follow: bool) -> list[Subject]:
        deed = {
            "text": self._text, "photo": self._photo, "four_photos": self._photos, "reply": self._reply,
            "failed": self._failed, "call": self._call, "missed": self._missed, "voicemail": self._missed,
        }[wish.kind]  # fmt: skip
        thread, made = self._thread(line, wish, now)
        made += deed(line, thread, wish, now)
        if follow and wish.kind in ("text", "photo", "four_photos") and self._rng.random() < 0.6:
            made += self._reply(line, thread, Wish("reply"), now + self._rng.randrange(20, 60) * SECOND)
        return made

    # Where and with whom

    def _line(self, told: str | None) -> Line:
        lines = self._world.lines
        if told is None:
            return lines[0] if self._rng.random() < 0.6 else self._rng.choice(lines)
        found = [line for line in lines if told in (line.id, line.number)]
        if not found:
            raise KeyError(told)
        return found[0]

    def _thread(self, line: Line, wish: Wish, now: int) -> tuple[Conversation, list[Subject]]:
        """The conversation with that number on that line, and itself again where it has just begun."""
        new = wish.kind == "four_photos" if wish.new is None else wish.new
        if wish.number is None and not new:
            known = [one for one in self._recent(now) if one.line_id == line.id and self._is_customer(one)][:LATELY]
            if known:
                return self._rng.choice(known), []
        number = wish.number or self._fresh()
        for one in (*self._open.values(), *self._recent(now)):
            if one.line_id == line.id and one.participants == (number,):
                return one, []
        begun = self._pen.conversation(line, (number,), now)
        self._open[line.id, number] = begun
        return begun, [begun]

    def _is_customer(self, one: Conversation) -> bool:
        """Neither a group nor a short code nor a hidden caller nor one of our own lines."""
        ours = {line.number for line in self._world.lines}
        alone = len(one.participants) == 1 and one.participants[0].startswith("+")
        return alone and one.participants[0] not in ours and one.deleted_at is None

    def _fresh(self) -> str:
        """A number of the reserved range that nobody in this world has."""
        if self._book is None:
            self._book = NumberBook(AREA_CODES, self._rng)
        taken = {number for one in self._world.conversations for number in one.participants}
        taken |= {line.number for line in self._world.lines}
        while (number := self._book.next()) in taken:
            pass
        return number

    def _member(self, line: Line) -> Member:
        people = [one for one in self._world.members if one.id in line.member_ids and not one.is_agent]
        return self._rng.choice(people)

    # What happens

    def _text(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        words = [wish.text or self._rng.choice(ASKED) for _ in range(wish.count or 1)]
        return [self._pen.heard(line, thread, text, now) for text in words]

    def _photo(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        scene = self._rng.choice(("crack", "bow", "powder", "puddle", "brick", "drywall"))
        media = self._attachments.of((scene,) * (wish.count or 1), "", thread.participants[0])
        text = self._rng.choice(SHOWN) if wish.text is None else wish.text
        return [self._pen.heard(line, thread, text, now, media=media)]

    def _photos(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        """Each a message of its own, all at the same millisecond; then some words."""
        told = list[Subject]()
        for scene in ("crack", "bow", "puddle", "brick") if wish.count is None else ("crack",) * wish.count:
            media = self._attachments.of((scene,), "", thread.participants[0])
            told.append(self._pen.heard(line, thread, "", now, media=media))
        words = self._rng.choice(AFTER_SEVERAL) if wish.text is None else wish.text
        return [*told, self._pen.heard(line, thread, words, now + 14 * SECOND)] if words else told

    def _reply(
        self, line: Line, thread: Conversation, wish: Wish, now: int, status: str = "delivered"
    ) -> list[Subject]:
        words = wish.text or self._rng.choice(ANSWERED)
        code = 30003 if status != "delivered" else None
        said = self._pen.said(line, thread, words, now, self._member(line).id, status=status, error_code=code)
        settled = replace(said, settled_at=now + self._rng.randrange(900, 3_000))
        self._world.messages[-1] = settled
        return [settled]

    def _failed(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        return self._reply(line, thread, wish, now, "undelivered")

    def _call(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        """Rings, is taken, ends within the minute; recording, transcript and summary follow some seconds after."""
        del wish
        clip = self._rng.choice([one for one in clips_of("call_") if one.staff != "agent"])
        cut = _opening(clip)
        member, talk = self._member(line), round(clip.seconds(cut)) + 2
        call = self._pen.answered(line, thread, "incoming", now, talk, member)
        answered, completed = call.answered_at or now, call.completed_at or now
        made = self._pen.recording(
            clip, cut, answered + 1_000, (line.number, member.id), thread.participants[0], ready_after=4_000
        )
        made = replace(made, transcript_ready_at=made.ready_at + 5 * SECOND)
        summary = self._pen.summary(clip, completed)
        told = None if summary is None else replace(summary, ready_at=completed + 8 * SECOND)
        return [self._ended(replace(call, recordings=(made,), summary=told))]

    def _missed(self, line: Line, thread: Conversation, wish: Wish, now: int) -> list[Subject]:
        ring = self._rng.randrange(12, 20)
        more: dict[str, object] = {}
        if wish.kind == "voicemail":
            clip = self._rng.choice([one for one in clips_of("vm_") if one.who is None])
            spoken = now + ring * SECOND + round(clip.seconds(clip.whole()) * SECOND)
            more = {"voicemail": self._pen.voicemail(clip, spoken), "completed_at": spoken + 500}
        owner = line.member_ids[0]
        return [self._pen.unanswered(line, thread, "incoming", now, owner, "completed", ring, **more)]

    def _ended(self, call: Call) -> Call:
        self._world.calls[-1] = call
        return call

    def _contact(self, line: Line, number: str, now: int) -> Contact:
        """A card for the number."""
        ids, rng = self._pen.ids, self._rng
        told = ContactNumber(ids.media()[:12], "mobile", number)
        card = Contact(
            ids.contact(), rng.choice(FIRST), rng.choice(LAST), None, None, (told,), (), None, None,
            self._member(line).id, now, now,
        )  # fmt: skip
        self._world.contacts.append(card)
        return card


def _opening(clip: Clip) -> tuple[int, ...]:
    """As much of the beginning as fits into half a minute."""
    cut = tuple[int, ...]()
    for index in clip.whole():
        if cut and clip.seconds((*cut, index)) > 30:
            break
        cut = (*cut, index)
    return cut
