"""The account at the provider: its organization, its numbers, the people working in it."""

from dataclasses import dataclass


@dataclass(slots=True)
class OrganizationRecord:
    id: str
    name: str | None = None
    subscription_status: str | None = None
    created_ms: int | None = None


@dataclass(slots=True)
class LineRecord:
    """One phone number of the workspace. `members` are (member id, role or None)."""

    id: str
    number: str | None = None
    name: str | None = None
    symbol: str | None = None
    group_id: str | None = None
    time_zone: str | None = None
    created_ms: int | None = None
    updated_ms: int | None = None
    gone_ms: int | None = None
    members: tuple[tuple[str, str | None], ...] = ()


@dataclass(slots=True)
class MemberRecord:
    """A teammate in Quo; `kind` is `agent` for system actors (`SY…`, such as the AI agent), else `human`."""

    id: str
    kind: str = "human"
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    role: str | None = None
    created_ms: int | None = None
    gone_ms: int | None = None
