"""What is told of an alarm, as a letter and as JSON. Pure."""

from typing import NamedTuple

import msgspec

from onrecord.domain.clock import ms_to_iso
from onrecord.storage.alarms import Raised
from onrecord.views.alarms import SaidAlarm, say_alarm, since_ms
from onrecord.views.times import Moments

OPENED, CLOSED = "opened", "closed"


class Notice(NamedTuple):
    """`id` is the same whenever the same thing is told again; `what` is what of the alarm it tells."""

    id: str
    what: frozenset[str]
    subject: str
    text: str
    json: bytes


def left_to_tell(raised: Raised, told: frozenset[str]) -> frozenset[str]:
    """What of an alarm was not told yet. News needs no end."""
    happened = {OPENED} if raised.closed_ms is None or say(raised).good else {OPENED, CLOSED}
    return frozenset(happened - told)


def notice_of(raised: Raised, what: frozenset[str], times: Moments, *, workspace: str, status_url: str) -> Notice:
    """Its beginning, its end, or both at once where it was over before anybody could be told."""
    said, over = say(raised), CLOSED in what
    return Notice(
        id=f"alarm-{raised.id}-{'-'.join(sorted(what))}",
        what=what,
        subject=f"{'Over: ' if over else ''}{said.title}",
        text=_letter(raised, said, times, over=over, workspace=workspace, status_url=status_url),
        json=msgspec.json.encode(_document(raised, said, over=over, workspace=workspace)),
    )


def say(raised: Raised) -> SaidAlarm:
    return say_alarm(raised.kind, raised.key, raised.detail)


def _letter(raised: Raised, said: SaidAlarm, times: Moments, *, over: bool, workspace: str, status_url: str) -> str:
    since = f"Since {times.full(since_ms(raised))}"
    until = f", until {times.full(raised.closed_ms)}. It is over." if over and raised.closed_ms is not None else "."
    parts = [f"{said.title}.", said.why, since + until]
    if not over:
        parts.append(said.todo)
    if status_url:
        parts.append(status_url)
    parts.append(f"— Onrecord{f', {workspace}' if workspace else ''}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _document(raised: Raised, said: SaidAlarm, *, over: bool, workspace: str) -> dict[str, object]:
    return {
        "schema": 1,
        "type": f"alarm.{CLOSED if over else OPENED}",
        "workspace": workspace,
        "alarm": {
            "id": raised.id,
            "kind": raised.kind,
            "key": raised.key,
            "opened_at": ms_to_iso(raised.opened_ms),
            "closed_at": ms_to_iso(raised.closed_ms) if raised.closed_ms is not None else None,
            "title": said.title,
            "why": said.why,
            "todo": said.todo,
        },
    }
