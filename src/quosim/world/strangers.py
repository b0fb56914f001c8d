"""Who else rings a small business: machines, hidden numbers, campaigns, the other line down the hall."""

from dataclasses import replace
from datetime import timedelta

from quosim.clips import all_clips
from quosim.world import eastern
from quosim.world.cast import Cast, Person
from quosim.world.chronicle import Chronicle
from quosim.world.eastern import DAY, MINUTE, SECOND
from quosim.world.model import Conversation, Line, Message
from quosim.world.people import NumberBook

SHORT_CODES = (
    ("72975", ("Your delivery from Buckeye Supply is scheduled for tomorrow between 8 and 10 AM.",
               "Your delivery from Buckeye Supply is 3 stops away.", "Delivered: 14 items left at the gate.")),
    ("26293", ("Your verification code is {code}. It expires in 10 minutes. Never share it.",) * 3),
    ("89203", ("Card ending 4410: $1,284.60 at NORTH COAST CONCRETE. Reply NO if this was not you.",
               "Card ending 4410: $62.18 at FUEL MART 218.")),
    ("55421", ("{code} is your sign-in code for the payroll portal.",) * 2),
    ("47827", ("Weather alert for Cuyahoga County: heavy rain from 6 PM, up to 2.5 inches. Reply STOP to end.",
               "Weather alert for Cuyahoga County: wind gusts to 50 mph until midnight. Reply STOP to end.",
               "Flood watch for the Rocky River basin until Friday 7 AM. Reply STOP to end.")),
    ("38698", ("FREE lunch with a contractor account at Buckeye Supply this Thursday! Txt STOP to opt out",)),
    ("63336", ("Your permit application B26-{code} has changed status to: APPROVED.",
               "Inspection for permit B26-{code} is scheduled for tomorrow, AM window.")),
    ("24273", ("Your appointment with Lakeside Fleet Service is confirmed for Monday 7:30 AM.",)),
    ("91011", ("Locate ticket A{code} is complete. All utilities marked. Valid for 10 days.",
               "Locate ticket A{code}: GAS has requested more time.")),
)  # fmt: skip
CAMPAIGN = (
    "Hi{name}, it's Maple Street Foundation Repair. Fall is when small cracks turn into winter leaks. Book a free "
    "check before November 1 and we'll test your sump pump at no charge. Reply STOP to opt out."
)


def visit(pen: Chronicle, cast: Cast, book: NumberBook, customers: list[Person]) -> None:
    """Everything that is not a customer's story."""
    stranger = Strangers(pen, cast, book)
    stranger.short_codes()
    stranger.hidden_callers()
    stranger.robocalls()
    stranger.campaign(customers)
    stranger.own_lines()
    stranger.odd_calls(customers)
    stranger.troubled_texts()


class Strangers:
    def __init__(self, pen: Chronicle, cast: Cast, book: NumberBook) -> None:
        self.pen, self.cast, self.book, self.rng, self.end = pen, cast, book, pen.rng, pen.world.end

    def _workday(self, back: int) -> int:
        """Some moment of a working day, so many days before the end."""
        day = eastern.day_of(self.end) - timedelta(days=back)
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        return eastern.moment(day, self.rng.randrange(8, 16), self.rng.randrange(60), self.rng.randrange(60))

    def _known(self, line: Line, number: str, at: int) -> Conversation:
        """The conversation with that number on that line, begun now where there is none."""
        for each in self.pen.world.conversations:
            if each.line_id == line.id and each.participants == (number,):
                return each
        return self.pen.conversation(line, (number,), at)

    def short_codes(self) -> None:
        for index, (code, texts) in enumerate(SHORT_CODES):
            line = self.cast.lines["crew" if code in ("72975", "91011") else "main"]
            oldest = 700 if index % 2 == 0 else 400
            backs = [oldest - self.rng.randrange(120), *(self.rng.randrange(3 * index, 400) for _ in texts[1:])]
            ats = sorted(self._workday(back) for back in backs)
            thread = self.pen.conversation(line, (code,), ats[0])
            for text, at in zip(texts, ats, strict=True):
                self.pen.heard(line, thread, text.format(code=self.rng.randrange(100_000, 999_999)), at, sender=code)
        line = self.cast.lines["main"]
        at = self._workday(0) - 40 * MINUTE
        thread = self.pen.conversation(line, ("262966",), at)
        self.pen.heard(line, thread, "Your package with 2 items was delivered at the front door. Signed by: DANA", at)

    def hidden_callers(self) -> None:
        """Each hidden caller is somebody else: a conversation each."""
        for index in range(12):
            who = {3: "Restricted", 6: "Blocked"}.get(index, "Anonymous")
            line, at = self.cast.lines["main"], self._workday(60 * index + self.rng.randrange(2, 45))
            thread = self.pen.conversation(line, (who,), at)
            ring, owner = self.rng.randrange(6, 24), line.member_ids[0]
            if index % 4 == 0:
                clip = all_clips()[("vm_short_callback", "vm_pocket", "vm_job_done_payment")[index // 4]]
                spoken = at + ring * SECOND + round(clip.seconds(clip.whole()) * SECOND) + 3 * SECOND
                mail = self.pen.voicemail(clip, spoken)
                self.pen.unanswered(
                    line, thread, "incoming", at, owner, "completed", ring, voicemail=mail, completed_at=spoken + 500
                )
            else:
                self.pen.unanswered(line, thread, "incoming", at, owner, "missed", ring)

    def robocalls(self) -> None:
        """A campaign of machines: one week, a new number each time, two of them talkative, and one today."""
        line = self.cast.lines["main"]
        for index in range(13):
            at = self._workday(16 + index % 6) if index else eastern.moment(eastern.day_of(self.end), 11, 17, 22)
            thread = self.pen.conversation(line, (self.book.next(),), at)
            ring = self.rng.randrange(2, 9)
            more: dict[str, object] = {}
            if index % 3 == 0:
                clip = all_clips()["vm_robocall_listing" if index % 2 else "vm_robocall_loan"]
                spoken = at + 20 * SECOND + round(clip.seconds(clip.whole()) * SECOND)
                more = {"voicemail": self.pen.voicemail(clip, spoken), "completed_at": spoken + 400}
                ring = 20
            status = "completed" if more else "missed"
            self.pen.unanswered(line, thread, "incoming", at, line.member_ids[0], status, ring, **more)

    def campaign(self, customers: list[Person]) -> None:
        """One text to many people, what became of each, and a STOP."""
        line, sender = self.cast.lines["sales"], self.cast.members["priya"].id
        at = eastern.moment(eastern.day_of(self.end) - timedelta(days=46), 10, 5)
        cold = [Person("", "", self.book.next(), "", "", "plain", has_card=False) for _ in range(9)]
        answers = (
            "STOP",
            "who is this",
            "Stop",
            "Yes please! Mornings are best",
            "👍",
            "wrong number sorry",
            "Not interested, thanks",
        )
        for index, person in enumerate([*customers[:10], *cold]):
            at += self.rng.randrange(300, 1400)
            thread = self._known(line, person.number, at)
            text = CAMPAIGN.format(name=f" {person.first}" if person.first else "")
            lost = {13: ("undelivered", 30006), 17: ("failed", 30007), 21: ("undelivered", 30003)}.get(index)
            status, code = lost or ("delivered", None)
            self.pen.said(line, thread, text, at, sender, status=status, error_code=code)
            if index % 5 == 1:
                self.pen.heard(line, thread, answers[index // 5], at + self.rng.randrange(2, 90) * MINUTE)

    def own_lines(self) -> None:
        """Two of our lines talk to each other: each side is an activity of its own line."""
        clip, (main, crew) = all_clips()["call_internal_truck"], (self.cast.lines["main"], self.cast.lines["crew"])
        priya, tom = self.cast.members["priya"], self.cast.members["tom"]
        for back in (23, 2):
            at = self._workday(back)
            cut = clip.whole()
            seconds = round(clip.seconds(cut)) + 3
            out = self.pen.answered(crew, self._known(crew, main.number, at), "outgoing", at, seconds, tom)
            inbound = replace(
                out, id=self.pen.ids.activity(), conversation_id=self._known(main, crew.number, at).id, line_id=main.id,
                direction="incoming", others=(crew.number,), answered_by=priya.id, initiated_by=None,
                member_id=priya.id, call_route="phone-number",
            )  # fmt: skip
            start = (out.answered_at or at) + 1_000
            made = self.pen.recording(clip, cut, start, (main.number, priya.id), crew.number)
            summary = self.pen.summary(clip, out.completed_at or at)
            self.pen.world.calls.append(replace(inbound, recordings=(made,), summary=summary))

    def odd_calls(self, customers: list[Person]) -> None:
        """Forwarded, given up, busy, between three, and the one whose length nobody agrees on."""
        main, sales, crew = (self.cast.lines[key] for key in ("main", "sales", "crew"))
        luis, dana = self.cast.members["luis"], self.cast.members["dana"]
        for index, person in enumerate(customers[10:22]):
            at = self._workday(self.rng.randrange(1, 220))
            line = sales if index % 2 else main
            thread = self._known(line, person.number, at)
            if index < 3:
                self.pen.unanswered(
                    line, thread, "incoming", at, luis.id, "forwarded", 14, forwarded_to=OUTSIDE_FORWARD
                )
            elif index < 6:
                self.pen.answered(line, thread, "incoming", at, 64 + 9 * index, dana, forwarded_from=luis.id)
            elif index < 9:
                self.pen.unanswered(line, thread, "incoming", at, dana.id, "abandoned", 3, call_route="phone-menu")
            else:
                self.pen.unanswered(line, thread, "outgoing", at, luis.id, ("failed", "busy", "canceled")[index - 9], 5)
        told = self._known(main, customers[22].number, at := self._workday(5))
        self.pen.answered(main, told, "incoming", at, 136, dana, v1_duration_seconds=0)
        at = self._workday(8)
        pair = (customers[23].number, customers[24].number)
        self.pen.answered(crew, self.pen.conversation(crew, pair, at), "outgoing", at, 312, self.cast.members["tom"])
        at = self._workday(31)
        trio = (customers[25].number, customers[26].number)
        self.pen.unanswered(main, self.pen.conversation(main, trio, at), "outgoing", at, dana.id, "no-answer", 22)

    def troubled_texts(self) -> None:
        """Texts that failed, some for good, some to be tried again, and reactions that arrive as texts."""
        ours = [each for each in self.pen.world.messages if each.direction == "outgoing" and each.at < self.end - DAY]
        picked = {message.id: index for index, message in enumerate(self.rng.sample(ours, 9))}
        fates = (("failed", None), ("undelivered", 30003), ("undelivered", 30005), ("failed", 30007))
        messages = self.pen.world.messages
        for place, message in enumerate(messages):
            if message.id in picked and message.status == "delivered":
                status, code = fates[picked[message.id] % len(fates)]
                messages[place] = replace(message, status=status, error_code=code)
        for liked in self.rng.sample([each for each in ours if 0 < len(each.text) < 90 and not each.media], 7):
            self._react(liked)

    def _react(self, message: Message) -> None:
        line = self.cast.line_of(message.line_id)
        thread = next(each for each in self.pen.world.conversations if each.id == message.conversation_id)
        deed = self.rng.choice(("Liked", "Loved", "Laughed at", "Emphasized"))
        self.pen.heard(line, thread, f"{deed} “{message.text}”", message.at + self.rng.randrange(20, 300) * SECOND)


OUTSIDE_FORWARD = "+12345550119"
