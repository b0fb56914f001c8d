"""Search: people by name or number, then texts and transcripts, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.number import canonical_number, digits_of
from onrecord.storage.inbox import ConversationRow, conversations_by_key
from onrecord.storage.search import find
from onrecord.storage.searches import (
    contact_names,
    conversation_names,
    conversations_with_contacts,
    conversations_with_number,
)
from onrecord.storage.timeline import activities_by_id, attach_belongings
from onrecord.views.address import address_of
from onrecord.views.attachments import players_of, summary_of
from onrecord.views.finding import Piece, holds_all, holds_any, snippet, words_of
from onrecord.views.inbox import Listed, listed
from onrecord.views.people import Face, People, read_people
from onrecord.views.times import Moments, machine_time

PAGE = 30
_PEOPLE = 8
_LEAST_DIGITS = 3
_LEAST_LETTERS = 2
_NAMESAKES = 1_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One message or call with the words. `place` says where in it they were found."""

    activity_id: str
    address: str
    title: str
    faces: tuple[Face, ...]
    when: str
    machine_time: str
    place: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`more` is the time before which the next page looks."""

    people: tuple[Listed, ...]
    hits: tuple[Hit, ...]
    more: int | None


def search(conn: Connection, scope: Scope, times: Moments, query: str, *, before: int | None = None) -> Results:
    """What a query finds; people only on the first page."""
    found = find(conn, scope.workspace_id, query, before=before, limit=PAGE, lines=scope.lines)
    records = activities_by_id(conn, scope.workspace_id, [id_ for id_, _ in found], lines=scope.lines)
    ordered = [records[id_] for id_, _ in found if id_ in records]
    attach_belongings(conn, scope.workspace_id, ordered)
    keys = [] if before is not None else _people_keys(conn, scope, times.region, query)
    wanted = list(dict.fromkeys(chain(keys, (record.conversation_key for record in ordered))))
    rows = conversations_by_key(conn, scope.workspace_id, wanted, lines=scope.lines)
    people = read_people(conn, scope, times.region, _numbers(rows.values(), ordered))
    words = words_of(query)
    return Results(
        people=tuple(listed(rows[key], people, times) for key in keys if key in rows),
        hits=tuple(
            _hit(record, rows[record.conversation_key], people, times, words)
            for record in ordered
            if record.conversation_key in rows
        ),
        more=found[-1][1] if len(found) >= PAGE else None,
    )


def _people_keys(conn: Connection, scope: Scope, region: str, query: str) -> list[str]:
    if number := digits_in(query):
        spellings = dict.fromkeys((number, digits_of(canonical_number(query, region))))
        return _unique(
            conversations_with_number(conn, scope.workspace_id, digits, lines=scope.lines, limit=_PEOPLE)
            for digits in spellings
        )
    words = words_of(query)
    if len("".join(words)) < _LEAST_LETTERS:
        return []
    contacts = [id_ for id_, name in contact_names(conn, scope.workspace_id) if holds_all(name, words)]
    named = [key for key, name in conversation_names(conn, scope.workspace_id) if holds_all(name, words)]
    return conversations_with_contacts(
        conn, scope.workspace_id, contacts[:_NAMESAKES], named[:_NAMESAKES], lines=scope.lines, limit=_PEOPLE
    )


def digits_in(query: str) -> str:
    """The digits of a query that is a number in some notation; empty where it is words."""
    digits = digits_of(query)
    notation = all(letter.isdigit() or letter in "+-./()  " for letter in query.strip())
    return digits if notation and len(digits) >= _LEAST_DIGITS else ""


def _unique(lists: Iterable[list[str]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(lists)))[:_PEOPLE]


def _numbers(rows: Iterable[ConversationRow], records: Sequence[ActivityRecord]) -> set[str]:
    numbers = {number for row in rows for number in row.participants}
    return numbers.union(*(record.participants for record in records))


def _hit(record: ActivityRecord, row: ConversationRow, people: People, times: Moments, words: tuple[str, ...]) -> Hit:
    place, text = _where(record, people, words)
    return Hit(
        activity_id=record.id,
        address=address_of(row.key, row.id),
        title=row.name or people.together(row.participants),
        faces=tuple(people.face(number) for number in row.participants[:1]) or (Face("", 0, "eye-off"),),
        when=times.brief(record.at_ms),
        machine_time=machine_time(record.at_ms),
        place=place,
        snippet=tuple(snippet(text, words)),
    )


def _where(record: ActivityRecord, people: People, words: tuple[str, ...]) -> tuple[str, str]:
    """The first text that has one of the words, and what it belongs to."""
    for place, text in _texts(record, people):
        if holds_any(text, words):
            return place, text
    return "", record.text


def _texts(record: ActivityRecord, people: People) -> list[tuple[str, str]]:
    texts = [("", record.text)]
    for player in players_of(record, {}, people):
        place = "Voicemail" if player.kind == ArtefactKind.VOICEMAIL else "Transcript"
        texts += ((place, passage.text) for passage in player.passages)
    if summary := summary_of(record):
        texts += (("Summary", text) for text in (summary.title, *summary.points, *summary.next_steps))
        texts += (("Summary", value) for job in summary.jobs for _, value in job.results)
    return texts
