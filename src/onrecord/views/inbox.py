"""The list of conversations: who, when, and the last word."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import Direction, Word
from onrecord.domain.artefact import ArtefactKind
from onrecord.storage.alarms import open_alarms
from onrecord.storage.inbox import ConversationRow, InboxView, Place, count_waiting, list_conversations
from onrecord.views.address import address_of, key_of_address, news_name
from onrecord.views.alarms import ShownAlarm, show_alarms
from onrecord.views.offers import Offers, read_offers
from onrecord.views.people import Face, LineName, People, read_people
from onrecord.views.times import Moments, machine_time
from onrecord.views.words import say_call

PAGE = 40


@dataclass(frozen=True, slots=True)
class Listed:
    """One conversation in the list. `mark` is an icon before the last word, `tone` how much it matters."""

    address: str
    news: str
    title: str
    faces: tuple[Face, ...]
    line: LineName | None
    when: str
    machine_time: str
    last_word: str
    mark: str
    tone: str
    by_us: bool
    waiting: bool


class Shown(NamedTuple):
    """One way to look at the list: its name, and what it means."""

    view: InboxView
    name: str
    meaning: str


VIEWS = (
    Shown(InboxView.WAITING, "Waiting", "Waiting for our reply"),
    Shown(InboxView.ALL, "All", "All conversations"),
    Shown(InboxView.PHOTOS, "Photos", "Conversations with photos or files"),
    Shown(InboxView.MISSED, "Missed", "Conversations with missed calls"),
)


@dataclass(frozen=True, slots=True)
class Inbox:
    """`alarms` are those that somebody should mend; only who sees every phone number is shown them. `views` are the
    ways to look at the list that can show anything.
    """

    rows: tuple[Listed, ...]
    more: str | None
    lines: tuple[LineName, ...]
    waiting: int
    views: tuple[Shown, ...]
    offers: Offers
    alarms: tuple[ShownAlarm, ...] = ()


def read_inbox(
    conn: Connection,
    scope: Scope,
    times: Moments,
    *,
    view: InboxView,
    line_id: str | None,
    before: Place | None = None,
) -> Inbox:
    """A page of the list, older than `before`; `more` is where the next page begins."""
    found = list_conversations(
        conn, scope.workspace_id, lines=scope.lines, view=view, line_id=line_id, before=before, limit=PAGE + 1
    )
    shown = found[:PAGE]
    people = read_people(conn, scope, times.region, {n for row in shown for n in row.participants})
    offers = read_offers(conn, scope.workspace_id)
    return Inbox(
        rows=tuple(listed(row, people, times) for row in shown),
        more=place_of(shown[-1]) if len(found) > PAGE else None,
        lines=tuple(people.lines.values()),
        waiting=count_waiting(conn, scope.workspace_id, lines=scope.lines, line_id=line_id),
        views=tuple(one for one in VIEWS if one.view is not InboxView.PHOTOS or offers.shows(ArtefactKind.MEDIA)),
        offers=offers,
        alarms=_to_mend(conn, scope, times),
    )


def _to_mend(conn: Connection, scope: Scope, times: Moments) -> tuple[ShownAlarm, ...]:
    if scope.lines is not None:
        return ()
    return tuple(one for one in show_alarms(open_alarms(conn, scope.workspace_id), times) if not one.said.good)


def place_of(row: ConversationRow) -> str:
    """Where the list goes on after this row, for an address."""
    return f"{row.last_at_ms}.{address_of(row.key, None)}"


def read_place(text: str | None) -> Place | None:
    """The opposite of `place_of`; None for anything else."""
    at_ms, _, address = (text or "").partition(".")
    key = key_of_address(address)
    return Place(int(at_ms), key) if at_ms.isascii() and at_ms.isdigit() and len(at_ms) < 16 and key else None


def listed(row: ConversationRow, people: People, times: Moments) -> Listed:
    words, mark, tone = _last_word(row)
    return Listed(
        address=address_of(row.key, row.id),
        news=news_name(row.key),
        title=row.name or people.together(row.participants),
        faces=tuple(people.face(number) for number in row.participants[:2]) or (Face("", 0, "eye-off"),),
        line=people.line(row.line_id),
        when=times.brief(row.last_at_ms),
        machine_time=machine_time(row.last_at_ms),
        last_word=words,
        mark=mark,
        tone=tone,
        by_us=row.last_kind == "message" and row.last_direction == Direction.OUTGOING,
        waiting=row.waiting,
    )


def _last_word(row: ConversationRow) -> tuple[str, str, str]:
    """(words, icon, tone)"""
    if row.last_kind == "call":
        happened = say_call(row.last_direction, row.last_outcome)
        return happened.title, happened.icon, happened.tone
    if row.last_status in {"failed", "undelivered"} and row.last_direction == Direction.OUTGOING:
        return row.last_text or "Message", "alert", "alert"
    if row.last_text:
        return row.last_text, "image" if row.last_media_word == Word.SOME else "", "calm"
    if row.last_media_word == Word.SOME:
        return "Photo or file", "image", "calm"
    if row.last_kind == "message":
        return "Possibly missing photo" if row.last_media_word == Word.UNKNOWN else "Empty message", "image", "quiet"
    return "", "", "quiet"
