"""What a world is made of. Times are UTC milliseconds; `at` is when a thing began to exist.

A world is immutable truth, made from (name, seed). What can be *seen* of it on a date, through which surface, is
the business of `dates` and `surfaces`; how its files look is the business of `files`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Member:
    id: str  # US…, or SYU… for the AI agent
    email: str
    first_name: str | None
    last_name: str | None
    role: str  # owner | admin | member
    at: int
    is_agent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    id: str  # PN…
    number: str
    name: str
    symbol: str
    group_id: str
    at: int
    member_ids: tuple[str, ...]  # the first is the owner
    time_zone: str = "America/New_York"
    business_hours: bool = True
    forward: str | None = None


@dataclass(frozen=True, slots=True)
class ContactNumber:
    id: str
    name: str
    value: str  # as typed in the app: any notation


@dataclass(frozen=True, slots=True)
class Contact:
    id: str  # bare 24 hex
    first_name: str | None
    last_name: str | None
    company: str | None
    role: str | None
    numbers: tuple[ContactNumber, ...]
    emails: tuple[ContactNumber, ...]
    source: str | None
    external_id: str | None
    created_by: str
    at: int
    updated_at: int
    custom_fields: tuple[tuple[str, str, str, object], ...] = ()  # key, name, type, value
    notes: tuple["Note", ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    text: str
    member_id: str
    at: int


@dataclass(frozen=True, slots=True)
class File:
    """One file of the provider; its bytes come from `files.render(world, file)`, unique per file.

    `resource` and `name` make its path `/v1/resource/{resource}/{name}`. `declared_type` is what listings say
    (may be None or wrong); `true_type` is what the bytes are. `recipe` tells `files` how to draw or sound it.
    """

    id: str
    resource: str  # message-media | call-recording | voicemail
    name: str  # <id>.<ext>, sometimes without extension
    true_type: str
    declared_type: str | None
    recipe: tuple[object, ...]
    duration_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    id: str  # AC…
    conversation_id: str
    line_id: str
    direction: str  # incoming | outgoing
    sender: str
    recipients: tuple[str, ...]
    text: str
    at: int
    status: str  # the final one; `queued`/`sent` before `settled_at`
    settled_at: int
    member_id: str | None
    media: tuple[File, ...] = ()
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    speaker: str | None  # E.164
    member_id: str | None
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Recording:
    id: str  # CR…
    file: File
    start: int
    duration_seconds: int
    ready_at: int
    segments: tuple[Segment, ...]  # its transcript; empty where there is none
    transcript_ready_at: int


@dataclass(frozen=True, slots=True)
class Voicemail:
    id: str  # VM…
    activity_id: str  # the AC… of the voicemail itself
    file: File
    duration_seconds: int
    transcript: str | None
    ready_at: int


@dataclass(frozen=True, slots=True)
class Summary:
    type: str  # human | agent
    title: str | None
    lines: tuple[str, ...]
    next_steps: tuple[str, ...]
    jobs: tuple[tuple[str, str, tuple[tuple[str, object], ...]], ...]  # icon, name, ((name, value), …)
    ready_at: int


@dataclass(frozen=True, slots=True)
class Call:
    id: str  # AC…
    conversation_id: str
    line_id: str
    direction: str
    status: str  # the v1/dated enum
    others: tuple[str, ...]  # outside parties; two or more = group call
    at: int
    answered_at: int | None
    answered_by: str | None
    initiated_by: str | None
    completed_at: int | None
    duration_seconds: int  # the true one
    v1_duration_seconds: int  # what v1 says; differs where the provider disagrees with itself
    member_id: str
    call_route: str | None = None
    forwarded_from: str | None = None
    forwarded_to: str | None = None
    ai_handled: bool = False
    participants_bug: str | None = None  # None | "empty" | "reordered" | "duplicated"
    recordings: tuple[Recording, ...] = ()
    voicemail: Voicemail | None = None
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str  # CN…
    line_id: str
    participants: tuple[str, ...]  # without the own number; "Anonymous" and short codes as they are
    name: str | None
    at: int
    assigned_to: str | None = None
    deleted_at: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    title: str
    description: str
    conversation_id: str
    created_by: str
    at: int
    due: int | None
    status: str


@dataclass(slots=True)
class World:
    """Everything that ever happened, oldest first in every list. `end` is the clock when nobody moves it."""

    name: str
    seed: int
    start: int
    end: int
    organization_id: str
    organization_name: str
    lines: list[Line] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    custom_fields: list[tuple[str, str, str]] = field(default_factory=list)  # key, name, type
    conversations: list[Conversation] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
