"""Missing pieces as rows: what, where, when, why, and what a person can do about each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from onrecord.domain.access import Scope
from onrecord.domain.activity import ActivityRecord, Direction
from onrecord.domain.artefact import WITH_BYTES
from onrecord.domain.gap import Decision, Gap, GapState
from onrecord.storage.gap_decisions import Decided
from onrecord.storage.inbox import ConversationRow, conversations_by_key
from onrecord.storage.timeline import activities_by_id, attach_belongings
from onrecord.views.address import address_of
from onrecord.views.conversation import in_quo
from onrecord.views.missing_words import CauseWords, say_cause
from onrecord.views.people import People, read_people
from onrecord.views.times import Moments, machine_time

_EXCERPT = 160
_ID = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One missing piece. `place` leads to it in its conversation, `in_quo` to the same at the provider.

    `words` raised a doubt. `next` says when it is tried. `can_add`: a file may be put in by hand; `fills` names what it
    would stand for. `ask_again` is a message that asks the sender for it once more, ready to be copied.
    """

    key: str
    kind: str
    sure: bool
    says: CauseWords
    activity_id: str | None
    who: str
    when: str
    machine_time: str
    line: str
    place: str | None
    in_quo: str | None
    excerpt: str
    words: str
    next: str
    can_add: bool
    fills: str
    ask_again: str
    said: tuple[str, ...]


def read_pieces(
    conn: Connection,
    scope: Scope,
    times: Moments,
    app_url: str,
    reply_to: str,
    gaps: Sequence[Gap],
    said: Mapping[str, Sequence[Decided]],
) -> list[Piece]:
    """In the order given. `reply_to` is the e-mail address to which people should send what did not arrive."""
    keys = sorted({gap.conversation_key for gap in gaps if gap.conversation_key})
    rows = conversations_by_key(conn, scope.workspace_id, keys, lines=scope.lines)
    records = activities_by_id(conn, scope.workspace_id, {gap.subject for gap in gaps}, lines=scope.lines)
    attach_belongings(conn, scope.workspace_id, list(records.values()))
    people = read_people(conn, scope, times.region, {one for row in rows.values() for one in row.participants})
    return [
        _piece(
            gap,
            rows.get(gap.conversation_key or ""),
            records.get(gap.subject),
            people,
            times,
            app_url,
            reply_to,
            said=_notes(said.get(gap.key, ()), times),
        )
        for gap in gaps
    ]


def _piece(
    gap: Gap,
    row: ConversationRow | None,
    record: ActivityRecord | None,
    people: People,
    times: Moments,
    app_url: str,
    reply_to: str,
    *,
    said: tuple[str, ...],
) -> Piece:
    line = people.line(gap.line)
    who = (row.name or people.together(row.participants)) if row else (line.name if line else "A phone number")
    asks = record is not None and record.direction == Direction.INCOMING and gap.kind == "media"
    return Piece(
        key=gap.key,
        kind=gap.kind,
        sure=gap.sure,
        says=say_cause(gap.kind, gap.reason, 1, sure=gap.sure),
        activity_id=record.id if record else None,
        who=who,
        when=times.moment(gap.at_ms) if gap.at_ms else "",
        machine_time=machine_time(gap.at_ms) if gap.at_ms else "",
        line=line.name if line and row else "",
        place=_place(row, record),
        in_quo=_in_quo(app_url, row, gap),
        excerpt=_excerpt(record),
        words=gap.words,
        next=_next(gap, times),
        can_add=record is not None and gap.kind in WITH_BYTES,
        fills=_fills(gap, record),
        ask_again=_request(gap, record, people, times, reply_to) if asks and record else "",
        said=said,
    )


def _place(row: ConversationRow | None, record: ActivityRecord | None) -> str | None:
    if row is None:
        return None
    at = f"?at={record.id}#{record.id}" if record else ""
    return f"/c/{address_of(row.key, row.id)}{at}"


def _in_quo(app_url: str, row: ConversationRow | None, gap: Gap) -> str | None:
    """The conversation in the provider's app, at the very activity where it is one."""
    if row is None or (there := in_quo(app_url, row)) is None:
        return None
    path = there.partition("?")[0]
    return f"{path}?at={gap.subject}" if gap.subject.startswith("AC") and _ID.fullmatch(gap.subject) else path


def _excerpt(record: ActivityRecord | None) -> str:
    text = record.text if record else ""
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _next(gap: Gap, times: Moments) -> str:
    if gap.state == GapState.WAITING:
        return f"Tried again {times.moment(gap.next_ms)}." if gap.next_ms else "Not tried by itself: see Status."
    if gap.state == GapState.LOOKING and gap.next_ms is not None:
        return "It is being fetched now."
    return ""


def _fills(gap: Gap, record: ActivityRecord | None) -> str:
    """The name of the artefact a file would stand for; empty where it is not known that there is one."""
    _, _, ordinal = gap.key.rpartition(":")
    if record is None or not ordinal.isdigit():
        return ""
    found = [one for one in record.artefacts if one.kind == gap.kind and one.ordinal == int(ordinal)]
    return (found[0].ways[0] if found[0].ways else found[0].provider_id or "") if found else ""


def _request(gap: Gap, record: ActivityRecord, people: People, times: Moments, reply_to: str) -> str:
    """What one could write to the sender: no blame, the day, their own words, where to send it."""
    sender = record.from_number or (record.participants[0] if record.participants else None)
    card = people.card(sender) if sender else None
    greeting = f"Hi {card.name.split()[0]}" if card else "Hello"
    day = times.calendar(record.at_ms)
    wrote = f"On {day} you wrote “{gap.words}”, but the pictures" if gap.words else f"The pictures you sent on {day}"
    return f"{greeting}! {wrote} did not reach us. Could you send them once more, by e-mail to {reply_to}? Thank you!"


def _notes(said: Sequence[Decided], times: Moments) -> tuple[str, ...]:
    return tuple(f"{_SAID[one.decision]} by {one.said_by}, {times.moment(one.at_ms)}{_why(one)}" for one in said)


def _why(one: Decided) -> str:
    return f": {one.why}" if one.why else ""


_SAID: dict[str, str] = {
    Decision.DISMISSED: "Dismissed",
    Decision.CONFIRMED: "Confirmed",
    Decision.REOPENED: "Opened again",
    Decision.NOTE: "Note",
}
