"""The head and the details of one conversation."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.artefact import ArtefactKind, ArtefactState
from onrecord.storage.holdings import kept_files
from onrecord.storage.inbox import ConversationRow
from onrecord.storage.names import Card
from onrecord.storage.timeline import Counted, count_artefacts, newest_media
from onrecord.views.address import address_of, news_name
from onrecord.views.attachments import SHOWN_AS_PHOTO
from onrecord.views.offers import Offers, read_offers
from onrecord.views.people import Face, LineName, People, read_people
from onrecord.views.times import Moments
from onrecord.views.words import KIND_NAMES, Said, say_state

_PHOTOS = 9


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    number: str
    face: Face
    card: Card | None


@dataclass(frozen=True, slots=True)
class Lack:
    """So many of a kind that are not in hand, and why."""

    name: str
    count: int
    said: Said


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a conversation. `in_quo` opens it at the provider; None where it has no id there."""

    address: str
    news: str
    title: str
    people: tuple[Person, ...]
    line: LineName | None
    waiting: bool
    in_quo: str | None
    gone: str


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beside it. `not_offered`: kinds that belong to such a conversation and cannot be had, and why."""

    photos: tuple[tuple[str, str], ...]
    messages: int
    calls: int
    media: int
    missed_calls: int
    since: str
    last: str
    kept: tuple[tuple[str, int], ...]
    lacks: tuple[Lack, ...]
    not_offered: tuple[tuple[str, Said], ...]


def read_head(conn: Connection, scope: Scope, row: ConversationRow, times: Moments, app_url: str) -> Head:
    people = read_people(conn, scope, times.region, row.participants)
    return Head(
        address=address_of(row.key, row.id),
        news=news_name(row.key),
        title=row.name or people.together(row.participants),
        people=tuple(_person(people, number) for number in row.participants),
        line=people.line(row.line_id),
        waiting=row.waiting,
        in_quo=in_quo(app_url, row),
        gone=f"Deleted in Quo; kept here. Noticed {times.full(row.gone_ms)}." if row.gone_ms else "",
    )


def _person(people: People, number: str) -> Person:
    return Person(people.name(number), people.number(number), people.face(number), people.card(number))


_ID = re.compile(r"[A-Za-z0-9]+")


def in_quo(app_url: str, row: ConversationRow) -> str | None:
    """The conversation in the provider's app, at its last activity."""
    if not row.id or not row.line_id or not _ID.fullmatch(row.id) or not _ID.fullmatch(row.line_id):
        return None
    at = f"?at={row.last_activity_id}" if row.last_activity_id and _ID.fullmatch(row.last_activity_id) else ""
    return f"{app_url}/inbox/{row.line_id}/c/{row.id}{at}"


def read_details(conn: Connection, scope: Scope, row: ConversationRow, times: Moments) -> Details:
    counted = count_artefacts(conn, scope.workspace_id, row.key)
    return Details(
        photos=_photos(conn, scope, row),
        messages=row.messages,
        calls=row.calls,
        media=row.media,
        missed_calls=row.missed_calls,
        since=times.calendar(row.first_at_ms) if row.first_at_ms else "",
        last=times.calendar(row.last_at_ms) if row.last_at_ms else "",
        kept=_kept(counted),
        lacks=tuple(
            Lack(KIND_NAMES[c.kind][c.count != 1], c.count, say_state(c.state, c.reason))
            for c in counted
            if c.state not in {ArtefactState.KEPT, ArtefactState.NONE}
        ),
        not_offered=_not_offered(row, counted, read_offers(conn, scope.workspace_id)),
    )


def _not_offered(row: ConversationRow, counted: list[Counted], offers: Offers) -> tuple[tuple[str, Said], ...]:
    """Only of kinds that nothing is known of here: what is known has its own line."""
    told = {found.kind for found in counted}
    can_have = [
        (ArtefactKind.MEDIA, row.messages > 0),
        (ArtefactKind.VOICEMAIL, row.missed_calls > 0),
        (ArtefactKind.RECORDING, row.calls > row.missed_calls),
        (ArtefactKind.TRANSCRIPT, row.calls > row.missed_calls),
        (ArtefactKind.SUMMARY, row.calls > row.missed_calls),
    ]
    return tuple(
        (KIND_NAMES[kind][1], why)
        for kind, can in can_have
        if can and kind not in told and (why := offers.why_not(kind)) is not None
    )


def _photos(conn: Connection, scope: Scope, row: ConversationRow) -> tuple[tuple[str, str], ...]:
    newest = newest_media(conn, scope.workspace_id, row.key, limit=4 * _PHOTOS)
    kept = kept_files(conn, scope.workspace_id, {sha256 for _, sha256 in newest})
    photos = [(id_, sha) for id_, sha in newest if sha in kept and kept[sha].sniffed_type in SHOWN_AS_PHOTO]
    return tuple(photos[:_PHOTOS])


def _kept(counted: list[Counted]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = dict.fromkeys(ArtefactKind, 0)
    for found in counted:
        if found.state == ArtefactState.KEPT and found.kind in totals:
            totals[found.kind] += found.count
    return tuple((KIND_NAMES[kind][count != 1], count) for kind, count in totals.items() if count)
