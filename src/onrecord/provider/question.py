"""One question to the provider, and its answer, before anybody knows what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from onrecord.domain.capability import Surface

API_VERSION = "2026-03-30"
Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """`operation` is the template in the provider's documents, method first; `asked` fills its path.

    `tells` are the statuses that are answers. `content` is JSON to be sent. What may not be done twice is not
    `repeatable`. What nobody waits for is `patient`: it goes when nothing else wants to.
    """

    surface: str
    operation: str
    asked: Mapping[str, object]
    parameters: Parameters
    tells: frozenset[int]
    content: bytes | None = None
    repeatable: bool = True
    patient: bool = False

    @property
    def method(self) -> str:
        return self.operation.partition(" ")[0]

    @property
    def path(self) -> str:
        """With its query."""
        path = self.operation.partition(" ")[2]
        for name, value in self.asked.items():
            path = path.replace("{" + name + "}", quote(str(value), safe=""))
        told = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.parameters)
        return f"{path}?{told}" if told else path

    @property
    def headers(self) -> dict[str, str]:
        """Only the dated surface wants its version said."""
        version = {"Quo-Api-Version": API_VERSION} if self.surface == Surface.DATED else {}
        return version | ({"Content-Type": "application/json"} if self.content is not None else {})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said to one question, as received, and how it was asked.

    `operation` is the template in the provider's documents. `asked` holds only what changes the meaning: path ids
    under the names of the template, `include` (comma-separated, as sent), `line` and `participants` of a v1 list,
    `page` of a sub-resource from its second page on (2). Never window, cursor or limit.
    `asked_ms` is when it was sent, in the provider's time.
    """

    surface: str
    operation: str
    asked: Mapping[str, object]
    status: int
    body: bytes
    asked_ms: int


@dataclass(frozen=True, slots=True)
class Looked:
    """An answer with its headers, by their names in lower case, whatever it says. `refused` names the headers of the
    last answer that refused the question as one too many; empty where none did.
    """

    answer: Answer
    headers: Mapping[str, str]
    refused: frozenset[str] = frozenset()
