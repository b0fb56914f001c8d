"""A small business's record, written as rows: every kind of activity and every state, for tests of screens.

Fictional people and numbers. Times hang on `NOW`, the moment at which the tests' clock stands still.
"""

import io
import itertools
import json
import math
import wave
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import Connection

from onrecord.domain.activity import ActivityRecord, ArtefactRecord, ClaimRecord, DiscrepancyRecord
from onrecord.domain.artefact import Holding, HoldingOutcome
from onrecord.domain.clock import DAY, HOUR, MINUTE, SECOND, parse_instant
from onrecord.domain.contact import ContactRecord
from onrecord.domain.conversation import ConversationRecord, conversation_key
from onrecord.domain.line import LineRecord, MemberRecord
from onrecord.media.vault import Vault
from onrecord.projection.searchable import words_of
from onrecord.storage import activities, conversations, records
from onrecord.storage.changes import add_changes
from onrecord.storage.engine import Database
from onrecord.storage.holdings import KeptFile, add_holding
from onrecord.storage.schema import workspace
from onrecord.storage.workspaces import ensure_workspace, set_time_zone

WORKSPACE = 1
_NOW = parse_instant("2026-11-20T15:40:00.000Z")
if _NOW is None:
    raise AssertionError("the moment of the tests is a time")
NOW = _NOW.ms

OFFICE, FIELD, QUOTES = "PNoffice1", "PNfield1", "PNquotes1"
NUMBERS = {OFFICE: "+15550100001", FIELD: "+15550100002", QUOTES: "+15550100003"}
DANA, MARCO, JUNE, AGENT = "USdana1", "USmarco1", "USjune1", "SYUagent1"
ELLEN, TOM, PRIYA, OTIS, GRACE, LEN = (f"+1555010012{n}" for n in range(6))
STRANGER, ROBOCALL, SHORT_CODE = "+15550100177", "+15550100188", "60555"


@dataclass
class Seed:
    """Collects records and files, then writes them as the fold would."""

    vault: Vault
    activities: list[ActivityRecord] = field(default_factory=list)
    conversations: dict[str, ConversationRecord] = field(default_factory=dict)
    contacts: list[ContactRecord] = field(default_factory=list)
    kept: list[tuple[str, KeptFile]] = field(default_factory=list)
    counter: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def conversation(self, line: str, people: tuple[str, ...], *, named: str | None = None, cn: bool = True) -> str:
        """The key; `cn` False is one whose id at the provider nobody told."""
        number = next(self.counter)
        id_ = f"CNseed{number:04d}"
        key = conversation_key(line, people, conversation_id=id_)
        if cn:
            self.conversations[key] = ConversationRecord(id_, key, line, people, named)
        return key

    def message(self, key: str, at_ms: int, text: str = "", *, by: str | None = None, **more: object) -> ActivityRecord:
        """From the outside where `by` is not one of our teammates."""
        ours = bool(by) and str(by).startswith(("US", "SY"))
        line, people = self._of(key)
        made = ActivityRecord(
            id=f"ACseed{next(self.counter):05d}",
            kind="message",
            line_id=line,
            conversation_key=key,
            participants=people,
            direction="outgoing" if ours else "incoming",
            at_ms=at_ms,
            text=text,
            status="delivered" if ours else "received",
            from_number=NUMBERS[line] if ours else (by or (people[0] if people else None)),
            to_numbers=people if ours else (NUMBERS[line],),
            member_id=by if ours else None,
            media_word="none",
        )
        return self._add(made, more)

    def call(self, key: str, at_ms: int, outcome: str, *, by: str | None = None, **more: object) -> ActivityRecord:
        """Outgoing where a teammate made it."""
        line, people = self._of(key)
        made = ActivityRecord(
            id=f"ACseed{next(self.counter):05d}",
            kind="call",
            line_id=line,
            conversation_key=key,
            participants=people,
            direction="outgoing" if by else "incoming",
            at_ms=at_ms,
            status="completed",
            from_number=NUMBERS[line] if by else (people[0] if people else None),
            initiated_by=by,
            member_id=by,
            outcome=outcome,
            voicemail_word="none",
            recording_word="none",
            transcript_word="none",
            summary_word="none",
        )
        return self._add(made, more)

    def _of(self, key: str) -> tuple[str, tuple[str, ...]]:
        line, _, rest = key.partition(":")
        return line, () if rest.startswith("=") else tuple(rest.split(","))

    def _add(self, made: ActivityRecord, more: dict[str, object]) -> ActivityRecord:
        for name, value in more.items():
            setattr(made, name, value)
        held = self.conversations.get(made.conversation_key)
        made.conversation_id = held.id if held else None
        self.activities.append(made)
        return made

    def keep(self, content: bytes, media_type: str, **measured: float) -> str:
        """A file in the vault; its digest."""
        kept = self.vault.put([content])
        path = f"/v1/resource/message-media/{kept.sha256[:12]}"
        file = KeptFile(kept.sha256, kept.size_bytes, media_type, media_type, **measured)  # type: ignore[arg-type]
        self.kept.append((path, file))
        return kept.sha256

    def attach(self, record: ActivityRecord, kind: str, state: str = "kept", **more: object) -> None:
        ordinal = sum(artefact.kind == kind for artefact in record.artefacts)
        content = more.pop("content", None)
        told = None if content is None else json.dumps(content)
        made = ArtefactRecord(record.id, kind, ordinal, state=state, content=told, **more)  # type: ignore[arg-type]
        record.artefacts.append(made)
        setattr(record, f"{kind}_word", "some")

    def photo(self, record: ActivityRecord, scene: int, size: tuple[int, int] = (1200, 900)) -> None:
        sha256 = self.keep(draw_wall(scene, size), "image/jpeg", width=size[0], height=size[1])
        self.attach(record, "media", declared_type="image/jpeg", sha256=sha256)

    def sound(self, record: ActivityRecord, kind: str, seconds: float, *, tone: int, **more: object) -> None:
        sha256 = self.keep(make_sound(seconds, tone), "audio/wav", duration_seconds=seconds)
        self.attach(record, kind, sha256=sha256, duration_seconds=seconds, declared_type="audio/mpeg", **more)

    def write(self, conn: Connection) -> None:
        write_account(conn)
        records.replace_contacts(conn, WORKSPACE, [one.id for one in self.contacts], self.contacts)
        named = list(self.conversations.values())
        conversations.replace_aliases(conn, WORKSPACE, [one.id for one in named], named)
        for path, file in self.kept:
            add_holding(conn, WORKSPACE, Holding(path, HoldingOutcome.KEPT, NOW, file.sha256), file)
        write_activities(conn, self.activities, also=[one.key for one in named])


def write_activities(conn: Connection, made: list[ActivityRecord], *, also: list[str] | None = None) -> None:
    """As the fold writes them: rows, search words, what the inbox shows, and the news for open screens."""
    rows = [activities.activity_rows(WORKSPACE, one, words_of(one)) for one in made]
    activities.replace(conn, WORKSPACE, rows, activities.stored(conn, WORKSPACE, [one.id for one in made]))
    keys = {one.conversation_key: one.line_id for one in made}
    conversations.recompute(conn, WORKSPACE, {*keys, *(also or ())})
    add_changes(conn, WORKSPACE, keys, now_ms=NOW)


def write_account(conn: Connection) -> None:
    ensure_workspace(conn, WORKSPACE, now_ms=NOW)
    set_time_zone(conn, WORKSPACE, "America/New_York")
    conn.execute(workspace.update().where(workspace.c.id == WORKSPACE).values(name="Harbor & Sons Waterproofing"))
    lines = [
        LineRecord(OFFICE, NUMBERS[OFFICE], "Office", "🏠", created_ms=1, members=((DANA, "owner"), (MARCO, None))),
        LineRecord(FIELD, NUMBERS[FIELD], "Crew", "🔧", created_ms=2, members=((MARCO, None),)),
        LineRecord(QUOTES, NUMBERS[QUOTES], "Estimates", "📐", created_ms=3, members=((JUNE, None),)),
    ]
    records.replace_lines(conn, WORKSPACE, [one.id for one in lines], lines)
    members = [
        MemberRecord(DANA, "human", "dana@harbor.example", "Dana", "Whitfield", "owner"),
        MemberRecord(MARCO, "human", "marco@harbor.example", "Marco", "Bellini", "member"),
        MemberRecord(JUNE, "human", "june@harbor.example", "June", "Okafor", "member"),
        MemberRecord(AGENT, "agent"),
    ]
    records.replace_members(conn, WORKSPACE, [one.id for one in members], members)


def contact(id_: str, name: str, number: str, **more: object) -> ContactRecord:
    first, _, last = name.partition(" ")
    return ContactRecord(
        id_,
        name,
        first,
        last,
        numbers=((number, "mobile"),),
        created_ms=1,
        updated_ms=1,
        **more,  # type: ignore[arg-type]
    )


def people() -> list[ContactRecord]:
    emails = json.dumps([{"name": "home", "value": "ellen@marsh.example"}])
    fields = json.dumps([{"name": "Job", "type": "string", "value": "Basement, north wall"}])
    return [
        contact(
            "CTellen", "Ellen Marsh", ELLEN, company="Marsh Bakery", role="Owner", emails=emails, custom_fields=fields
        ),
        contact("CTtom", "Tom Aguilar", TOM),
        contact("CTpriya", "Priya Raman", PRIYA, company="Raman Property Group", role="Site manager"),
        contact("CTotis", "Otis Béla Grant", OTIS),
        contact("CTgrace", "Grace Lindqvist", GRACE, company="Lindqvist & Daughters"),
        contact("CTlen", "Len Farrow", LEN),
    ]


def seed(vault: Vault) -> Seed:
    """The whole little world."""
    made = Seed(vault)
    made.contacts = people()
    tell_ellen(made)
    tell_tom(made)
    tell_group(made)
    tell_grace(made)
    tell_calls(made)
    tell_strangers(made)
    tell_len(made)
    return made


def fill(database: Database, vault: Vault) -> Seed:
    """Into a migrated database."""
    made = seed(vault)
    database.writer.write(made.write)
    return made


def tell_ellen(made: Seed) -> None:
    """Photos of a job, a missed call with a voicemail, an answered call with everything."""
    key = made.conversation(OFFICE, (ELLEN,))
    at = NOW - 3 * DAY
    made.message(
        key, at, "Hi, a friend gave me your number. There is water coming in at the bakery, down in the cellar."
    )
    made.message(key, at + MINUTE, "It gets worse every time it rains hard.")
    made.message(
        key,
        at + 9 * MINUTE,
        "Hi Ellen, sorry to hear that. Could you send us a few photos of where it comes in?",
        by=DANA,
    )
    photos = made.message(key, at + 31 * MINUTE, "Here is the north wall, and the corner behind the oven.")
    for scene in range(3):
        made.photo(photos, scene)
    made.message(
        key, at + 33 * MINUTE, "Thank you, that helps. See https://harbor.example/cellars for how we do it.", by=DANA
    )
    single = made.message(key, at + 40 * MINUTE)
    made.photo(single, 4, (900, 1200))
    missed = made.call(key, NOW - DAY - 2 * HOUR, "voicemail")
    made.sound(missed, "voicemail", 9.0, tone=180, content={"transcript": VOICEMAIL}, provider_id="VMellen1")
    call = made.call(
        key,
        NOW - DAY,
        "answered",
        by=MARCO,
        duration_seconds=136,
        answered_ms=NOW - DAY + 8 * SECOND,
        completed_ms=NOW - DAY + 144 * SECOND,
    )
    made.sound(call, "recording", 14.0, tone=240, provider_id="CRellen1")
    made.attach(call, "transcript", content={"recording_id": "CRellen1", "segments": TRANSCRIPT})
    made.attach(call, "summary", content=SUMMARY)
    call.surfaces = ("dated", "v1")
    call.discrepancies = [DiscrepancyRecord("duration_seconds", None, "dated", "v1")]
    call.claims = [
        ClaimRecord("duration_seconds", "dated GET /calls", "136", NOW, "surface_rank", True),
        ClaimRecord("duration_seconds", "v1 GET /v1/calls", "123", NOW, "surface_rank", False, False),
    ]
    made.message(key, NOW - 22 * MINUTE, "Tuesday at nine works. Should I move the flour shelves before you come?")
    expired = made.message(key, NOW - 20 * MINUTE, "This is how full it is right now")
    made.photo(expired, 5)
    made.attach(expired, "media", "expired", declared_type="image/jpeg")


VOICEMAIL = (
    "Hi, this is Ellen from the bakery. The pump in the cellar stopped again this morning and there are two inches of "
    "water. Could somebody call me back before noon? Thank you."
)
SAID = (
    (MARCO, 0.0, 3.1, "Hi Ellen, it's Marco from Harbor and Sons, you called about the pump?"),
    (None, 3.1, 6.4, "Yes, thanks for calling back. It is the sump pump, it hums but nothing moves."),
    (MARCO, 6.4, 8.9, "That sounds like the impeller. I can bring a spare one on Tuesday."),
    (None, 8.9, 11.0, "Tuesday is perfect. And the crack in the north wall?"),
    (MARCO, 11.0, 14.0, "We inject it with polyurethane, half a day of work."),
)
TRANSCRIPT = [
    {"speaker": NUMBERS[OFFICE] if member else ELLEN, "member_id": member, "start": start, "end": end, "text": text}
    for member, start, end, text in SAID
]
SUMMARY = {
    "type": "human",
    "title": None,
    "summary": ["The sump pump hums but does not move water.", "Marco suspects the impeller and brings a spare one."],
    "next_steps": ["Marco comes on Tuesday with an impeller.", "Send a price for injecting the north wall."],
    "jobs": [],
}


def tell_tom(made: Seed) -> None:
    """A long thread, older than one page, with a failed message at its end."""
    key = made.conversation(FIELD, (TOM,))
    lines = (
        "Crew is ten minutes out.",
        "Gate code is 4471.",
        "Trench is open, photos later.",
        "Need two more bags of gravel.",
        "Inspector was here, all good.",
        "Leaving for today.",
        "Can you confirm the membrane colour?",
        "Black is fine.",
    )
    for n in range(150):
        text = f"{lines[n % len(lines)]} ({n + 1})"
        made.message(key, NOW - 40 * DAY + n * 5 * HOUR, text, by=MARCO if n % 3 else None)
    made.message(key, NOW - 5 * HOUR, "Invoice is on its way, thank you Tom.", by=DANA, status="failed")


def tell_group(made: Seed) -> None:
    """Three people, a file, a contact card."""
    key = made.conversation(QUOTES, (PRIYA, OTIS, GRACE))
    at = NOW - 2 * DAY
    made.message(key, at, "Adding Grace, who looks after the east building.", by=PRIYA)
    made.message(key, at + 2 * MINUTE, "Hello all. The east stairwell smells musty since spring.", by=GRACE)
    made.message(key, at + 3 * MINUTE, "Same on our side.", by=OTIS)
    quote = made.message(key, at + HOUR, "Here is the estimate for both stairwells.", by=JUNE)
    pdf = made.keep(b"%PDF-1.4\n% an estimate\n" + b"0" * 48_000, "application/pdf")
    made.attach(quote, "media", sha256=pdf, declared_type="application/pdf")
    card = made.message(key, at + 2 * HOUR, "", by=PRIYA)
    vcf = made.keep(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Site Office\r\nEND:VCARD\r\n", "text/vcard")
    made.attach(card, "media", sha256=vcf, declared_type="text/vcard")
    made.message(key, at + 5 * HOUR, "Approved from our side, please go ahead.", by=OTIS)


def tell_grace(made: Seed) -> None:
    """What is missing, in every way that it can be."""
    key = made.conversation(OFFICE, (GRACE,))
    made.message(key, NOW - 60 * DAY, "There are a couple more like these", media_word="unknown")
    made.message(key, NOW - 60 * DAY + MINUTE, "", media_word="unknown")
    blocked = made.message(key, NOW - 50 * DAY, "The plans")
    made.attach(blocked, "media", "refused", reason="type", declared_type="application/x-msdownload")
    coming = made.message(key, NOW - HOUR, "And a new one")
    made.attach(coming, "media", "wanted", declared_type="image/heic")
    call = made.call(key, NOW - 49 * DAY, "answered", answered_by=DANA, duration_seconds=412)
    made.attach(call, "recording", "expired", provider_id="CRgrace1")
    made.attach(call, "transcript", "withheld", reason="not_in_plan")
    made.attach(call, "summary", "pending", reason="provider_processing")
    silent = made.call(key, NOW - 48 * DAY, "missed", voicemail_word="unknown")
    silent.gone_ms = NOW - 2 * DAY
    made.message(key, NOW - 47 * DAY, "Deleted at the provider, kept here.", gone_ms=NOW - 2 * DAY)
    made.message(key, NOW - 55 * MINUTE, "Thanks Grace, we look at it today.", by=DANA, status="sent")


def tell_calls(made: Seed) -> None:
    """Every outcome of a call."""
    key = made.conversation(OFFICE, (OTIS,))
    at = NOW - 6 * DAY
    made.call(key, at, "answered", answered_by=DANA, duration_seconds=61)
    made.call(key, at + HOUR, "abandoned")
    made.call(key, at + 2 * HOUR, "forwarded", forwarded_to=STRANGER, duration_seconds=340)
    agent = made.call(key, at + 3 * HOUR, "ai_answered", answered_by=AGENT, ai_handled=True, duration_seconds=95)
    made.attach(agent, "summary", content=AGENT_SUMMARY)
    made.message(
        key,
        at + 3 * HOUR + 5 * MINUTE,
        "Thanks for calling! We booked you for Friday, 10 AM.",
        by=AGENT,
        ai_handled=True,
    )
    made.call(key, at + 4 * HOUR, "no_answer", by=JUNE)
    made.call(key, at + 5 * HOUR, "failed", by=JUNE)
    made.call(key, at + 6 * HOUR, "unknown", recording_word="unknown", voicemail_word="unknown")
    made.call(key, at + 7 * HOUR, "missed")


BOOKED = [{"name": "Day", "value": "Friday, 10 AM"}, {"name": "New customer", "value": False}]
AGENT_SUMMARY = {
    "type": "agent",
    "title": "Books an inspection",
    "summary": ["Otis asks for somebody to look at the garage floor."],
    "next_steps": [],
    "jobs": [{"icon": "calendar", "name": "Appointment", "result": {"data": BOOKED}}],
}


def tell_strangers(made: Seed) -> None:
    """Nobody's names: a number, a short code, hidden callers who are not one person."""
    made.message(
        made.conversation(OFFICE, (STRANGER,)),
        NOW - 3 * HOUR,
        "Do you also do crawl spaces? What would 40 square metres cost?",
    )
    made.message(made.conversation(OFFICE, (SHORT_CODE,)), NOW - 4 * DAY, "Your verification code is 118204.")
    for n in range(2):
        key = made.conversation(OFFICE, ("anonymous",))
        made.call(key, NOW - (7 + n) * DAY, "missed", participants=("anonymous",), from_number="anonymous")
    robot = made.conversation(FIELD, (ROBOCALL,), cn=False)
    for n in range(4):
        made.call(robot, NOW - 12 * DAY + n * MINUTE, "missed")


def tell_len(made: Seed) -> None:
    """On the line that Ben reads."""
    key = made.conversation(FIELD, (LEN,))
    made.message(key, NOW - 8 * HOUR, "Pump is running again, thank you both!")
    made.message(key, NOW - 7 * HOUR, "Great to hear, Len.", by=MARCO)


def draw_wall(scene: int, size: tuple[int, int]) -> bytes:
    """A wall with a crack, each scene another."""
    width, height = size
    tint = [(196, 190, 178), (178, 186, 190), (204, 196, 170), (170, 178, 172), (188, 170, 158), (160, 170, 182)][
        scene % 6
    ]
    image = Image.new("RGB", size, tint)
    draw = ImageDraw.Draw(image)
    for row in range(0, height, 90):
        for left in range(-120 + (row // 90 % 2) * 90, width, 180):
            shade = (left * 7 + row * 13 + scene * 29) % 26 - 13
            block = tuple(max(0, min(255, part + shade)) for part in tint)
            draw.rectangle((left + 3, row + 3, left + 176, row + 86), fill=block)
    x = width * (0.25 + 0.1 * (scene % 5))
    points = [(x + 60 * math.sin(n * 0.9 + scene) + n * 9, n * height / 24) for n in range(25)]
    draw.line(points, fill=(52, 46, 42), width=9, joint="curve")
    draw.ellipse((width * 0.1, height * 0.7, width * 0.9, height * 1.3), fill=tuple(part * 2 // 3 for part in tint))
    held = io.BytesIO()
    image.save(held, "JPEG", quality=82)
    return held.getvalue()


def make_sound(seconds: float, tone: int) -> bytes:
    """A voice-like hum with pauses."""
    rate = 8_000
    samples = array("h")
    for n in range(int(seconds * rate)):
        moment = n / rate
        loudness = max(0.0, math.sin(moment * 2.1) * math.sin(moment * 7.3)) ** 0.6 if moment % 3 < 2.5 else 0.02
        samples.append(
            int(9_000 * loudness * math.sin(2 * math.pi * tone * moment * (1 + 0.02 * math.sin(moment * 9))))
        )
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return held.getvalue()


def vault_in(folder: Path) -> Vault:
    return Vault(folder / "vault")
