"""The parts of single calls, and single calls and messages: which question brings which part on which surface."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from onrecord.domain.activity import ActivityKind
from onrecord.domain.artefact import ArtefactKind
from onrecord.domain.capability import Surface
from onrecord.limits.routes import Ability
from onrecord.provider.client import Answer, Client
from onrecord.provider.envelope import split

Teller = Callable[[Client, str], Iterator[Answer]]
MOST_PAGES = 50


class Part(NamedTuple):
    """One part of a call on one surface. `operations` are those whose answers speak of it, the one it asks last.

    `splits`: it tells one part for each recording where the other surface merges those of a call into one.
    """

    kind: str
    surface: str
    ability: Ability
    operations: tuple[str, ...]
    tell: Teller
    splits: bool = False


def _recordings(client: Client, call_id: str) -> Iterator[Answer]:
    return _paged(lambda after, page: client.recordings(call_id, after=after, page=page))


def _transcripts(client: Client, call_id: str) -> Iterator[Answer]:
    return _paged(lambda after, page: client.transcripts(call_id, after=after, page=page))


def _paged(ask: Callable[[str | None, int], Answer]) -> Iterator[Answer]:
    after: str | None = None
    for page in range(1, MOST_PAGES + 1):
        answer = ask(after, page)
        yield answer
        after = split(answer).next_cursor
        if after is None:
            return


def _one(ask: Callable[[Client, str], Answer]) -> Teller:
    def tell(client: Client, activity_id: str) -> Iterator[Answer]:
        yield ask(client, activity_id)

    return tell


_CALL = _one(Client.call)

DATED_PARTS = (
    Part(
        ArtefactKind.RECORDING,
        Surface.DATED,
        Ability.RECORDINGS,
        ("GET /v1/call-recordings/{callId}", "GET /calls/{callId}/recordings"),
        _recordings,
    ),
    Part(
        ArtefactKind.TRANSCRIPT,
        Surface.DATED,
        Ability.TRANSCRIPTS,
        ("GET /v1/call-transcripts/{id}", "GET /calls/{callId}/transcripts"),
        _transcripts,
        splits=True,
    ),
    Part(ArtefactKind.VOICEMAIL, Surface.DATED, Ability.SINGLE_CALL, ("GET /calls", "GET /calls/{callId}"), _CALL),
    Part(ArtefactKind.SUMMARY, Surface.DATED, Ability.SINGLE_CALL, ("GET /calls", "GET /calls/{callId}"), _CALL),
)

V1_PARTS = (
    Part(
        ArtefactKind.VOICEMAIL,
        Surface.V1,
        Ability.VOICEMAILS,
        ("GET /v1/call-voicemails/{callId}",),
        _one(Client.v1_voicemail),
    ),
    Part(
        ArtefactKind.RECORDING,
        Surface.V1,
        Ability.RECORDINGS,
        ("GET /v1/call-recordings/{callId}",),
        _one(Client.v1_recordings),
    ),
    Part(
        ArtefactKind.SUMMARY,
        Surface.V1,
        Ability.SUMMARIES,
        ("GET /v1/call-summaries/{callId}",),
        _one(Client.v1_summary),
    ),
    Part(
        ArtefactKind.TRANSCRIPT,
        Surface.V1,
        Ability.TRANSCRIPTS,
        ("GET /v1/call-transcripts/{id}",),
        _one(Client.v1_transcript),
    ),
)

PARTS: Mapping[str, tuple[Part, ...]] = {Surface.DATED: DATED_PARTS, Surface.V1: V1_PARTS}
"""By surface, in the order in which people wait for them."""


MESSAGE = {Surface.DATED: _one(Client.message), Surface.V1: _one(Client.v1_message)}


def tellers(surface: str, activity_kind: str, kinds: frozenset[str]) -> list[Teller]:
    """What to ask for fresh links and states of an activity's files; all its parts where none is named."""
    if activity_kind == ActivityKind.MESSAGE:
        return [MESSAGE[Surface(surface)]]
    parts = PARTS[surface]
    wanted = [part for part in parts if part.kind in kinds] or list(parts)
    return list(dict.fromkeys(part.tell for part in wanted))
