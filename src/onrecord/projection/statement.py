"""What one reading asserts, field by field, after its surface's own words are translated.

A field has three cases: its name is in `values` with a value (asserted), with None (the source says: none), or
is not there (the source is silent, which never takes anything away from what another one said).
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from onrecord.domain.clock import Instant


class Entry(NamedTuple):
    """One artefact as one source lists it. `path` is the way to its bytes, `content` its text as JSON.

    `provider_id` of a transcript is the recording's; None where one transcript speaks for the whole call. `fills` is
    set by a person's hand only: the path or provider's id of the artefact in whose stead the file was saved.
    """

    provider_id: str | None = None
    provider_status: str | None = None
    declared_type: str | None = None
    duration_seconds: float | None = None
    start_ms: int | None = None
    path: str | None = None
    content: str | None = None
    fills: str | None = None


class Absence(NamedTuple):
    """A source that speaks of a kind of artefact and lists none.

    `word`: `none` (it can tell, and there are none), `withheld` (not for this key), `unknown` (no answer that tells).
    """

    word: str
    reason: str | None = None


Telling = tuple[Entry, ...] | Absence


@dataclass(slots=True, eq=False)
class Statement:
    """What one reading says of one subject.

    `slot` names (surface, operation or event type, include set); of one subject only the newest statement of a
    slot speaks. `kind` is set where the thing itself was shown, not only something about it. `order_ms` is
    explained in `Reading`. `subject` is the id that it was read for, `observation_id` what it was read from.
    `remnant`: superseded in its slot; kept for what outlasts that (see `reduction`). `new_fields` are members that
    nobody knows yet. `organization` is the account that a webhook names.
    """

    slot: str
    surface: str
    order_ms: int
    push: bool = False
    subject: str = ""
    kind: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    told: dict[str, Telling] = field(default_factory=dict)
    reference: str | None = None
    gone_ms: int | None = None
    remnant: bool = False
    not_understood: list[str] = field(default_factory=list)
    observation_id: int = 0
    new_fields: tuple[str, ...] = ()
    organization: str | None = None
    _canonical: bytes | None = None

    @property
    def canonical(self) -> bytes:
        """The same bytes for the same content, whatever the order of its members: the last resort of a tie."""
        if self._canonical is None:
            self._canonical = canonical_bytes((self.values, self.told, self.reference, self.gone_ms))
        return self._canonical

    def instant(self, name: str) -> Instant | None:
        """The time asserted for a field; None where it is none or silent."""
        value = self.values.get(name)
        return value if isinstance(value, Instant) else None


def canonical_bytes(content: object) -> bytes:
    """Canonical JSON: sorted members, no spaces."""
    return msgspec.json.encode(content, order="deterministic")


STATUS_RANKS = {
    "scheduled": 0,
    "queued": 1,
    "accepted": 1,
    "initiated": 1,
    "sending": 2,
    "receiving": 2,
    "ringing": 2,
    "sent": 3,
    "answered": 3,
    "in-progress": 3,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "busy": 5,
    "no-answer": 5,
    "unanswered": 5,
    "ai-handled": 5,
    "missed": 5,
    "abandoned": 5,
    "forwarded": 5,
    "partially_delivered": 6,
    "received": 6,
    "delivered": 6,
    "completed": 6,
    "read": 7,
}
STRANGE_STATUS_RANK = 3
TERMINAL_RANK = 5
"""From here on a status is an end: leaving it needs a strictly later time of the provider."""

SURFACE_RANKS = {"dated": 6, "N": 5, "log": 5, "v1": 4, "L2": 3, "L1": 2, "hand": 1}


def status_rank(status: object) -> int:
    """How far along a status is; a word that nobody knows yet is under way, not an end."""
    return STATUS_RANKS.get(status, STRANGE_STATUS_RANK) if isinstance(status, str) else -1


def is_under_way(status: object) -> bool:
    """A status known to be on the way to another one."""
    return status in STATUS_RANKS and status_rank(status) < TERMINAL_RANK


AGENT_PREFIX = "SY"
"""System actors (`SY…`, later `SYU…`) are no people: the provider's AI agent answers under such an id."""


def is_agent(member_id: object) -> bool:
    """Whether an id of somebody at the provider is a system actor's."""
    return isinstance(member_id, str) and member_id.startswith(AGENT_PREFIX)


def surface_rank(surface: str) -> int:
    return SURFACE_RANKS.get(surface, 0)
