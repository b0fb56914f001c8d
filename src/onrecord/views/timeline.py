"""A conversation's activities as bubbles and call cards, with what is missing said beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord, Direction, Outcome, Word
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.clock import MINUTE
from onrecord.domain.length import lengths
from onrecord.storage.holdings import kept_files
from onrecord.storage.inbox import ConversationRow, Place
from onrecord.storage.timeline import activities_after, activities_before, activities_by_id, attach_belongings
from onrecord.views.attachments import File, Player, Summary, files_of, players_of, summary_of
from onrecord.views.claimed import say_field, say_surface, say_value
from onrecord.views.offers import Offers, read_offers
from onrecord.views.people import Face, People, read_people
from onrecord.views.times import Moments, machine_time, span
from onrecord.views.words import (
    KIND_NAMES,
    Delivery,
    Happened,
    Said,
    say_absence,
    say_call,
    say_delivery,
)

PAGE = 40
AROUND = 25
_RUN_MS = 4 * MINUTE


@dataclass(frozen=True, slots=True)
class Absent:
    """A kind of attachment that this activity lacks, in words. `loud` where somebody may be waiting for it."""

    kind: str
    name: str
    said: Said
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    source: str
    value: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field on which Quo contradicts itself."""

    field: str
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class Item:
    """One activity, ready to be drawn. `mine` is our side of the conversation; `run` follows its like closely."""

    id: str
    kind: str
    at_ms: int
    clock: str
    full_time: str
    machine_time: str
    day: date
    day_title: str
    mine: bool
    who: str
    face: Face | None
    run: bool = False
    text: str = ""
    group: bool = False
    photos: list[File] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    players: list[Player] = field(default_factory=list)
    summary: Summary | None = None
    call: Happened | None = None
    facts: list[str] = field(default_factory=list)
    delivery: Delivery | None = None
    absent: list[Absent] = field(default_factory=list)
    disagreements: list[Disagreement] = field(default_factory=list)
    gone: str = ""
    ai: bool = False

    @property
    def place(self) -> str:
        return f"{self.at_ms}.{self.id}"

    @property
    def by_hand(self) -> bool:
        """Whether a person put in one of its photos or files."""
        return any(file.by_hand for file in (*self.photos, *self.files))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Activities in order of time; `older` and `newer` are where more of them begin, None at the ends."""

    items: tuple[Item, ...]
    older: str | None
    newer: str | None


def read_place(text: str | None) -> Place | None:
    """The opposite of `Item.place`; None for anything else."""
    at_ms, _, id_ = (text or "").partition(".")
    return Place(int(at_ms), id_) if at_ms.isascii() and at_ms.isdigit() and len(at_ms) < 16 and id_ else None


def newest(
    conn: Connection, scope: Scope, row: ConversationRow, times: Moments, *, before: Place | None = None
) -> Stretch:
    """The last page, or the page before a place."""
    found = activities_before(conn, scope.workspace_id, row.key, before=before, limit=PAGE + 1)
    older = len(found) > PAGE
    items = _items(conn, scope, row, times, found[:PAGE][::-1])
    return Stretch(items, items[0].place if older else None, None)


def following(conn: Connection, scope: Scope, row: ConversationRow, times: Moments, after: Place) -> Stretch:
    """The page after a place."""
    found = activities_after(conn, scope.workspace_id, row.key, after=after, limit=PAGE + 1)
    newer = len(found) > PAGE
    items = _items(conn, scope, row, times, found[:PAGE])
    return Stretch(items, None, items[-1].place if newer else None)


def around(conn: Connection, scope: Scope, row: ConversationRow, times: Moments, activity_id: str) -> Stretch | None:
    """What surrounds one activity; None where it is not of this conversation."""
    found = activities_by_id(conn, scope.workspace_id, [activity_id], lines=scope.lines).get(activity_id)
    if found is None or found.conversation_key != row.key:
        return None
    place = Place(found.at_ms, found.id)
    before = activities_before(conn, scope.workspace_id, row.key, before=place, limit=AROUND + 1)
    after = activities_after(conn, scope.workspace_id, row.key, after=place, limit=AROUND + 1)
    items = _items(conn, scope, row, times, [*before[:AROUND][::-1], found, *after[:AROUND]])
    older = items[0].place if len(before) > AROUND else None
    return Stretch(items, older, items[-1].place if len(after) > AROUND else None)


def _items(
    conn: Connection, scope: Scope, row: ConversationRow, times: Moments, records: Sequence[ActivityRecord]
) -> tuple[Item, ...]:
    attach_belongings(conn, scope.workspace_id, list(records))
    people = read_people(conn, scope, times.region, _numbers_of(row, records))
    digests = {artefact.sha256 for record in records for artefact in record.artefacts if artefact.sha256}
    kept = kept_files(conn, scope.workspace_id, digests)
    offers = read_offers(conn, scope.workspace_id)
    items: list[Item] = []
    for record in records:
        item = _item(record, people, times)
        item.absent = _absent(record, offers)
        item.group = len(row.participants) > 1
        for file in files_of(record, kept):
            (item.photos if file.shape == "photo" else item.files).append(file)
        item.players = players_of(record, kept, people)
        item.run = bool(items) and _continues(items[-1], item)
        items.append(item)
    return tuple(items)


def _numbers_of(row: ConversationRow, records: Sequence[ActivityRecord]) -> set[str]:
    numbers = set(row.participants)
    for record in records:
        numbers.update(record.participants, record.to_numbers)
        numbers.update(number for number in (record.from_number, record.forwarded_to, record.forwarded_from) if number)
    return numbers


def _item(record: ActivityRecord, people: People, times: Moments) -> Item:
    mine = record.direction == Direction.OUTGOING
    sender = None if mine else _sender(record)
    item = Item(
        id=record.id,
        kind=record.kind,
        at_ms=record.at_ms,
        clock=times.clock(record.at_ms),
        full_time=times.full(record.at_ms),
        machine_time=machine_time(record.at_ms),
        day=times.day(record.at_ms),
        day_title=times.day_title(record.at_ms),
        mine=mine,
        who=_who(record, people, sender),
        face=people.face(sender) if sender else None,
        text=record.text,
        delivery=say_delivery(record.direction, record.status) if record.kind == "message" else None,
        summary=summary_of(record),
        disagreements=_disagreements(record, times, people),
        gone=f"Deleted in Quo; kept here. Noticed {times.full(record.gone_ms)}." if record.gone_ms else "",
        ai=record.ai_handled or (mine and people.is_agent(record.member_id)),
    )
    if record.kind == "call":
        item.call = say_call(record.direction, record.outcome)
        item.facts = _call_facts(record, people)
    return item


def _sender(record: ActivityRecord) -> str | None:
    if record.from_number:
        return record.from_number
    return record.participants[0] if len(record.participants) == 1 else None


def _who(record: ActivityRecord, people: People, sender: str | None) -> str:
    if record.direction == Direction.OUTGOING:
        return people.member(record.member_id or record.initiated_by) or ""
    return people.name(sender) if sender else ""


def _call_facts(record: ActivityRecord, people: People) -> list[str]:
    """Who, how long, where to: what one wants to know of a call at a glance."""
    facts = []
    if record.direction == Direction.OUTGOING and (caller := people.member(record.initiated_by or record.member_id)):
        facts.append(f"{caller} called")
    if record.outcome in {Outcome.ANSWERED, Outcome.AI_ANSWERED} and record.direction != Direction.OUTGOING:
        answered_by = people.member(record.answered_by)
        facts.append(f"{answered_by} answered" if answered_by else "We can't tell who answered")
    if record.forwarded_to:
        facts.append(f"to {people.name(record.forwarded_to)}")
    if record.forwarded_from:
        facts.append(f"from {people.name(record.forwarded_from)}")
    talked = record.outcome in {Outcome.ANSWERED, Outcome.AI_ANSWERED, Outcome.FORWARDED}
    if talked:
        facts.append(_length(record))
    return facts


def _length(record: ActivityRecord) -> str:
    """Quo's length; where it gives none, or 0, what its own times of answer and end say, and that they say it."""
    if record.duration_seconds:
        return span(record.duration_seconds)
    talked = lengths(record.at_ms, record.answered_ms, record.completed_ms).talk
    return f"{span(talked)} by Quo's own times" if talked else "length unknown"


def _absent(record: ActivityRecord, offers: Offers) -> list[Absent]:
    """What is worth a word: what might be missing, and what a person would look for in vain."""
    reasons = dict(record.word_reasons)
    if record.kind == "message":
        said = _said(ArtefactKind.MEDIA, record.media_word, reasons, offers)
        if record.text or said is None:
            return []
        if record.media_word == Word.UNKNOWN:
            return [Absent(ArtefactKind.MEDIA, "Possibly missing photo", said, loud=True)]
        return [Absent(ArtefactKind.MEDIA, "Empty message", Said(said.word, "Quo gave neither text nor photo."))]
    words = (
        (ArtefactKind.VOICEMAIL, record.voicemail_word),
        (ArtefactKind.RECORDING, record.recording_word),
        (ArtefactKind.TRANSCRIPT, record.transcript_word),
        (ArtefactKind.SUMMARY, record.summary_word),
    )
    return [
        Absent(kind, KIND_NAMES[kind][0], said)
        for kind, word in words
        if _is_looked_for(kind, word, record) and (said := _said(kind, word, reasons, offers)) is not None
    ]


def _said(kind: str, word: str | None, reasons: Mapping[str, str], offers: Offers) -> Said | None:
    """Where nobody could tell, and no surface gives such things at all, that is the reason."""
    not_offered = offers.why_not(kind) if word == Word.UNKNOWN and kind not in reasons else None
    return not_offered or say_absence(kind, word, reasons.get(kind))


def _is_looked_for(kind: str, word: str | None, record: ActivityRecord) -> bool:
    """That a missed call has no recording goes without saying; that it has no voicemail does not."""
    if word in {None, Word.SOME}:
        return False
    if kind == ArtefactKind.VOICEMAIL:
        return record.outcome in {Outcome.MISSED, Outcome.VOICEMAIL, Outcome.UNKNOWN}
    talked = record.outcome in {Outcome.ANSWERED, Outcome.AI_ANSWERED, Outcome.UNKNOWN}
    return talked and (kind == ArtefactKind.RECORDING or word != Word.NONE)


def _disagreements(record: ActivityRecord, times: Moments, people: People) -> list[Disagreement]:
    """Those that nothing explains; what does is told where somebody asks why."""
    return [
        Disagreement(
            say_field(found.field),
            tuple(
                Claim(say_surface(claim.surface), say_value(claim.field, claim.value, times, people), claim.chosen)
                for claim in record.claims
                if claim.field == found.field
            ),
        )
        for found in record.discrepancies
        if found.explained is None
    ]


def _continues(previous: Item, item: Item) -> bool:
    """Close together, by the same person, on the same day: drawn as one run of bubbles."""
    return (
        previous.kind == item.kind == "message"
        and previous.mine == item.mine
        and previous.who == item.who
        and previous.day == item.day
        and item.at_ms - previous.at_ms < _RUN_MS
    )
