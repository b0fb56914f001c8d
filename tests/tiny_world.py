"""A world of a few days, made by hand: one of everything that is awkward, at times that a test can name.

Its files are not drawn: `tiny_bytes` gives each its own few hundred bytes.
"""

from datetime import UTC, datetime

from quosim.house import House, Options
from quosim.renderings import Renderings
from quosim.world.model import (
    Call,
    Contact,
    ContactNumber,
    Conversation,
    File,
    Line,
    Member,
    Message,
    Note,
    Recording,
    Segment,
    Summary,
    Task,
    Voicemail,
    World,
)


def at(text: str) -> int:
    """UTC milliseconds of `2026-11-01T10:00:00`."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


START, END = at("2026-06-01T00:00:00"), at("2026-11-20T12:00:00")
ANA, BEN, AGENT = "USana", "USben", "SYUagent"
MAIN, CREW = "PNmain", "PNcrew"
OWN, CREW_OWN, CLEO, DORA = "+15550100101", "+15550100102", "+15550100123", "+15550100124"
PAIR, GROUP, HIDDEN, CODE, GONE = "CNpair", "CNgroup", "CNhidden", "CNcode", "CNgone"


class FakeSeconds:
    """The real seconds of a test: they pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def tiny_bytes(_world: World, file: File) -> bytes:
    return (file.id.encode() + b"|") * 40


def _file(ident: str, resource: str, kind: str, declared: str | None) -> File:
    ending = {"image/jpeg": ".jpg", "image/heic": ".heic", "audio/mpeg": ".mp3", "text/vcard": ""}[kind]
    return File(ident, resource, ident + ending, kind, declared, ("tiny",))


def _message(ident: str, where: str, when: str, text: str, **more: object) -> Message:
    told: dict[str, object] = {
        "line_id": MAIN, "direction": "incoming", "sender": CLEO, "recipients": (OWN,), "status": "received",
        "settled_at": at(when), "member_id": None,
    }  # fmt: skip
    return Message(id=ident, conversation_id=where, at=at(when), text=text, **(told | more))


OUT = {"direction": "outgoing", "sender": OWN, "recipients": (CLEO,), "status": "delivered", "member_id": ANA}

MESSAGES = [
    _message("ACold", PAIR, "2026-07-01T09:00:00", "", media=(
        _file("photo-old", "message-media", "image/jpeg", "image/jpeg"),
        _file("card-old", "message-media", "text/vcard", None),
    )),
    _message("ACplain", PAIR, "2026-09-01T09:00:00", "it leaks +again"),
    _message("ACreply", PAIR, "2026-09-01T09:05:00", "on my way", settled_at=at("2026-09-01T09:05:30"), **OUT),
    _message("ACheic", PAIR, "2026-10-10T09:00:00", "look", media=(
        _file("photo-new", "message-media", "image/heic", "image/jpeg"),
    )),
    _message("ACgroup", GROUP, "2026-10-11T09:00:00", "both of us", sender=DORA, recipients=(CLEO, OWN)),
    _message("ACcode", CODE, "2026-10-12T09:00:00", "Your code is 1234", sender="72345"),
    _message("ACfailed", PAIR, "2026-10-13T09:00:00", "never came", **(OUT | {"status": "failed"})),
    _message("AClate", PAIR, "2026-11-20T12:00:10", "just now", settled_at=at("2026-11-20T12:00:40"), **OUT),
    _message("ACtomorrow", PAIR, "2026-11-21T08:00:00", "see you"),
]  # fmt: skip


def _recording(ident: str, when: str, seconds: int, ready: str, *said: Segment) -> Recording:
    file = _file(f"sound-{ident}", "call-recording", "audio/mpeg", "audio/mpeg")
    return Recording(ident, file, at(when), seconds, at(ready), said, at(ready) + 60_000)


def _call(ident: str, where: str, when: str, others: tuple[str, ...], **more: object) -> Call:
    told: dict[str, object] = {
        "line_id": MAIN, "direction": "incoming", "status": "completed", "answered_at": None, "answered_by": None,
        "initiated_by": None, "completed_at": at(when) + 20_500, "duration_seconds": 0, "v1_duration_seconds": 0,
        "member_id": ANA, "call_route": "phone-number",
    }  # fmt: skip
    return Call(id=ident, conversation_id=where, at=at(when), others=others, **(told | more))


CALLS = [
    _call(
        "ACtalk", PAIR, "2026-10-01T10:00:00", (CLEO,), answered_at=at("2026-10-01T10:00:05") + 700, answered_by=ANA,
        completed_at=at("2026-10-01T10:02:21"), duration_seconds=136, v1_duration_seconds=0,
        recordings=(
            _recording("CRone", "2026-10-01T10:00:06", 60, "2026-10-01T10:05:00", Segment(CLEO, None, 1.0, 2.5, "Hi")),
            _recording("CRtwo", "2026-10-01T10:01:16", 60, "2026-10-01T10:05:00", Segment(None, ANA, 0.5, 3.0, "Bye")),
        ),
        summary=Summary("human", None, ("They talked.",), ("Call back.",), (), at("2026-10-01T10:06:00")),
    ),
    _call("ACempty", PAIR, "2026-10-02T10:00:00", (CLEO,), participants_bug="empty"),
    _call("ACturned", PAIR, "2026-10-03T10:00:00", (CLEO,), participants_bug="reordered"),
    _call("ACtwice", PAIR, "2026-10-04T10:00:00", (CLEO,), participants_bug="duplicated", status="no-answer"),
    _call(
        "ACthree", GROUP, "2026-10-05T10:00:00", (CLEO, DORA), answered_at=at("2026-10-05T10:00:03"), answered_by=BEN,
    ),
    _call("AChidden", HIDDEN, "2026-10-06T10:00:00", ("Anonymous",)),
    _call(
        "ACagent", PAIR, "2026-10-07T10:00:00", (CLEO,), answered_at=at("2026-10-07T10:00:02"), answered_by=AGENT,
        ai_handled=True, member_id=AGENT, call_route="phone-menu",
        summary=Summary("agent", "A leak", ("Wants a visit.",), (), (("phone", "New lead", (("urgent", True),)),),
                        at("2026-10-07T10:01:00")),
    ),
    _call(
        "ACvoice", PAIR, "2026-11-20T11:58:00", (CLEO,), status="missed",
        voicemail=Voicemail(
            "VMone", "ACvoicemail", _file("voice-one", "voicemail", "audio/mpeg", "audio/mpeg"), 16, "Please call.",
            at("2026-11-20T12:03:00"),
        ),
    ),
]  # fmt: skip


def _contact(ident: str, first: str, number: str, **more: object) -> Contact:
    told: dict[str, object] = {
        "last_name": None, "company": None, "role": None, "emails": (), "source": None, "external_id": None,
        "created_by": ANA, "at": at("2026-06-02T00:00:00"), "updated_at": at("2026-06-02T00:00:00"),
    }  # fmt: skip
    numbers = (ContactNumber(f"{ident}n", "mobile", number),)
    return Contact(id=ident, first_name=first, numbers=numbers, **(told | more))


CONTACTS = [
    _contact(
        "a" * 24, "Cleo", "(555) 010-0123", notes=(Note("note1", "Dog bites.", ANA, at("2026-06-03T00:00:00")),),
        emails=(ContactNumber("mail1", "home", "cleo@example.com"),),
        custom_fields=(("lead", "Lead", "boolean", True), ("tags", "Tags", "multi-select", ["wall", "crack"])),
    ),
    _contact("b" * 24, "Dora", DORA, external_id="crm-7", source="crm"),
    _contact("c" * 24, "Eva", "+15550100199", at=at("2026-11-21T00:00:00"), updated_at=at("2026-11-21T00:00:00")),
]  # fmt: skip


def make_tiny(name: str, seed: int) -> World:
    """The same whatever it is called; every list oldest first."""
    line = {"at": START, "symbol": "🏠", "time_zone": "America/New_York"}
    return World(
        name=name,
        seed=seed,
        start=START,
        end=END,
        organization_id="ORtiny",
        organization_name="Ana's Walls",
        lines=[
            Line(MAIN, OWN, "Main", group_id="GRmain", member_ids=(ANA, BEN, AGENT), **line),
            Line(CREW, CREW_OWN, "Crew", group_id="GRcrew", member_ids=(BEN,), business_hours=False, **line),
        ],
        members=[
            Member(ANA, "ana@example.com", "Ana", "Ortiz", "owner", START),
            Member(BEN, "ben@example.com", "Ben", None, "member", START),
            Member(AGENT, "agent@example.com", None, None, "member", START, is_agent=True),
        ],
        contacts=list(CONTACTS),
        custom_fields=[("lead", "Lead", "boolean"), ("tags", "Tags", "multi-select")],
        conversations=[
            Conversation(PAIR, MAIN, (CLEO,), "Cleo", at("2026-07-01T09:00:00")),
            Conversation(GONE, CREW, (DORA,), None, at("2026-08-01T09:00:00"), deleted_at=at("2026-11-01T09:00:00")),
            Conversation(GROUP, MAIN, (CLEO, DORA), None, at("2026-10-05T10:00:00"), assigned_to=BEN),
            Conversation(HIDDEN, MAIN, ("Anonymous",), None, at("2026-10-06T10:00:00")),
            Conversation(CODE, MAIN, ("72345",), None, at("2026-10-12T09:00:00")),
        ],
        messages=list(MESSAGES),
        calls=list(CALLS),
        tasks=[Task("TKone", "Call back", "about the wall", PAIR, ANA, at("2026-10-02T00:00:00"), None, "open")],
    )


def tiny_house(real: FakeSeconds | None = None, **options: object) -> House:
    """A house in the tiny world, without a rate limit unless one is asked for."""
    told = Options(**({"world": "tiny", "rate": 0} | options))
    world = make_tiny("tiny", told.seed)
    return House(told, make_tiny, renderings=Renderings(world, tiny_bytes), real=real or FakeSeconds())
