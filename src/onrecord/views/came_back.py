"""What once was missing and is held now, as rows: what, whose, why it was missing, when it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.gap import Recovered
from onrecord.storage.inbox import ConversationRow, conversations_by_key
from onrecord.views.address import address_of
from onrecord.views.people import People, read_people
from onrecord.views.times import Moments, machine_time
from onrecord.views.words import KIND_NAMES

WHY: Mapping[str, str] = {
    "link_expired": "Quo's link had run out",
    "refused_for_safety": "the file had not passed our checks",
    "size": "it was larger than the limit that was set here",
    "damaged": "the file had been lost or damaged here",
    "withheld": "Quo had kept it back",
    "by_hand": "added by hand",
    "confirmed": "somebody here knew that it existed",
}


@dataclass(frozen=True, slots=True)
class CameBack:
    """`place` leads to its activity; `when` is of the activity, `came` of its return."""

    what: str
    who: str
    when: str
    machine_time: str
    came: str
    why: str
    place: str


def read_came_back(conn: Connection, scope: Scope, times: Moments, found: Sequence[Recovered]) -> list[CameBack]:
    """In the order given; without what is in no conversation that may be seen."""
    keys = sorted({one.conversation_key for one in found})
    rows = conversations_by_key(conn, scope.workspace_id, keys, lines=scope.lines)
    people = read_people(conn, scope, times.region, {one for row in rows.values() for one in row.participants})
    return [_row(one, rows[one.conversation_key], people, times) for one in found if one.conversation_key in rows]


def _row(one: Recovered, row: ConversationRow, people: People, times: Moments) -> CameBack:
    return CameBack(
        what=KIND_NAMES[one.kind][0],
        who=row.name or people.together(row.participants),
        when=times.moment(one.at_ms),
        machine_time=machine_time(one.at_ms),
        came=times.moment(one.came_ms),
        why=WHY[one.reason],
        place=f"/c/{address_of(row.key, row.id)}?at={one.subject}#{one.subject}",
    )
