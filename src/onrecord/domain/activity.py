"""Anything on a timeline: a message or a call, with the winning values that a timeline needs."""

from dataclasses import dataclass, field
from dataclasses import field as member
from enum import StrEnum

from onrecord.domain.announcement import Announcement


class ActivityKind(StrEnum):
    MESSAGE = "message"
    CALL = "call"


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Outcome(StrEnum):
    """What came of a call; decided by rules over several fields, never copied from `status`."""

    ANSWERED = "answered"
    MISSED = "missed"
    VOICEMAIL = "voicemail"
    ABANDONED = "abandoned"
    FORWARDED = "forwarded"
    AI_ANSWERED = "ai_answered"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    IN_PROGRESS = "in_progress"
    UNKNOWN = "unknown"


class Word(StrEnum):
    """What is known of one kind of artefact on one activity, where no artefact row says it.

    `some`: there are artefact rows. `none`: a source that can tell said so. `unknown`: no such source has spoken.
    `withheld`: plan, permission or setting. None (no word at all) means the kind does not apply.
    """

    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"


@dataclass(slots=True)
class ActivityRecord:
    """The folded record of one `AC…` id. Times are UTC milliseconds; numbers are canonical.

    The `*_word` fields hold `Word` values or None where that kind cannot belong to this activity; `word_reasons` says
    for a kind why its word is `unknown` or `withheld`: `plan`, `forbidden`, `not_given`, `asked_too_early`,
    `old_media` (from before the provider returned media). `surfaces` are those that showed the activity itself, sorted.
    `shows_old_media`: one from before that, of which the provider was asked and gave media all the same.
    `announced`: a message without media whose text speaks of pictures that come with it.
    """

    id: str
    kind: str
    line_id: str | None = None
    conversation_key: str = ""
    conversation_id: str | None = None
    participants: tuple[str, ...] = ()
    direction: str | None = None
    at_ms: int = 0
    updated_ms: int | None = None
    text: str = ""
    status: str | None = None
    from_number: str | None = None
    to_numbers: tuple[str, ...] = ()
    member_id: str | None = None
    answered_ms: int | None = None
    answered_by: str | None = None
    initiated_by: str | None = None
    completed_ms: int | None = None
    duration_seconds: int | None = None
    outcome: str | None = None
    ai_handled: bool = False
    forwarded_from: str | None = None
    forwarded_to: str | None = None
    call_route: str | None = None
    gone_ms: int | None = None
    media_word: str | None = None
    voicemail_word: str | None = None
    recording_word: str | None = None
    transcript_word: str | None = None
    summary_word: str | None = None
    word_reasons: tuple[tuple[str, str], ...] = ()
    surfaces: tuple[str, ...] = ()
    shows_old_media: bool = False
    announced: Announcement | None = None
    artefacts: list["ArtefactRecord"] = field(default_factory=list)
    claims: list["ClaimRecord"] = field(default_factory=list)
    discrepancies: list["DiscrepancyRecord"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnseenActivityRecord:
    """An activity that something else refers to and that no answer has shown itself.

    `conversation_id` is that of a conversation which names it as its last activity, where one does.
    """

    id: str
    line_id: str | None = None
    conversation_id: str | None = None


@dataclass(slots=True)
class ForeignActivityRecord:
    """An activity that only webhooks told of, and of a line that is not the workspace's."""

    id: str
    line_id: str


@dataclass(slots=True)
class ArtefactRecord:
    """What belongs to an activity; several of a kind are told apart by `ordinal`, from 0.

    `ways` are the paths by which its bytes can be had (fold rule 7). `content` is the text of a transcript or
    summary, or the transcript of a voicemail, as JSON the screens understand:
    transcript `{"recording_id", "segments": [{"speaker", "member_id", "start", "end", "text"}]}` (seconds),
    summary `{"type", "title", "summary": [], "next_steps": [], "jobs": []}`, voicemail `{"transcript": str}`.
    """

    activity_id: str
    kind: str
    ordinal: int
    provider_id: str | None = None
    provider_status: str | None = None
    state: str = "unknown"
    reason: str | None = None
    declared_type: str | None = None
    duration_seconds: float | None = None
    start_ms: int | None = None
    ways: tuple[str, ...] = ()
    content: str | None = None
    sha256: str | None = None


@dataclass(slots=True)
class ClaimRecord:
    """One source's value of a contested field. Stored only where two sources or more spoke of it.

    `agrees`: it says the same as the value held. `explained` names why one that differs does not contradict it;
    None where it does. `observation_id` is what said it, for who traces a value; it is not stored.
    """

    field: str
    slot: str
    value: str
    at_ms: int
    rule: str
    chosen: bool
    agrees: bool = True
    explained: str | None = None
    observation_id: int = member(default=0, compare=False)

    @property
    def surface(self) -> str:
        return self.slot.partition(" ")[0]


@dataclass(slots=True)
class DiscrepancyRecord:
    """Sources that disagree. `explained` names why that is no contradiction, where a rule says so of all of them.

    `surface` gave the value that is held (None where it follows from other fields), `against` is the surface of the
    one that differs most.
    """

    field: str
    explained: str | None = None
    surface: str | None = None
    against: str | None = None
