"""The state of a thing that belongs to an activity: a pure function of what was said and what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.clock import HOUR


class ArtefactKind(StrEnum):
    MEDIA = "media"
    VOICEMAIL = "voicemail"
    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    SUMMARY = "summary"


WITH_BYTES = frozenset({ArtefactKind.MEDIA, ArtefactKind.VOICEMAIL, ArtefactKind.RECORDING})


class ArtefactState(StrEnum):
    """DESIGN section 4. The words for the screen are in `views.words`."""

    WANTED = "wanted"
    PENDING = "pending"
    KEPT = "kept"
    NONE = "none"
    WITHHELD = "withheld"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNKNOWN = "unknown"


UNSETTLED = frozenset({ArtefactState.WANTED, ArtefactState.PENDING, ArtefactState.EXPIRED})
"""States that make a sync «done but incomplete» (exit status 3)."""

PROVIDER_STILL_WORKING = frozenset({"in-progress", "processing", "paused", "stopping"})
LAST_LOOK_MS = 26 * HOUR
"""How long after a call the last question about its parts is asked: what is said then is believed."""
PROVIDER_SAYS_GONE = frozenset({"absent", "deleted", "failed"})


class HoldingOutcome(StrEnum):
    """What came of one attempt to get the bytes. Append-only; a rebuild keeps these."""

    KEPT = "kept"
    EXPIRED = "expired"
    REFUSED = "refused"
    LOST = "lost"  # kept once; found damaged or gone from the vault since
    LIFTED = "lifted"  # refused for its size once; the limit that is set here allows it since


TOO_LARGE = "size"
"""The detail of a holding that was refused because the file is larger than the limit that is set here."""

DAMAGED = "damaged"
"""The reason of an artefact whose bytes were in hand and are no more."""

BY_HAND = "by_hand"
"""The reason of an artefact that is kept only because a person saved it elsewhere and put it in here."""

_SAVED = "/saved/"


def saved_path(sha256: str) -> str:
    """The path under which a file that a person put in is held: no way of the provider's begins so."""
    return _SAVED + sha256


def is_saved(path: str) -> bool:
    """Whether the bytes under a path came by a person's hand."""
    return path.startswith(_SAVED)


@dataclass(frozen=True, slots=True)
class Holding:
    """One settled attempt on one path. `at_ms` is in the provider's time, comparable with a link's `asked_ms`."""

    path: str
    outcome: str
    at_ms: int
    sha256: str | None = None
    detail: str | None = None


def artefact_state(
    kind: str,
    *,
    provider_status: str | None,
    has_content: bool,
    ways: Sequence[str],
    holdings: Sequence[Holding],
    newest_link_ms: int | None,
) -> tuple[str, str | None, str | None]:
    """(state, reason, sha256) of an artefact that is known to exist.

    `holdings` are those of its `ways`; `newest_link_ms` is when the newest link to any of them was asked for.
    Bytes that are kept stay kept, whatever is said later (fold rule 4); the provider's own come before what a person
    saved in their stead.
    """
    kept = _standing(holdings)
    if kept:
        best = min(kept, key=lambda holding: (is_saved(holding.path), holding.at_ms, holding.path))
        return ArtefactState.KEPT, BY_HAND if is_saved(best.path) else None, best.sha256
    if kind not in WITH_BYTES:
        return _text_state(provider_status, has_content)
    in_force = still_in_force(holdings)
    if in_force:
        last = max(in_force, key=lambda holding: (holding.at_ms, holding.path))
        if newest_link_ms is None or newest_link_ms <= last.at_ms or last.outcome == HoldingOutcome.REFUSED:
            return _lost_or(last.outcome), last.detail, None
    if provider_status in PROVIDER_STILL_WORKING:
        return ArtefactState.PENDING, "provider_processing", None
    if ways:
        return ArtefactState.WANTED, None, None
    if provider_status in PROVIDER_SAYS_GONE:
        return ArtefactState.NONE, f"provider_{provider_status}", None
    return ArtefactState.UNKNOWN, "no_link_given", None


def still_in_force(holdings: Iterable[Holding]) -> list[Holding]:
    """Without the refusals that were lifted since: it is as if the file had not been tried by that link."""
    found: list[Holding] = []
    for holding in holdings:
        if holding.outcome == HoldingOutcome.LIFTED:
            found = [one for one in found if one.path != holding.path or not was_too_large(one)]
        else:
            found.append(holding)
    return found


def was_too_large(holding: Holding) -> bool:
    """Whether nothing but the limit that was set here kept the file out."""
    return holding.outcome == HoldingOutcome.REFUSED and holding.detail == TOO_LARGE


def _standing(holdings: Sequence[Holding]) -> list[Holding]:
    """What is kept and was not found lost later. Holdings are in the order in which they were added, for each path."""
    standing: dict[tuple[str, str | None], Holding] = {}
    for holding in holdings:
        if holding.outcome == HoldingOutcome.KEPT:
            standing.setdefault((holding.path, holding.sha256), holding)
        elif holding.outcome == HoldingOutcome.LOST:
            standing.pop((holding.path, holding.sha256), None)
    return list(standing.values())


def _lost_or(outcome: str) -> str:
    """A lost file is had again as one whose link ran out: by a fresh one."""
    return ArtefactState.EXPIRED if outcome == HoldingOutcome.LOST else outcome


def _text_state(provider_status: str | None, has_content: bool) -> tuple[str, str | None, str | None]:
    if has_content:
        return ArtefactState.KEPT, None, None
    if provider_status in PROVIDER_STILL_WORKING:
        return ArtefactState.PENDING, "provider_processing", None
    if provider_status in PROVIDER_SAYS_GONE:
        return ArtefactState.NONE, f"provider_{provider_status}", None
    if provider_status == "completed":
        return ArtefactState.NONE, "provider_empty", None
    return ArtefactState.UNKNOWN, "no_content_given", None
