"""Where a run is, from what its crew has done and still has to do."""

from collections.abc import Mapping

from onrecord.provider.pace import Pacer
from onrecord.provider.tally import Tally
from onrecord.sync.chain import Chain
from onrecord.sync.crew import HANDS, Crew
from onrecord.sync.plan import seconds_left
from onrecord.sync.report import ListProgress, Progress


def progress_of(crew: Crew, surface: str, tally: Tally, before: Mapping[str, int], pacer: Pacer) -> Progress:
    """A picture of this moment."""
    lists: dict[str, list[Chain]] = {}
    for chain in crew.chains():
        lists.setdefault(chain.name, []).append(chain)
    told = {name: _list_progress(chains, crew.oldest_ms) for name, chains in lists.items()}
    questions = crew.questions_left()
    at_least = any(one.pages_left is None for one in told.values())
    requests_left = questions + sum(one.pages_left or 0.0 for one in told.values())
    latency = pacer.round_trip_seconds()
    return Progress(
        surface=surface,
        lists=told,
        parts_asked=crew.parts_asked,
        parts_left=questions,
        requests=tally.requests - sum(before.values()),
        requests_left=requests_left,
        seconds_left=seconds_left(requests_left, pacer.rate, latency, HANDS) if requests_left or not at_least else None,
        at_least=at_least,
    )


def _list_progress(chains: list[Chain], oldest_ms: int) -> ListProgress:
    return ListProgress(
        items=sum(chain.items for chain in chains),
        pages=sum(chain.pages for chain in chains),
        pages_left=_pages_left(chains, oldest_ms),
        finished=all(chain.finished for chain in chains),
    )


def _pages_left(chains: list[Chain], oldest_ms: int) -> float | None:
    """A list without times cannot be estimated; a short thread that waits is one page."""
    left = 0.0
    for chain in chains:
        if chain.finished:
            continue
        if chain.ordered and chain.pages:
            left += chain.pages_left(oldest_ms)
        elif chain.stretch is not None and not chain.ordered:
            left += 1.0
        else:
            return None
    return left
