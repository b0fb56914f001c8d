"""What a run tells: while it goes on, and at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.domain.errors import ProviderError


@dataclass(frozen=True, slots=True)
class ListProgress:
    """One list: what came, and what remains as far as it can be estimated (None: nobody knows yet)."""

    items: int
    pages: int
    pages_left: float | None
    finished: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is. `seconds_left` is an estimate from requests left at the rate allowed; None: nobody knows yet.

    `at_least` says that some list is of unknown length, so that the estimate covers only the others. `parts_left` are
    questions about single calls that are known so far.
    """

    surface: str
    lists: Mapping[str, ListProgress]
    parts_asked: int
    parts_left: int
    requests: int
    requests_left: float
    seconds_left: float | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A walk or question that did not come to its end; it is taken up again by the next run."""

    surface: str
    operation: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.surface} {self.operation}".strip()


@dataclass(slots=True)
class RunReport:
    """What a run did. `limited` counts what this surface cannot show, by the name of the limit.

    `stopped` is the error that ended the whole run early, such as a provider that does not answer. `first_seconds`
    is when names, texts, calls and voicemails were in and folded; `asking_seconds` when the last answer was in.
    `provider_ms` is when it began by the provider's clock; None where nobody answered.
    """

    run_id: int
    surface: str
    walks_finished: int = 0
    unfinished: list[Unfinished] = field(default_factory=list)
    limited: dict[str, int] = field(default_factory=dict)
    requests: dict[str, int] = field(default_factory=dict)
    too_many: int = 0
    first_seconds: float | None = None
    asking_seconds: float = 0.0
    stopped: ProviderError | None = None
    interrupted: bool = False
    provider_ms: int | None = None

    @property
    def complete(self) -> bool:
        """Every walk came to its end and every question was answered."""
        return not self.unfinished and self.has_asked_all

    @property
    def has_asked_all(self) -> bool:
        """Everything that was due was asked for, whatever was answered."""
        return self.stopped is None and not self.interrupted
